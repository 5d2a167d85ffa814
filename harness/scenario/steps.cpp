// Steps are matched against a table of sentences; a new sentence is one row.
#include "harness/scenario/steps.hpp"

#include <algorithm>
#include <array>

#include "harness/scenario/sentence.hpp"

namespace harness {
namespace {

using Captures = std::vector<std::string>;

SendMessageStep message_of(const Captures& words, bool awaited) {
  SendMessageStep step;
  step.from = words[0];
  step.body = words[1];
  step.to = words[2];
  step.awaited = awaited;
  return step;
}

struct Row {
  std::string_view pattern;
  std::optional<StepAction> (*make)(const Captures& words);
};

constexpr std::array<Row, 8> kRows{{
    {"{} sends \"\" to {}",
     [](const Captures& w) -> std::optional<StepAction> { return message_of(w, true); }},
    {"{} sends \"\" to {} without waiting",
     [](const Captures& w) -> std::optional<StepAction> { return message_of(w, false); }},
    {"{} sends octets \"\"",
     [](const Captures& w) -> std::optional<StepAction> {
       return SendOctetsStep{w[0], w[1]};
     }},
    {"{} opens a stream",
     [](const Captures& w) -> std::optional<StepAction> { return OpenStreamStep{w[0]}; }},
    {"{} falls silent",
     [](const Captures& w) -> std::optional<StepAction> { return FallSilentStep{w[0]}; }},
    {"{} closes its streams",
     [](const Captures& w) -> std::optional<StepAction> { return CloseStreamsStep{w[0]}; }},
    {"{} breaks its connections",
     [](const Captures& w) -> std::optional<StepAction> { return BreakConnectionsStep{w[0]}; }},
    {"wait {}",
     [](const Captures& w) -> std::optional<StepAction> {
       const auto duration = parse_duration(w[0]);
       if (!duration) return std::nullopt;
       return WaitStep{*duration};
     }},
}};

std::optional<StepAction> parse_step(const std::string& sentence) {
  const auto words = split_sentence(sentence);
  if (!words) return std::nullopt;
  for (const Row& row : kRows) {
    if (const auto captures = match(*words, row.pattern)) return row.make(*captures);
  }
  return std::nullopt;
}

std::string known_sentences() {
  std::string text = "write one of:";
  for (const Row& row : kRows) text += " '" + std::string(row.pattern) + "'";
  return text;
}

/// Names the domain a step's fake must answer for, or null if the step needs none.
std::string* partner_slot(StepAction& action) {
  if (auto* step = std::get_if<OpenStreamStep>(&action)) return &step->partner;
  if (auto* step = std::get_if<FallSilentStep>(&action)) return &step->partner;
  if (auto* step = std::get_if<CloseStreamsStep>(&action)) return &step->partner;
  if (auto* step = std::get_if<BreakConnectionsStep>(&action)) return &step->partner;
  if (auto* step = std::get_if<SendOctetsStep>(&action)) return &step->partner;
  return nullptr;
}

/// @return whether somebody in the scenario sends for this address
bool bind_message(const Setup& setup, SendMessageStep& step) {
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
  std::size_t messages = 0;
  for (const YAML::Node& item : in.items(node, "a list of steps")) {
    const std::optional<std::string> text = in.text(item);
    std::optional<StepAction> action = text ? parse_step(*text) : std::nullopt;
    if (!action) {
      good = false;
      if (text)
        in.error(item.Mark(), "unknown-step", "'" + *text + "' is no step", known_sentences());
      continue;
    }
    if (auto* message = std::get_if<SendMessageStep>(&*action)) {
      message->id = "m" + std::to_string(++messages);
    }
    steps.push_back(Step{*text, std::move(*action)});
  }
  if (!good) return std::nullopt;
  return steps;
}

std::vector<std::string> bind_steps(Setup& setup) {
  std::vector<std::string> complaints;
  for (Step& step : setup.steps) {
    if (auto* message = std::get_if<SendMessageStep>(&step.action)) {
      if (!bind_message(setup, *message)) complaints.push_back("nobody sends for " + message->from);
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
    if (partner.domain == domain || std::find(more.begin(), more.end(), domain) != more.end()) {
      return &partner;
    }
  }
  return nullptr;
}

bool is_ours(const Setup& setup, std::string_view domain) {
  const auto& ours = setup.gateway.domains;
  return std::find(ours.begin(), ours.end(), domain) != ours.end();
}

std::string domain_of(std::string_view jid) {
  jid = jid.substr(0, jid.find('/'));
  const std::size_t at = jid.find('@');
  return std::string(at == std::string_view::npos ? jid : jid.substr(at + 1));
}

}  // namespace harness
