// What a deed comes to: orders for the pool or a partner, changes of the
// gateway's directory. docs/scenarios.md says what each sentence means.
#include <algorithm>
#include <array>

#include "harness/scenario/deeds.hpp"
#include "harness/scenario/model.hpp"
#include "harness/scenario/names.hpp"
#include "harness/scenario/steps.hpp"

namespace harness {
namespace {

constexpr std::string_view kChatStates = "http://jabber.org/protocol/chatstates";

/// RFC 4480 3.2, those that docs/interworking.md 5 knows.
constexpr std::array<std::string_view, 20> kActivities{
    "busy",        "meeting",    "on-the-phone", "presentation",      "performance",
    "appointment", "in-transit", "away",         "breakfast",         "lunch",
    "dinner",      "meal",       "shopping",     "sleeping",          "steering",
    "vacation",    "holiday",    "travel",       "permanent-absence", "other"};
constexpr std::array<std::string_view, 4> kShows{"chat", "away", "xa", "dnd"};
constexpr std::string_view kAvailable = "available";

template <class Words>
bool is_one_of(const Words& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// XEP-0085 5.1.
std::string typing_xml(const std::string& from, const std::string& to, std::string_view state) {
  return "<message from='" + from + "' to='" + to + "' type='chat'><" + std::string(state) +
         " xmlns='" + std::string(kChatStates) + "'/></message>";
}

template <class E, class Table>
std::optional<E> value_of(const Table& names, std::string_view word) {
  for (const auto& [name, value] : names) {
    if (name == word) return value;
  }
  return std::nullopt;
}

}  // namespace

/// A step with its people.
struct People::Bound {
  DeedStep& step;
  Person who;
  std::optional<Person> whom;

  std::string whom_address() const { return whom ? whom->address : ""; }
  std::string where() const { return step.where.empty() ? who.resource : step.where; }
  template <class Order>
  void order(Order order) const {
    step.errands.emplace_back(fakes::UserOrder{std::move(order)});
  }
  template <class Order>
  void contact(Order order) const {
    step.errands.emplace_back(
        ContactErrand{who.partner->domain, fakes::ContactOrder{std::move(order)}});
  }
  void change(DirectoryChange change) const { step.errands.emplace_back(std::move(change)); }
};

People::People(const Setup& setup) : setup_(setup) {
  for (const UserSetup& user : setup.users) {
    const std::string address = address_of(setup, user);
    users_.push_back({address, gateway::UserStanding{user.home, user.access}});
    for (const std::string& endpoint : user.endpoints) {
      endpoints_.emplace_back(address, fakes::EndpointState{}).second.endpoint = endpoint;
    }
    for (const ChangeContact& entry : list_of(setup, user)) lists_.push_back(entry);
  }
}

std::optional<std::string> People::bind(DeedStep& step) {
  step.errands.clear();
  if (step.deed == Deed::Becomes) return bind_partner(step);
  const auto who = find_person(setup_, step.who);
  if (!who) return "nobody is called " + step.who;
  Bound bound{step, *who, {}};
  if (!step.whom.empty()) {
    bound.whom = find_person(setup_, step.whom);
    if (!bound.whom) return "nobody is called " + step.whom;
  }
  if (who->user != nullptr) return bind_user(bound);
  if (who->contact != nullptr) return bind_contact(bound);
  return step.who + " is neither among the users nor among the contacts";
}

People::Complaint People::bind_partner(DeedStep& step) const {
  const PartnerSetup* partner = partner_of(setup_, step.who);
  const auto type = value_of<gateway::PartnerType>(kPartnerTypeNames, step.word);
  if (partner == nullptr) return "'" + step.who + "' is no partner";
  if (!type) return "'" + step.word + "' is no type of a partner";
  step.errands.emplace_back(DirectoryChange{ChangePartner{partner->domain, *type}});
  return std::nullopt;
}

People::Complaint People::bind_user(const Bound& bound) {
  const std::string& user = bound.who.address;
  const std::string contact = bound.whom ? bound.whom->full() : "";
  switch (bound.step.deed) {
    case Deed::Adds:
    case Deed::Removes:
    case Deed::Blocks:
    case Deed::Unblocks:
      return change_list(bound);
    case Deed::Watches:
      return bound.order(fakes::Watch{user, contact}), std::nullopt;
    case Deed::AsksFor:
      return bound.order(fakes::Watch{user, contact, std::chrono::seconds(0)}), std::nullopt;
    case Deed::StopsWatching:
      return bound.order(fakes::Unwatch{user, contact}), std::nullopt;
    case Deed::Says:
    case Deed::SaysForReceipt:
      bound.order(
          fakes::Say{user, contact, bound.step.text, bound.step.deed == Deed::SaysForReceipt});
      return std::nullopt;
    case Deed::Types:
    case Deed::StopsTyping:
      return bound.order(fakes::Type{user, contact, bound.step.deed == Deed::Types}), std::nullopt;
    case Deed::SignsIn:
    case Deed::Is:
    case Deed::SetsNote:
      return publish(bound);
    case Deed::SignsOut:
      return sign_out(bound);
    case Deed::MovesTo:
    case Deed::GetsAccess:
    case Deed::Leaves:
      return change_user(bound);
    case Deed::Approves:
    case Deed::Denies:
    case Deed::Probes:
    case Deed::Becomes:
      break;
  }
  return "a local user does not do that: " + bound.step.who;
}

// Adding a contact is more than the list: the user's client asks for presence,
// and with the removal it stops.
People::Complaint People::change_list(const Bound& bound) {
  const std::string& user = bound.who.address;
  const std::string contact = bound.whom_address();
  auto entry = std::find_if(lists_.begin(), lists_.end(), [&](const ChangeContact& change) {
    return change.user == user && change.contact == contact;
  });
  if (entry == lists_.end()) entry = lists_.insert(lists_.end(), {user, contact, {}});
  const Deed deed = bound.step.deed;
  if (deed == Deed::Adds || deed == Deed::Removes) entry->standing.added = deed == Deed::Adds;
  if (deed == Deed::Blocks || deed == Deed::Unblocks) {
    entry->standing.blocked = deed == Deed::Blocks;
  }
  bound.change(*entry);
  if (deed == Deed::Adds) bound.order(fakes::Watch{user, contact});
  if (deed == Deed::Removes) bound.order(fakes::Unwatch{user, contact});
  return std::nullopt;
}

People::Complaint People::change_user(const Bound& bound) {
  const auto known = std::find_if(users_.begin(), users_.end(), [&](const ChangeUser& change) {
    return change.user == bound.who.address;
  });
  const DeedStep& step = bound.step;
  const auto home = value_of<gateway::Home>(kHomeNames, step.word);
  const auto access = value_of<gateway::ExternalAccess>(kAccessNames, step.word);
  if (step.deed == Deed::MovesTo && !home) return "'" + step.word + "' is no home of a user";
  if (step.deed == Deed::GetsAccess && !access) return "'" + step.word + "' is no access";
  if (step.deed == Deed::Leaves) {
    known->standing.reset();
  } else if (!known->standing) {
    return step.who + " has left the directory";
  } else if (step.deed == Deed::MovesTo) {
    known->standing->home = *home;
  } else {
    known->standing->access = *access;
  }
  bound.change(*known);
  return std::nullopt;
}

People::Complaint People::sign_out(const Bound& bound) {
  const std::string where = bound.where();
  std::erase_if(endpoints_, [&](const auto& endpoint) {
    return endpoint.first == bound.who.address &&
           (where.empty() || endpoint.second.endpoint == where);
  });
  bound.order(fakes::SignOut{bound.who.address, where});
  return std::nullopt;
}

People::Complaint People::publish(const Bound& bound) {
  const DeedStep& step = bound.step;
  fakes::EndpointState& state = state_of(bound.who.address, bound.where());
  if (step.deed == Deed::Is) {
    const bool known = step.word == kAvailable || is_one_of(kActivities, step.word);
    if (!known) return "a local user cannot be '" + step.word + "'";
    state.activities.clear();
    if (step.word != kAvailable) state.activities.push_back(step.word);
  }
  if (step.deed == Deed::SetsNote || !step.text.empty()) state.note = step.text;
  bound.order(fakes::Publish{bound.who.address, state});
  return std::nullopt;
}

/// Without a name the first endpoint, which is the desk where nobody is signed
/// in.
fakes::EndpointState& People::state_of(const std::string& user, const std::string& endpoint) {
  for (auto& [owner, state] : endpoints_) {
    if (owner == user && (endpoint.empty() || state.endpoint == endpoint)) return state;
  }
  fakes::EndpointState& state = endpoints_.emplace_back(user, fakes::EndpointState{}).second;
  if (!endpoint.empty()) state.endpoint = endpoint;
  return state;
}

People::Complaint People::bind_contact(const Bound& bound) {
  const std::string& contact = bound.who.address;
  const std::string user = bound.whom_address();
  const DeedStep& step = bound.step;
  const std::string where = bound.where().empty() ? contact : contact + "/" + bound.where();
  switch (step.deed) {
    case Deed::Adds:
      return bound.contact(fakes::ContactAdds{contact, user}), std::nullopt;
    case Deed::Removes:
      return bound.contact(fakes::ContactRemoves{contact, user}), std::nullopt;
    case Deed::Approves:
      return bound.contact(fakes::ContactApproves{contact, user}), std::nullopt;
    case Deed::Denies:
      return bound.contact(fakes::ContactDenies{contact, user}), std::nullopt;
    case Deed::Probes:
      return bound.contact(fakes::ContactProbes{contact, user}), std::nullopt;
    case Deed::SignsIn:
      return bound.contact(fakes::ContactIs{where, {}}), std::nullopt;
    case Deed::SignsOut:
      return bound.contact(fakes::ContactGoesOffline{where}), std::nullopt;
    case Deed::Is: {
      if (step.word != kAvailable && !is_one_of(kShows, step.word)) break;
      fakes::ContactPresence presence;
      if (step.word != kAvailable) presence.show = step.word;
      presence.note = step.text;
      return bound.contact(fakes::ContactIs{where, presence}), std::nullopt;
    }
    case Deed::Types:
    case Deed::StopsTyping:
      bound.step.errands.emplace_back(
          ContactSays{bound.who.partner->domain,
                      typing_xml(bound.who.full_or_main(), bound.whom->full(),
                                 step.deed == Deed::Types ? "composing" : "active")});
      return std::nullopt;
    case Deed::Blocks:
    case Deed::Unblocks:
    case Deed::Watches:
    case Deed::StopsWatching:
    case Deed::AsksFor:
    case Deed::SetsNote:
    case Deed::Says:
    case Deed::SaysForReceipt:
    case Deed::Becomes:
    case Deed::MovesTo:
    case Deed::GetsAccess:
    case Deed::Leaves:
      break;
  }
  return "a contact does not do that: " + step.who;
}

}  // namespace harness
