// Our end of a local endpoint's subscription to a contact: SUBSCRIBE in, NOTIFY out. RFC 6665 4.2,
// RFC 3856. Sans-IO: it makes requests and responses, the agent carries them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "gateway/base/entropy.hpp"
#include "gateway/base/time.hpp"
#include "gateway/sip/message.hpp"

namespace gateway::sip {

/// Subscription-State of what we send.
enum class NotifierState : std::uint8_t { Pending, Active, Terminated };

class Notifier {
 public:
  struct Send {
    Message request;
  };  // NOTIFY; its response belongs to on_response()
  struct Answer {
    Message response;
  };  // to the SUBSCRIBE at hand
  /// The watcher ended it (Expires 0), let it expire, or a NOTIFY failed for good (4.2.2). A last
  /// NOTIFY `terminated;reason=timeout` was sent where that makes sense.
  struct Ended {
    bool by_watcher = false;
  };
  /// The watcher asked again (a refresh), or for the first time: NOTIFY now, by notify().
  struct NotifyWanted {};
  using Outcome = std::variant<Send, Answer, Ended, NotifyWanted>;
  using Outcomes = std::vector<Outcome>;

  /// @param subscribe  the request that began it, for `Event: presence`, checked by acceptable()
  /// @param contact    URI where the watcher finds us
  Notifier(const Message& subscribe, std::string contact, Entropy& entropy);

  /// The refusal a SUBSCRIBE gets that can begin nothing: 489 with Allow-Events, 406 (Accept
  /// without PIDF), 423 with Min-Expires, 400. Nothing: it may begin.
  static std::optional<Message> refusal_of(const Message& subscribe);

  void start(Now now, Outcomes& out);         // Answer 200, NotifyWanted
  bool owns(const Message& subscribe) const;  // in-dialog
  void on_subscribe(const Message& subscribe, Now now, Outcomes& out);
  /// Says the present state. Within 5 s of the last NOTIFY the newest waits, unless it answers a
  /// SUBSCRIBE or ends the subscription (RFC 3856 6.10).
  /// @param document  PIDF; empty: no body
  void notify(NotifierState state, std::string document, Now now, Outcomes& out);
  /// @param reason  "rejected", "noresource", "giveup", "timeout", "deactivated"
  void terminate(std::string reason, std::string document, Now now, Outcomes& out);
  void on_response(const Message& response, Now now, Outcomes& out);
  void on_deadline(Now now, Outcomes& out);
  std::optional<Instant> next_deadline() const;
  bool is_fetch() const;  // Expires 0 in the first SUBSCRIBE
  bool ended() const;

 private:
  // (the owner of this file fills this in)
};

}  // namespace gateway::sip
