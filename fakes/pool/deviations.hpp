// How a fake pool may be wrong: one field each, all off. A pool without any is correct. A scenario
// sets them before it begins, or while it runs (Deviate).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace fakes {

/// The names of scenarios are those of the fields. A text is off while empty, a number while 0.
struct PoolDeviations {
  // ---- SUBSCRIBE of the gateway (RFC 6665 4.2)
  std::string subscribe_answer;       // this code to each that begins something
  std::string refresh_answer;         // this code to each inside a dialog
  bool subscribe_unanswered = false;  // no answer, no NOTIFY
  std::size_t min_expires = 0;        // 423 to less than so many seconds
  std::size_t expires_max = 0;        // grants no more than so many seconds

  // ---- NOTIFY to the gateway (4.2.2)
  bool no_notify = false;               // none at all
  bool notify_before_answer = false;    // the first one leaves before the 200
  std::string first_notify;             // Subscription-State of the first one: "pending"
  std::string notify_body;              // this instead of the document; "empty" is none
  std::string notify_type;              // Content-Type of it
  bool notify_twice_at_once = false;    // two of them in one piece, the later one is right
  bool notify_cseq_falls = false;       // CSeq lower than the one before
  bool notify_of_other_dialog = false;  // a tag of its own in From

  // ---- MESSAGE of the gateway (RFC 3428)
  std::string message_answer;            // this code
  std::size_t message_answer_after = 0;  // milliseconds
  bool message_unanswered = false;
  bool no_receipts = false;  // whatever is asked for (RFC 5438)

  // ---- answers to NOTIFY of the gateway (RFC 6665 4.1.3)
  std::string notify_answer;  // this code
  bool notify_unanswered = false;

  // ---- all of its messages
  std::string content_length_off;  // "+3", "-1": Content-Length is wrong by so much
  bool short_forms = false;        // header names in their compact form (RFC 3261 7.3.3)
  bool folded_lines = false;       // a value over two lines (7.3.1)

  friend bool operator==(const PoolDeviations&, const PoolDeviations&) = default;
};

/// @param value  as of set_deviation() in fakes/partner/deviations.hpp
/// @return false if there is no such deviation, or the value is not one of its kind
bool set_pool_deviation(PoolDeviations& deviations, std::string_view name, std::string_view value);

/// Every name set_pool_deviation knows, in the order of the fields.
std::vector<std::string_view> pool_deviation_names();

}  // namespace fakes
