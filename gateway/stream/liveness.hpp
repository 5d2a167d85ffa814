// The clocks of an authenticated stream: who was heard when, and what falls due. RFC 6120 4.4
// (idle streams), 4.6 (signs of life), XEP-0199 4.3 (pings). Pure.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

#include "gateway/base/time.hpp"

namespace gateway {

enum class LivenessDue : std::uint8_t {
  Nothing,
  SayWhitespace,   // keep the peer content
  Ping,            // nothing at all came for the ping interval: ask
  PingUnanswered,  // nor in the time to answer
  PeerSilent,      // nothing at all came for keepalive_interval, and asking is no way
  StreamInactive,  // no stanza went or came for stream_inactivity_timeout
};

class Liveness {
 public:
  struct Pings {
    Duration interval;
    Duration timeout;
  };
  struct Settings {
    Duration keepalive_interval;
    Duration inactivity_timeout;
    bool peer_must_live = true;    // the partner's `keepalive`
    std::optional<Pings> pings{};  // absent: never asked
  };

  Liveness(Settings settings, Instant now)
      : settings_(settings), heard_(now), said_(now), stanza_(now) {}

  /// Octets came, or an answer to a ping on whatever stream.
  void heard(Instant now) {
    heard_ = now;
    pinged_.reset();
    can_ask_ = true;
  }
  void said(Instant now) { said_ = now; }
  void stanza(Instant now) { stanza_ = now; }
  void pinged(Instant now) { pinged_ = now; }
  bool awaits_answer() const { return pinged_.has_value(); }
  /// There is no stream on which a ping could go: this silence is judged without.
  void cannot_ask() { can_ask_ = false; }

  Instant next_deadline() const {
    Instant next = std::min(said_ + whitespace_interval(), stanza_ + settings_.inactivity_timeout);
    if (settings_.peer_must_live) next = std::min(next, silence_ends());
    return next;
  }

  /// The gravest first.
  LivenessDue due(Instant now) const {
    if (settings_.peer_must_live && now >= silence_ends() && !asks_first()) {
      return pinged_ ? LivenessDue::PingUnanswered : LivenessDue::PeerSilent;
    }
    if (now >= stanza_ + settings_.inactivity_timeout) return LivenessDue::StreamInactive;
    if (settings_.peer_must_live && now >= silence_ends()) return LivenessDue::Ping;
    if (now >= said_ + whitespace_interval()) return LivenessDue::SayWhitespace;
    return LivenessDue::Nothing;
  }

 private:
  /// Half the interval: a peer with the same settings hears us in time even if one is delayed.
  Duration whitespace_interval() const { return settings_.keepalive_interval / 2; }

  /// Pings are for silence that is not too long yet.
  bool pings() const {
    return can_ask_ && settings_.pings &&
           settings_.pings->interval <= settings_.keepalive_interval;
  }
  bool asks_first() const { return pings() && !pinged_; }

  /// When silence has a consequence: the question, or the end.
  Instant silence_ends() const {
    if (pinged_) return *pinged_ + settings_.pings->timeout;
    return heard_ + (pings() ? settings_.pings->interval : settings_.keepalive_interval);
  }

  Settings settings_;
  Instant heard_;
  Instant said_;
  Instant stanza_;
  std::optional<Instant> pinged_;  // unanswered since then
  bool can_ask_ = true;
};

}  // namespace gateway
