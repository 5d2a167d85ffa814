// Disposition notifications of instant messages: whether one arrived. RFC 5438 6, 7 and 11.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/base/entropy.hpp"
#include "gateway/base/time.hpp"
#include "gateway/interworking/cpim.hpp"

namespace gateway {

inline constexpr std::string_view kImdnType = "message/imdn+xml";

/// What the sender of a message wants to hear of it (6.2, 6.3).
struct NotificationRequest {
  std::string message_id;
  std::string date_time;  // as the sender wrote it; a notification gives it back (11.1.2)
  bool positive = false;  // that it was delivered
  bool negative = false;  // that it was not
  friend bool operator==(const NotificationRequest&, const NotificationRequest&) = default;
};

/// Nothing: the sender asks for none, or says not which message it is about.
std::optional<NotificationRequest> notification_request_of(const CpimMessage& message);

struct DeliveryNotification {
  enum class Status : std::uint8_t { Delivered, Failed, Other };
  std::string message_id;
  std::string date_time;
  Status status = Status::Other;  // Other: about display or processing, denied, or an error
  friend bool operator==(const DeliveryNotification&, const DeliveryNotification&) = default;
};

/// @return "imdn-not-xml", "imdn-not-imdn" (another root, or no message-id)
Result<DeliveryNotification> parse_notification(std::string_view octets);

struct CpimParties {
  std::string from;  // URIs
  std::string to;
};

/// A text in a wrapper that asks for a positive notification (7.1.1).
std::string wrap_asking(const CpimParties& parties, const std::string& message_id, WallTime sent,
                        const std::string& text);
/// A notification in its wrapper (7.2.1.1). It asks for none itself.
std::string wrap_notification(const CpimParties& parties, const DeliveryNotification& notification,
                              Entropy& entropy);

/// 96 random bits: nobody who has not seen the message can forge its notification (6.3).
std::string make_message_id(Entropy& entropy);

}  // namespace gateway
