// Who is typing, in both worlds: isComposing documents (RFC 3994) and chat states (XEP-0085), and
// one as the other (RFC 7573 6).
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/base/result.hpp"
#include "gateway/xml/element.hpp"

namespace gateway {

inline constexpr std::string_view kComposingType = "application/im-iscomposing+xml";
inline constexpr std::string_view kChatStates = "http://jabber.org/protocol/chatstates";

/// RFC 3994 3.3: what counts if the document does not say when it will come again.
inline constexpr std::chrono::seconds kComposingTimeout{120};
/// 3.2: ours come again that often.
inline constexpr std::chrono::seconds kComposingRefresh{60};

enum class ComposingState : std::uint8_t { Idle, Active };

struct Composing {
  ComposingState state = ComposingState::Idle;
  std::optional<std::chrono::seconds> refresh;  // 1 s to a day
  friend bool operator==(const Composing&, const Composing&) = default;
};

/// Any state but "active" is idle (3.5).
/// @return "composing-not-xml", "composing-not-composing" (another root, or no state)
Result<Composing> parse_composing(std::string_view octets);
std::string write_composing(const Composing& composing);

enum class ChatState : std::uint8_t { Active, Inactive, Gone, Composing, Paused };

/// The first one in a message; more than one is against the rules (XEP-0085 5.6).
std::optional<ChatState> chat_state_of(const xml::Element& message);
xml::Element make_chat_state(ChatState state);

/// RFC 7573 tables 3 and 4.
ChatState chat_state_of(ComposingState state);
ComposingState composing_of(ChatState state);

}  // namespace gateway
