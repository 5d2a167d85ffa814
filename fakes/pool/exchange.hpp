// Transport and transactions of the pool: which connection a message takes, the answer to each
// request, what is sent again over UDP. RFC 3261 17, 18. What a request means is not decided here.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "fakes/pool/channel.hpp"
#include "fakes/pool/sip_message.hpp"
#include "fakes/pool/surroundings.hpp"

namespace fakes {

/// The way that an answer goes back (18.2.2).
struct SipPath {
  gateway::ConnectionId connection = 0;
  std::optional<gateway::Endpoint> peer{};  // of a datagram
};
struct ArrivedRequest {
  SipPath path;
  SipMessage message;
};

class SipExchange {
 public:
  /// The final response; code 0 where none came in time, or the connection broke.
  using OnResponse = std::function<void(const SipMessage& response, PoolSurroundings& s)>;

  /// Adds Via and Max-Forwards.
  void request(SipMessage request, OnResponse on_response, PoolSurroundings& s);
  /// Two requests in one piece.
  void requests(std::vector<std::pair<SipMessage, OnResponse>> requests, PoolSurroundings& s);
  void respond(const ArrivedRequest& to, const SipMessage& response, PoolSurroundings& s);
  void respond_later(ArrivedRequest to, SipMessage response, gateway::Duration wait,
                     PoolSurroundings& s);
  /// On the newest open connection, or on a new one; over UDP as a datagram.
  void send_raw(std::string octets, PoolSurroundings& s);

  void on(const gateway::Accepted& event, PoolSurroundings& s);
  void on(const gateway::Connected& event, PoolSurroundings& s);
  void on(const gateway::ConnectFailed& event, PoolSurroundings& s);
  void on(const gateway::PeerFinished& event, PoolSurroundings& s);
  void on(const gateway::ConnectionEnded& event, PoolSurroundings& s);
  /// @return new requests; answers and repetitions are dealt with
  std::vector<ArrivedRequest> on(const gateway::Received& event, PoolSurroundings& s);
  std::vector<ArrivedRequest> on(const gateway::DatagramReceived& event, PoolSurroundings& s);

  void close(PoolSurroundings& s);  // each connection, once it is quiet
  void break_off(PoolSurroundings& s);
  /// Reads on, says nothing and takes nothing.
  void set_silent(bool silent) { silent_ = silent; }
  bool silent() const { return silent_; }

  std::optional<gateway::Instant> deadline() const;
  void on_deadline(PoolSurroundings& s);
  bool settled() const { return asked_.empty() && late_.empty(); }

 private:
  struct Asked {
    SipMessage request;
    OnResponse on_response;
    gateway::ConnectionId connection = 0;
    gateway::Instant timeout;
    gateway::Instant repeat_at;
    gateway::Duration interval{0};  // zero: never
  };
  struct Late {
    ArrivedRequest to;
    SipMessage response;
    gateway::Instant at;
  };

  std::vector<ArrivedRequest> take(SipReading reading, const SipPath& path, PoolSurroundings& s);
  void take_response(const SipMessage& response, gateway::ConnectionId connection,
                     PoolSurroundings& s);
  void acknowledge(const Asked& asked, const SipMessage& response, PoolSurroundings& s);
  void answer_for(std::string branch, int code, PoolSurroundings& s);
  SipChannel& channel_for_requests(PoolSurroundings& s);
  void send(const std::vector<SipMessage>& messages, const SipPath& path, PoolSurroundings& s);
  std::string written(SipMessage message, PoolSurroundings& s) const;

  std::map<gateway::ConnectionId, SipChannel> channels_;
  gateway::ConnectionId last_connection_ = 0;
  std::map<std::string, Asked> asked_;           // by branch
  std::set<std::string> given_up_;               // branches of those that nobody answered in time
  std::map<std::string, std::string> answered_;  // UDP: branch and method -> the answer's octets
  std::vector<Late> late_;
  std::optional<gateway::Instant> close_at_;
  bool silent_ = false;
};

}  // namespace fakes
