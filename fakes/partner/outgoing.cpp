// Finding, connecting and ending of an outgoing stream; what is said on it is in
// outgoing_negotiation.cpp.
#include "fakes/partner/outgoing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "fakes/wire/writer.hpp"

namespace fakes {

Outgoing::Outgoing(std::string ours, std::string theirs)
    : ours_(std::move(ours)), theirs_(std::move(theirs)) {}

Outgoing::Outgoing(Verification verification)
    : ours_(verification.ours),
      theirs_(verification.theirs),
      verification_(std::move(verification)) {}

void Outgoing::start(Surroundings& s) {
  const bool verifies = purpose() == StreamPurpose::Verification;
  attempt_deadline_ = s.now.instant + (verifies ? kVerificationTimeout : kAttemptTimeout);
  lookup_.start(theirs_, s.settings.tls == PartnerTls::Direct, s);
}

void Outgoing::queue(std::string stanza, Surroundings& s) {
  queue_.push_back(std::move(stanza));
  if (state_ == State::Open) flush_queue(s);
}

void Outgoing::on_dns_answer(const gateway::DnsAnswer& answer, Surroundings& s) {
  lookup_.on_answer(answer, s);
  if (state_ == State::Resolving && lookup_.done()) connect_next(s);
}

void Outgoing::connect_next(Surroundings& s) {
  const auto& endpoints = lookup_.endpoints();
  if (next_endpoint_ == endpoints.size()) {
    const char* why = endpoints.empty() ? "no address found" : "no address accepts a connection";
    return give_up(VerificationOutcome::NotConnected, why, s);
  }
  state_ = State::Connecting;
  s.numbers.last_connection += 2;
  link_.emplace(s.numbers.last_connection);
  s.out.push_back(gateway::Connect{link_->id(), endpoints[next_endpoint_++]});
}

void Outgoing::on_connected(Surroundings& s) {
  if (state_ != State::Connecting) return;
  if (led_by_hand(s)) return;
  if (s.settings.tls != PartnerTls::Direct) return say_header(s);
  state_ = State::TlsHandshake;
  link_->start_tls(gateway::TlsRole::Client, theirs_, s);
}

/// Then it is as open as it will ever be.
bool Outgoing::led_by_hand(const Surroundings& s) {
  const bool by_hand = link_->led_by_hand(deviations(s));
  if (by_hand && under_way()) state_ = State::Open;
  return by_hand;
}

void Outgoing::on_connect_failed(gateway::ConnectError error, Surroundings& s) {
  link_->on_ended();
  if (state_ != State::Connecting) return;
  s.note(link_->id(), fmt::format("connect failed: {}", gateway::to_string(error)));
  connect_next(s);
}

void Outgoing::on_received(std::string_view octets, Surroundings& s) {
  const bool tls_established_now = link_->receive(octets, s);
  if (led_by_hand(s)) return;
  if (tls_established_now && state_ == State::TlsHandshake) say_header(s);
  read_items(s);
  if (!link_->tls_failed()) return;
  const bool verdict_awaited = state_ == State::AwaitingVerdict;
  give_up(verdict_awaited ? VerificationOutcome::BrokenOff : VerificationOutcome::NotConnected,
          "TLS failed", s);
}

void Outgoing::on_peer_finished(Surroundings& s) {
  const bool in_handshake = state_ == State::TlsHandshake;
  link_->on_peer_finished(s);
  give_up(in_handshake ? VerificationOutcome::NotConnected : VerificationOutcome::BrokenOff,
          "the connection broke off", s);
}

void Outgoing::on_ended(Surroundings& s) {
  const bool in_handshake = state_ == State::TlsHandshake || state_ == State::Connecting;
  link_->on_ended();
  give_up(in_handshake ? VerificationOutcome::NotConnected : VerificationOutcome::BrokenOff,
          "the connection ended", s);
}

void Outgoing::on_deadline(Surroundings& s) {
  lookup_.on_deadline(s);
  if (state_ == State::Resolving && lookup_.done()) connect_next(s);
  if (link_) link_->on_deadline(s);
  if (!under_way() || attempt_deadline_ > s.now.instant) return;
  const bool connected = state_ != State::Resolving && state_ != State::Connecting;
  const bool no_tls = state_ == State::TlsHandshake;
  give_up(connected && !no_tls ? VerificationOutcome::BrokenOff : VerificationOutcome::NotConnected,
          "not done in time", s);
  if (!link_) return;
  if (!connected || no_tls || link_->muted()) return link_->abort(s);
  link_->close_saying(wire::stream_error("connection-timeout"), s);
}

void Outgoing::close(Surroundings& s) {
  const bool connecting = state_ == State::Connecting;
  give_up(VerificationOutcome::NotConnected, "told to close", s);
  if (!link_) return;
  if (connecting) return link_->abort(s);
  link_->close(s);
}

void Outgoing::break_off(Surroundings& s) {
  give_up(VerificationOutcome::NotConnected, "told to break off", s);
  if (link_) link_->abort(s);
}

bool Outgoing::serves(std::string_view ours, std::string_view theirs) const {
  if (verification_ || state_ == State::Over || ours != ours_ || theirs != theirs_) return false;
  return state_ != State::Open || link_->open();
}

std::optional<gateway::Instant> Outgoing::deadline() const {
  std::optional<gateway::Instant> first = lookup_.deadline();
  const auto consider = [&first](const std::optional<gateway::Instant>& other) {
    if (other && (!first || *other < *first)) first = other;
  };
  if (state_ == State::Over) first.reset();
  if (link_) consider(link_->deadline());
  if (under_way()) consider(attempt_deadline_);
  return first;
}

std::optional<VerificationOutcome> Outgoing::take_outcome() {
  return std::exchange(outcome_, std::nullopt);
}

void Outgoing::give_up(VerificationOutcome outcome, std::string why, Surroundings& s) {
  if (state_ == State::Over) return;
  const gateway::ConnectionId id = link_ ? link_->id() : 0;
  if (state_ != State::Open) {
    s.note(id, fmt::format("{}: {}", verification_ ? "verification" : "gave up", why));
  }
  state_ = State::Over;
  if (verification_) outcome_ = outcome;
  for (std::string& stanza : queue_) {
    s.observe(Observation::StanzaGivenUp, id, std::move(stanza));
  }
  queue_.clear();
}

const Deviations& Outgoing::deviations(const Surroundings& s) const {
  static const Deviations kNone;
  return verification_ ? kNone : s.settings.deviations;
}

}  // namespace fakes
