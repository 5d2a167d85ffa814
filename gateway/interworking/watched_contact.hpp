// A local user watches a contact: one dialog for each endpoint that watches, the request and its
// answer, what the contact's resources say, probes. docs/interworking.md 4, RFC 8048 5.3.
#pragma once

#include <string>
#include <string_view>

#include "gateway/interworking/presence_pair.hpp"
#include "gateway/xmpp/conditions.hpp"

namespace gateway {

/// Works on one pair while one event is handled; keeps nothing itself.
class WatchedContact {
 public:
  explicit WatchedContact(PresenceContext& context) : context_(context), pair_(context.pair) {}

  // ---- the pool
  /// A SUBSCRIBE that begins a dialog and may.
  void on_subscribe(sip::TransactionId transaction, const sip::Message& subscribe);
  /// @return whether the SUBSCRIBE belongs to a dialog of this pair
  bool on_refresh(sip::TransactionId transaction, const sip::Message& subscribe);
  /// @return whether the dialog is one of these
  bool on_response(std::uint64_t dialog, const sip::Message& response);
  void on_deadline();

  // ---- stanzas of the contact
  void on_subscribed();
  void on_unsubscribed();
  /// Without type, or unavailable. @param from  full, or bare: all of the contact
  void on_presence(const Jid& from, const xml::Element& presence);
  /// The error that answers a request or a probe of ours.
  void on_error(std::string_view id, StanzaCondition condition);

  /// Brings what is under way in line with what is allowed now.
  void settle();

 private:
  void request();
  void probe();
  void heard();
  void tell_all();
  void tell(Watcher& watcher);
  void end_all(const std::string& reason);
  void forget_contact();
  void close_contact();
  void close_for(Watcher& watcher);
  std::string document(const std::map<std::string, ContactResource>& resources) const;
  void carry_out(std::uint64_t number, sip::Notifier::Outcomes outcomes,
                 std::optional<sip::TransactionId> transaction = std::nullopt);
  void on_ended(bool by_watcher);

  PresenceContext& context_;
  PresencePair& pair_;
};

}  // namespace gateway
