// Bytes, TLS and the closing handshake of one connection; see link.hpp.
#include "fakes/partner/link.hpp"

#include <fmt/format.h>

#include <utility>

#include "fakes/wire/writer.hpp"

namespace fakes {

void Link::say(std::string text, Surroundings& s) {
  const bool may_speak = phase_ == Phase::Open || phase_ == Phase::AwaitingClosingTag;
  if (!may_speak || muted_ || tls_failed_) return;
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
  const bool client = role == gateway::TlsRole::Client;
  gateway::TlsParameters parameters;
  if (client) parameters.server_name = server_name;
  if (s.settings.insists) parameters.expected_name = server_name;
  parameters.now = s.now.wall;
  role_ = role;
  tls_.emplace(client ? s.dependencies.tls.client : s.dependencies.tls.server,
               std::move(parameters));
  header_said_ = false;
  tls_->start();
  flush_tls(s);
}

void Link::restart_stream(Surroundings& s) {
  const std::size_t dropped = reader_.restart();
  if (dropped > 0)
    s.note(id_, fmt::format("{} octets after the end of the stream dropped", dropped));
}

bool Link::receive(std::string_view octets, Surroundings& s) {
  if (ignores_input_ || tls_failed_ || phase_ == Phase::Ended) return false;
  if (tls_) return receive_tls(octets, s);
  s.observe(Observation::XmlReceived, id_, std::string(octets), false);
  reader_.feed(octets);
  return false;
}

bool Link::receive_tls(std::string_view octets, Surroundings& s) {
  const bool before = established_;
  tls_->receive(octets);
  const gateway::TlsState state = tls_->state();
  if (!before &&
      (state == gateway::TlsState::Established || state == gateway::TlsState::PeerClosed)) {
    established_ = true;
    s.observe(Observation::TlsEstablished, id_,
              fmt::format("{} {} peer-certificate={}", tls_->version(),
                          role_ == gateway::TlsRole::Client ? "client" : "server",
                          tls_->peer_certificate().presented ? "yes" : "no"));
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

void Link::flush_tls(Surroundings& s) { send(tls_->take_ciphertext(), s); }

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
      if (was_open && header_said_) say(std::string(wire::kClosingTag), s);
      finish(s);
    }
    if (was_open) return item;
  }
  return std::nullopt;
}

void Link::close(Surroundings& s) {
  if (!open()) return;
  if (!header_said_) return finish(s);
  say(std::string(wire::kClosingTag), s);
  enter(Phase::AwaitingClosingTag, s);
}

void Link::close_saying(std::string text, Surroundings& s) {
  if (!open()) return;
  say(text.append(wire::kClosingTag), s);
  finish(s);
}

void Link::finish(Surroundings& s) {
  if (phase_ == Phase::AwaitingEnd || phase_ == Phase::Ended) return;
  if (tls_ && !tls_failed_) {
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
