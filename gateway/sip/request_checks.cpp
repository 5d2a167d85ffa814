#include "gateway/sip/request_checks.hpp"

#include <charconv>
#include <utility>

#include "gateway/sip/header_value.hpp"

namespace gateway::sip {
namespace {

constexpr int kMaxForwardsMax = 255;  // RFC 3261 20.22

Refused refused(const Message& request, int status, std::string why) {
  return {response_to(request, status, {}), std::move(why)};
}

std::optional<int> number_in(const std::string& text) {
  int number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end || number < 0) return std::nullopt;
  return number;
}

// RFC 3261 8.1.1.6: it may be absent, for older senders do without.
std::optional<Refused> refusal_by_hops(const Message& request) {
  const std::string* text = request.header("Max-Forwards");
  if (text == nullptr) return std::nullopt;
  const auto hops = number_in(*text);
  if (!hops || *hops > kMaxForwardsMax) {
    return refused(request, 400, "Max-Forwards is no number up to 255");
  }
  // The end of the way may be asked what it can do (11).
  if (*hops > 0 || request.method == "OPTIONS") return std::nullopt;
  return refused(request, 483, "Max-Forwards is zero, and the contact is one hop further");
}

std::optional<Refused> refusal_by_scheme(const Message& request) {
  const auto uri = Uri::parse(request.request_uri);
  if (!uri && uri.error().code != "uri-scheme") return refused(request, 400, uri.error().code);
  const auto to = Uri::parse(request.to.uri);
  const bool secure = (uri && uri->scheme == Scheme::Sips) || (to && to->scheme == Scheme::Sips);
  if (uri && !secure) return std::nullopt;
  return refused(request, 416, "nobody here is addressed by such a scheme");
}

std::optional<Refused> refusal_by_extension(const Message& request) {
  std::string unsupported;
  for (const char* name : {"Require", "Proxy-Require"}) {
    for (const std::string& tag : members_of(request, name)) {
      unsupported += (unsupported.empty() ? "" : ", ") + tag;
    }
  }
  if (unsupported.empty()) return std::nullopt;
  Refused result = refused(request, 420, "it requires " + unsupported);
  result.response.set_header("Unsupported", unsupported);
  return result;
}

}  // namespace

std::optional<Refused> refusal_of(const Message& request) {
  if (request.from.tag().empty()) return refused(request, 400, "From has no tag");
  if (auto result = refusal_by_scheme(request)) return result;
  if (auto result = refusal_by_hops(request)) return result;
  return refusal_by_extension(request);
}

}  // namespace gateway::sip
