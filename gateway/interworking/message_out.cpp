#include "gateway/interworking/message_out.hpp"

#include <algorithm>
#include <variant>
#include <vector>

#include "gateway/base/encoding.hpp"
#include "gateway/mapping/address.hpp"
#include "gateway/tls/digest.hpp"
#include "gateway/xmpp/namespaces.hpp"
#include "gateway/xmpp/stanza.hpp"

namespace gateway {
namespace {

constexpr std::size_t kCallIdBytesMax = 255;
constexpr std::size_t kDigestDigits = 32;
constexpr std::size_t kTagOctets = 4;
// "Via: SIP/2.0/UDP ;branch=z9hG4bK...;rport", "Max-Forwards: 70", "CSeq: 1 MESSAGE".
constexpr std::size_t kAgentHeaders = 140;

struct Said {
  std::string text;
  std::string language;
};

std::string language_of(const xml::Element& element, const std::string& otherwise) {
  for (const xml::Attribute& attribute : element.attributes) {
    if (attribute.ns == ns::kXml && attribute.name == "lang") {
      return language_or_nothing(attribute.value);
    }
  }
  return otherwise;
}

std::vector<Said> all_said(const xml::Element& stanza, std::string_view name,
                           const std::string& language) {
  std::vector<Said> all;
  for (const xml::Element::Node& node : stanza.children) {
    const auto* child = std::get_if<xml::Element>(&node);
    if (child == nullptr || !child->is(ns::kServer, name)) continue;
    all.push_back({child->text(), language_of(*child, language)});
  }
  return all;
}

/// RFC 5646 2.1.1: tags are compared in any case.
bool same_language(std::string_view a, std::string_view b) {
  const auto lower = [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

const Said* in_language(const std::vector<Said>& all, std::string_view language) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const Said& one) {
    return same_language(one.language, language);
  });
  if (found != all.end()) return &*found;
  return all.empty() ? nullptr : &all.front();
}

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// RFC 3261 25.1: word. What would need care in a header is left out: quotes and brackets.
bool is_word_character(char c) {
  return is_alphanumeric(c) || std::string_view("-.!%*_+~()/:").find(c) != std::string_view::npos;
}

bool is_call_id(std::string_view text) {
  if (text.empty() || text.size() > kCallIdBytesMax) return false;
  const std::size_t at = text.find('@');
  const auto is_word = [](std::string_view word) {
    return !word.empty() && std::all_of(word.begin(), word.end(), is_word_character);
  };
  if (at == std::string_view::npos) return is_word(text);
  return is_word(text.substr(0, at)) && is_word(text.substr(at + 1));
}

std::string digest_of(std::string_view text) {
  return hex_encode(sha256(text)).substr(0, kDigestDigits);
}

}  // namespace

std::optional<SpokenText> spoken_text_of(const xml::Element& stanza) {
  const std::string language = language_of(stanza, {});
  const std::vector<Said> bodies = all_said(stanza, "body", language);
  const Said* body = in_language(bodies, language);
  if (body == nullptr || body->text.empty()) return std::nullopt;
  SpokenText text{body->text, {}, body->language};
  const std::vector<Said> subjects = all_said(stanza, "subject", language);
  if (const Said* subject = in_language(subjects, body->language)) text.subject = subject->text;
  return text;
}

std::string thread_of(const xml::Element& stanza) {
  const xml::Element* thread = stanza.child(ns::kServer, "thread");
  return thread == nullptr ? std::string() : thread->text();
}

Result<SipParties> sip_parties(const Jid& contact, const Jid& user) {
  const auto from = mapping::uri_of(contact);
  if (!from) return from.error();
  const auto from_address = mapping::uri_of(contact.bare());
  if (!from_address) return from_address.error();
  const auto to = mapping::uri_of(user.bare());
  if (!to) return to.error();
  return SipParties{from->text(), from_address->text(), to->text()};
}

sip::Message make_sip_message(const SipParties& parties, const std::string& call_id,
                              Entropy& entropy) {
  sip::Message message;
  message.method = "MESSAGE";
  message.request_uri = parties.to;
  message.from.uri = parties.from;
  message.from.parameters.push_back({"tag", random_hex(entropy, kTagOctets)});
  message.to.uri = parties.to;
  message.call_id = call_id;
  return message;
}

void put_text(sip::Message& message, const SpokenText& text) {
  if (!text.subject.empty()) message.set_header("Subject", text.subject);
  if (!text.language.empty()) message.set_header("Content-Language", text.language);
  message.content_type = "text/plain;charset=utf-8";
  message.body = text.body;
}

std::string call_id_of_thread(std::string_view thread) {
  return is_call_id(thread) ? std::string(thread) : digest_of(thread);
}

std::string thread_of_call_id(std::string_view call_id) {
  const bool plain = !call_id.empty() && call_id.size() <= kCallIdBytesMax &&
                     std::all_of(call_id.begin(), call_id.end(),
                                 [](char c) { return is_alphanumeric(c) || c == '-'; });
  return plain ? std::string(call_id) : digest_of(call_id);
}

std::size_t size_on_wire(const sip::Message& message, std::string_view sip_contact) {
  return to_wire(message).size() + kAgentHeaders + sip_contact.size();
}

}  // namespace gateway
