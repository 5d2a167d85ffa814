// Expectations are matched against a table of sentences; what they mean is harness/run's business.
#include "harness/scenario/expectations.hpp"

#include <algorithm>
#include <array>

#include "harness/scenario/fields.hpp"
#include "harness/scenario/reception.hpp"
#include "harness/scenario/sentence.hpp"

namespace harness {
namespace {

struct Row {
  std::string_view pattern;
  Statement statement;
};

constexpr auto kRows = std::to_array<Row>({
    {"{} receives \"\" once", Statement::ReceivesOnce},
    {"{} does not receive \"\"", Statement::ReceivesNot},
    {"{} receives nothing", Statement::ReceivesNothing},
    {"{} gets a bounce {}", Statement::Bounced},
    {"{} gets a bounce {} for \"\"", Statement::BouncedFor},
    {"{} gets no bounce", Statement::NoBounce},
    {"{} sees stream error {}", Statement::SeesStreamError},
    {"{} sees stream error {} or {}", Statement::SeesOneStreamErrorOf},
    {"{} sees no stream error", Statement::SeesNoStreamError},
    {"{} sees the end of the connection", Statement::SeesEndOfConnection},
    {"{} reads \"\"", Statement::Reads},
    {"{} reads \"\" {} times", Statement::ReadsTimes},
    {"{} never reads \"\"", Statement::ReadsNot},
    {"{} reads a header with {} \"\"", Statement::ReadsHeaderWith},
    {"{} reads no header with {}", Statement::ReadsNoHeaderWith},
    {"{} sends at most {} octets", Statement::SendsAtMost},
    {"{} sees {} connections", Statement::SeesConnections},
    {"the gateway connects to {}", Statement::GatewayConnects},
    {"the gateway does not connect to {}", Statement::GatewayConnectsNot},
    {"the gateway connects to {} before {}", Statement::GatewayConnectsBefore},
    {"the gateway connects to {} {} to {} times", Statement::GatewayConnectsTimes},
    {"the gateway connects to {} again within {} of each loss", Statement::ReconnectsWithin},
    {"the gateway connects to {} again after different waits", Statement::ReconnectsDiffer},
    {"the gateway connects to {} again after growing waits", Statement::ReconnectsGrow},
    {"the gateway asks {} {}", Statement::GatewayAsks},
    {"the gateway does not ask {} {}", Statement::GatewayAsksNot},
    {"the log says {}", Statement::LogSays},
    {"the log says {} with \"\"", Statement::LogSaysWith},
    {"the log does not say {}", Statement::LogSaysNot},
    {"{} negotiates TLS {}", Statement::NegotiatesTls},
    {"{} negotiates no TLS", Statement::NegotiatesNoTls},
    {"{} negotiates the suite {}", Statement::NegotiatesSuite},
    {"{} negotiates ALPN \"\"", Statement::NegotiatesAlpn},
    {"{} sees SNI \"\"", Statement::SeesServerName},
    {"{} sees a {}", Statement::SeesMessage},
    {"{} sees no {}", Statement::SeesNoMessage},
    {"{} sees a {} with \"\"", Statement::SeesMessageWith},
    {"{} sees no {} with \"\"", Statement::SeesNoMessageWith},
    {"{} sees no {} without \"\"", Statement::SeesNoMessageWithout},
    {"{} gets TLS alert {}", Statement::GetsTlsAlert},
    {"{} gets no TLS alert", Statement::GetsNoTlsAlert},
    {"{} gets close_notify", Statement::GetsCloseNotify},
    {"{} gets no close_notify", Statement::GetsNoCloseNotify},
    {"{} is shown a certificate for \"\"", Statement::IsShownCertificate},
    {"{} is shown no certificate", Statement::IsShownNoCertificate},
    {"{} reads nothing after \"\"", Statement::ReadsNothingAfter},
});

bool speaks_of_a_moment(Statement statement) {
  switch (statement) {
    case Statement::ReceivesOnce:
    case Statement::Bounced:
    case Statement::BouncedFor:
    case Statement::SeesStreamError:
    case Statement::SeesOneStreamErrorOf:
    case Statement::SeesEndOfConnection:
    case Statement::Reads:
    case Statement::ReadsHeaderWith:
    case Statement::GatewayConnects:
    case Statement::GatewayAsks:
    case Statement::LogSays:
    case Statement::LogSaysWith:
    case Statement::ReceivesStanzas:
    case Statement::NegotiatesTls:
    case Statement::NegotiatesSuite:
    case Statement::NegotiatesAlpn:
    case Statement::SeesServerName:
    case Statement::SeesMessage:
    case Statement::SeesMessageWith:
    case Statement::GetsTlsAlert:
    case Statement::GetsCloseNotify:
    case Statement::IsShownCertificate:
    case Statement::IsShownNoCertificate:
      return true;
    case Statement::ReceivesNot:
    case Statement::ReceivesNothing:
    case Statement::NoBounce:
    case Statement::SeesNoStreamError:
    case Statement::ReadsTimes:
    case Statement::ReadsNot:
    case Statement::ReadsNoHeaderWith:
    case Statement::SendsAtMost:
    case Statement::SeesConnections:
    case Statement::GatewayConnectsNot:
    case Statement::GatewayConnectsBefore:
    case Statement::GatewayConnectsTimes:
    case Statement::ReconnectsWithin:
    case Statement::ReconnectsDiffer:
    case Statement::ReconnectsGrow:
    case Statement::GatewayAsksNot:
    case Statement::LogSaysNot:
    case Statement::NegotiatesNoTls:
    case Statement::SeesNoMessage:
    case Statement::SeesNoMessageWith:
    case Statement::SeesNoMessageWithout:
    case Statement::GetsNoTlsAlert:
    case Statement::GetsNoCloseNotify:
    case Statement::ReadsNothingAfter:
      return false;
  }
  return false;
}

/// Takes "WORD DURATION" off the end, if it is there.
std::optional<gateway::Duration> take_bound(std::vector<Word>& words, std::string_view word) {
  const std::size_t count = words.size();
  if (count < 2 || words[count - 1].quoted || words[count - 2].quoted) return std::nullopt;
  if (words[count - 2].text != word) return std::nullopt;
  const auto bound = parse_duration(words[count - 1].text);
  if (bound) words.resize(count - 2);
  return bound;
}

std::optional<Expectation> parse_expectation(const std::string& sentence) {
  std::optional<std::vector<Word>> words = split_sentence(sentence);
  if (!words) return std::nullopt;
  Expectation expectation;
  expectation.text = sentence;
  expectation.after = take_bound(*words, "after");
  expectation.within = take_bound(*words, "within");
  if (!expectation.after) expectation.after = take_bound(*words, "after");
  const bool bounded = expectation.within || expectation.after;
  if (std::optional<Reception> reception = parse_reception(*words)) {
    if (bounded && reception->count == 0) return std::nullopt;
    expectation.statement = Statement::ReceivesStanzas;
    expectation.words = {reception->who};
    expectation.reception = std::move(*reception);
    return expectation;
  }
  for (const Row& row : kRows) {
    auto captures = match(*words, row.pattern);
    if (!captures || (bounded && !speaks_of_a_moment(row.statement))) continue;
    expectation.statement = row.statement;
    expectation.words = std::move(*captures);
    return expectation;
  }
  return std::nullopt;
}

void compile_sentences(Reading& in, const YAML::Node& node, Expect& expect) {
  for (const YAML::Node& item : in.items(node, "a list of expectations")) {
    const std::optional<std::string> text = in.text(item);
    if (!text) continue;
    if (std::optional<Expectation> expectation = parse_expectation(*text)) {
      expect.sentences.push_back(std::move(*expectation));
      continue;
    }
    std::string advice = "write one of:";
    for (const std::string_view pattern : expectation_patterns()) {
      advice += " '" + std::string(pattern) + "'";
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
  if (*word != "predict" && *word != "none") {
    in.error(node.Mark(), "bad-value", "'" + *word + "' is no word for the oracle",
             "use one of: predict, none");
  }
  expect.oracle = *word == "predict";
}

}  // namespace

std::span<const std::string_view> expectation_patterns() {
  static const auto patterns = [] {
    std::array<std::string_view, kRows.size() + 1> found;
    std::transform(kRows.begin(), kRows.end(), found.begin(),
                   [](const Row& row) { return row.pattern; });
    found.back() = kReceptionPattern;
    return found;
  }();
  return patterns;
}

void add_expectations(const Expect& more, Expect& expect) {
  expect.oracle = expect.oracle || more.oracle;
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
  if (!expect.oracle && expect.outcome.empty() && expect.sentences.empty()) {
    in.error(node.Mark(), "checks-nothing", "nothing is expected, so nothing can fail",
             "add oracle: predict, an outcome, or sentences under that");
  }
  return expect;
}

}  // namespace harness
