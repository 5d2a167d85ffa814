#include "gateway/stream/stream_wire.hpp"

#include <utility>

namespace gateway {
namespace {

/// A name for a log: what is not printable ASCII becomes '?', for the peer may say anything.
std::string printable(std::string name) {
  for (char& c : name) {
    if (c < ' ' || c > '~') c = '?';
  }
  return name;
}

std::string words_of(const TlsEngine& tls) {
  if (!tls.alert()) return "TLS failed: " + tls.failure();
  const TlsAlert& alert = *tls.alert();
  if (alert.direction == TlsAlert::Direction::Received) {
    return "TLS failed: we received the alert " + alert.name;
  }
  std::string words = "TLS failed: we sent the alert " + alert.name;
  if (alert.name == "unrecognized_name") {
    words += ", for the peer asked for " + printable(tls.server_name()) + ", no domain of ours";
  }
  if (!tls.dane_refusal().empty()) words += ": " + tls.dane_refusal();
  return words + (tls.failure().empty() ? "" : " (" + tls.failure() + ")");
}

template <class To, class From>
To widen(From&& from) {
  return std::visit([](auto&& value) -> To { return std::forward<decltype(value)>(value); },
                    std::forward<From>(from));
}

}  // namespace

StreamWire::StreamWire(xml::ReaderLimits limits) : reader_(limits) {}

void StreamWire::receive(std::string_view octets) {
  if (!tls_) return reader_.feed(octets);
  tls_->receive(octets);
  pump();
}

void StreamWire::pump() {
  output_ += tls_->take_ciphertext();
  const std::string plaintext = tls_->take_plaintext();
  if (!plaintext.empty()) reader_.feed(plaintext);
}

std::optional<WireEvent> StreamWire::next() {
  if (tls_ && !secured_reported_ && tls_->state() != TlsState::Handshaking &&
      tls_->state() != TlsState::Failed) {
    secured_reported_ = true;
    return WireSecured{};
  }
  // What the peer said before an alert still counts: it is read first.
  if (auto event = reader_.next()) return widen<WireEvent>(std::move(*event));
  if (tls_ && tls_->state() == TlsState::Failed && !broken_reported_) {
    broken_reported_ = true;
    return WireBroken{words_of(*tls_)};
  }
  if (tls_ && tls_->state() == TlsState::PeerClosed && !finished_reported_) {
    finished_reported_ = true;
    return WireFinished{};
  }
  return std::nullopt;
}

void StreamWire::begin_tls(TlsEngine engine) {
  reader_.restart();
  tls_.emplace(std::move(engine));
  tls_->start();
  pump();
}

void StreamWire::write(std::string_view xml) {
  if (!tls_) {
    output_ += xml;
    return;
  }
  if (tls_->state() == TlsState::Failed) return;
  tls_->send(xml);
  output_ += tls_->take_ciphertext();
}

void StreamWire::close() {
  if (!tls_ || tls_->state() == TlsState::Failed) return;
  tls_->close();
  output_ += tls_->take_ciphertext();
}

std::string StreamWire::take_output() { return std::exchange(output_, {}); }

}  // namespace gateway
