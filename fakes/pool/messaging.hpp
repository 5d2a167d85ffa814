// MESSAGE both ways: what users write, what reaches them, who is typing, receipts. RFC 3428, 3994,
// 3862, 5438.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "fakes/pool/exchange.hpp"
#include "fakes/pool/presence_server.hpp"
#include "fakes/pool/surroundings.hpp"

namespace fakes {

class Messaging {
 public:
  void say(const Say& order, PoolSurroundings& s);
  void type(const Type& order, PoolSurroundings& s);
  void request(const Request& order, PoolSurroundings& s);
  /// @param users  who exists, and who is there
  void on_message(const ArrivedRequest& arrived, const PresenceServer& users, PoolSurroundings& s);

 private:
  using UserAndContact = std::pair<std::string, std::string>;

  void send(const UserAndContact& pair, std::string content_type, std::string body,
            PoolSurroundings& s);
  void answer(const ArrivedRequest& arrived, int code, PoolSurroundings& s);
  /// @return the code it is answered with
  int deliver(const SipMessage& message, const std::string& user, PoolSurroundings& s);
  int deliver_wrapped(const SipMessage& message, const std::string& user, PoolSurroundings& s);
  void send_receipt(const std::string& user, const std::string& contact,
                    const std::string& message_id, PoolSurroundings& s);

  std::map<UserAndContact, std::string> conversations_;  // bare -> Call-ID of the contact's last
};

}  // namespace fakes
