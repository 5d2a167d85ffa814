#include "gateway/interworking/message_in.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "gateway/interworking/cpim.hpp"
#include "gateway/interworking/html_text.hpp"
#include "gateway/mapping/address.hpp"
#include "gateway/sip/uri.hpp"
#include "gateway/xml/utf8.hpp"
#include "gateway/xmpp/stanza.hpp"

namespace gateway {
namespace {

constexpr std::string_view kAccepted =
    "text/plain, text/html, message/cpim, message/imdn+xml, application/im-iscomposing+xml";

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

SipRefusal unsupported(std::string why) {
  return {415, sip::Header{"Accept", std::string(kAccepted)}, std::move(why)};
}
SipRefusal broken(std::string why) { return {400, std::nullopt, std::move(why)}; }

/// RFC 2045 5.1, as far as it matters here: "text/plain; charset=UTF-8".
struct MediaType {
  explicit MediaType(std::string_view text) {
    const std::size_t semicolon = text.find(';');
    name = lower(trimmed(text.substr(0, semicolon)));
    while (semicolon != std::string_view::npos && !text.empty()) {
      const std::size_t begin = text.find(';');
      if (begin == std::string_view::npos) break;
      text.remove_prefix(begin + 1);
      const std::string_view parameter = trimmed(text.substr(0, text.find(';')));
      const std::size_t equals = parameter.find('=');
      if (equals == std::string_view::npos) continue;
      if (lower(trimmed(parameter.substr(0, equals))) != "charset") continue;
      std::string_view value = trimmed(parameter.substr(equals + 1));
      if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
        value = value.substr(1, value.size() - 2);
      }
      charset = lower(value);
    }
  }

  std::string name;
  std::string charset;
};

bool is_utf8(std::string_view text) {
  xml::Utf8Checker checker;
  return checker.accept(text) == text.size() && checker.complete();
}

SipContent text_in(const MediaType& type, const std::string& octets, bool html) {
  constexpr std::array kCharsets = {"", "utf-8", "us-ascii"};
  if (std::find(kCharsets.begin(), kCharsets.end(), type.charset) == kCharsets.end()) {
    return unsupported("charset " + type.charset.substr(0, 40));
  }
  if (!is_utf8(octets)) return broken("the text is not UTF-8");
  SaidText said{html ? text_of_html(octets) : octets, {}, {}, std::nullopt};
  if (said.text.empty()) return broken("the text is empty");
  return said;
}

template <class Parsed>
SipContent value_or_broken(Parsed parsed) {
  if (!parsed) return broken(parsed.error().code + ": " + parsed.error().what);
  return std::move(*parsed);
}

/// What may stand alone and in a wrapper alike.
SipContent plain_content(const MediaType& type, const std::string& octets) {
  if (type.name == "text/plain") return text_in(type, octets, false);
  if (type.name == "text/html") return text_in(type, octets, true);
  if (type.name == kComposingType) return value_or_broken(parse_composing(octets));
  return unsupported("content of type " + type.name.substr(0, 80));
}

SipContent wrapped_content(const std::string& octets) {
  auto message = parse_cpim(octets);
  if (!message && message.error().code == "cpim-required") return unsupported("cpim-required");
  if (!message) return broken(message.error().code + ": " + message.error().what);
  const std::string* type_header = message->content_header("Content-Type");
  const MediaType type(type_header == nullptr ? "text/plain" : *type_header);
  if (const std::string* encoding = message->content_header("Content-Transfer-Encoding")) {
    const std::string name = lower(*encoding);
    if (name != "7bit" && name != "8bit" && name != "binary") {
      return unsupported("transfer encoding " + name.substr(0, 40));
    }
  }
  if (type.name == kImdnType) return value_or_broken(parse_notification(message->content));
  SipContent content = plain_content(type, message->content);
  if (auto* text = std::get_if<SaidText>(&content)) {
    text->asks = notification_request_of(*message);
    if (const std::string* subject = message->header(kCpimHeaders, "Subject")) {
      text->subject = *subject;
    }
    if (const std::string* language = message->content_header("Content-Language")) {
      text->language = language_or_nothing(*language);
    }
  }
  return content;
}

std::optional<SipRefusal> refusal_by_headers(const sip::Message& request) {
  if (const std::string* required = request.header("Require")) {
    return SipRefusal{420, sip::Header{"Unsupported", *required}, "it requires extensions"};
  }
  if (const std::string* encoding = request.header("Content-Encoding")) {
    const std::string name = lower(trimmed(*encoding));
    if (name != "identity" && !name.empty()) {
      return SipRefusal{415, sip::Header{"Accept-Encoding", "identity"}, "the body is encoded"};
    }
  }
  return std::nullopt;
}

std::variant<Jid, SipRefusal> jid_in(const std::string& uri_text, std::string_view what) {
  const auto uri = sip::Uri::parse(uri_text);
  if (!uri) {
    // What is no SIP URI at all, RFC 3261 8.2.2.1.
    const int status = uri.error().code == "uri-scheme" ? 416 : 400;
    return SipRefusal{status, std::nullopt, std::string(what) + ": " + uri.error().code};
  }
  auto jid = mapping::jid_of(*uri);
  if (jid) return std::move(*jid);
  const int status = jid.error().code == "sips-not-mapped" ? 416 : 400;
  return SipRefusal{status, std::nullopt, std::string(what) + ": " + jid.error().code};
}

}  // namespace

std::variant<SipAddresses, SipRefusal> addresses_of_sip(const sip::Message& request) {
  auto contact = jid_in(request.request_uri, "the request's URI");
  if (auto* refusal = std::get_if<SipRefusal>(&contact)) return std::move(*refusal);
  if (request.to.uri.starts_with("sips:")) {
    return SipRefusal{416, std::nullopt, "To: sips-not-mapped"};
  }
  auto user = jid_in(request.from.uri, "From");
  if (auto* refusal = std::get_if<SipRefusal>(&user)) return std::move(*refusal);
  return SipAddresses{std::get<Jid>(std::move(user)), std::get<Jid>(std::move(contact))};
}

SipContent content_of(const sip::Message& request) {
  if (auto refusal = refusal_by_headers(request)) return std::move(*refusal);
  const MediaType type(request.content_type.empty() ? "text/plain" : request.content_type);
  SipContent content =
      type.name == kCpimType ? wrapped_content(request.body) : plain_content(type, request.body);
  if (auto* text = std::get_if<SaidText>(&content)) {
    // RFC 7572 table 2: the headers of SIP count.
    if (const std::string* subject = request.header("Subject")) text->subject = *subject;
    if (const std::string* language = request.header("Content-Language")) {
      text->language = language_or_nothing(trimmed(*language));
    }
  }
  return content;
}

}  // namespace gateway
