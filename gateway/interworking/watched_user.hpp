// A contact watches a local user: requests, approval, presence of the endpoints, probes; each rests
// on a subscription at the pool. docs/interworking.md 3, RFC 6121 3 and 4, RFC 8048 5.2.
#pragma once

#include <string>
#include <string_view>

#include "gateway/interworking/presence_pair.hpp"
#include "gateway/presence/pidf.hpp"

namespace gateway {

/// Works on one pair while one event is handled; keeps nothing itself.
class WatchedUser {
 public:
  explicit WatchedUser(PresenceContext& context) : context_(context), pair_(context.pair) {}

  // ---- stanzas of the contact
  void on_subscribe();
  void on_unsubscribe();
  /// Of a contact that may see the user; `asked` is bare or names one endpoint.
  void on_probe(const Jid& asker, const Jid& asked, const std::string& id);

  // ---- the pool
  /// @return whether the NOTIFY belongs to a subscription of this pair
  bool on_notify(sip::TransactionId transaction, const sip::Message& notify);
  /// @return whether the dialog is one of these
  bool on_response(std::uint64_t dialog, const sip::Message& response);
  void on_deadline();

  /// Brings what is under way in line with what is allowed now: begins, withdraws, shows or hides
  /// notes.
  void settle();
  /// The gateway ends: the contact sees the user leave.
  void sign_out();

 private:
  void begin(bool fetch);
  void stop();
  void withdraw();
  void deny();
  void carry_out(std::uint64_t number, sip::Subscriber::Outcomes outcomes,
                 std::optional<sip::TransactionId> transaction = std::nullopt);
  void on_active(PoolDialog& dialog, const std::string& body);
  void on_ended(PoolDialog dialog, const sip::Subscriber::Ended& ended);
  void take(const std::string& body);
  void take(const PresenceDocument& document);
  void remember_offline();
  void hide_ghosts();
  void hide_all();
  void show(const std::string& resource, UserEndpoint& endpoint);
  void say(const Jid& endpoint, const Jid& to, const PresenceState& state);
  void answer_probes();
  void answer(const WaitingProbe& probe);
  void say_offline(const WaitingProbe& probe);
  Jid endpoint_address(const std::string& resource) const;

  PresenceContext& context_;
  PresencePair& pair_;
};

}  // namespace gateway
