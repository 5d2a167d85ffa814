// What two ends remember of each other beyond one transaction (RFC 3261 12): identifiers, the
// order of requests each way, where requests go.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/entropy.hpp"
#include "gateway/sip/message.hpp"

namespace gateway::sip {

class Dialog {
 public:
  /// We are about to send the request that begins it; the other end has no tag yet.
  static Dialog begun_by_us(std::string local_uri, std::string remote_uri, Entropy& entropy);
  /// 12.1.1: `request` begins it; it has a Contact.
  static Dialog begun_by_peer(const Message& request, Entropy& entropy);

  const std::string& call_id() const { return call_id_; }
  std::string local_tag() const { return local_.tag(); }
  bool has_peer() const { return !remote_.tag().empty(); }

  /// A request of ours with the next number of CSeq (12.2.1.1).
  Message request(std::string_view method);

  /// Is the request sent within this dialog? Before the other end has a tag any tag will do.
  bool owns(const Message& request) const;
  /// 12.2.2: a number that is not higher than the last one gets a 500, and changes nothing.
  /// Otherwise what the request says of the other end is remembered: its tag and, with the first
  /// one, the route set (RFC 6665 4.4.1); its Contact.
  bool accept(const Message& request);
  /// A 2xx to a request of ours may tell a new target as well (12.2.1.2).
  void refresh_target(const Message& message);

 private:
  std::string call_id_;
  NameAddress local_;
  NameAddress remote_;
  std::string remote_target_;
  std::vector<NameAddress> route_set_;
  std::uint32_t local_number_ = 0;
  std::optional<std::uint32_t> remote_number_;
};

}  // namespace gateway::sip
