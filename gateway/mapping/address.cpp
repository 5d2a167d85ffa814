#include "gateway/mapping/address.hpp"

#include <array>
#include <cstddef>
#include <utility>

namespace gateway::mapping {
namespace {

struct Escape {
  char character;
  std::string_view sequence;
};

// XEP-0106 3.1, the backslash last: it is escaped only where it could be mistaken.
constexpr std::array kEscapes = {
    Escape{' ', "\\20"}, Escape{'"', "\\22"},  Escape{'&', "\\26"}, Escape{'\'', "\\27"},
    Escape{'/', "\\2f"}, Escape{':', "\\3a"},  Escape{'<', "\\3c"}, Escape{'>', "\\3e"},
    Escape{'@', "\\40"}, Escape{'\\', "\\5c"},
};
constexpr std::string_view kBackslash = "\\5c";

const Escape* escape_at(std::string_view text) {
  for (const Escape& escape : kEscapes) {
    if (text.starts_with(escape.sequence)) return &escape;
  }
  return nullptr;
}

// In any case: a JID's localpart is folded to lower case, and then "\5C" is an escape.
bool will_look_like_an_escape(std::string_view text) {
  std::string folded(text.substr(0, 3));
  for (char& c : folded) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return escape_at(folded) != nullptr;
}

const Escape* escape_of(char character) {
  for (const Escape& escape : kEscapes) {
    if (escape.character == character && character != '\\') return &escape;
  }
  return nullptr;
}

// XEP-0106 3.2: "\20" is neither the first nor the last thing in a localpart.
bool space_at_edge(std::string_view user) { return user.front() == ' ' || user.back() == ' '; }

Error edge_error() {
  return make_error("user-edge-space", "the user part begins or ends with a space");
}

}  // namespace

std::string escape_localpart(std::string_view text) {
  std::string localpart;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (will_look_like_an_escape(text.substr(i))) {
      localpart += kBackslash;  // XEP-0106 4.2
    } else if (const Escape* escape = escape_of(text[i])) {
      localpart += escape->sequence;
    } else {
      localpart += text[i];
    }
  }
  return localpart;
}

std::string unescape_localpart(std::string_view localpart) {
  std::string text;
  while (!localpart.empty()) {
    const Escape* escape = escape_at(localpart);
    text += escape != nullptr ? escape->character : localpart.front();
    localpart.remove_prefix(escape != nullptr ? escape->sequence.size() : 1);
  }
  return text;
}

Result<Jid> jid_of(const sip::Uri& uri) {
  if (uri.scheme == sip::Scheme::Sips) {
    return make_error("sips-not-mapped", "a sips URI asks for protection that XMPP cannot promise");
  }
  if (uri.user.empty()) return make_error("user-missing", "the URI names a host, not a user");
  if (space_at_edge(uri.user)) return edge_error();
  const sip::Parameter* gruu = uri.parameter("gr");
  if (gruu != nullptr && gruu->value.value_or("").empty()) {
    return make_error("temporary-gruu", "the URI is a temporary address of nobody in particular");
  }
  std::string text = escape_localpart(uri.user) + "@" + uri.host;
  if (gruu != nullptr) text += "/" + *gruu->value;
  return Jid::parse(text);
}

Result<sip::Uri> uri_of(const Jid& jid) {
  if (jid.local().empty())
    return make_error("localpart-missing", "the JID names a server, not a user");
  std::string user = unescape_localpart(jid.local());
  if (escape_localpart(user) != jid.local()) {
    return make_error("localpart-escaping", "the localpart escapes what needs no escape");
  }
  if (space_at_edge(user)) return edge_error();
  sip::Uri uri;
  uri.user = std::move(user);
  uri.host = jid.domain().ascii();
  if (!jid.resource().empty()) uri.parameters.push_back({"gr", jid.resource()});
  return uri;
}

}  // namespace gateway::mapping
