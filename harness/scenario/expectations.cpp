// Expectations are matched against a table of sentences; what they mean is
// harness/run's business.
#include "harness/scenario/expectations.hpp"

#include <algorithm>
#include <array>

#include "harness/scenario/fields.hpp"
#include "harness/scenario/reception.hpp"
#include "harness/scenario/sentence.hpp"
#include "harness/scenario/statements.hpp"

namespace harness {
namespace {

/// Takes "WORD DURATION" off the end, if it is there.
std::optional<gateway::Duration> take_bound(std::vector<Word>& words, std::string_view word) {
  const std::size_t count = words.size();
  if (count < 2 || words[count - 1].quoted || words[count - 2].quoted) return std::nullopt;
  if (words[count - 2].text != word) return std::nullopt;
  const auto bound = parse_duration(words[count - 1].text);
  if (bound) words.resize(count - 2);
  return bound;
}

void compile_sentences(Reading& in, const YAML::Node& node, Expect& expect) {
  for (const YAML::Node& item : in.items(node, "a list of expectations")) {
    const std::optional<std::string> text = in.text(item);
    if (!text) continue;
    auto words = split_sentence(*text);
    auto expectation = words ? parse_expectation(*text, std::move(*words)) : std::nullopt;
    if (expectation) {
      expect.sentences.push_back(std::move(*expectation));
      continue;
    }
    std::string advice = "write one of:";
    for (const StatementKind& kind : statement_kinds()) {
      advice += " '" + std::string(kind.pattern) + "'";
    }
    in.error(item.Mark(), "unknown-expectation", "'" + *text + "' is no expectation", advice);
  }
}

// In the order of outcome_keys().
using Member = std::optional<std::string> ExpectedOutcome::*;
constexpr std::array<Member, 7> kMembers{
    &ExpectedOutcome::configuration, &ExpectedOutcome::method,    &ExpectedOutcome::stage,
    &ExpectedOutcome::closed_by,     &ExpectedOutcome::condition, &ExpectedOutcome::to_partner,
    &ExpectedOutcome::to_gateway};

void compile_outcome(Reading& in, const YAML::Node& node, ExpectedOutcome& outcome) {
  const auto keys = outcome_keys();
  for (const auto& [key, value] : in.pairs(node, "outcome")) {
    const auto found = std::find(keys.begin(), keys.end(), key.Scalar());
    if (found == keys.end()) {
      in.error(key.Mark(), "unknown-key", "'" + key.Scalar() + "' is no field of an outcome",
               known_keys(keys));
      continue;
    }
    outcome.*kMembers[static_cast<std::size_t>(found - keys.begin())] = in.text(value);
  }
}

void compile_oracle(Reading& in, const YAML::Node& node, Expect& expect) {
  const std::optional<std::string> word = in.text(node);
  if (!word) return;
  if (*word != "predict" && *word != "access" && *word != "none") {
    in.error(node.Mark(), "bad-value", "'" + *word + "' is no word for the oracle",
             "use one of: predict, access, none");
  }
  expect.oracle = *word == "predict";
  expect.access = *word == "access";
}

}  // namespace

std::optional<Expectation> parse_expectation(const std::string& text, std::vector<Word> words) {
  Expectation expectation;
  expectation.text = text;
  expectation.after = take_bound(words, "after");
  expectation.within = take_bound(words, "within");
  if (!expectation.after) expectation.after = take_bound(words, "after");
  const bool bounded = expectation.within || expectation.after;
  if (std::optional<Reception> reception = parse_reception(words)) {
    if (bounded && reception->count == 0) return std::nullopt;
    expectation.statement = Statement::ReceivesStanzas;
    expectation.words = {reception->who};
    expectation.reception = std::move(*reception);
    return expectation;
  }
  for (const StatementKind& kind : statement_kinds()) {
    auto captures = match(words, kind.pattern);
    if (!captures || (bounded && !kind.speaks_of_a_moment())) continue;
    expectation.statement = kind.statement;
    expectation.words = std::move(*captures);
    return expectation;
  }
  return std::nullopt;
}

void add_expectations(const Expect& more, Expect& expect) {
  expect.oracle = expect.oracle || more.oracle;
  expect.access = expect.access || more.access;
  for (const Member member : kMembers) {
    if (more.outcome.*member) expect.outcome.*member = more.outcome.*member;
  }
  expect.sentences.insert(expect.sentences.end(), more.sentences.begin(), more.sentences.end());
}

Expect compile_expect(Reading& in, const YAML::Node& node) {
  Expect expect;
  for (const auto& [key, value] : in.pairs(node, "expect")) {
    if (key.Scalar() == "oracle") {
      compile_oracle(in, value, expect);
    } else if (key.Scalar() == "outcome") {
      compile_outcome(in, value, expect.outcome);
    } else if (key.Scalar() == "that") {
      compile_sentences(in, value, expect);
    } else {
      in.error(key.Mark(), "unknown-key", "'" + key.Scalar() + "' is no key of expect",
               known_keys(expect_keys()));
    }
  }
  if (!expect.oracle && !expect.access && expect.outcome.empty() && expect.sentences.empty()) {
    in.error(node.Mark(), "checks-nothing", "nothing is expected, so nothing can fail",
             "add oracle: predict or access, an outcome, or sentences under that");
  }
  return expect;
}

}  // namespace harness
