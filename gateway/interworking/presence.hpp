// Presence and subscriptions between local users and contacts: finds the pair that a stanza or a
// SIP request is about, asks whether it may pass, and hands it to the direction it belongs to.
// docs/interworking.md 2 to 4.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gateway/base/deadline_queue.hpp"
#include "gateway/interworking/presence_pair.hpp"
#include "gateway/xmpp/stanza.hpp"

namespace gateway {

class Presence {
 public:
  /// Goes on where the last life stood. Once, before anything else.
  void begin(const StoredState& stored, Surroundings& surroundings);

  void on_stanza(const xml::Element& presence, const StanzaAddresses& addresses,
                 Surroundings& surroundings);
  /// SUBSCRIBE, to whatever event package.
  void on_subscribe(sip::TransactionId transaction, const sip::Message& request,
                    Surroundings& surroundings);
  void on_notify(sip::TransactionId transaction, const sip::Message& request,
                 Surroundings& surroundings);
  /// @return whether the request was one of presence's
  bool on_response(sip::RequestId request, const sip::Message& response,
                   Surroundings& surroundings);

  // ---- the directory has changed already
  void on_user_changed(const Jid& user, Surroundings& surroundings);
  void on_contact_changed(const UserAndContact& names, Surroundings& surroundings);
  void on_partners_changed(Surroundings& surroundings);

  void on_deadline(Surroundings& surroundings);
  std::optional<Instant> next_deadline() const { return deadlines_.next(); }
  /// Every user leaves, for whoever can see it.
  void shut_down(Surroundings& surroundings);

  /// RFC 6120 8.3.3.19: may the contact know anything about the user's presence?
  bool contact_sees_user(const UserAndContact& names) const;

 private:
  using Work = std::function<void(PresenceContext&)>;
  PresencePair* find(const UserAndContact& names);
  PresencePair& pair_of(const UserAndContact& names);
  /// Does `work` on the pair, then sees to its deadlines; an idle pair is forgotten.
  void with(PresencePair& pair, Surroundings& surroundings, const Work& work);
  void settle(std::vector<UserAndContact> names, Surroundings& surroundings);
  std::vector<UserAndContact> pairs_of(const Jid& user) const;
  bool may_ask(const UserAndContact& names, Surroundings& surroundings);
  void refuse_probe(const UserAndContact& names, Surroundings& surroundings);
  void on_error(const UserAndContact& names, const xml::Element& presence,
                Surroundings& surroundings);

  std::map<UserAndContact, PresencePair> pairs_;
  std::map<sip::RequestId, PresenceRoute> routes_;
  std::uint64_t next_dialog_ = 1;
  DeadlineQueue<UserAndContact> deadlines_;
};

}  // namespace gateway
