// What goes to a user of ours, one MESSAGE at a time for each address (RFC 3428 8), in order.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>

#include "gateway/interworking/typing.hpp"
#include "gateway/sip/agent.hpp"
#include "gateway/xml/element.hpp"
#include "gateway/xmpp/jid.hpp"

namespace gateway {

struct Delivery {
  enum class Kind : std::uint8_t {
    Text,    // bounces if it fails
    Typing,  // the newest of a contact's replaces older ones; nobody hears if it fails
    Notice,  // of ours: a receipt, a failure
  };
  Kind kind = Kind::Text;
  Jid contact;               // as it wrote
  Jid user;                  // bare
  xml::Element stanza{};     // Text: what the contact sent
  std::uint64_t stored = 0;  // Text: its number in the store
  bool in_store = false;
  bool asks_receipt = false;  // it went out in a wrapper
  Composing composing{};      // Typing
  std::string call_id{};      // Notice
  std::string content_type{};
  std::string body{};
};

class Deliveries {
 public:
  /// Waiting for one user; beyond it the newest bounce.
  static constexpr std::size_t kWaitingMax = 100;

  bool is_idle(const Jid& user) const { return !queues_.contains(user); }
  bool is_full(const Jid& user) const;
  /// What has become pointless goes: typing that is older than this.
  void add(Delivery delivery);
  /// The same delivery, once more, before all others.
  void put_back(Delivery delivery);
  /// The next one, if none is under way.
  std::optional<Delivery> next(const Jid& user);
  void sent(sip::RequestId request, Delivery delivery);
  /// What the response is about. Nothing: no request of ours.
  std::optional<Delivery> answered(sip::RequestId request);

 private:
  struct Queue {
    std::deque<Delivery> waiting;
    bool under_way = false;
  };
  std::map<Jid, Queue> queues_;
  std::map<sip::RequestId, Delivery> under_way_;
};

}  // namespace gateway
