// The users' clients as watchers: SUBSCRIBE to contacts, refreshed for as long as they want, and
// what each user sees of each contact. RFC 6665 4.1, RFC 3856.
#pragma once

#include <list>
#include <map>
#include <optional>
#include <string>

#include "fakes/pool/dialog.hpp"
#include "fakes/pool/exchange.hpp"
#include "fakes/pool/presence_document.hpp"
#include "fakes/pool/surroundings.hpp"

namespace fakes {

class Watching {
 public:
  void watch(const Watch& order, PoolSurroundings& s);
  void unwatch(const Unwatch& order, PoolSurroundings& s);
  void on_notify(const ArrivedRequest& arrived, PoolSurroundings& s);
  /// What there is is not refreshed any more, nor begun anew.
  void stop();

  std::optional<gateway::Instant> deadline() const;
  void on_deadline(PoolSurroundings& s);

 private:
  /// One subscription of a user to a contact, and what she sees by it.
  struct View {
    std::uint64_t id = 0;
    std::string user;
    std::string contact;
    SipDialog dialog;
    std::chrono::seconds expires{0};
    std::string state;  // the last Subscription-State, without expires
    std::map<std::string, SeenEndpoint> seen;
    std::optional<gateway::Instant> again_at;  // refresh, or a new subscription
    int attempts = 0;                          // new subscriptions after an end of the old one
    bool ending = false;                       // Expires 0 is out
    bool ended = false;
  };

  View* view_of(std::string_view user, std::string_view contact);
  View* view_by(std::uint64_t id);
  void begin(View& view, PoolSurroundings& s);
  void subscribe(View& view, std::chrono::seconds expires, PoolSurroundings& s);
  void on_response(View& view, const SipMessage& response, PoolSurroundings& s);
  void on_success(View& view, const SipMessage& response, PoolSurroundings& s);
  void take_document(View& view, const SipMessage& notify, PoolSurroundings& s);
  void show(View& view, const SeenEndpoint& endpoint, PoolSurroundings& s);
  void on_terminated(View& view, const std::string& state, PoolSurroundings& s);
  void tell_state(View& view, const std::string& state, PoolSurroundings& s);

  std::list<View> views_;
  std::uint64_t last_id_ = 0;
};

}  // namespace fakes
