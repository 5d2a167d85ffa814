#include "gateway/stream/stream_management.hpp"

#include <charconv>
#include <string>

#include "gateway/xmpp/namespaces.hpp"

namespace gateway {
namespace {

xml::Element element(std::string_view name) { return {ns::kStreamManagement, name}; }

}  // namespace

xml::Element sm_enable() { return element("enable"); }
xml::Element sm_enabled() { return element("enabled"); }
xml::Element sm_request() { return element("r"); }

xml::Element sm_acknowledgement(std::uint32_t handled) {
  xml::Element answer = element("a");
  answer.set("h", std::to_string(handled));
  return answer;
}

xml::Element sm_failed(StanzaCondition condition) {
  xml::Element failed = element("failed");
  failed.add({ns::kStanzaErrors, to_string(condition)});
  return failed;
}

xml::Element sm_handled_count_too_high(std::uint32_t handled, std::uint32_t sent) {
  xml::Element detail = element("handled-count-too-high");
  detail.set("h", std::to_string(handled)).set("send-count", std::to_string(sent));
  return detail;
}

std::optional<std::uint32_t> sm_handled(const xml::Element& acknowledgement) {
  const auto text = acknowledgement.attribute("h");
  if (!text) return std::nullopt;
  std::uint32_t handled = 0;
  const auto [stop, error] = std::from_chars(text->data(), text->data() + text->size(), handled);
  if (error != std::errc{} || stop != text->data() + text->size()) return std::nullopt;
  return handled;
}

}  // namespace gateway
