// The clocks of an authenticated stream: who was heard when, and what falls due. RFC 6120 4.4
// (idle streams), 4.6 (white space as a sign of life). Pure.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

#include "gateway/base/time.hpp"

namespace gateway {

enum class LivenessDue : std::uint8_t {
  Nothing,
  SayWhitespace,   // keep the peer content
  PeerSilent,      // nothing at all came for keepalive_interval
  StreamInactive,  // no stanza went or came for stream_inactivity_timeout
};

class Liveness {
 public:
  struct Settings {
    Duration keepalive_interval;
    Duration inactivity_timeout;
    bool peer_must_live = true;  // the partner's `keepalive`
  };

  Liveness(Settings settings, Instant now)
      : settings_(settings), heard_(now), said_(now), stanza_(now) {}

  void heard(Instant now) { heard_ = now; }
  void said(Instant now) { said_ = now; }
  void stanza(Instant now) { stanza_ = now; }

  Instant next_deadline() const {
    Instant next = std::min(said_ + whitespace_interval(), stanza_ + settings_.inactivity_timeout);
    if (settings_.peer_must_live) next = std::min(next, heard_ + settings_.keepalive_interval);
    return next;
  }

  /// The gravest first.
  LivenessDue due(Instant now) const {
    if (settings_.peer_must_live && now >= heard_ + settings_.keepalive_interval) {
      return LivenessDue::PeerSilent;
    }
    if (now >= stanza_ + settings_.inactivity_timeout) return LivenessDue::StreamInactive;
    if (now >= said_ + whitespace_interval()) return LivenessDue::SayWhitespace;
    return LivenessDue::Nothing;
  }

 private:
  /// Half the interval: a peer with the same settings hears us in time even if one is delayed.
  Duration whitespace_interval() const { return settings_.keepalive_interval / 2; }

  Settings settings_;
  Instant heard_;
  Instant said_;
  Instant stanza_;
};

}  // namespace gateway
