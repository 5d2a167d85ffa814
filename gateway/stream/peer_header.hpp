// What a peer's stream header says of the stream: is it one of servers, and which version of XMPP
// does the peer speak? RFC 6120 4.7.5, 4.8. Pure; both machines ask here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/xml/stream_reader.hpp"
#include "gateway/xmpp/conditions.hpp"

namespace gateway {

struct StreamVersion {
  std::uint32_t major = 0;
  std::uint32_t minor = 9;

  /// Has features, SASL and STARTTLS.
  bool is_modern() const { return major >= 1; }
  friend auto operator<=>(const StreamVersion&, const StreamVersion&) = default;
};

inline constexpr StreamVersion kOurVersion{1, 0};

/// "<major>.<minor>", two integers, leading zeros ignored. Nothing if it is not of that form.
std::optional<StreamVersion> parse_stream_version(std::string_view text);

/// What a header without 'version' means is 0.9; nothing if there is one that cannot be read.
std::optional<StreamVersion> version_of(const xml::HeaderReceived& header);

/// The 'version' of the response: the lower of theirs and ours, none for a peer that sent none.
std::string version_to_answer(const xml::HeaderReceived& header);

/// The stream error for a header that begins no server stream of a version that we know.
std::optional<StreamCondition> fault_of(const xml::HeaderReceived& header);

}  // namespace gateway
