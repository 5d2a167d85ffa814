// One TLS connection as a sans-IO machine: ciphertext and plaintext in, plaintext, ciphertext and a
// state out. OpenSSL on memory BIOs; no socket, no clock.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/dns.hpp"
#include "gateway/base/time.hpp"
#include "gateway/tls/peer_certificate.hpp"
#include "gateway/tls/tls_context.hpp"

namespace gateway {

enum class TlsState : std::uint8_t {
  Handshaking,
  Established,
  PeerClosed,  // close_notify came; our direction still works
  Failed,      // an alert was sent or came, or the octets were not TLS: nothing more goes
};

/// RFC 8446 6: only fatal ones are reported here (close_notify is TlsState::PeerClosed).
struct TlsAlert {
  enum class Direction : std::uint8_t { Sent, Received };
  Direction direction = Direction::Sent;
  std::uint8_t code = 0;
  std::string name;  // RFC name: "unknown_ca", "certificate_required", "bad_certificate"
};

/// A handshake message or alert as it passes, decrypted: for those who watch a dialogue.
struct TlsMessage {
  bool sent = false;
  bool is_alert = false;    // level and description; otherwise type, length, body (RFC 8446 4)
  std::string_view octets;  // valid during the call
};

struct TlsParameters {
  std::string server_name;   // client: SNI, the domain of the JID (XEP-0368 3). Empty: none
  std::string expected_name; // Enforce only: a DNS-ID the peer's certificate must hold. Empty: any
  WallTime now{};            // certificates are judged at this time
  std::function<void(std::string_view line)> keylog;  // NSS key log lines; may be empty
  std::function<void(const TlsMessage&)> on_message = {};  // called from inside the calls below
  /// Client: secure, usable TLSA records of the server (RFC 7673 4.2). Unless its certificate matches
  /// one of them the handshake fails with an alert, whatever the verification.
  std::vector<TlsaRecord> tlsa{};
};

class TlsEngine {
 public:
  TlsEngine(std::shared_ptr<const TlsContext> context, TlsParameters parameters);
  ~TlsEngine();
  TlsEngine(TlsEngine&&) noexcept;
  TlsEngine& operator=(TlsEngine&&) noexcept;

  /// Client: produces the ClientHello. Server: nothing yet. Call once, first.
  void start();
  /// Octets from the peer. May change the state, yield plaintext and ciphertext.
  void receive(std::string_view ciphertext);
  /// Octets for the peer; before Established they are kept (at most 64 KiB) and sent then.
  void send(std::string_view plaintext);
  /// Sends close_notify, once Established if it is not yet. No send() after it.
  void close();
  /// Asks for a new handshake inside this one, TLS 1.2 only. For fakes: a gateway never does.
  void renegotiate();

  /// What must go to the peer now; empties the buffer. Call after every call above, one write each.
  std::string take_ciphertext();
  /// What the peer said; empties the buffer.
  std::string take_plaintext();

  TlsState state() const;
  const std::optional<TlsAlert>& alert() const;
  /// Empty unless the peer's certificate was refused for its TLSA records: why.
  const std::string& dane_refusal() const;
  /// Empty unless Failed: OpenSSL's words for the log.
  const std::string& failure() const;
  /// Valid once Established (as server too; `presented` is false if the client sent none); empty
  /// before. Read out of OpenSSL at the first call.
  const PeerCertificate& peer_certificate() const;
  std::string version() const;           // "TLSv1.3"
  std::string cipher() const;            // "TLS_AES_256_GCM_SHA384"
  std::string server_name() const;       // server: the SNI that came, or empty
  std::string application_protocol() const;  // ALPN chosen, or empty

 private:
  struct Connection;
  std::unique_ptr<Connection> connection_;
};

}  // namespace gateway
