// Hands events to the streams they belong to, and verifications from one stream to another.
#include "fakes/partner/partner.hpp"

#include <algorithm>
#include <utility>

#include "fakes/partner/names.hpp"
#include "fakes/wire/parse.hpp"

namespace fakes {

Partner::Partner(PartnerSettings settings, PartnerDependencies dependencies)
    : settings_(std::move(settings)),
      dependencies_(std::move(dependencies)),
      contacts_(settings_.contacts) {}

// docs/negotiation.md 6: with `direct` there is no plain listener, and without a certificate no
// direct one either.
std::vector<gateway::Endpoint> Partner::endpoints() const {
  const bool direct = settings_.tls == PartnerTls::Direct;
  if (direct && !dependencies_.tls.server) return {};
  const std::optional<gateway::Endpoint>& endpoint =
      direct ? settings_.direct_endpoint : settings_.plain_endpoint;
  if (!endpoint) return {};
  return {*endpoint};
}

void Partner::handle(const Event& event, gateway::Now now, Actions& actions) {
  std::vector<wire::Element> delivered;
  Surroundings s{settings_, dependencies_, numbers_, memory_, delivered, now, actions};
  std::visit([&](const auto& e) { on(e, s); }, event);
  send_answers(s);
  speak_as_contacts(s);
  start_verifications(s);
  report_verifications(s);
  forget_the_gone();
}

void Partner::on(const gateway::Accepted& event, Surroundings& s) {
  Incoming& stream = incoming_.try_emplace(event.connection, event.connection).first->second;
  opened_.push_back(event.connection);
  const bool direct = settings_.tls == PartnerTls::Direct;
  stream.on_accepted(direct ? Incoming::Listener::Direct : Incoming::Listener::Plain, s);
  if (silent_) stream.link().mute();
}

void Partner::on(const gateway::Connected& event, Surroundings& s) {
  Outgoing* stream = outgoing_on(event.connection);
  if (!stream) return;
  opened_.push_back(event.connection);
  stream->on_connected(s);
}

void Partner::on(const gateway::ConnectFailed& event, Surroundings& s) {
  Outgoing* const stream = outgoing_on(event.connection);
  if (!stream) return;
  if (silent_) return stream->link()->on_ended();
  stream->on_connect_failed(event.error, s);
}

void Partner::on(const gateway::Received& event, Surroundings& s) {
  if (Outgoing* stream = outgoing_on(event.connection)) return stream->on_received(event.bytes, s);
  const auto found = incoming_.find(event.connection);
  if (found != incoming_.end()) found->second.on_received(event.bytes, s);
}

// A partner that fell silent is like a program that hangs: it does not even see the end.
void Partner::on(const gateway::PeerFinished& event, Surroundings& s) {
  if (silent_) return;
  if (Outgoing* stream = outgoing_on(event.connection)) return stream->on_peer_finished(s);
  const auto found = incoming_.find(event.connection);
  if (found != incoming_.end()) found->second.on_peer_finished(s);
}

void Partner::on(const gateway::ConnectionEnded& event, Surroundings& s) {
  std::erase(opened_, event.connection);
  incoming_.erase(event.connection);
  if (Outgoing* stream = outgoing_on(event.connection)) stream->on_ended(s);
}

void Partner::on(const gateway::DnsAnswer& event, Surroundings& s) {
  if (silent_) return;
  for (const auto& stream : outgoing_) {
    if (stream->awaits(event.id)) return stream->on_dns_answer(event, s);
  }
}

void Partner::on(const Wake&, Surroundings& s) {
  if (silent_) return;
  for (auto& [id, stream] : incoming_) stream.on_deadline(s);
  for (const auto& stream : outgoing_) stream->on_deadline(s);
}

void Partner::on(const SendStanza& order, Surroundings& s) {
  if (const auto stanza = wire::parse_element(order.xml, {})) contacts_.on_sending(*stanza, s);
  for (std::string& before : contacts_.take_stanzas()) send(std::move(before), s);
  send(order.xml, s);
}

void Partner::send(std::string xml, Surroundings& s) {
  const auto stanza = wire::parse_element(xml, {});
  std::string ours = stanza ? domain_of(stanza->attribute("from")) : std::string();
  std::string theirs = stanza ? domain_of(stanza->attribute("to")) : std::string();
  if (ours.empty()) ours = settings_.domain;
  if (theirs.empty()) theirs = settings_.gateway_domain;
  s.observe(Observation::StanzaQueued, 0, xml);
  if (silent_) return s.observe(Observation::StanzaGivenUp, 0, std::move(xml));
  if (Incoming* stream = both_ways_for(ours, theirs)) return stream->send(xml, s);
  stream_for(ours, theirs, s).queue(std::move(xml), s);
}

void Partner::on(const OpenStream& order, Surroundings& s) {
  if (silent_) return;
  if (order.another) {
    begin_stream(settings_.domain, settings_.gateway_domain, s);
  } else {
    stream_for(settings_.domain, settings_.gateway_domain, s);
  }
}

// XEP-0288: a stream that the gateway opened will do.
Incoming* Partner::both_ways_for(const std::string& ours, const std::string& theirs) {
  for (auto& [id, stream] : incoming_) {
    if (stream.carries(ours, theirs)) return &stream;
  }
  return nullptr;
}

Outgoing& Partner::stream_for(const std::string& ours, const std::string& theirs, Surroundings& s) {
  for (const auto& stream : outgoing_) {
    if (stream->serves(ours, theirs)) return *stream;
  }
  return begin_stream(ours, theirs, s);
}

Outgoing& Partner::begin_stream(const std::string& ours, const std::string& theirs,
                                Surroundings& s) {
  outgoing_.push_back(std::make_unique<Outgoing>(ours, theirs));
  outgoing_.back()->start(s);
  return *outgoing_.back();
}

void Partner::on(const FallSilent&, Surroundings& s) {
  s.note(0, "falls silent");
  silent_ = true;
  for (auto& [id, stream] : incoming_) stream.link().mute();
  for (const auto& stream : outgoing_) {
    if (Link* link = stream->link()) link->mute();
  }
}

void Partner::end_silence() {
  if (!std::exchange(silent_, false)) return;
  for (auto& [id, stream] : incoming_) stream.link().unmute();
  for (const auto& stream : outgoing_) {
    if (Link* link = stream->link()) link->unmute();
  }
}

void Partner::on(const SendRaw& order, Surroundings& s) {
  Link* const link = newest_open_link();
  if (!link) return s.note(0, "no open connection for raw octets");
  link->say(order.octets, s);
}

void Partner::on(const CloseStreams&, Surroundings& s) {
  end_silence();
  for (const auto& stream : outgoing_) stream->close(s);
  for (auto& [id, stream] : incoming_) stream.close(s);
}

void Partner::on(const BreakConnections&, Surroundings& s) {
  end_silence();
  for (const auto& stream : outgoing_) stream->break_off(s);
  for (auto& [id, stream] : incoming_) stream.link().abort(s);
}

void Partner::on(const AskAgain&, Surroundings& s) {
  if (silent_) return;
  if (!memory_.last_key) return s.note(0, "no key has come yet");
  const ShownKey& key = *memory_.last_key;
  outgoing_.push_back(std::make_unique<Outgoing>(Verification{.asked_on = 0,
                                                              .ours = key.receiving,
                                                              .theirs = key.originating,
                                                              .stream_id = key.stream_id,
                                                              .key = key.key}));
  outgoing_.back()->start(s);
}

void Partner::on(const ContactOrder& order, Surroundings& s) { contacts_.on(order, s); }

Outgoing* Partner::outgoing_on(gateway::ConnectionId id) {
  for (const auto& stream : outgoing_) {
    if (stream->is_on(id)) return stream.get();
  }
  return nullptr;
}

Link* Partner::newest_open_link() {
  for (auto id = opened_.rbegin(); id != opened_.rend(); ++id) {
    Outgoing* const stream = outgoing_on(*id);
    const auto found = incoming_.find(*id);
    Link* const link = stream                     ? stream->link()
                       : found != incoming_.end() ? &found->second.link()
                                                  : nullptr;
    if (link && link->open()) return link;
  }
  return nullptr;
}

void Partner::send_answers(Surroundings& s) {
  for (auto& [id, stream] : incoming_) {
    for (StanzaAnswer& answer : stream.take_answers()) {
      s.observe(Observation::StanzaQueued, 0, answer.xml);
      if (silent_) continue;
      stream_for(answer.ours, answer.theirs, s).queue(std::move(answer.xml), s);
    }
  }
}

void Partner::speak_as_contacts(Surroundings& s) {
  for (const wire::Element& stanza : s.delivered) contacts_.on_stanza(stanza, s);
  for (std::string& stanza : contacts_.take_stanzas()) send(std::move(stanza), s);
}

// XEP-0220 2.1.2: every key is verified on a connection of its own.
void Partner::start_verifications(Surroundings& s) {
  for (auto& [id, stream] : incoming_) {
    for (Verification& request : stream.take_requests()) {
      outgoing_.push_back(std::make_unique<Outgoing>(std::move(request)));
      outgoing_.back()->start(s);
    }
  }
}

void Partner::report_verifications(Surroundings& s) {
  for (const auto& stream : outgoing_) {
    const std::optional<VerificationOutcome> outcome = stream->take_outcome();
    if (!outcome) continue;
    const Verification& verification = *stream->verification();
    const auto asked_on = incoming_.find(verification.asked_on);
    if (asked_on != incoming_.end()) asked_on->second.on_verified(verification, *outcome, s);
  }
}

void Partner::forget_the_gone() {
  std::erase_if(outgoing_, [](const auto& stream) { return stream->gone(); });
}

std::optional<gateway::Instant> Partner::next_deadline() const {
  if (silent_) return std::nullopt;
  std::optional<gateway::Instant> first;
  const auto consider = [&first](const std::optional<gateway::Instant>& other) {
    if (other && (!first || *other < *first)) first = other;
  };
  for (const auto& [id, stream] : incoming_) consider(stream.deadline());
  for (const auto& stream : outgoing_) consider(stream->deadline());
  return first;
}

bool Partner::settled() const {
  if (silent_) return true;
  for (const auto& [id, stream] : incoming_) {
    if (stream.owes_answers()) return false;
  }
  return std::ranges::none_of(outgoing_, [](const auto& stream) { return stream->under_way(); });
}

}  // namespace fakes
