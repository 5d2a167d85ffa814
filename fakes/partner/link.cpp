// Bytes, TLS and the closing handshake of one connection; see link.hpp.
#include "fakes/partner/link.hpp"

#include <fmt/format.h>

#include <utility>

#include "fakes/partner/names.hpp"
#include "fakes/wire/tls_messages.hpp"
#include "fakes/wire/writer.hpp"

namespace fakes {
namespace {

constexpr std::size_t kProbeRandomOctets = 64;

bool is_hello(std::string_view message) {
  return message.starts_with("received ClientHello") || message.starts_with("received ServerHello");
}

}  // namespace

void Link::say(std::string text, Surroundings& s) {
  const bool may_speak = phase_ == Phase::Open || phase_ == Phase::AwaitingClosingTag;
  if (!may_speak || muted_ || tls_failed_ || probe_) return;
  last_said_ = s.now.instant;
  s.observe(Observation::XmlSent, id_, text, tls_.has_value());
  if (!tls_) return send(std::move(text), s);
  tls_->send(text);
  flush_tls(s);
}

void Link::say_header(std::string text, Surroundings& s) {
  say(std::move(text), s);
  header_said_ = true;
}

void Link::start_tls(gateway::TlsRole role, const std::string& server_name, Surroundings& s) {
  restart_stream(s);
  header_said_ = false;
  role_ = role;
  if (!s.settings.handshake.hello.empty()) return start_probe(role, s);
  const bool client = role == gateway::TlsRole::Client;
  gateway::TlsParameters parameters;
  const std::string host = a_labels(server_name);
  if (client) parameters.server_name = s.settings.handshake.server_name.value_or(host);
  if (s.settings.insists) parameters.expected_name = host;
  parameters.now = s.now.wall;
  parameters.on_message = [messages = messages_](const gateway::TlsMessage& message) {
    std::string text = message.is_alert ? wire::describe_warning(message.octets)
                                        : wire::describe_handshake(message.octets);
    if (text.empty()) return;
    messages->push_back((message.sent ? "sent " : "received ") + std::move(text));
  };
  tls_.emplace(client ? s.dependencies.tls.client : s.dependencies.tls.server,
               std::move(parameters));
  tls_->start();
  flush_tls(s);
}

void Link::start_probe(gateway::TlsRole role, Surroundings& s) {
  const bool client = role == gateway::TlsRole::Client;
  std::string random = gateway::random_hex(s.dependencies.entropy, kProbeRandomOctets / 2);
  probe_.emplace(
      wire::parse_crafted_hello(s.settings.handshake.hello).value_or(wire::CraftedHello{}),
      client ? wire::TlsProbe::Side::Client : wire::TlsProbe::Side::Server, std::move(random));
  s.note(id_, "crafted hello: " + s.settings.handshake.hello);
  send(probe_->start(), s);
}

void Link::renegotiate(Surroundings& s) {
  if (!established_ || tls_failed_) return;
  s.note(id_, "asks for a new handshake");
  tls_->renegotiate();
  flush_tls(s);
}

void Link::restart_stream(Surroundings& s) {
  const std::size_t dropped = reader_.restart();
  if (dropped > 0)
    s.note(id_, fmt::format("{} octets after the end of the stream dropped", dropped));
}

bool Link::receive(std::string_view octets, Surroundings& s) {
  if (ignores_input_ || tls_failed_ || phase_ == Phase::Ended) return false;
  if (probe_) return receive_probe(octets, s), false;
  if (tls_) return receive_tls(octets, s);
  s.observe(Observation::XmlReceived, id_, std::string(octets), false);
  reader_.feed(octets);
  return false;
}

// A crafted hello is all that is said: once it was answered, the connection has served its turn.
void Link::receive_probe(std::string_view octets, Surroundings& s) {
  using Kind = wire::TlsProbe::Seen::Kind;
  std::string reply;
  bool answered = false;
  for (wire::TlsProbe::Seen& seen : probe_->receive(octets, reply)) {
    if (seen.kind == Kind::FatalAlert) s.observe(Observation::TlsAlertReceived, id_, seen.text);
    if (seen.kind == Kind::ClearText) s.observe(Observation::XmlReceived, id_, seen.text, false);
    if (seen.kind != Kind::Message) continue;
    answered = answered || seen.text.starts_with("ServerHello");
    s.observe(Observation::TlsMessage, id_, "received " + std::move(seen.text));
  }
  send(std::move(reply), s);
  if (answered) finish(s);
}

bool Link::observe_messages(Surroundings& s) {
  bool hello = false;
  for (std::string& message : *messages_) {
    hello = hello || is_hello(message);
    s.observe(Observation::TlsMessage, id_, std::move(message));
  }
  messages_->clear();
  return hello;
}

bool Link::broke_off_at_hello(Surroundings& s) {
  const Deviations& wrong = s.settings.deviations;
  if (!wrong.reset_at_hello && !wrong.finish_at_hello) return false;
  s.note(id_, "breaks off at the hello");
  tls_failed_ = true;
  if (wrong.reset_at_hello) {
    abort(s);
  } else {
    finish(s);
  }
  return true;
}

std::string Link::tls_facts() const {
  const gateway::PeerCertificate& peer = tls_->peer_certificate();
  std::string names;
  for (const std::string& name : peer.dns_names) names += (names.empty() ? "" : ",") + name;
  return fmt::format("{} {} peer-certificate={} suite={} names={}", tls_->version(),
                     role_ == gateway::TlsRole::Client ? "client" : "server",
                     peer.presented ? "yes" : "no", tls_->cipher(), names);
}

bool Link::receive_tls(std::string_view octets, Surroundings& s) {
  const bool before = established_;
  tls_->receive(octets);
  if (observe_messages(s) && broke_off_at_hello(s)) return false;
  const gateway::TlsState state = tls_->state();
  if (!before &&
      (state == gateway::TlsState::Established || state == gateway::TlsState::PeerClosed)) {
    established_ = true;
    s.observe(Observation::TlsEstablished, id_, tls_facts());
  }
  std::string plaintext = tls_->take_plaintext();
  if (!plaintext.empty()) {
    reader_.feed(plaintext);
    s.observe(Observation::XmlReceived, id_, std::move(plaintext), true);
  }
  if (state == gateway::TlsState::Failed) observe_tls_failure(s);
  flush_tls(s);
  if (tls_failed_ && !muted_) finish(s);
  return established_ && !before;
}

void Link::observe_tls_failure(Surroundings& s) {
  tls_failed_ = true;
  const std::optional<gateway::TlsAlert>& alert = tls_->alert();
  if (!alert) return s.observe(Observation::TlsFailed, id_, tls_->failure());
  const bool sent = alert->direction == gateway::TlsAlert::Direction::Sent;
  s.observe(sent ? Observation::TlsAlertSent : Observation::TlsAlertReceived, id_, alert->name);
}

void Link::flush_tls(Surroundings& s) {
  observe_messages(s);
  send(tls_->take_ciphertext(), s);
}

void Link::send(std::string octets, Surroundings& s) {
  const bool may_send = phase_ == Phase::Open || phase_ == Phase::AwaitingClosingTag;
  if (may_send && !muted_ && !octets.empty()) {
    s.out.push_back(gateway::Send{id_, std::move(octets)});
  }
}

std::optional<wire::Item> Link::next_item(Surroundings& s) {
  while (!muted_ && (phase_ == Phase::Open || phase_ == Phase::AwaitingClosingTag)) {
    std::optional<wire::Item> item = reader_.next();
    if (!item) return std::nullopt;
    const bool was_open = open();
    if (std::holds_alternative<wire::ClosingTagRead>(*item)) {
      if (was_open && header_said_) say(last_words_ + std::string(wire::kClosingTag), s);
      finish(s);
    }
    if (was_open) return item;
  }
  return std::nullopt;
}

void Link::close(Surroundings& s) {
  if (!open()) return;
  if (!header_said_) return finish(s);
  say(last_words_ + std::string(wire::kClosingTag), s);
  enter(Phase::AwaitingClosingTag, s);
}

void Link::close_saying(std::string text, Surroundings& s) {
  if (!open()) return;
  say(last_words_ + text.append(wire::kClosingTag), s);
  finish(s);
}

void Link::finish(Surroundings& s) {
  if (phase_ == Phase::AwaitingEnd || phase_ == Phase::Ended) return;
  if (tls_ && !tls_failed_ && !s.settings.deviations.no_close_notify) {
    tls_->close();
    flush_tls(s);
  }
  s.out.push_back(gateway::Finish{id_});
  enter(Phase::AwaitingEnd, s);
}

void Link::abort(Surroundings& s) {
  if (aborted_ || phase_ == Phase::Ended) return;
  aborted_ = true;
  s.out.push_back(gateway::Abort{id_});
  enter(Phase::AwaitingEnd, s);
}

bool Link::on_peer_finished(Surroundings& s) {
  const bool broken_off = open();
  if (broken_off) s.note(id_, "the gateway ended the connection without closing its stream");
  finish(s);
  return broken_off;
}

void Link::enter(Phase phase, Surroundings& s) {
  phase_ = phase;
  close_deadline_ = s.now.instant + kCloseTimeout;
}

std::optional<gateway::Instant> Link::deadline() const {
  switch (phase_) {
    case Phase::Open:
      if (whitespace_interval_.count() == 0 || muted_) return std::nullopt;
      return last_said_ + whitespace_interval_;
    case Phase::AwaitingClosingTag:
      return close_deadline_;
    case Phase::AwaitingEnd:
      return aborted_ ? std::nullopt : std::optional<gateway::Instant>(close_deadline_);
    case Phase::Ended:
      return std::nullopt;
  }
  return std::nullopt;
}

void Link::on_deadline(Surroundings& s) {
  const std::optional<gateway::Instant> due = deadline();
  if (!due || *due > s.now.instant) return;
  if (phase_ == Phase::Open) return say(" ", s);
  if (phase_ == Phase::AwaitingClosingTag) return finish(s);
  abort(s);
}

}  // namespace fakes
