// Our end of a subscription to the presence of a local user: SUBSCRIBE out, NOTIFY in. RFC
// 6665 4.1, RFC 3856. Sans-IO: it makes requests and reads them, the agent carries them.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "gateway/base/entropy.hpp"
#include "gateway/base/time.hpp"
#include "gateway/sip/dialog.hpp"
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
    int status = 0;                       // of the response that ended it; zero: none did
    std::chrono::seconds retry_after{0};  // zero: nobody asks for a wait
    /// How long what was last said still holds, where silence ended it.
    std::chrono::seconds state_lasts{0};
    std::string content_type{};  // of the last NOTIFY, if there was one
    std::string body{};
  };
  using Outcome = std::variant<Send, Answer, Pending, Active, Ended>;
  using Outcomes = std::vector<Outcome>;

  /// Sends nothing yet: start() does.
  Subscriber(SubscriberSettings settings, Entropy& entropy);

  void start(Now now, Outcomes& out);
  void unsubscribe(Now now, Outcomes& out);
  void on_response(const Message& response, Now now, Outcomes& out);
  /// Does this NOTIFY belong here? Also before the response to SUBSCRIBE (4.1.2.4). A presence
  /// subscription has one dialog (RFC 3856 6.9): of forks the first to send NOTIFY counts. What
  /// nobody owns is answered with 481.
  bool owns(const Message& notify) const;
  void on_notify(const Message& notify, Now now, Outcomes& out);
  void on_deadline(Now now, Outcomes& out);
  /// Refresh, timer N, expiry.
  std::optional<Instant> next_deadline() const;
  bool ended() const { return state_ == State::Terminated; }

 private:
  /// RFC 6665 4.1.2, the diagram.
  enum class State : std::uint8_t { Init, NotifyWait, Pending, Active, Terminated };
  /// The SUBSCRIBE under way; both may be open, as its NOTIFY may be the first to come.
  struct Attempt {
    std::uint32_t number = 0;  // CSeq
    bool answered = false;
    bool notified = false;
    Instant timer_n;
    std::chrono::seconds asked{0};
    std::optional<std::chrono::seconds> granted;  // the least of what was said since
  };

  void subscribe(Now now, Outcomes& out);
  void on_success(const Message& response, Now now, Outcomes& out);
  void on_failure(const Message& response, Now now, Outcomes& out);
  bool retry_with_longer_interval(const Message& response, Now now, Outcomes& out);
  void begin_anew(Now now, Outcomes& out);
  void go_on_until_expiry(const Message& response, Now now, Outcomes& out);
  void on_state(const Message& notify, Now now, Outcomes& out);
  void on_terminated(const Message& notify, Outcomes& out);
  void hear_interval(std::chrono::seconds interval, Now now);
  void settle(Now now, Outcomes& out);
  void end(Ended ended, Outcomes& out);
  bool is_established() const;
  bool is_fetch() const { return settings_.expires.count() == 0; }
  std::chrono::seconds state_lasts(Now now) const;

  SubscriberSettings settings_;
  Entropy* entropy_;
  Dialog dialog_;
  State state_ = State::Init;
  std::optional<Attempt> attempt_;
  std::optional<Instant> refresh_at_;
  Instant expires_at_;   // of the subscription, as last agreed
  Instant state_until_;  // the same, of what the last NOTIFY said
  bool longer_interval_tried_ = false;
  bool failing_ = false;  // the last refresh, in a way that ends nothing yet
  bool unsubscribing_ = false;
};

}  // namespace gateway::sip
