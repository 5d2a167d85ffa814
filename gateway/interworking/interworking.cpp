#include "gateway/interworking/interworking.hpp"

#include <algorithm>
#include <string_view>
#include <type_traits>
#include <utility>

#include "gateway/interworking/messages.hpp"
#include "gateway/interworking/presence.hpp"
#include "gateway/interworking/requests.hpp"
#include "gateway/interworking/surroundings.hpp"
#include "gateway/xmpp/stanza.hpp"

namespace gateway {

struct Interworking::State {
  State(Settings settings, InterworkingDependencies given)
      : dependencies(std::move(given)), directory(std::move(settings)) {}

  /// Lets `work` act, then commits what must survive, then lets out what it decided.
  template <class Work>
  void act(Now now, InterworkingActions& out, const Work& work) {
    InterworkingActions decided;
    std::vector<StoreChange> changes;
    Surroundings surroundings{
        directory,
        dependencies.entropy,
        now,
        decided,
        changes,
        next_request,
        next_message,
        dependencies,
        [this](const UserAndContact& names) { return presence.contact_sees_user(names); }};
    work(surroundings);
    if (!changes.empty()) commit(changes, decided);
    out.insert(out.end(), std::make_move_iterator(decided.begin()),
               std::make_move_iterator(decided.end()));
  }

  void commit(const std::vector<StoreChange>& changes, InterworkingActions& decided);
  void on_stanza(const xml::Element& stanza, Surroundings& surroundings);
  void on_request(const sip::RequestArrived& arrived, Surroundings& surroundings);

  InterworkingDependencies dependencies;
  Directory directory;
  Presence presence;
  Messages messages;
  sip::RequestId next_request = 1;
  std::uint64_t next_message = 1;
};

/// What cannot be kept is not promised: 202 becomes 500. The rest goes out, for a gateway that
/// falls silent because its disk is full serves nobody.
void Interworking::State::commit(const std::vector<StoreChange>& changes,
                                 InterworkingActions& decided) {
  const auto written = dependencies.store.commit(changes);
  if (written) return;
  for (InterworkingAction& action : decided) {
    auto* answer = std::get_if<sip::SendResponse>(&action);
    if (answer == nullptr || answer->response.status != 202) continue;
    answer->response.status = 500;
    answer->response.reason = std::string(sip::reason_of(500));
  }
  decided.emplace_back(
      LogEvent{Severity::Error,
               "store-failed",
               {},
               "what must survive a restart could not be written: " + written.error().what +
                   "; new messages are refused until it can"});
}

void Interworking::State::on_stanza(const xml::Element& stanza, Surroundings& surroundings) {
  const auto addresses = addresses_of(stanza);
  if (!addresses) return;  // the engine lets none through
  if (stanza.name == "message") {
    return messages.on_partner_message(stanza, *addresses, surroundings);
  }
  if (stanza.name == "iq") return on_partner_iq(stanza, *addresses, surroundings);
  const std::string_view type = stanza.attribute_or("type", "");
  if (type.empty() || type == "unavailable") {
    messages.on_contact_presence(addresses->from, type.empty(), surroundings);
  }
  presence.on_stanza(stanza, *addresses, surroundings);
}

void Interworking::State::on_request(const sip::RequestArrived& arrived,
                                     Surroundings& surroundings) {
  const auto& [transaction, request] = arrived;
  if (on_other_request(transaction, request, surroundings)) return;
  if (request.method == "MESSAGE") {
    return messages.on_sip_message(transaction, request, surroundings);
  }
  if (request.method == "SUBSCRIBE") {
    return presence.on_subscribe(transaction, request, surroundings);
  }
  presence.on_notify(transaction, request, surroundings);
}

Interworking::Interworking(Settings settings, std::vector<UserChanged> users,
                           InterworkingDependencies dependencies)
    : state_(std::make_unique<State>(std::move(settings), std::move(dependencies))) {
  for (const UserChanged& user : users) state_->directory.set_user(user.user, user.standing);
}

Interworking::~Interworking() = default;

Result<void> Interworking::begin(Now now, InterworkingActions& actions) {
  const auto stored = state_->dependencies.store.load();
  if (!stored) return stored.error();
  state_->next_message = stored->next_message_id;
  for (const StoredContact& contact : stored->contacts) {
    state_->directory.set_contact(contact.pair, contact.standing);
  }
  state_->act(now, actions, [&](Surroundings& surroundings) {
    state_->presence.begin(*stored, surroundings);
    state_->messages.begin(*stored, surroundings);
  });
  return {};
}

void Interworking::handle(const InterworkingEvent& event, Now now, InterworkingActions& actions) {
  State& state = *state_;
  state.act(now, actions, [&](Surroundings& surroundings) {
    std::visit(
        [&](const auto& what) {
          using What = std::decay_t<decltype(what)>;
          if constexpr (std::is_same_v<What, PartnerStanza>) {
            state.on_stanza(what.stanza, surroundings);
          } else if constexpr (std::is_same_v<What, StanzaTaken>) {
            state.messages.on_stanza_taken(what.reference, surroundings);
          } else if constexpr (std::is_same_v<What, sip::RequestArrived>) {
            state.on_request(what, surroundings);
          } else if constexpr (std::is_same_v<What, sip::ResponseArrived>) {
            if (state.presence.on_response(what.request, what.response, surroundings)) return;
            state.messages.on_response(what.request, what.response, surroundings);
          } else if constexpr (std::is_same_v<What, UserChanged>) {
            state.directory.set_user(what.user, what.standing);
            state.presence.on_user_changed(what.user, surroundings);
          } else if constexpr (std::is_same_v<What, ContactChanged>) {
            state.directory.set_contact(what.pair, what.standing);
            surroundings.changes.emplace_back(StoredContact{what.pair, what.standing});
            state.presence.on_contact_changed(what.pair, surroundings);
          } else if constexpr (std::is_same_v<What, PartnersChanged>) {
            state.directory.set_partners(what.partners);
            state.presence.on_partners_changed(surroundings);
          } else if constexpr (std::is_same_v<What, InterworkingShutdown>) {
            state.presence.shut_down(surroundings);
          }
        },
        event);
  });
}

void Interworking::on_deadline(Now now, InterworkingActions& actions) {
  state_->act(now, actions, [&](Surroundings& surroundings) {
    state_->presence.on_deadline(surroundings);
    state_->messages.on_deadline(surroundings);
  });
}

std::optional<Instant> Interworking::next_deadline() const {
  const auto presence = state_->presence.next_deadline();
  const auto messages = state_->messages.next_deadline();
  if (!presence || !messages) return presence ? presence : messages;
  return std::min(*presence, *messages);
}

}  // namespace gateway
