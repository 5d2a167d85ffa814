// Messages, typing and receipts between local users and contacts. RFC 7572, 7573 6, 3428, 3994,
// 5438; XEP-0085, 0184, 0203; docs/interworking.md 6, 8 and 9.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "gateway/base/time.hpp"
#include "gateway/interworking/surroundings.hpp"
#include "gateway/sip/message.hpp"
#include "gateway/store/store.hpp"
#include "gateway/xml/element.hpp"
#include "gateway/xmpp/stanza.hpp"

namespace gateway {

class Messages {
 public:
  Messages();
  ~Messages();
  Messages(const Messages&) = delete;
  Messages& operator=(const Messages&) = delete;

  /// What the last life promised: what waited is sent, what may have left is reported as failed to
  /// whoever sent it. Once, before anything else.
  void begin(const StoredState& stored, Surroundings& around);

  /// A contact's message to a user of ours, or the error that bounces a message of a user's.
  void on_partner_message(const xml::Element& stanza, const StanzaAddresses& addresses,
                          Surroundings& around);
  /// A user's MESSAGE to a contact. Answered at once, or once it is known what becomes of it.
  void on_sip_message(sip::TransactionId transaction, const sip::Message& request,
                      Surroundings& around);
  /// @return whether the request was one of this part's
  bool on_response(sip::RequestId request, const sip::Message& response, Surroundings& around);
  /// The stanza that was sent with this reference has been written to a stream.
  void on_stanza_taken(std::uint64_t reference, Surroundings& around);
  /// A contact's resource said that it is there, or that it is not: the next message of any user
  /// goes to the bare address (RFC 6121 5.1).
  void on_contact_presence(const Jid& contact, bool available, Surroundings& around);

  void on_deadline(Surroundings& around);
  std::optional<Instant> next_deadline() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace gateway
