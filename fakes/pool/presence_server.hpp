// The presence server of the pool: answers the gateway's SUBSCRIBE for a user, and says by NOTIFY
// what her endpoints publish. RFC 6665 4.2, RFC 3856 6.
#pragma once

#include <list>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "fakes/pool/dialog.hpp"
#include "fakes/pool/exchange.hpp"
#include "fakes/pool/surroundings.hpp"

namespace fakes {

class PresenceServer {
 public:
  explicit PresenceServer(const std::vector<PoolUser>& users);

  bool knows(std::string_view user) const { return users_.contains(std::string(user)); }
  /// Somebody is there who can take a message.
  bool is_online(std::string_view user) const;

  void on_subscribe(const ArrivedRequest& arrived, PoolSurroundings& s);
  void publish(const Publish& order, PoolSurroundings& s);
  void sign_out(const SignOut& order, PoolSurroundings& s);
  void terminate(const Terminate& order, PoolSurroundings& s);

  std::optional<gateway::Instant> deadline() const;
  void on_deadline(PoolSurroundings& s);

 private:
  struct Watcher {
    SipDialog dialog;
    std::string user;
    std::string contact;
    std::string event;  // as asked for, with its id
    gateway::Instant expires_at;
    bool notified = false;
  };
  using Watchers = std::list<Watcher>;

  void begin(const ArrivedRequest& arrived, PoolSurroundings& s);
  void refresh(const ArrivedRequest& arrived, PoolSurroundings& s);
  /// The code that refuses it; 0: it may begin.
  int refusal_of(const SipMessage& subscribe, const PoolSurroundings& s) const;
  void refuse(const ArrivedRequest& arrived, int code, PoolSurroundings& s);
  void accept(const ArrivedRequest& arrived, Watcher& watcher, std::uint64_t seconds,
              PoolSurroundings& s);
  void notify_of(const std::string& user, PoolSurroundings& s);
  void notify(Watcher& watcher, std::string state, PoolSurroundings& s);
  SipMessage notification(Watcher& watcher, const std::string& state, PoolSurroundings& s);
  std::string living_state(const Watcher& watcher, const PoolSurroundings& s) const;
  void forget(const std::string& call_id);

  std::map<std::string, std::vector<EndpointState>> users_;
  Watchers watchers_;
};

}  // namespace fakes
