#include "fakes/pool/channel.hpp"

#include <utility>

#include "fakes/wire/tls_messages.hpp"

namespace fakes {

// RFC 3261 26.3.2.2, RFC 5922: mutual, and the names must fit.
void SipChannel::on_connected(PoolSurroundings& s) {
  connected_ = true;
  if (s.settings.transport != SipTransport::Tls) return send_waiting(s);
  gateway::TlsParameters parameters;
  if (ours_) parameters.server_name = s.settings.gateway_name;
  parameters.expected_name = s.settings.gateway_name;
  parameters.now = s.now.wall;
  parameters.on_message = [messages = tls_messages_](const gateway::TlsMessage& message) {
    std::string text = message.is_alert ? wire::describe_warning(message.octets)
                                        : wire::describe_handshake(message.octets);
    if (text.empty()) return;
    messages->push_back((message.sent ? "sent " : "received ") + std::move(text));
  };
  tls_.emplace(ours_ ? s.dependencies.client_tls : s.dependencies.server_tls,
               std::move(parameters));
  tls_->start();
  flush_tls(s);
}

std::vector<SipReading> SipChannel::receive(std::string_view octets, PoolSurroundings& s) {
  if (failed_) return {};
  std::string plaintext;
  if (tls_) {
    receive_tls(octets, s, plaintext);
  } else {
    plaintext = octets;
  }
  reader_.feed(plaintext);
  std::vector<SipReading> readings;
  while (auto reading = reader_.next()) {
    s.observe(Observation::SipReceived, reading->octets, id_, tls_.has_value());
    readings.push_back(std::move(*reading));
  }
  return readings;
}

void SipChannel::receive_tls(std::string_view octets, PoolSurroundings& s, std::string& plaintext) {
  tls_->receive(octets);
  flush_tls(s);
  const gateway::TlsState state = tls_->state();
  const bool stands =
      state == gateway::TlsState::Established || state == gateway::TlsState::PeerClosed;
  if (stands && !std::exchange(established_, true)) observe_tls(s);
  plaintext = tls_->take_plaintext();
  if (state == gateway::TlsState::Failed) {
    failed_ = true;
    const auto& alert = tls_->alert();
    if (!alert) {
      s.observe(Observation::TlsFailed, tls_->failure(), id_);
    } else {
      const bool sent = alert->direction == gateway::TlsAlert::Direction::Sent;
      s.observe(sent ? Observation::TlsAlertSent : Observation::TlsAlertReceived, alert->name, id_);
    }
    s.out.push_back(gateway::Finish{id_});
    return;
  }
  send_waiting(s);
}

void SipChannel::observe_tls(PoolSurroundings& s) {
  const gateway::PeerCertificate& peer = tls_->peer_certificate();
  std::string names;
  for (const std::string& name : peer.dns_names) names += (names.empty() ? "" : ",") + name;
  s.observe(Observation::TlsEstablished,
            tls_->version() + (ours_ ? " client" : " server") + " peer-certificate=" +
                (peer.presented ? "yes" : "no") + " suite=" + tls_->cipher() + " names=" + names,
            id_);
}

void SipChannel::say(const std::vector<std::string>& messages, PoolSurroundings& s) {
  waiting_.push_back({messages});
  send_waiting(s);
}

void SipChannel::say_raw(std::string octets, PoolSurroundings& s) { say({std::move(octets)}, s); }

void SipChannel::send_waiting(PoolSurroundings& s) {
  if (!ready()) return;
  for (Saying& saying : std::exchange(waiting_, {})) {
    std::string octets;
    for (std::string& message : saying.messages) {
      octets += message;
      s.observe(Observation::SipSent, std::move(message), id_, tls_.has_value());
    }
    if (!tls_) {
      send(std::move(octets), s);
    } else {
      tls_->send(octets);
      flush_tls(s);
    }
  }
}

void SipChannel::flush_tls(PoolSurroundings& s) {
  for (std::string& message : std::exchange(*tls_messages_, {})) {
    s.observe(Observation::TlsMessage, std::move(message), id_);
  }
  send(tls_->take_ciphertext(), s);
}

void SipChannel::send(std::string octets, PoolSurroundings& s) {
  if (!finished_ && !octets.empty()) s.out.push_back(gateway::Send{id_, std::move(octets)});
}

void SipChannel::finish(PoolSurroundings& s) {
  if (finished_ || aborted_) return;
  if (tls_ && established_) {
    tls_->close();
    flush_tls(s);
  }
  finished_ = true;
  s.out.push_back(gateway::Finish{id_});
}

void SipChannel::abort(PoolSurroundings& s) {
  if (std::exchange(aborted_, true)) return;
  finished_ = true;
  s.out.push_back(gateway::Abort{id_});
}

}  // namespace fakes
