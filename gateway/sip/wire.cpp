#include "gateway/sip/wire.hpp"

#include <utility>

namespace gateway::sip {
namespace {

std::string words_of(const TlsEngine& tls) {
  if (!tls.alert()) return "TLS failed: " + tls.failure();
  const bool received = tls.alert()->direction == TlsAlert::Direction::Received;
  return "TLS failed: we " + std::string(received ? "received" : "sent") + " the alert " +
         tls.alert()->name + (tls.failure().empty() ? "" : " (" + tls.failure() + ")");
}

}  // namespace

Wire::Wire(std::optional<TlsEngine> tls) : tls_(std::move(tls)) {
  if (!tls_) return;
  tls_->start();
  output_ += tls_->take_ciphertext();
}

void Wire::receive(std::string_view octets) {
  if (!tls_) return framer_.append(octets);
  tls_->receive(octets);
  output_ += tls_->take_ciphertext();
  framer_.append(tls_->take_plaintext());
}

std::optional<Wire::Event> Wire::next() {
  if (held_) return std::exchange(held_, std::nullopt).value();
  if (over_) return std::nullopt;
  const TlsState state = tls_ ? tls_->state() : TlsState::Established;
  if (tls_ && !secured_reported_ && state != TlsState::Handshaking && state != TlsState::Failed) {
    secured_reported_ = true;
    return Secured{};
  }
  // What the peer said before an alert still counts: it is read first.
  auto message = framer_.next();
  if (!message) {
    over_ = true;
    return Failed{message.error().code + ": " + message.error().what};
  }
  if (framer_.take_ping()) {  // it stood before the message
    held_ = std::move(*message);
    return Ping{};
  }
  if (*message) return std::move(**message);
  if (state != TlsState::Failed && state != TlsState::PeerClosed) return std::nullopt;
  over_ = true;
  if (state == TlsState::Failed) return Failed{words_of(*tls_)};
  return PeerClosed{};
}

void Wire::write(std::string_view octets) {
  if (!tls_) {
    output_ += octets;
    return;
  }
  if (tls_->state() == TlsState::Failed) return;
  tls_->send(octets);
  output_ += tls_->take_ciphertext();
}

void Wire::close() {
  if (!tls_ || tls_->state() == TlsState::Failed) return;
  tls_->close();
  output_ += tls_->take_ciphertext();
}

std::string Wire::take_output() { return std::exchange(output_, {}); }

}  // namespace gateway::sip
