#include "fakes/pool/sip_message.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace fakes {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

constexpr auto kReasons = std::to_array<std::pair<int, std::string_view>>({
    {200, "OK"},
    {202, "Accepted"},
    {400, "Bad Request"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {408, "Request Timeout"},
    {413, "Request Entity Too Large"},
    {415, "Unsupported Media Type"},
    {423, "Interval Too Brief"},
    {480, "Temporarily Unavailable"},
    {481, "Subscription Does Not Exist"},
    {486, "Busy Here"},
    {489, "Bad Event"},
    {500, "Server Internal Error"},
    {501, "Not Implemented"},
    {503, "Service Unavailable"},
    {513, "Message Too Large"},
    {603, "Decline"},
});

/// What stands behind the address: parameters of the URI itself are inside the "<>".
std::string_view parameters_in(std::string_view value) {
  const std::size_t bracket = value.rfind('>');
  if (bracket != std::string_view::npos) return value.substr(bracket + 1);
  const std::size_t semicolon = value.find(';');
  return semicolon == std::string_view::npos ? std::string_view() : value.substr(semicolon);
}

}  // namespace

std::string_view SipMessage::field(std::string_view name) const {
  for (const SipField& field : fields) {
    if (same_name(field.name, name)) return field.value;
  }
  return {};
}

bool SipMessage::has(std::string_view name) const { return count(name) > 0; }

std::size_t SipMessage::count(std::string_view name) const {
  return static_cast<std::size_t>(std::ranges::count_if(
      fields, [&](const SipField& field) { return same_name(field.name, name); }));
}

void SipMessage::set(std::string_view name, std::string value) {
  for (SipField& field : fields) {
    if (same_name(field.name, name)) return static_cast<void>(field.value = std::move(value));
  }
  add(std::string(name), std::move(value));
}

std::string write_sip(const SipMessage& message) {
  std::string text = message.is_request() ? message.method + " " + message.uri + " SIP/2.0\r\n"
                                          : "SIP/2.0 " + std::to_string(message.code) + " " +
                                                message.reason + "\r\n";
  for (const SipField& field : message.fields) text += field.name + ": " + field.value + "\r\n";
  if (!message.has("Content-Length")) {
    text += "Content-Length: " + std::to_string(message.body.size()) + "\r\n";
  }
  return text + "\r\n" + message.body;
}

SipMessage response_to(const SipMessage& request, int code, std::string_view to_tag) {
  SipMessage response;
  response.code = code;
  response.reason = reason_of(code);
  for (const SipField& field : request.fields) {
    for (const char* name : {"Via", "From", "To", "Call-ID", "CSeq"}) {
      if (same_name(field.name, name)) response.fields.push_back(field);
    }
  }
  const std::string_view to = request.field("To");
  if (!to_tag.empty() && !parameter_of(to, "tag")) {
    response.set("To", std::string(to) + ";tag=" + std::string(to_tag));
  }
  return response;
}

std::string reason_of(int code) {
  for (const auto& [known, words] : kReasons) {
    if (known == code) return std::string(words);
  }
  return "Other";
}

bool same_name(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower, lower);
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::string_view without_parameters(std::string_view value) {
  return trimmed(value.substr(0, value.find(';')));
}

std::optional<std::string> parameter_of(std::string_view value, std::string_view name) {
  std::string_view rest = parameters_in(value);
  while (!rest.empty()) {
    rest.remove_prefix(rest.front() == ';' ? 1 : 0);
    const std::size_t end = std::min(rest.find(';'), rest.size());
    const std::string_view part = rest.substr(0, end);
    rest.remove_prefix(end);
    const std::size_t equals = part.find('=');
    if (!same_name(trimmed(part.substr(0, equals)), name)) continue;
    if (equals == std::string_view::npos) return std::string();
    std::string_view found = trimmed(part.substr(equals + 1));
    if (found.size() > 1 && found.front() == '"' && found.back() == '"') {
      found = found.substr(1, found.size() - 2);
    }
    return std::string(found);
  }
  return std::nullopt;
}

std::string_view uri_of(std::string_view address) {
  const std::size_t open = address.rfind('<');
  if (open == std::string_view::npos) return without_parameters(address);
  const std::size_t close = address.find('>', open);
  return address.substr(open + 1, close == std::string_view::npos ? close : close - open - 1);
}

std::optional<std::uint64_t> number_of(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<CSeq> cseq_of(const SipMessage& message) {
  const std::string_view value = message.field("CSeq");
  const std::size_t blank = value.find_first_of(" \t");
  if (blank == std::string_view::npos) return std::nullopt;
  const auto number = number_of(value.substr(0, blank));
  const std::string_view method = trimmed(value.substr(blank));
  if (!number || method.empty()) return std::nullopt;
  return CSeq{*number, std::string(method)};
}

}  // namespace fakes
