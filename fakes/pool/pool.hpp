// The enterprise's SIP pool in one actor: a presence server, and the clients of its users behind
// it. Correct unless a deviation is set, and strict about what the gateway writes. Source:
// docs/interworking.md; RFC 3261, 3428, 3856, 6665.
#pragma once

#include <optional>
#include <vector>

#include "fakes/actor.hpp"
#include "fakes/pool/exchange.hpp"
#include "fakes/pool/messaging.hpp"
#include "fakes/pool/presence_server.hpp"
#include "fakes/pool/settings.hpp"
#include "fakes/pool/watching.hpp"

namespace fakes {

/// FallSilent lasts until CloseStreams or BreakConnections. CloseStreams ends each connection once
/// it is quiet, so that what the gateway says last is heard and answered; until the next order of a
/// user nothing is refreshed, and nothing expires.
class Pool final : public Actor {
 public:
  Pool(PoolSettings settings, PoolDependencies dependencies);

  std::vector<gateway::Endpoint> endpoints() const override;
  std::vector<gateway::Endpoint> datagram_endpoints() const override;
  void handle(const Event& event, gateway::Now now, Actions& actions) override;
  std::optional<gateway::Instant> next_deadline() const override;
  bool settled() const override;

 private:
  void on(const gateway::Accepted& event, PoolSurroundings& s) { exchange_.on(event, s); }
  void on(const gateway::Connected& event, PoolSurroundings& s) { exchange_.on(event, s); }
  void on(const gateway::ConnectFailed& event, PoolSurroundings& s) { exchange_.on(event, s); }
  void on(const gateway::PeerFinished& event, PoolSurroundings& s) { exchange_.on(event, s); }
  void on(const gateway::ConnectionEnded& event, PoolSurroundings& s) { exchange_.on(event, s); }
  void on(const gateway::Received& event, PoolSurroundings& s);
  void on(const gateway::DatagramReceived& event, PoolSurroundings& s);
  void on(const gateway::DnsAnswer&, PoolSurroundings&) {}
  void on(const Wake& event, PoolSurroundings& s);
  void on(const FallSilent& order, PoolSurroundings& s);
  void on(const SendRaw& order, PoolSurroundings& s);
  void on(const CloseStreams& order, PoolSurroundings& s);
  void on(const BreakConnections& order, PoolSurroundings& s);
  void on(const UserOrder& order, PoolSurroundings& s);
  // Of partners.
  void on(const SendStanza&, PoolSurroundings&) {}
  void on(const OpenStream&, PoolSurroundings&) {}
  void on(const AskAgain&, PoolSurroundings&) {}
  void on(const ContactOrder&, PoolSurroundings&) {}

  void obey(const Publish& order, PoolSurroundings& s) { presence_.publish(order, s); }
  void obey(const SignOut& order, PoolSurroundings& s) { presence_.sign_out(order, s); }
  void obey(const Watch& order, PoolSurroundings& s) { watching_.watch(order, s); }
  void obey(const Unwatch& order, PoolSurroundings& s) { watching_.unwatch(order, s); }
  void obey(const Say& order, PoolSurroundings& s) { messaging_.say(order, s); }
  void obey(const Type& order, PoolSurroundings& s) { messaging_.type(order, s); }
  void obey(const Terminate& order, PoolSurroundings& s) { presence_.terminate(order, s); }
  void obey(const Deviate& order, PoolSurroundings& s);
  void obey(const Request& order, PoolSurroundings& s) { messaging_.request(order, s); }

  void take(const ArrivedRequest& arrived, PoolSurroundings& s);

  PoolSettings settings_;
  PoolDependencies dependencies_;
  PoolDeviations deviations_;
  SipExchange exchange_;
  PresenceServer presence_;
  Watching watching_;
  Messaging messaging_;
  bool closed_ = false;
};

}  // namespace fakes
