// A fake partner server: initiating entity, receiving entity and authoritative server in one actor,
// correct unless a deviation is set. Source: docs/negotiation.md, section 6.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "fakes/actor.hpp"
#include "fakes/partner/contacts.hpp"
#include "fakes/partner/incoming.hpp"
#include "fakes/partner/outgoing.hpp"
#include "fakes/partner/settings.hpp"

namespace fakes {

/// The third host of dialback is a Partner too: one that DNS names for the domain, holding its
/// secret, while another Partner of the same domain opens the streams.
///
/// SendStanza: the pair is (domain of `from`, domain of `to`), by default `domain` and
/// `gateway_domain`. One stream a pair, kept open and used again.
/// FallSilent lasts until CloseStreams or BreakConnections; meanwhile the partner counts as
/// settled.
class Partner final : public Actor {
 public:
  Partner(PartnerSettings settings, PartnerDependencies dependencies);

  std::vector<gateway::Endpoint> endpoints() const override;
  void handle(const Event& event, gateway::Now now, Actions& actions) override;
  std::optional<gateway::Instant> next_deadline() const override;
  bool settled() const override;

 private:
  void on(const gateway::Accepted& event, Surroundings& s);
  void on(const gateway::Connected& event, Surroundings& s);
  void on(const gateway::ConnectFailed& event, Surroundings& s);
  void on(const gateway::Received& event, Surroundings& s);
  void on(const gateway::PeerFinished& event, Surroundings& s);
  void on(const gateway::ConnectionEnded& event, Surroundings& s);
  void on(const gateway::DnsAnswer& event, Surroundings& s);
  void on(const Wake& event, Surroundings& s);
  void on(const SendStanza& order, Surroundings& s);
  void on(const OpenStream& order, Surroundings& s);
  void on(const FallSilent& order, Surroundings& s);
  void on(const SendRaw& order, Surroundings& s);
  void on(const CloseStreams& order, Surroundings& s);
  void on(const BreakConnections& order, Surroundings& s);
  void on(const AskAgain& order, Surroundings& s);
  void on(const gateway::DatagramReceived&, Surroundings&) {}
  void on(const UserOrder&, Surroundings&) {}
  void on(const ContactOrder& order, Surroundings& s);

  Outgoing* outgoing_on(gateway::ConnectionId id);
  Outgoing& stream_for(const std::string& ours, const std::string& theirs, Surroundings& s);
  Outgoing& begin_stream(const std::string& ours, const std::string& theirs, Surroundings& s);
  Incoming* both_ways_for(const std::string& ours, const std::string& theirs);
  Link* newest_open_link();
  void end_silence();
  void send(std::string stanza, Surroundings& s);
  void send_answers(Surroundings& s);
  void speak_as_contacts(Surroundings& s);
  void start_verifications(Surroundings& s);
  void report_verifications(Surroundings& s);
  void forget_the_gone();

  PartnerSettings settings_;
  PartnerDependencies dependencies_;
  Numbers numbers_;
  KeyMemory memory_;
  Contacts contacts_;
  std::map<gateway::ConnectionId, Incoming> incoming_;
  std::vector<std::unique_ptr<Outgoing>> outgoing_;  // in the order they were begun
  std::vector<gateway::ConnectionId> opened_;        // in the order they were opened
  bool silent_ = false;
};

}  // namespace fakes
