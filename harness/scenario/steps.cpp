// Steps are matched against a table of sentences; a new sentence is one row.
#include "harness/scenario/steps.hpp"

#include <algorithm>
#include <array>

#include "harness/scenario/deeds.hpp"
#include "harness/scenario/expectations.hpp"
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

constexpr std::string_view kExpect = "expect";

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
     [](const Captures& w) -> std::
                               optional<StepAction> {
                                 return OpenStreamStep{w[0], 1};
                               }},
    {"{} opens {} more streams",
     [](const Captures& w) -> std::
                               optional<StepAction> {
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
    {"the pool deviates by {}",
     [](const Captures& w) -> std::
                               optional<StepAction> {
                                 return PoolStep{fakes::Deviate{w[0], {}}};
                               }},
    {"the pool deviates by {} \"\"",
     [](const Captures& w) -> std::
                               optional<StepAction> {
                                 return PoolStep{fakes::Deviate{w[0], w[1]}};
                               }},
    {"the pool ends the subscription of {} to {}",
     [](const Captures& w) -> std::optional<StepAction> {
       return PoolStep{fakes::Terminate{w[1], w[0], {}, {}}};
     }},
    {"the pool ends the subscription of {} to {} with reason {}",
     [](const Captures& w) -> std::optional<StepAction> {
       return PoolStep{fakes::Terminate{w[1], w[0], w[2], {}}};
     }},
    {"the pool ends the subscription of {} to {} with reason {} for {}",
     [](const Captures& w) -> std::optional<StepAction> {
       const auto wait = parse_duration(w[3]);
       if (!wait) return std::nullopt;
       const auto seconds = std::chrono::floor<std::chrono::seconds>(*wait);
       return PoolStep{fakes::Terminate{w[1], w[0], w[2], seconds}};
     }},
    {"the gateway restarts",
     [](const Captures&) -> std::optional<StepAction> { return RestartGatewayStep{}; }},
    {"wait {}",
     [](const Captures& w) -> std::
                               optional<StepAction> {
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

/// "expect WHO sees WHOM away"
std::optional<StepAction> parse_check(std::vector<Word> words) {
  words.erase(words.begin());
  std::string text;
  for (const Word& word : words) {
    text += (text.empty() ? "" : " ") + (word.quoted ? '"' + word.text + '"' : word.text);
  }
  auto expectation = parse_expectation(text, std::move(words));
  if (!expectation) return std::nullopt;
  return CheckStep{std::move(*expectation)};
}

std::optional<StepAction> parse_step(const std::string& sentence) {
  auto words = split_sentence(sentence);
  if (!words || words->empty()) return std::nullopt;
  if (words->front().text == kExpect && !words->front().quoted) return parse_check(*words);
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
  return parse_deed(*words);
}

std::string known_sentences() {
  std::string text = "write one of:";
  for (const Row& row : kRows) text += " '" + std::string(row.pattern) + "'";
  for (const std::string_view pattern : deed_patterns()) text += " '" + std::string(pattern) + "'";
  text += " 'expect' and a sentence of what must be so by then";
  return text + "; behind a stanza 'as ID' and 'without waiting' may stand";
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

}  // namespace harness
