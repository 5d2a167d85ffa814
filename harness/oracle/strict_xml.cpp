// One token after the other: text up to "<", markup up to its end. Nothing is read twice.
#include "harness/oracle/strict_xml.hpp"

#include <set>

#include "harness/oracle/strict_text.hpp"

namespace harness::oracle {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kXmlNs = "http://www.w3.org/XML/1998/namespace";
constexpr std::string_view kStreamsNs = "http://etherx.jabber.org/streams";

bool is_blank(std::string_view text) {
  return text.find_first_not_of(kBlanks) == std::string_view::npos;
}

struct Name {
  std::string prefix, local;
};

std::optional<Name> split(std::string_view name) {
  const std::size_t colon = name.find(':');
  if (colon == std::string_view::npos) {
    if (!is_nc_name(name)) return std::nullopt;
    return Name{{}, std::string(name)};
  }
  if (!is_nc_name(name.substr(0, colon)) || !is_nc_name(name.substr(colon + 1)))
    return std::nullopt;
  return Name{std::string(name.substr(0, colon)), std::string(name.substr(colon + 1))};
}

/// The octet behind the markup that `text` begins with; npos while it has no end.
std::size_t end_of_markup(std::string_view text) {
  const auto behind = [&](std::string_view mark) {
    const std::size_t at = text.find(mark);
    return at == std::string_view::npos ? at : at + mark.size();
  };
  if (text.starts_with("<![CDATA[")) return behind("]]>");
  if (text.starts_with("<?")) return behind("?>");
  char quote = 0;
  for (std::size_t at = 1; at < text.size(); ++at) {
    const char c = text[at];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '>') {
      return at + 1;
    }
  }
  return std::string_view::npos;
}

}  // namespace

void StrictXml::feed(std::string_view octets) {
  unread_ += octets;
  while (complaint_.empty() && !unread_.empty() && step()) {
  }
}

/// @return whether something was read
bool StrictXml::step() {
  if (closed_) {
    spoke_after_closing_ = true;
    return false;
  }
  if (unread_.front() != '<') return text_ends(std::min(unread_.find('<'), unread_.size()));
  const std::size_t end = end_of_markup(unread_);
  if (end == std::string::npos) return false;
  const std::string markup = unread_.substr(0, end);
  unread_.erase(0, end);
  return markup_ends(markup);
}

// Between first-level elements white space is complete at once; other text ends with "<".
bool StrictXml::text_ends(std::size_t end) {
  const std::string_view text = std::string_view(unread_).substr(0, end);
  if (open_.size() <= 1 && !is_blank(text)) {
    complain("text outside of any stanza", {});
    return false;
  }
  if (open_.empty()) {
    complain("white space before the stream", {});
    return false;
  }
  if (open_.size() > 1 && end == unread_.size()) return false;
  if (!is_xml_text(text)) complain("a character that XML does not have", {});
  if (text.find("]]>") != std::string_view::npos) complain("]]> in text", text);
  check_references(text);
  unread_.erase(0, end);
  return complaint_.empty();
}

bool StrictXml::markup_ends(std::string_view markup) {
  if (!is_xml_text(markup)) complain("a character that XML does not have", {});
  if (markup.starts_with("<?")) {
    declaration(markup);
  } else if (markup.starts_with("<![CDATA[") && open_.size() > 1) {
    // character data in another form
  } else if (markup.starts_with("<!")) {
    complain("markup that XMPP does not allow", markup);
  } else if (markup.starts_with("</")) {
    end_tag(markup.substr(2, markup.size() - 3));
  } else {
    start_tag(markup.substr(1, markup.size() - 2));
  }
  return complaint_.empty();
}

// A declaration where no stanza is open begins a stream anew (RFC 6120 4.3.3).
void StrictXml::declaration(std::string_view markup) {
  if (open_.size() > 1 || declared_) return complain("a processing instruction", markup);
  const bool known = markup == "<?xml version='1.0'?>" || markup == "<?xml version=\"1.0\"?>" ||
                     markup == "<?xml version='1.0' encoding='UTF-8'?>" ||
                     markup == "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
  if (!known) return complain("no XML declaration of version 1.0", markup);
  open_.clear();
  declared_ = true;
}

void StrictXml::start_tag(std::string_view inside) {
  const bool empty = inside.ends_with('/');
  if (empty) inside.remove_suffix(1);
  const std::size_t end = std::min(inside.find_first_of(kBlanks), inside.size());
  const std::string qualified(inside.substr(0, end));
  const auto name = split(qualified);
  const auto found = attributes(inside.substr(end));
  if (!name || !found) return complain("no start tag", qualified);
  Bindings bindings =
      open_.empty() ? Bindings{{"xml", std::string(kXmlNs)}} : open_.back().bindings;
  if (!bind(*found, bindings) || !resolve_attributes(*found, bindings)) return;
  const auto binding = bindings.find(name->prefix);
  if (binding == bindings.end() && !name->prefix.empty()) {
    return complain("a prefix bound to nothing", qualified);
  }
  const std::string ns = binding == bindings.end() ? std::string() : binding->second;
  if (open_.size() == 1 && name->local == "stream" && ns == kStreamsNs) open_.clear();  // anew
  if (open_.empty()) {
    undeclared_header_ = undeclared_header_ || !declared_;
    declared_ = false;
  }
  if (open_.size() <= 1) tags_.push_back({name->prefix, name->local, ns, open_.size(), empty});
  if (!empty) open_.push_back({qualified, std::move(bindings)});
}

void StrictXml::end_tag(std::string_view inside) {
  inside = inside.substr(0, inside.find_last_not_of(kBlanks) + 1);
  if (open_.empty() || open_.back().name != inside)
    return complain("an end tag of nothing", inside);
  open_.pop_back();
  closed_ = open_.empty();
}

std::optional<StrictXml::Attributes> StrictXml::attributes(std::string_view text) {
  Attributes found;
  std::set<std::string_view> names;
  while (!is_blank(text)) {
    const std::size_t begin = text.find_first_not_of(kBlanks);
    if (begin == 0) return std::nullopt;  // no blank before it
    const std::size_t equals = text.find('=', begin);
    if (equals == std::string_view::npos || equals + 1 == text.size()) return std::nullopt;
    const char quote = text[equals + 1];
    const std::size_t close = text.find(quote, equals + 2);
    if ((quote != '"' && quote != '\'') || close == std::string_view::npos) return std::nullopt;
    const std::string_view name = text.substr(begin, equals - begin);
    const std::string_view value = text.substr(equals + 2, close - equals - 2);
    if (!split(name) || !names.insert(name).second) return std::nullopt;
    if (value.find('<') != std::string_view::npos) return std::nullopt;
    check_references(value);
    found.emplace_back(name, value);
    text.remove_prefix(close + 1);
  }
  return found;
}

/// Namespaces in XML 1.0, 2.2 and 3: what xml and xmlns stand for cannot be changed.
bool StrictXml::bind(const Attributes& attributes, Bindings& bindings) {
  for (const auto& [name, value] : attributes) {
    if (name == "xmlns") bindings[""] = value;
    if (!name.starts_with("xmlns:")) continue;
    const std::string prefix = name.substr(6);
    const bool reserved = prefix == "xmlns" || (prefix == "xml") != (value == kXmlNs);
    if (value.empty() || reserved) return complain("a prefix that cannot be bound so", name), false;
    bindings[prefix] = value;
  }
  return true;
}

/// 6.3: no two attributes of one expanded name.
bool StrictXml::resolve_attributes(const Attributes& attributes, const Bindings& bindings) {
  std::set<std::pair<std::string, std::string>> expanded;
  for (const auto& [name, value] : attributes) {
    const auto parts = split(name);
    if (parts->prefix.empty() || parts->prefix == "xmlns") continue;
    const auto binding = bindings.find(parts->prefix);
    if (binding == bindings.end()) return complain("a prefix bound to nothing", name), false;
    if (!expanded.emplace(binding->second, parts->local).second) {
      return complain("an attribute twice", name), false;
    }
  }
  return true;
}

void StrictXml::check_references(std::string_view text) {
  for (std::size_t at = text.find('&'); at != std::string_view::npos; at = text.find('&', at + 1)) {
    const std::size_t end = text.find(';', at);
    const bool good =
        end != std::string_view::npos && is_reference(text.substr(at + 1, end - at - 1));
    if (!good) return complain("no reference to a character", text.substr(at, 12));
  }
}

void StrictXml::complain(std::string_view what, std::string_view about) {
  if (!complaint_.empty()) return;
  complaint_ = what;
  if (!about.empty()) complaint_ += ": " + std::string(about.substr(0, 80));
}

}  // namespace harness::oracle
