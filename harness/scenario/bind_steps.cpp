// Who is who in the steps: names become addresses, domains the partners behind
// them.
#include <algorithm>

#include "fakes/pool/deviations.hpp"
#include "gateway/xmpp/domain.hpp"
#include "harness/scenario/deeds.hpp"
#include "harness/scenario/steps.hpp"

namespace harness {
namespace {

/// Names the domain a step's fake must answer for, or null if the step needs
/// none.
std::string* partner_slot(StepAction& action) {
  if (auto* step = std::get_if<OpenStreamStep>(&action)) return &step->partner;
  if (auto* step = std::get_if<FallSilentStep>(&action)) return &step->partner;
  if (auto* step = std::get_if<CloseStreamsStep>(&action)) return &step->partner;
  if (auto* step = std::get_if<BreakConnectionsStep>(&action)) return &step->partner;
  if (auto* step = std::get_if<SendOctetsStep>(&action)) return &step->partner;
  if (auto* step = std::get_if<AskAgainStep>(&action)) return &step->partner;
  return nullptr;
}

/// @return whether somebody in the scenario sends for this address
bool bind_stanza(const Setup& setup, SendStanzaStep& step) {
  const std::string from = domain_of(step.from);
  if (is_ours(setup, from)) {
    step.sender = Sender::LocalUser;
    return true;
  }
  const PartnerSetup* partner = partner_of(setup, from);
  if (partner == nullptr) return false;
  step.sender = Sender::PartnerUser;
  step.partner = partner->domain;
  return true;
}

/// Names become addresses; what a local user writes goes by the pool where
/// there is one.
/// @return what is wrong
std::optional<std::string> name_people(const Setup& setup, Step& step) {
  auto& stanza = std::get<SendStanzaStep>(step.action);
  if (stanza.kind == StanzaKind::Raw) return std::nullopt;
  const auto from = find_person(setup, stanza.from);
  const auto to = find_person(setup, stanza.to);
  const bool from_domain = stanza.from.find('@') == std::string::npos && !from;
  if (from_domain && stanza.from.find('.') == std::string::npos) {
    return "nobody is called " + stanza.from;
  }
  if (to) stanza.to = to->full();
  if (!from) return std::nullopt;
  const bool at_once = stanza.kind == StanzaKind::Presence;
  stanza.from = from->contact != nullptr && !at_once ? from->full_or_main() : from->full();
  stanza.settles = !setup.users.empty();
  if (from->user == nullptr) return std::nullopt;
  if (stanza.body.empty()) return stanza.from + " speaks SIP: a stanza is none of a user's words";
  DeedStep says;
  says.deed = Deed::Says;
  says.who = stanza.from;
  says.whom = stanza.to;
  says.text = stanza.body;
  step.action = std::move(says);
  return std::nullopt;
}

/// @return what is wrong
std::optional<std::string> bind_pool(const Setup& setup, PoolStep& step) {
  if (setup.users.empty()) return "there is no pool, as nobody is behind it";
  if (const auto* deviate = std::get_if<fakes::Deviate>(&step.order)) {
    fakes::PoolDeviations scratch;
    if (fakes::set_pool_deviation(scratch, deviate->name, deviate->value)) return std::nullopt;
    return "no deviation '" + deviate->name + "' of the pool takes '" + deviate->value + "'";
  }
  auto* ends = std::get_if<fakes::Terminate>(&step.order);
  if (ends == nullptr) return std::nullopt;
  for (std::string* word : {&ends->user, &ends->contact}) {
    const auto person = find_person(setup, *word);
    if (!person) return "nobody is called " + *word;
    *word = person->address;
  }
  return std::nullopt;
}

/// A raw stanza has the id that stands in it, or none.
void number(SendStanzaStep& stanza, std::size_t& stanzas) {
  ++stanzas;
  if (stanza.kind == StanzaKind::Raw || !stanza.id.empty()) return;
  stanza.id = "m" + std::to_string(stanzas);
}

}  // namespace

std::vector<std::string> bind_steps(Setup& setup) {
  std::vector<std::string> complaints;
  std::size_t stanzas = 0;
  People people(setup);
  const bool has_people =
      !setup.users.empty() ||
      std::any_of(setup.partners.begin(), setup.partners.end(),
                  [](const PartnerSetup& partner) { return !partner.contacts.empty(); });
  const auto complain = [&complaints](std::optional<std::string> complaint) {
    if (complaint) complaints.push_back(std::move(*complaint));
  };
  for (Step& step : setup.steps) {
    if (has_people && std::holds_alternative<SendStanzaStep>(step.action)) {
      complain(name_people(setup, step));
    }
    if (auto* deed = std::get_if<DeedStep>(&step.action)) {
      complain(people.bind(*deed));
      continue;
    }
    if (auto* pool = std::get_if<PoolStep>(&step.action)) {
      complain(bind_pool(setup, *pool));
      continue;
    }
    if (auto* stanza = std::get_if<SendStanzaStep>(&step.action)) {
      number(*stanza, stanzas);
      if (!bind_stanza(setup, *stanza)) complaints.push_back("nobody sends for " + stanza->from);
      continue;
    }
    std::string* slot = partner_slot(step.action);
    if (slot == nullptr || (*slot == "pool" && !setup.users.empty())) continue;
    const PartnerSetup* partner = partner_of(setup, *slot);
    if (partner == nullptr) {
      complaints.push_back("'" + *slot + "' in '" + step.text + "' is no partner");
      continue;
    }
    *slot = partner->domain;
  }
  return complaints;
}

const PartnerSetup* partner_of(const Setup& setup, std::string_view domain) {
  for (const PartnerSetup& partner : setup.partners) {
    const auto& more = partner.further_domains;
    if (same_domain(partner.domain, domain) || has_domain(more, domain)) return &partner;
  }
  return nullptr;
}

bool is_ours(const Setup& setup, std::string_view domain) {
  return has_domain(setup.gateway.domains, domain);
}

bool same_domain(std::string_view a, std::string_view b) {
  if (a == b) return true;
  const auto first = gateway::Domain::parse(a);
  const auto second = gateway::Domain::parse(b);
  return first && second && *first == *second;
}

bool has_domain(const std::vector<std::string>& domains, std::string_view domain) {
  return std::any_of(domains.begin(), domains.end(),
                     [&](const std::string& other) { return same_domain(other, domain); });
}

std::string domain_of(std::string_view jid) {
  jid = jid.substr(0, jid.find('/'));
  const std::size_t at = jid.find('@');
  return std::string(at == std::string_view::npos ? jid : jid.substr(at + 1));
}

}  // namespace harness
