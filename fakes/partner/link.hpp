// One connection of a partner: octets, perhaps TLS around them, an XML stream each way, and how it
// ends (RFC 6120 4.4). Both roles use it; it decides nothing about the negotiation.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>
#include <utility>

#include "fakes/partner/surroundings.hpp"
#include "fakes/wire/reader.hpp"
#include "fakes/wire/tls_probe.hpp"
#include "gateway/tls/tls_engine.hpp"

namespace fakes {

class Link {
 public:
  explicit Link(gateway::ConnectionId id) : id_(id) {}

  gateway::ConnectionId id() const { return id_; }
  /// Nobody has begun to close it.
  bool open() const { return phase_ == Phase::Open; }
  bool ended() const { return phase_ == Phase::Ended; }
  /// It says nothing of its own here: steps do (Deviations::by_hand).
  bool led_by_hand(const Deviations& deviations) const {
    return deviations.by_hand == "at-once" || (deviations.by_hand == "inside-tls" && established_);
  }
  /// TLS is established.
  bool secure() const { return established_; }
  bool tls_failed() const { return tls_failed_; }
  bool muted() const { return muted_; }
  /// Only if secure().
  const gateway::PeerCertificate& peer_certificate() const { return tls_->peer_certificate(); }

  /// Sends octets, inside TLS if it was started. Nothing after the end, or when muted.
  void say(std::string text, Surroundings& s);
  /// The same, and from now on a closing tag has something to close.
  void say_header(std::string text, Surroundings& s);
  /// What was read of XML so far is forgotten; nothing crosses from clear text into TLS.
  /// @param server_name  client: SNI, and the name the certificate must hold if the partner insists
  void start_tls(gateway::TlsRole role, const std::string& server_name, Surroundings& s);
  void restart_stream(Surroundings& s);
  /// Asks for a new handshake inside TLS.
  void renegotiate(Surroundings& s);

  /// Octets from the peer: observes them, and keeps what they say for next_item().
  /// @return whether TLS was established by them
  bool receive(std::string_view octets, Surroundings& s);
  /// The next thing the peer said, while the link is open; a closing tag is answered here already.
  std::optional<wire::Item> next_item(Surroundings& s);

  /// Said before the closing tag, whoever closes first (XEP-0198 4: a last count).
  void set_last_words(std::string text) { last_words_ = std::move(text); }

  /// Closing tag; then theirs is awaited for kCloseTimeout.
  void close(Surroundings& s);
  /// Says this and the closing tag, and ends our direction at once.
  void close_saying(std::string text, Surroundings& s);
  /// close_notify and FIN.
  void finish(Surroundings& s);
  void abort(Surroundings& s);
  /// The peer's FIN. @return whether that broke an open stream off
  bool on_peer_finished(Surroundings& s);
  void on_ended() { phase_ = Phase::Ended; }

  /// Reads on and says nothing more.
  void mute() { muted_ = true; }
  void unmute() { muted_ = false; }
  /// Does not even read on.
  void ignore_input() { ignores_input_ = true; }
  /// White space whenever nothing was said for so long. Zero: never.
  void keep_alive(gateway::Duration interval) { whitespace_interval_ = interval; }

  std::optional<gateway::Instant> deadline() const;
  void on_deadline(Surroundings& s);

 private:
  enum class Phase : std::uint8_t {
    Open,
    AwaitingClosingTag,  // ours is out
    AwaitingEnd,         // FIN or RST is out
    Ended,
  };

  void start_probe(gateway::TlsRole role, Surroundings& s);
  bool receive_tls(std::string_view octets, Surroundings& s);
  void receive_probe(std::string_view octets, Surroundings& s);
  /// What passed of TLS since the last time. @return whether the peer's hello was among it
  bool observe_messages(Surroundings& s);
  bool broke_off_at_hello(Surroundings& s);
  std::string tls_facts() const;
  void observe_tls_failure(Surroundings& s);
  void flush_tls(Surroundings& s);
  void send(std::string octets, Surroundings& s);
  void enter(Phase phase, Surroundings& s);

  gateway::ConnectionId id_;
  Phase phase_ = Phase::Open;
  std::optional<gateway::TlsEngine> tls_;
  std::optional<wire::TlsProbe> probe_;  // in the place of tls_
  /// Filled from inside tls_, wherever this link is by then.
  std::shared_ptr<std::vector<std::string>> messages_ =
      std::make_shared<std::vector<std::string>>();
  gateway::TlsRole role_ = gateway::TlsRole::Client;
  wire::Reader reader_;
  bool established_ = false;
  bool tls_failed_ = false;
  bool header_said_ = false;
  std::string last_words_;
  bool muted_ = false;
  bool ignores_input_ = false;
  bool aborted_ = false;
  gateway::Duration whitespace_interval_{0};
  gateway::Instant last_said_{};
  gateway::Instant close_deadline_{};
};

}  // namespace fakes
