// message/cpim around a message (RFC 3862), with a request for a receipt, and the receipt itself
// (RFC 5438): as the pool's clients write and read them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/time.hpp"

namespace fakes {

inline constexpr std::string_view kCpimType = "message/cpim";
inline constexpr std::string_view kImdnType = "message/imdn+xml";

struct Cpim {
  std::string from;  // "im:alice@contoso.example"
  std::string to;
  std::string message_id;   // imdn.Message-ID
  std::string disposition;  // imdn.Disposition-Notification: "positive-delivery"
  std::string date_time;    // DateTime
  std::string subject;
  std::string content_type;
  std::string content_disposition;
  std::string content;
};

std::string write_cpim(const Cpim& wrapper);
/// @param wrong  gets a sentence with the section for each rule that is broken
/// @return nothing if it cannot be taken apart
std::optional<Cpim> read_cpim(std::string_view octets, std::vector<std::string>& wrong);

/// RFC 5438 11: "delivered" for the message of this id.
std::string write_delivery_notification(std::string_view message_id, std::string_view recipient,
                                        gateway::WallTime now);
/// RFC 3339, in UTC.
std::string date_time_of(gateway::WallTime now);

}  // namespace fakes
