// One connection of the pool with the gateway: octets, perhaps TLS around them, SIP messages
// inside.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fakes/pool/sip_reader.hpp"
#include "fakes/pool/surroundings.hpp"
#include "gateway/tls/tls_engine.hpp"

namespace fakes {

class SipChannel {
 public:
  /// @param ours  the pool opened it
  SipChannel(gateway::ConnectionId id, bool ours) : id_(id), ours_(ours) {}

  gateway::ConnectionId id() const { return id_; }
  bool ours() const { return ours_; }
  /// What is said now gets out.
  bool ready() const { return connected_ && open() && (!tls_ || established_); }
  bool open() const { return !finished_ && !failed_; }

  /// TCP stands; TLS begins where it is to.
  void on_connected(PoolSurroundings& s);
  /// @return the messages that became whole
  std::vector<SipReading> receive(std::string_view octets, PoolSurroundings& s);
  /// Kept until ready(). `messages` are observed one by one and leave in one piece.
  void say(const std::vector<std::string>& messages, PoolSurroundings& s);
  /// Octets that need not be a message.
  void say_raw(std::string octets, PoolSurroundings& s);
  void finish(PoolSurroundings& s);
  void abort(PoolSurroundings& s);

 private:
  struct Saying {
    std::vector<std::string> messages;
  };
  void receive_tls(std::string_view octets, PoolSurroundings& s, std::string& plaintext);
  void observe_tls(PoolSurroundings& s);
  void send_waiting(PoolSurroundings& s);
  void flush_tls(PoolSurroundings& s);
  void send(std::string octets, PoolSurroundings& s);

  gateway::ConnectionId id_;
  bool ours_;
  bool connected_ = false;
  bool established_ = false;
  bool failed_ = false;
  bool finished_ = false;
  bool aborted_ = false;
  std::optional<gateway::TlsEngine> tls_;
  std::shared_ptr<std::vector<std::string>> tls_messages_ =
      std::make_shared<std::vector<std::string>>();
  SipReader reader_;
  std::vector<Saying> waiting_;
};

}  // namespace fakes
