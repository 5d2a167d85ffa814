// Steps are matched against a table of sentences; a new sentence is one row.
#include "harness/scenario/steps.hpp"

#include <algorithm>
#include <array>

#include "gateway/xmpp/domain.hpp"
#include "harness/scenario/sentence.hpp"

namespace harness {
namespace {

using Captures = std::vector<std::string>;

SendStanzaStep stanza_of(StanzaKind kind, const std::string& from, std::string type,
                         std::string xml, const std::string& to) {
  SendStanzaStep step;
  step.from = from;
  step.to = to;
  step.kind = kind;
  step.type = std::move(type);
  step.xml = std::move(xml);
  return step;
}

SendStanzaStep message_of(const Captures& words) {
  SendStanzaStep step = stanza_of(StanzaKind::Message, words[0], "chat", "", words[2]);
  step.body = words[1];
  return step;
}

struct Row {
  std::string_view pattern;
  std::optional<StepAction> (*make)(const Captures& words);
};

constexpr auto kRows = std::to_array<Row>({
    {"{} sends \"\" to {}",
     [](const Captures& w) -> std::optional<StepAction> { return message_of(w); }},
    {"{} sends message \"\" to {}",
     [](const Captures& w) -> std::optional<StepAction> {
       return stanza_of(StanzaKind::Message, w[0], "", w[1], w[2]);
     }},
    {"{} sends message {} \"\" to {}",
     [](const Captures& w) -> std::optional<StepAction> {
       return stanza_of(StanzaKind::Message, w[0], w[1], w[2], w[3]);
     }},
    {"{} sends presence to {}",
     [](const Captures& w) -> std::optional<StepAction> {
       return stanza_of(StanzaKind::Presence, w[0], "", "", w[1]);
     }},
    {"{} sends presence \"\" to {}",
     [](const Captures& w) -> std::optional<StepAction> {
       return stanza_of(StanzaKind::Presence, w[0], "", w[1], w[2]);
     }},
    {"{} sends presence {} to {}",
     [](const Captures& w) -> std::optional<StepAction> {
       return stanza_of(StanzaKind::Presence, w[0], w[1], "", w[2]);
     }},
    {"{} sends presence {} \"\" to {}",
     [](const Captures& w) -> std::optional<StepAction> {
       return stanza_of(StanzaKind::Presence, w[0], w[1], w[2], w[3]);
     }},
    {"{} sends iq {} to {}",
     [](const Captures& w) -> std::optional<StepAction> {
       return stanza_of(StanzaKind::Iq, w[0], w[1], "", w[2]);
     }},
    {"{} sends iq {} \"\" to {}",
     [](const Captures& w) -> std::optional<StepAction> {
       return stanza_of(StanzaKind::Iq, w[0], w[1], w[2], w[3]);
     }},
    {"{} sends stanza \"\"",
     [](const Captures& w) -> std::optional<StepAction> {
       return stanza_of(StanzaKind::Raw, w[0], "", w[1], "");
     }},
    {"{} sends octets \"\"",
     [](const Captures& w) -> std::optional<StepAction> {
       return SendOctetsStep{w[0], w[1]};
     }},
    {"{} sends octets \"\" {} times",
     [](const Captures& w) -> std::optional<StepAction> {
       const auto times = parse_count(w[2]);
       if (!times) return std::nullopt;
       return SendOctetsStep{w[0], w[1], *times};
     }},
    {"{} opens a stream",
     [](const Captures& w) -> std::optional<StepAction> { return OpenStreamStep{w[0]}; }},
    {"{} opens another stream",
     [](const Captures& w) -> std::optional<StepAction> {
       return OpenStreamStep{w[0], 1};
     }},
    {"{} opens {} more streams",
     [](const Captures& w) -> std::optional<StepAction> {
       const auto streams = parse_count(w[1]);
       if (!streams) return std::nullopt;
       return OpenStreamStep{w[0], *streams};
     }},
    {"the gateway shuts down",
     [](const Captures&) -> std::optional<StepAction> { return ShutDownStep{}; }},
    {"{} falls silent",
     [](const Captures& w) -> std::optional<StepAction> { return FallSilentStep{w[0]}; }},
    {"{} closes its streams",
     [](const Captures& w) -> std::optional<StepAction> { return CloseStreamsStep{w[0]}; }},
    {"{} breaks its connections",
     [](const Captures& w) -> std::optional<StepAction> { return BreakConnectionsStep{w[0]}; }},
    {"{} asks again about the last key",
     [](const Captures& w) -> std::optional<StepAction> { return AskAgainStep{w[0]}; }},
    {"the gateway restarts",
     [](const Captures&) -> std::optional<StepAction> { return RestartGatewayStep{}; }},
    {"wait {}",
     [](const Captures& w) -> std::optional<StepAction> {
       const auto duration = parse_duration(w[0]);
       if (!duration) return std::nullopt;
       return WaitStep{*duration};
     }},
});

/// What may follow every stanza: "as ID", "without waiting".
struct Tail {
  std::string id;
  bool awaited = true;
};

Tail take_tail(std::vector<Word>& words) {
  Tail tail;
  const auto bare = [&words](std::size_t from_end) -> std::string_view {
    if (words.size() < from_end || words[words.size() - from_end].quoted) return {};
    return words[words.size() - from_end].text;
  };
  if (bare(2) == "without" && bare(1) == "waiting") {
    tail.awaited = false;
    words.resize(words.size() - 2);
  }
  if (bare(2) == "as" && !bare(1).empty()) {
    tail.id = bare(1);
    words.resize(words.size() - 2);
  }
  return tail;
}

std::optional<StepAction> parse_step(const std::string& sentence) {
  auto words = split_sentence(sentence);
  if (!words) return std::nullopt;
  const Tail tail = take_tail(*words);
  for (const Row& row : kRows) {
    const auto captures = match(*words, row.pattern);
    if (!captures) continue;
    std::optional<StepAction> action = row.make(*captures);
    auto* stanza = action ? std::get_if<SendStanzaStep>(&*action) : nullptr;
    const bool has_tail = !tail.awaited || !tail.id.empty();
    if (stanza == nullptr) return has_tail ? std::nullopt : action;
    if (stanza->kind == StanzaKind::Raw && !tail.id.empty()) return std::nullopt;
    stanza->awaited = tail.awaited;
    stanza->id = tail.id;
    return action;
  }
  return std::nullopt;
}

std::string known_sentences() {
  std::string text = "write one of:";
  for (const Row& row : kRows) text += " '" + std::string(row.pattern) + "'";
  return text + "; behind a stanza 'as ID' and 'without waiting' may stand";
}

/// Names the domain a step's fake must answer for, or null if the step needs none.
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

/// A raw stanza has the id that stands in it, or none.
void number(SendStanzaStep& stanza, std::size_t& stanzas) {
  ++stanzas;
  if (stanza.kind == StanzaKind::Raw || !stanza.id.empty()) return;
  stanza.id = "m" + std::to_string(stanzas);
}

}  // namespace

std::span<const std::string_view> step_patterns() {
  static const auto patterns = [] {
    std::array<std::string_view, kRows.size()> found;
    std::transform(kRows.begin(), kRows.end(), found.begin(),
                   [](const Row& row) { return row.pattern; });
    return found;
  }();
  return patterns;
}

std::optional<std::vector<Step>> compile_steps(Reading& in, const YAML::Node& node) {
  std::vector<Step> steps;
  bool good = true;
  for (const YAML::Node& item : in.items(node, "a list of steps")) {
    const std::optional<std::string> text = in.text(item);
    std::optional<StepAction> action = text ? parse_step(*text) : std::nullopt;
    if (!action) {
      good = false;
      if (text)
        in.error(item.Mark(), "unknown-step", "'" + *text + "' is no step", known_sentences());
      continue;
    }
    steps.push_back(Step{*text, std::move(*action)});
  }
  if (!good) return std::nullopt;
  return steps;
}

std::vector<std::string> bind_steps(Setup& setup) {
  std::vector<std::string> complaints;
  std::size_t stanzas = 0;
  for (Step& step : setup.steps) {
    if (auto* stanza = std::get_if<SendStanzaStep>(&step.action)) {
      number(*stanza, stanzas);
      if (!bind_stanza(setup, *stanza)) complaints.push_back("nobody sends for " + stanza->from);
      continue;
    }
    std::string* slot = partner_slot(step.action);
    if (slot == nullptr) continue;
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
