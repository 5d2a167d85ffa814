#include "gateway/interworking/typing.hpp"

#include <array>
#include <utility>
#include <variant>

#include "gateway/xml/document.hpp"

namespace gateway {
namespace {

constexpr std::string_view kComposing = "urn:ietf:params:xml:ns:im-iscomposing";
constexpr std::chrono::seconds kRefreshMax = std::chrono::hours(24);

constexpr std::array kNames = {
    std::pair{ChatState::Active, std::string_view("active")},
    std::pair{ChatState::Inactive, std::string_view("inactive")},
    std::pair{ChatState::Gone, std::string_view("gone")},
    std::pair{ChatState::Composing, std::string_view("composing")},
    std::pair{ChatState::Paused, std::string_view("paused")},
};

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

/// A number too large to be meant is a day; what is no positive number was not said.
std::optional<std::chrono::seconds> seconds_of(std::string_view text) {
  std::chrono::seconds value{0};
  if (text.starts_with('+')) text.remove_prefix(1);
  if (text.empty()) return std::nullopt;
  for (const char digit : text) {
    if (digit < '0' || digit > '9') return std::nullopt;
    value = std::min(value * 10 + std::chrono::seconds(digit - '0'), kRefreshMax);
  }
  if (value.count() == 0) return std::nullopt;
  return value;
}

}  // namespace

Result<Composing> parse_composing(std::string_view octets) {
  const auto root = xml::parse_document(octets);
  if (!root) return make_error("composing-not-xml", root.error().what);
  const xml::Element* state = root->child(kComposing, "state");
  if (!root->is(kComposing, "isComposing") || state == nullptr) {
    return make_error("composing-not-composing", "another root element, or no state");
  }
  Composing composing;
  if (trimmed(state->text()) == "active") composing.state = ComposingState::Active;
  if (const xml::Element* refresh = root->child(kComposing, "refresh")) {
    composing.refresh = seconds_of(trimmed(refresh->text()));
  }
  return composing;
}

std::string write_composing(const Composing& composing) {
  xml::Element root(kComposing, "isComposing");
  root.add(xml::Element(kComposing, "state"))
      .add_text(composing.state == ComposingState::Active ? "active" : "idle");
  root.add(xml::Element(kComposing, "contenttype")).add_text("text/plain");
  if (composing.refresh) {
    root.add(xml::Element(kComposing, "refresh"))
        .add_text(std::to_string(composing.refresh->count()));
  }
  return xml::write_document(root);
}

std::optional<ChatState> chat_state_of(const xml::Element& message) {
  for (const xml::Element::Node& node : message.children) {
    const auto* child = std::get_if<xml::Element>(&node);
    if (child == nullptr || child->ns != kChatStates) continue;
    for (const auto& [state, name] : kNames) {
      if (child->name == name) return state;
    }
  }
  return std::nullopt;
}

xml::Element make_chat_state(ChatState state) {
  for (const auto& [one, name] : kNames) {
    if (one == state) return xml::Element(kChatStates, name);
  }
  return xml::Element(kChatStates, "active");
}

ChatState chat_state_of(ComposingState state) {
  return state == ComposingState::Active ? ChatState::Composing : ChatState::Active;
}

ComposingState composing_of(ChatState state) {
  return state == ChatState::Composing ? ComposingState::Active : ComposingState::Idle;
}

}  // namespace gateway
