// Writes what happens in a world into its transcript: same facts, same words, whatever the world.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>

#include "fakes/actor.hpp"
#include "gateway/core/gateway.hpp"
#include "reports/model/transcript.hpp"

namespace harness {

class Recorder {
 public:
  using Clock = std::function<gateway::Duration()>;

  /// Stamps entries with the time since the run began: what `clock` says, or without one what
  /// advance_to() said last.
  explicit Recorder(Clock clock = {}) : clock_(std::move(clock)) {}
  void advance_to(gateway::Duration since_start) { now_us_ = since_start.count(); }

  void add(reports::EntryKind kind, const std::string& node, std::string text,
           std::uint32_t connection = 0);
  /// What a fake saw; `connection` is the run's number, not the fake's.
  void add(const std::string& node, fakes::Observed&& seen, std::uint32_t connection);
  void add(const std::string& node, const gateway::DnsQuestion& question);
  void add(const std::string& node, const gateway::DnsAnswer& answer);

  // What the gateway says about itself.
  void add(const gateway::StateChanged& change, std::uint32_t connection);
  void add(const gateway::LogEvent& event);
  void add(gateway::KeyLogLine&& line);
  void add(const gateway::DeliverStanza& delivery);
  void add(const gateway::GatewayResources& resources);

  const reports::Transcript& transcript() const { return transcript_; }
  /// At the end: the transcript without a copy.
  reports::Transcript take_transcript() { return std::move(transcript_); }

 private:
  Clock clock_;
  reports::Transcript transcript_;
  std::int64_t now_us_ = 0;
};

/// The gateway's node name in every transcript.
inline const std::string kGateway = "gateway";

}  // namespace harness
