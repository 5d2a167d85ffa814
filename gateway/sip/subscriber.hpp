// Our end of a subscription to the presence of a local user: SUBSCRIBE out, NOTIFY in. RFC
// 6665 4.1, RFC 3856. Sans-IO: it makes requests and reads them, the agent carries them.
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

struct SubscriberSettings {
  std::string watcher;                 // URI in From: the contact's
  std::string presentity;              // URI in To and the request line: the local user's
  std::string contact;                 // URI where NOTIFYs shall go: ours
  std::chrono::seconds expires{3600};  // zero: a fetch, which ends with its NOTIFY (RFC 6665 4.4.3)
};

enum class SubscriptionEnd : std::uint8_t {
  Rejected,      // 403, 489, 603, or terminated: rejected, noresource, invariant. For good
  Gone,          // other codes that end it (4.1.2.2); no answer; no NOTIFY in time (4.1.2.4)
  Deactivated,   // terminated: deactivated, timeout, no reason: a new one at once
  GiveUp,        // terminated: probation, giveup: a new one after `retry_after`
  Unsubscribed,  // as we asked
};

class Subscriber {
 public:
  // ---- what comes of an event
  struct Send {
    Message request;
  };  // its response belongs to on_response()
  struct Answer {
    Message response;
  };                  // to the NOTIFY at hand
  struct Pending {};  // NOTIFY `pending`
  struct Active {
    std::string content_type;
    std::string body;
  };  // empty: no body came
  struct Ended {
    SubscriptionEnd end = SubscriptionEnd::Gone;
    std::chrono::seconds retry_after{0};
    std::string content_type;  // of the last NOTIFY, if there was one
    std::string body;
  };
  using Outcome = std::variant<Send, Answer, Pending, Active, Ended>;
  using Outcomes = std::vector<Outcome>;

  /// Sends nothing yet: start() does.
  Subscriber(SubscriberSettings settings, Entropy& entropy);

  void start(Now now, Outcomes& out);
  void unsubscribe(Now now, Outcomes& out);
  void on_response(const Message& response, Now now, Outcomes& out);
  /// Does this NOTIFY belong here? Also before the response to SUBSCRIBE (4.1.2.4).
  bool owns(const Message& notify) const;
  void on_notify(const Message& notify, Now now, Outcomes& out);
  void on_deadline(Now now, Outcomes& out);
  /// Refresh, timer N, expiry.
  std::optional<Instant> next_deadline() const;
  bool ended() const;

 private:
  // (the owner of this file fills this in)
};

}  // namespace gateway::sip
