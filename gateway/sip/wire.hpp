// The octets of one connection: plain or TLS on one side, SIP messages on the other. Decides
// nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "gateway/sip/message.hpp"
#include "gateway/sip/parse.hpp"
#include "gateway/tls/tls_engine.hpp"

namespace gateway::sip {

class Wire {
 public:
  /// The TLS handshake is done; nothing of the peer's was read yet.
  struct Secured {};
  /// RFC 5626 4.4.1: two empty lines between messages ask for one.
  struct Ping {};
  /// TLS failed, or what came is no SIP: nothing more can be read.
  struct Failed {
    std::string reason;
  };
  /// The peer will not send any more (TLS close_notify).
  struct PeerClosed {};
  using Event = std::variant<Secured, Ping, Failed, PeerClosed, Message>;

  /// @param tls  absent: plain
  explicit Wire(std::optional<TlsEngine> tls);

  void receive(std::string_view octets);
  /// The next thing they mean, or nothing. Ask until nothing is left.
  std::optional<Event> next();

  void write(std::string_view octets);
  /// TLS close_notify, if there is TLS.
  void close();
  /// What must go to the network now; empties it.
  std::string take_output();

  const TlsEngine* tls() const { return tls_ ? &*tls_ : nullptr; }

 private:
  std::optional<TlsEngine> tls_;
  StreamFramer framer_;
  std::optional<Message> held_;
  std::string output_;
  bool secured_reported_ = false;
  bool over_ = false;  // Failed or PeerClosed was reported
};

}  // namespace gateway::sip
