// The gateway proper: joins local users behind the SIP pool with contacts at XMPP partners, and
// asks for everything that would pass whether it may. docs/interworking.md. Sans-IO: stanzas, SIP
// requests and the time go in; the same come out.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include "gateway/base/entropy.hpp"
#include "gateway/base/log_event.hpp"
#include "gateway/base/time.hpp"
#include "gateway/policy/access.hpp"
#include "gateway/policy/settings.hpp"
#include "gateway/sip/agent.hpp"
#include "gateway/store/store.hpp"
#include "gateway/xml/element.hpp"
#include "gateway/xmpp/jid.hpp"

namespace gateway {

// ---- events -------------------------------------------------------------------------------------

/// From a partner to a local user, or the error that bounces a stanza of ours.
struct PartnerStanza {
  xml::Element stanza;
};
/// The StanzaToPartner with this reference has been written to a stream.
struct StanzaTaken {
  std::uint64_t reference = 0;
};
/// The directory knows the user anew, otherwise, or no more.
struct UserChanged {
  Jid user;
  std::optional<UserStanding> standing;
};
/// The user added, removed, blocked or unblocked a contact.
struct ContactChanged {
  UserAndContact pair;
  ContactStanding standing;
};
/// The partners, or their types, are others now.
struct PartnersChanged {
  std::vector<Partner> partners;
};
/// All local users are signed out by the end of the gateway; nothing is begun any more.
struct InterworkingShutdown {};

using InterworkingEvent =
    std::variant<PartnerStanza, StanzaTaken, sip::RequestArrived, sip::ResponseArrived, UserChanged,
                 ContactChanged, PartnersChanged, InterworkingShutdown>;

// ---- actions ------------------------------------------------------------------------------------

/// To a partner; what cannot leave comes back as a PartnerStanza of type error.
struct StanzaToPartner {
  xml::Element stanza;
  std::uint64_t reference = 0;  // not 0: StanzaTaken tells when it is on a stream
  bool may_wait = true;         // false: dropped unless a stream is open (docs/interworking.md 6)
};

using InterworkingAction =
    std::variant<StanzaToPartner, sip::SendRequest, sip::SendResponse, LogEvent>;
using InterworkingActions = std::vector<InterworkingAction>;

struct InterworkingDependencies {
  Entropy& entropy;  // both must outlive the service
  Store& store;
  std::string sip_contact;  // URI where the pool reaches us: "sip:edge.contoso.example:5061"
  bool datagrams = false;   // the pool is reached over UDP: MESSAGE has its bound (RFC 3428 8)
};

class Interworking {
 public:
  /// @param users  the directory as it is at the start; lists come from the store
  Interworking(Settings settings, std::vector<UserChanged> users,
               InterworkingDependencies dependencies);
  ~Interworking();
  Interworking(const Interworking&) = delete;
  Interworking& operator=(const Interworking&) = delete;

  /// Reads the store and goes on where the last life stood. Once, before anything else.
  Result<void> begin(Now now, InterworkingActions& actions);
  void handle(const InterworkingEvent& event, Now now, InterworkingActions& actions);
  void on_deadline(Now now, InterworkingActions& actions);
  std::optional<Instant> next_deadline() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace gateway
