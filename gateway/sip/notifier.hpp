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
#include "gateway/sip/dialog.hpp"
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
  /// Nothing more comes of it, and the answer to the last NOTIFY is nobody's: the watcher ended it
  /// (Expires 0) or let it expire, a NOTIFY failed for good (4.2.2), or terminate() was called.
  struct Ended {
    bool by_watcher = false;  // the first two
  };
  /// The watcher asked, for the first time or again: NOTIFY now, by notify().
  struct NotifyWanted {
    bool last = false;  // Expires 0: that NOTIFY says `terminated;reason=timeout`, then it is over
  };
  using Outcome = std::variant<Send, Answer, Ended, NotifyWanted>;
  using Outcomes = std::vector<Outcome>;

  /// @param subscribe  the request that began it, for `Event: presence`, checked by acceptable()
  /// @param contact    URI where the watcher finds us
  Notifier(const Message& subscribe, std::string contact, Entropy& entropy);

  /// The refusal a SUBSCRIBE gets that can begin nothing: 489 with Allow-Events, 406 (Accept
  /// without PIDF), 423 with Min-Expires, 481 (it belongs to a dialog that is none), 400. Nothing:
  /// it may begin.
  static std::optional<Message> refusal_of(const Message& subscribe);

  void start(Now now, Outcomes& out);         // Answer 200, NotifyWanted
  bool owns(const Message& subscribe) const;  // in-dialog
  void on_subscribe(const Message& subscribe, Now now, Outcomes& out);
  /// Says the present state. Within 5 s of the last NOTIFY the newest waits, unless it answers a
  /// SUBSCRIBE or ends the subscription (RFC 3856 6.10). One is under way at a time.
  /// @param document  PIDF; empty: no body
  void notify(NotifierState state, std::string document, Now now, Outcomes& out);
  /// @param reason  "rejected", "noresource", "giveup", "timeout", "deactivated"
  void terminate(std::string reason, std::string document, Now now, Outcomes& out);
  void on_response(const Message& response, Now now, Outcomes& out);
  void on_deadline(Now now, Outcomes& out);
  std::optional<Instant> next_deadline() const;
  bool is_fetch() const { return fetch_; }  // Expires 0 in the first SUBSCRIBE
  bool ended() const { return ended_; }

 private:
  struct Report {
    NotifierState state = NotifierState::Pending;
    std::string document;
    std::string reason;  // Terminated only
  };

  void grant(const Message& subscribe, Now now, Outcomes& out);
  void say(Report report, Now now, Outcomes& out);
  void flush(Now now, Outcomes& out);
  Message notify_of(const Report& report, Now now);
  void put_off(const Message& response, Now now);
  void end(Outcomes& out);

  Message subscribe_;  // the first one: its Event
  std::string contact_;
  Dialog dialog_;
  bool fetch_ = false;
  bool closing_ = false;  // a last NOTIFY is wanted or waits
  bool by_watcher_ = true;
  bool ended_ = false;
  bool wanted_ = false;                     // a SUBSCRIBE waits for its NOTIFY
  std::optional<Report> newest_;            // what has not been said
  std::optional<std::uint32_t> under_way_;  // CSeq
  Report said_;                             // last
  Instant not_before_;                      // the next NOTIFY that nobody asked for
  Duration retry_wait_;
  Instant expires_at_;
};

}  // namespace gateway::sip
