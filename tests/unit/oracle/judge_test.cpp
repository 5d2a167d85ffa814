// A judgement passes for the right reason only.
#include "harness/oracle/judge.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/oracle/predict.hpp"
#include "tests/unit/oracle/rows.hpp"
#include "tests/unit/oracle/transcript_builder.hpp"

namespace harness::oracle {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const reports::Outcome kRefused{
    "accepted", "none", "features", "gateway", "stream:not-authorized", "none", "refused"};

TEST(Judgement, AcceptsWhatWasPredicted) {
  Facts facts = outbound_facts({Tls::Required, Sasl::Optional, true});
  facts.partner.certificate = Certificate::Valid;
  facts.partner.external = true;
  const auto prediction = predict(rows(), facts);
  ASSERT_TRUE(prediction.outcome.has_value());
  auto run = outbound_by_sasl();

  const auto judgement =
      judge(rows(), facts, Expectation::of(*prediction.outcome), run.transcript());

  EXPECT_THAT(judgement.mismatches, IsEmpty());
  EXPECT_THAT(judgement.violations, IsEmpty());
}

TEST(Judgement, NamesEachFieldThatDiffers) {
  Expectation expected = Expectation::of(kRefused);
  reports::Outcome observed = kRefused;
  EXPECT_THAT(compare(expected, observed), IsEmpty());

  observed.condition = "";
  EXPECT_THAT(compare(expected, observed),
              ElementsAre("condition: expected stream:not-authorized, observed nothing"));
  observed = kRefused;
  observed.stage = "tls";
  observed.closed_by = "partner";
  EXPECT_THAT(compare(expected, observed),
              ElementsAre("stage: expected features, observed tls",
                          "closed by: expected gateway, observed partner"));
}

TEST(Judgement, PassesNoRefusalWithoutStageAndCause) {
  Expectation expected;
  expected.to_gateway = "refused";
  EXPECT_THAT(compare(expected, kRefused), SizeIs(1));
  expected.stage = "features";
  EXPECT_THAT(compare(expected, kRefused), SizeIs(1));
  expected.condition = "stream:not-authorized";
  EXPECT_THAT(compare(expected, kRefused), IsEmpty());
}

TEST(Judgement, ComparesNothingWithAnEmptyExpectationButKeepsTheInvariants) {
  auto run = outbound_by_sasl();
  run.repeat(EntryKind::PartnerDeliver, "m1");

  const auto judgement =
      judge(rows(), outbound_facts({Tls::Required, Sasl::Optional, true}), {}, run.transcript());

  EXPECT_THAT(judgement.mismatches, IsEmpty());
  EXPECT_THAT(judgement.violations, SizeIs(1));
  EXPECT_FALSE(judgement.passed());
}

}  // namespace
}  // namespace harness::oracle
