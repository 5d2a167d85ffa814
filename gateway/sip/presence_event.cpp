#include "gateway/sip/presence_event.hpp"

#include <algorithm>
#include <array>

#include "gateway/sip/header_value.hpp"

namespace gateway::sip {
namespace {

HeaderValue event_of(const Message& message) {
  const std::string* text = message.header("Event");
  return text != nullptr ? parse_header_value(*text) : HeaderValue{};
}

Message refusal(const Message& request, int status, std::string_view name, std::string_view value) {
  Message response = response_to(request, status, {});
  response.set_header(name, std::string(value));
  return response;
}

// "q=0" takes nothing (RFC 3261 20.1, as in HTTP).
bool takes_pidf(const std::string& member) {
  const HeaderValue range = parse_header_value(member);
  const std::string type = folded(range.value);
  const std::string* quality = range.parameter("q");
  const bool never = quality != nullptr && quality->find_first_not_of("0.") == std::string::npos;
  return !never && (type == kPidfType || type == "application/*" || type == "*/*");
}

}  // namespace

bool ends_subscription(int status) {
  constexpr std::array kCodes = {404, 405, 410, 416, 480, 481, 482, 483, 484, 485, 489, 501, 604};
  return std::find(kCodes.begin(), kCodes.end(), status) != kCodes.end();
}

bool is_same_event(const Message& a, const Message& b) {
  const HeaderValue event_a = event_of(a);
  const HeaderValue event_b = event_of(b);
  const std::string* id_a = event_a.parameter("id");
  const std::string* id_b = event_b.parameter("id");
  if (event_a.value != event_b.value || (id_a == nullptr) != (id_b == nullptr)) return false;
  return id_a == nullptr || *id_a == *id_b;
}

std::string event_answering(const Message& request) {
  const HeaderValue event = event_of(request);
  const std::string* id = event.parameter("id");
  return id != nullptr ? event.value + ";id=" + *id : event.value;
}

std::optional<Message> refusal_of_event(const Message& request) {
  if (event_of(request).value == kPresenceEvent) return std::nullopt;
  return refusal(request, 489, "Allow-Events", kPresenceEvent);
}

std::optional<Message> refusal_of_body(const Message& request) {
  for (const std::string& encoding : members_of(request, "Content-Encoding")) {
    if (folded(encoding) != "identity") {
      return refusal(request, 415, "Accept-Encoding", "identity");
    }
  }
  if (request.body.empty()) return std::nullopt;
  if (folded(parse_header_value(request.content_type).value) == kPidfType) return std::nullopt;
  return refusal(request, 415, "Accept", kPidfType);
}

std::optional<Message> refusal_of_accept(const Message& request) {
  if (request.header("Accept") == nullptr) return std::nullopt;
  const auto members = members_of(request, "Accept");
  if (std::any_of(members.begin(), members.end(), takes_pidf)) return std::nullopt;
  return refusal(request, 406, "Accept", kPidfType);
}

}  // namespace gateway::sip
