// Scenarios as files: the YAML gives the lines, and a form in which two can be compared.
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "harness/lint/rules.hpp"
#include "harness/run/addresses.hpp"
#include "harness/scenario/matrix.hpp"
#include "harness/scenario/statements.hpp"
#include "harness/scenario/steps.hpp"

namespace harness::rules {
namespace {

/// What a scenario is called and where it runs makes no new one.
constexpr std::array<std::string_view, 4> kNames{"title", "intent", "requirements", "backends"};

std::string canonical(const YAML::Node& node) {
  if (node.IsSequence()) {
    std::string text = "[";
    for (const YAML::Node& item : node) text += canonical(item) + ",";
    return text + "]";
  }
  if (!node.IsMap()) return node.IsScalar() ? "<" + node.Scalar() + ">" : "~";
  std::map<std::string, std::string> members;
  for (const auto& member : node) members[canonical(member.first)] = canonical(member.second);
  std::string text = "{";
  for (const auto& [key, value] : members) text += key + ":" + value + ",";
  return text + "}";
}

std::string canonical_scenario(const YAML::Node& root) {
  std::map<std::string, std::string> members;
  for (const auto& member : root) {
    const std::string& key = member.first.Scalar();
    if (std::find(kNames.begin(), kNames.end(), key) == kNames.end()) {
      members[key] = canonical(member.second);
    }
  }
  std::string text;
  for (const auto& [key, value] : members) text += key + ":" + value + "\n";
  return text;
}

/// It was loaded a moment ago; should the file be gone since, there is nothing to compare.
YAML::Node yaml_of(const Scenario& scenario) {
  try {
    return YAML::LoadFile(scenario.file);
  } catch (const YAML::Exception&) {
    return {};
  }
}

/// The line of the first scalar that is `text`; 0 if there is none.
std::size_t line_of(const YAML::Node& node, const std::string& text) {
  if (node.IsScalar()) {
    return node.Scalar() == text ? static_cast<std::size_t>(node.Mark().line + 1) : 0;
  }
  for (const auto& child : node) {
    const std::size_t line = line_of(node.IsMap() ? child.second : child, text);
    if (line != 0) return line;
  }
  return 0;
}

bool has_user(const Setup& setup, std::string_view jid) {
  const std::string domain = domain_of(jid);
  return is_ours(setup, domain) || partner_of(setup, domain) != nullptr;
}

bool has_fake(const Setup& setup, std::string_view name) {
  if (name == "pool") return !setup.users.empty();
  return std::any_of(setup.partners.begin(), setup.partners.end(), [&](const PartnerSetup& p) {
    return p.domain == name ||
           (p.authority.host == AuthorityHost::Elsewhere && authority_host(p) == name);
  });
}

/// The other one may be anybody: what comes of an address that nobody has is worth a sentence too.
bool is_one_of_the_people(const Setup& setup, const Expectation& expectation) {
  const auto who = find_person(setup, expectation.words.front());
  return who && (who->user != nullptr || who->contact != nullptr);
}

bool is_about_somebody(const Expectation& expectation, const Setup& setup) {
  switch (kind_of(expectation.statement).subject) {
    case Subject::User:
      return has_user(setup, expectation.words.front());
    case Subject::Fake:
      return has_fake(setup, expectation.words.front());
    case Subject::Person:
      return is_one_of_the_people(setup, expectation);
    case Subject::Nobody:
      return true;
  }
  return true;
}

/// What every cell must come to, and what single values of axes add to it.
std::vector<Expectation> all_sentences(const Scenario& scenario) {
  std::vector<Expectation> all = scenario.expect.sentences;
  for (const Step& step : scenario.setup.steps) {
    const auto* check = std::get_if<CheckStep>(&step.action);
    if (check != nullptr) all.push_back(check->expectation);
  }
  for (const Axis& axis : scenario.axes) {
    for (const AxisValue& value : axis.values) {
      all.insert(all.end(), value.expect.sentences.begin(), value.expect.sentences.end());
    }
  }
  return all;
}

}  // namespace

// In the first cell of a matrix: its axes vary settings, not who is there.
void speaks_of_the_cast(const Scenario& scenario, Diagnostics& found) {
  const Setup setup = setup_of_cell(scenario, 0);
  for (const Expectation& sentence : all_sentences(scenario)) {
    if (is_about_somebody(sentence, setup)) continue;
    found.push_back({.code = "nobody",
                     .file = scenario.file,
                     .line = std::max<std::size_t>(line_of(yaml_of(scenario), sentence.text), 1),
                     .column = 1,
                     .text = "'" + sentence.words.front() + "' is not in this scenario",
                     .advice = "name a user of the gateway or of a partner, or a partner"});
  }
}

void repeats_no_other(const Scenario& scenario, Seen& seen, Diagnostics& found) {
  const YAML::Node root = yaml_of(scenario);
  if (!root.IsMap()) return;
  const auto [first, is_new] = seen.emplace(canonical_scenario(root), scenario.id);
  if (is_new) return;
  found.push_back({.code = "repeats",
                   .file = scenario.file,
                   .line = 1,
                   .column = 1,
                   .text = "setup, steps and expectations are those of " + first->second,
                   .advice = "cite its requirements there, or show something else"});
}

}  // namespace harness::rules
