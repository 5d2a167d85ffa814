// The two transaction machines that requests other than INVITE need (RFC 3261 17.1.2 and 17.2.2),
// and the one that it takes to refuse INVITE (17.2.1). They hold states and times, no messages:
// whoever owns one keeps the octets to send again.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>

#include "gateway/base/time.hpp"
#include "gateway/sip/message.hpp"

namespace gateway::sip {

/// RFC 3261 table 4.
inline constexpr Duration kT1 = std::chrono::milliseconds(500);  // a round trip
inline constexpr Duration kT2 = std::chrono::seconds(4);   // longest wait between two sendings
inline constexpr Duration kT4 = std::chrono::seconds(5);   // how long the network keeps a message
inline constexpr Duration kTransactionTimeout = 64 * kT1;  // timers F and J

enum class Reliability : std::uint8_t {
  Unreliable,  // UDP: send again until answered
  Reliable,    // TCP, TLS
};

/// 17.1.2: our request. It goes out when the machine is made.
class ClientTransaction {
 public:
  enum class State : std::uint8_t { Trying, Proceeding, Completed, Terminated };
  enum class Due : std::uint8_t { Nothing, SendAgain, TimedOut };

  ClientTransaction(Reliability reliability, Instant now);

  /// @return whether the response is news; a final one that came before is not
  bool on_response(int status, Instant now);
  /// What the time asks for; TimedOut counts as a 408 (8.1.3.1).
  Due on_deadline(Instant now);
  /// The transport could not send: counts as a 503 (8.1.3.1).
  void on_transport_failed() { state_ = State::Terminated; }
  std::optional<Instant> next_deadline() const;
  State state() const { return state_; }

 private:
  Reliability reliability_;
  State state_ = State::Trying;
  Duration resend_interval_ = kT1;
  Instant resend_at_;  // timer E
  Instant end_at_;     // timer F, then K
};

/// 17.2.2: a request of somebody else. Provisional responses are never sent (RFC 4320 4.1, 4.2).
class ServerTransaction {
 public:
  enum class State : std::uint8_t { Trying, Completed, Terminated };
  enum class Answer : std::uint8_t { Nothing, SendAgain };

  explicit ServerTransaction(Reliability reliability) : reliability_(reliability) {}

  /// The request came again.
  Answer on_request_again() const;
  /// @return whether the response may go out: only the first final one does
  bool on_final_response(Instant now);
  void on_deadline(Instant now);
  void on_transport_failed() { state_ = State::Terminated; }
  std::optional<Instant> next_deadline() const;
  State state() const { return state_; }

 private:
  Reliability reliability_;
  State state_ = State::Trying;
  Instant end_at_;  // timer J
};

/// 17.2.1, for an INVITE that is refused: its response is sent again until the ACK comes.
class InviteServerTransaction {
 public:
  enum class State : std::uint8_t { Proceeding, Completed, Confirmed, Terminated };
  enum class Due : std::uint8_t { Nothing, SendAgain };

  explicit InviteServerTransaction(Reliability reliability) : reliability_(reliability) {}

  /// A response of 300 to 699. @return whether it may go out: only the first one does
  bool on_final_response(Instant now);
  void on_ack(Instant now);
  Due on_deadline(Instant now);
  std::optional<Instant> next_deadline() const;
  State state() const { return state_; }

 private:
  Reliability reliability_;
  State state_ = State::Proceeding;
  Duration resend_interval_ = kT1;
  Instant resend_at_;  // timer G
  Instant end_at_;     // timer H, then I
};

/// What makes two messages belong to one transaction (17.1.3, 17.2.3).
struct TransactionKey {
  std::string branch;
  std::string sent_by;  // of a server transaction; empty otherwise
  std::string method;
  friend auto operator<=>(const TransactionKey&, const TransactionKey&) = default;
};
TransactionKey client_key(const Message& message);
/// Nothing if the branch is none of RFC 3261 (without the cookie "z9hG4bK").
std::optional<TransactionKey> server_key(const Message& request);

}  // namespace gateway::sip
