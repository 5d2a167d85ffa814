// The SIP side and the service as the gateway sees them: two doors, so that a test of the routing
// between them may stand behind either.
#pragma once

#include <memory>
#include <optional>

#include "gateway/interworking/interworking.hpp"
#include "gateway/sip/agent.hpp"

namespace gateway {

class SipSide {
 public:
  virtual ~SipSide() = default;
  virtual void handle(const sip::AgentEvent& event, Now now, sip::AgentActions& actions) = 0;
  virtual void on_deadline(Now now, sip::AgentActions& actions) = 0;
  virtual std::optional<Instant> next_deadline() const = 0;
  virtual std::size_t connections() const = 0;
  /// Those that wait for their answer.
  virtual std::size_t transactions() const = 0;

 protected:
  SipSide() = default;
  SipSide(const SipSide&) = default;
  SipSide& operator=(const SipSide&) = default;
};

class LocalService {
 public:
  virtual ~LocalService() = default;
  virtual Result<void> begin(Now now, InterworkingActions& actions) = 0;
  virtual void handle(const InterworkingEvent& event, Now now, InterworkingActions& actions) = 0;
  virtual void on_deadline(Now now, InterworkingActions& actions) = 0;
  virtual std::optional<Instant> next_deadline() const = 0;

 protected:
  LocalService() = default;
  LocalService(const LocalService&) = default;
  LocalService& operator=(const LocalService&) = default;
};

/// Both or neither: a gateway without a pool has streams only.
struct LocalParts {
  std::unique_ptr<SipSide> sip;
  std::unique_ptr<LocalService> service;

  explicit operator bool() const { return sip && service; }
};

/// The agent's own connections are numbered from here on; the engine's, from 2, never come so far.
inline constexpr ConnectionId kFirstSipConnection = ConnectionId{1} << 62;

}  // namespace gateway
