// Predictions of chosen cells, worked out by hand from docs/negotiation.md, and what must hold of
// all 20,736 cells of the base matrix.
#include "harness/oracle/predict.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <map>

#include "tests/unit/oracle/rows.hpp"

namespace harness::oracle {
namespace {

constexpr RowKey kRequiredOptionalOn{Tls::Required, Sasl::Optional, true};
constexpr RowKey kRequiredRequiredOff{Tls::Required, Sasl::Required, false};
constexpr RowKey kOptionalOptionalOn{Tls::Optional, Sasl::Optional, true};
constexpr RowKey kOptionalRequiredOff{Tls::Optional, Sasl::Required, false};
constexpr RowKey kNoTlsOn{Tls::NotSupported, Sasl::NotSupported, true};

PartnerFacts partner(PartnerTls tls, Certificate certificate) {
  PartnerFacts facts;
  facts.tls = tls;
  facts.certificate = certificate;
  facts.external = true;
  facts.dialback = true;
  return facts;
}

Facts facts(Direction direction, RowKey row, Certificate own, PartnerFacts other) {
  Facts result;
  result.direction = direction;
  result.row = row;
  result.own_certificate = own;
  result.partner = std::move(other);
  return result;
}

// "stage closed_by condition", or "established method"; then the stanza's fate.
std::string predicted(const Facts& cell) {
  const Prediction prediction = predict(rows(), cell);
  if (!prediction.outcome) return "nothing";
  const reports::Outcome& o = *prediction.outcome;
  const std::string fate = cell.direction == Direction::Outbound ? o.to_partner : o.to_gateway;
  if (o.stage == "established") return "established " + o.method + " " + fate;
  return o.stage + " " + o.closed_by + " " + o.condition + " " + fate;
}

TEST(Prediction, RefusesTheConfigurationOfARowWithoutMethods) {
  const RowKey row{Tls::NotSupported, Sasl::Required, false};
  EXPECT_EQ(predicted(facts(Direction::Outbound, row, Certificate::Valid,
                            partner(PartnerTls::StartTls, Certificate::Valid))),
            "configuration none configuration:no-method-sasl-needs-tls none");
  EXPECT_EQ(predicted(facts(Direction::Inbound, {Tls::Optional, Sasl::NotSupported, false},
                            Certificate::Valid, partner(PartnerTls::StartTls, Certificate::Valid))),
            "configuration none configuration:no-method refused");
}

TEST(Prediction, TakesExternalWhereBothCertificatesProve) {
  for (const Direction direction : {Direction::Outbound, Direction::Inbound}) {
    EXPECT_EQ(predicted(facts(direction, kRequiredRequiredOff, Certificate::Valid,
                              partner(PartnerTls::Direct, Certificate::Valid))),
              "established sasl-over-tls delivered");
  }
}

TEST(Prediction, FallsBackToDialbackOverTlsForAnUntrustedPartner) {
  for (const Direction direction : {Direction::Outbound, Direction::Inbound}) {
    EXPECT_EQ(predicted(facts(direction, kRequiredOptionalOn, Certificate::Valid,
                              partner(PartnerTls::StartTls, Certificate::Invalid))),
              "established tls-dialback delivered");
  }
}

TEST(Prediction, LeavesNothingForAnUntrustedPartnerWithoutDialback) {
  const auto other = partner(PartnerTls::StartTls, Certificate::Invalid);
  EXPECT_EQ(predicted(facts(Direction::Outbound, kRequiredRequiredOff, Certificate::Valid, other)),
            "features gateway stream:policy-violation bounced:remote-server-timeout");
  EXPECT_EQ(predicted(facts(Direction::Inbound, kRequiredRequiredOff, Certificate::Valid, other)),
            "features gateway stream:policy-violation refused");
}

TEST(Prediction, TriesStartTlsThatIsNotOfferedWhereTlsIsRequired) {
  EXPECT_EQ(predicted(facts(Direction::Outbound, kRequiredOptionalOn, Certificate::Valid,
                            partner(PartnerTls::None, Certificate::None))),
            "starttls partner starttls:failure bounced:remote-server-timeout");
}

TEST(Prediction, LetsThePartnerGoWhereOnlyStartTlsIsOffered) {
  EXPECT_EQ(predicted(facts(Direction::Inbound, kRequiredOptionalOn, Certificate::Valid,
                            partner(PartnerTls::None, Certificate::None))),
            "features partner stream:unsupported-feature refused");
}

TEST(Prediction, ClosesAPlainStreamAtOnceWithNothingToOffer) {
  EXPECT_EQ(predicted(facts(Direction::Inbound, kRequiredOptionalOn, Certificate::None,
                            partner(PartnerTls::Required, Certificate::Valid))),
            "features gateway stream:policy-violation refused");
}

TEST(Prediction, LetsThePartnerInsistOnTls) {
  EXPECT_EQ(predicted(facts(Direction::Inbound, kNoTlsOn, Certificate::Valid,
                            partner(PartnerTls::Required, Certificate::Valid))),
            "features partner stream:policy-violation refused");
  EXPECT_EQ(predicted(facts(Direction::Outbound, kNoTlsOn, Certificate::Valid,
                            partner(PartnerTls::Required, Certificate::Valid))),
            "features gateway stream:policy-violation bounced:remote-server-timeout");
}

TEST(Prediction, NeverFindsADirectTlsPartnerWithoutTls) {
  EXPECT_EQ(predicted(facts(Direction::Outbound, kNoTlsOn, Certificate::Valid,
                            partner(PartnerTls::Direct, Certificate::Valid))),
            "resolve none dns:not-found bounced:remote-server-not-found");
}

TEST(Prediction, AnswersADirectTlsPartnerWithoutTlsInTheRow) {
  const auto other = partner(PartnerTls::Direct, Certificate::Valid);
  EXPECT_EQ(predicted(facts(Direction::Inbound, kNoTlsOn, Certificate::Valid, other)),
            "features gateway stream:policy-violation refused");
  EXPECT_EQ(predicted(facts(Direction::Inbound, kNoTlsOn, Certificate::None, other)),
            "connect none connect:refused refused");
}

TEST(Prediction, FindsNoListenerOfADirectTlsPartnerWithoutCertificate) {
  EXPECT_EQ(predicted(facts(Direction::Outbound, kRequiredOptionalOn, Certificate::Valid,
                            partner(PartnerTls::Direct, Certificate::None))),
            "connect none connect:refused bounced:remote-server-timeout");
}

// The partner dials in without a certificate, but nothing listens where its key must be verified.
TEST(Prediction, CannotVerifyTheKeyOfADirectTlsPartnerWithoutCertificate) {
  EXPECT_EQ(predicted(facts(Direction::Inbound, kRequiredOptionalOn, Certificate::Valid,
                            partner(PartnerTls::Direct, Certificate::None))),
            "dialback partner dialback-error:remote-connection-failed refused");
}

TEST(Prediction, EndsWithTheAlertOfAPartnerThatInsists) {
  auto other = partner(PartnerTls::StartTls, Certificate::Valid);
  other.insists = true;
  EXPECT_EQ(predicted(facts(Direction::Outbound, kOptionalOptionalOn, Certificate::None, other)),
            "tls partner tls-alert:certificate_required bounced:remote-server-timeout");
  EXPECT_EQ(predicted(facts(Direction::Outbound, kOptionalOptionalOn, Certificate::Invalid, other)),
            "tls partner tls-alert:unknown_ca bounced:remote-server-timeout");
  EXPECT_EQ(predicted(facts(Direction::Inbound, kOptionalOptionalOn, Certificate::Invalid, other)),
            "tls partner tls-alert:unknown_ca refused");
}

TEST(Prediction, ClosesForAnUntrustedCertificateWhereOneIsDemanded) {
  auto cell = facts(Direction::Outbound, kRequiredOptionalOn, Certificate::Valid,
                    partner(PartnerTls::Direct, Certificate::Invalid));
  cell.require_trusted_certificate = true;
  EXPECT_EQ(predicted(cell), "tls gateway stream:not-authorized bounced:remote-server-timeout");
  cell.direction = Direction::Inbound;
  EXPECT_EQ(predicted(cell), "tls gateway stream:not-authorized refused");
}

// The leg meets a gateway that has nothing to offer in plain and closes at once:
// remote-server-timeout.
TEST(Prediction, TellsThatTheGatewayClosedOnThePlainLeg) {
  EXPECT_EQ(predicted(facts(Direction::Outbound, kRequiredOptionalOn, Certificate::None,
                            partner(PartnerTls::StartTls, Certificate::Valid))),
            "dialback gateway dialback-error:remote-server-timeout bounced:remote-server-timeout");
}

// Here the gateway offers dialback in plain, and it is the partner that will not verify without
// TLS.
TEST(Prediction, TellsThatThePartnerWouldNotVerifyInPlain) {
  EXPECT_EQ(predicted(facts(Direction::Outbound, kOptionalOptionalOn, Certificate::None,
                            partner(PartnerTls::Required, Certificate::Valid))),
            "dialback gateway dialback-error:remote-connection-failed "
            "bounced:remote-server-timeout");
}

// Main stream plain (the partner cannot serve TLS), leg over TLS, where no certificate proves it.
TEST(Prediction, RefusesTheLegOfAPartnerWithoutCertificate) {
  auto cell = facts(Direction::Outbound, kOptionalOptionalOn, Certificate::Valid,
                    partner(PartnerTls::StartTls, Certificate::None));
  EXPECT_EQ(predicted(cell), "established tcp-dialback delivered");
  cell.require_trusted_certificate = true;
  EXPECT_EQ(predicted(cell),
            "dialback gateway dialback-error:remote-server-timeout bounced:remote-server-timeout");
}

TEST(Prediction, LetsThePartnersAlertEndItsLeg) {
  auto cell = facts(Direction::Outbound, kOptionalOptionalOn, Certificate::Invalid,
                    partner(PartnerTls::StartTls, Certificate::None));
  cell.partner.insists = true;
  EXPECT_EQ(predicted(cell),
            "dialback gateway dialback-error:remote-connection-failed "
            "bounced:remote-server-timeout");
}

// The partner requires TLS but cannot serve it: in plain it answers the question with an error.
TEST(Prediction, MapsThePartnersErrorOnAPlainLeg) {
  EXPECT_EQ(predicted(facts(Direction::Inbound, kOptionalOptionalOn, Certificate::Valid,
                            partner(PartnerTls::Required, Certificate::None))),
            "dialback partner dialback-error:remote-server-not-found refused");
  EXPECT_EQ(predicted(facts(Direction::Inbound, kRequiredOptionalOn, Certificate::Valid,
                            partner(PartnerTls::Required, Certificate::None))),
            "dialback partner dialback-error:remote-connection-failed refused");
}

TEST(Prediction, LetsTheGatewayRefuseItsOwnLegForTheCertificate) {
  auto cell = facts(Direction::Inbound, kOptionalOptionalOn, Certificate::None,
                    partner(PartnerTls::StartTls, Certificate::Invalid));
  EXPECT_EQ(predicted(cell), "established tcp-dialback delivered");
  cell.require_trusted_certificate = true;
  EXPECT_EQ(predicted(cell), "dialback partner dialback-error:remote-connection-failed refused");
}

TEST(Prediction, LetsThePartnerInsistOnTheGatewaysLeg) {
  auto cell = facts(Direction::Inbound, kOptionalOptionalOn, Certificate::None,
                    partner(PartnerTls::StartTls, Certificate::Valid));
  cell.partner.insists = true;
  EXPECT_EQ(predicted(cell), "dialback partner dialback-error:remote-connection-failed refused");
}

TEST(Prediction, NeedsTlsForTheOnlyMethodEvenWhereTlsIsOptional) {
  EXPECT_EQ(predicted(facts(Direction::Outbound, kOptionalRequiredOff, Certificate::Valid,
                            partner(PartnerTls::None, Certificate::None))),
            "features gateway stream:policy-violation bounced:remote-server-timeout");
  EXPECT_EQ(predicted(facts(Direction::Inbound, kOptionalRequiredOff, Certificate::Valid,
                            partner(PartnerTls::None, Certificate::None))),
            "features partner stream:unsupported-feature refused");
}

TEST(Prediction, FollowsTheVerdictOfTheAuthoritativeServer) {
  auto cell = facts(Direction::Inbound, kNoTlsOn, Certificate::None,
                    partner(PartnerTls::None, Certificate::None));
  EXPECT_EQ(predicted(cell), "established tcp-dialback delivered");
  cell.authority.verdict = Verdict::Invalid;
  EXPECT_EQ(predicted(cell), "dialback gateway dialback:invalid refused");
  cell.authority.verdict = Verdict::Error;
  EXPECT_EQ(predicted(cell), "dialback partner dialback-error:remote-server-not-found refused");
  cell.authority.verdict = Verdict::CloseStream;
  EXPECT_EQ(predicted(cell), "dialback partner dialback-error:remote-server-timeout refused");
}

TEST(Prediction, LooksForTheKeyWhereTheAuthorityIs) {
  auto cell = facts(Direction::Inbound, kOptionalOptionalOn, Certificate::Valid,
                    partner(PartnerTls::StartTls, Certificate::None));
  cell.authority.elsewhere = true;
  cell.authority.tls = PartnerTls::Direct;
  cell.authority.certificate = Certificate::Valid;
  EXPECT_EQ(predicted(cell), "established tls-dialback delivered");
  cell.authority.certificate = Certificate::None;
  EXPECT_EQ(predicted(cell), "dialback partner dialback-error:remote-connection-failed refused");
}

TEST(Prediction, DoesNotVerifyInPlainWhereTheAuthorityDemandsTls) {
  auto cell = facts(Direction::Inbound, kNoTlsOn, Certificate::Valid,
                    partner(PartnerTls::None, Certificate::None));
  cell.authority.elsewhere = true;
  cell.authority.tls = PartnerTls::Required;
  cell.authority.certificate = Certificate::Valid;
  EXPECT_EQ(predicted(cell), "dialback partner dialback-error:remote-connection-failed refused");
}

TEST(Prediction, SaysNothingOfAPartnerThatDeviates) {
  auto cell = facts(Direction::Inbound, kNoTlsOn, Certificate::None,
                    partner(PartnerTls::None, Certificate::None));
  cell.partner_is_correct = false;
  EXPECT_EQ(predicted(cell), "nothing");
}

// ---- all of the base matrix
// -----------------------------------------------------------------------

template <typename Visit>
void for_each_cell(Visit visit) {
  constexpr Certificate kCertificates[] = {Certificate::None, Certificate::Valid,
                                           Certificate::Invalid};
  Facts cell;
  for (const NegotiationRow& row : rows().all())
    for (const Certificate own : kCertificates)
      for (const bool trusted : {false, true})
        for (const PartnerTls tls :
             {PartnerTls::None, PartnerTls::StartTls, PartnerTls::Required, PartnerTls::Direct})
          for (const bool external : {false, true})
            for (const bool dialback : {false, true})
              for (const Certificate theirs : kCertificates)
                for (const bool insists : {false, true})
                  for (const Direction direction : {Direction::Outbound, Direction::Inbound}) {
                    cell.row = row.key;
                    cell.own_certificate = own;
                    cell.require_trusted_certificate = trusted;
                    cell.partner.tls = tls;
                    cell.partner.external = external;
                    cell.partner.dialback = dialback;
                    cell.partner.certificate = theirs;
                    cell.partner.insists = insists;
                    cell.direction = direction;
                    visit(row, cell);
                  }
}

void expect_sane(const NegotiationRow& row, const Facts& cell, const reports::Outcome& o) {
  const bool outbound = cell.direction == Direction::Outbound;
  EXPECT_EQ(o.configuration == "refused", row.methods.empty());
  EXPECT_EQ(o.stage == "configuration", row.methods.empty());
  EXPECT_EQ(outbound, o.to_gateway == "none");
  if (!outbound) {
    EXPECT_EQ(o.to_partner, "none");
  }
  if (o.stage == "established") {
    EXPECT_TRUE(row.allows(o.method));
    EXPECT_EQ(o.condition, "");
    EXPECT_EQ(o.closed_by, "none");
    EXPECT_EQ(outbound ? o.to_partner : o.to_gateway, "delivered");
    return;
  }
  EXPECT_EQ(o.method, "none");
  EXPECT_FALSE(o.stage.empty());
  EXPECT_FALSE(o.condition.empty());
  EXPECT_FALSE(o.condition.ends_with(":"));
  const bool no_connection =
      o.stage == "configuration" || o.stage == "resolve" || o.stage == "connect";
  EXPECT_EQ(o.closed_by == "none", no_connection);
  if (outbound && o.configuration == "accepted") {
    EXPECT_THAT(o.to_partner, testing::StartsWith("bounced:"));
  }
  if (!outbound) {
    EXPECT_EQ(o.to_gateway, "refused");
  }
}

// What the settings promise an administrator, said without the rules that predict it.
void expect_promises(const Facts& cell, const reports::Outcome& o) {
  if (o.stage != "established") return;
  if (cell.row.tls == Tls::Required) {
    EXPECT_NE(o.method, "tcp-dialback");
  }
  if (cell.row.tls == Tls::NotSupported) {
    EXPECT_EQ(o.method, "tcp-dialback");
  }
  if (!cell.row.dialback || !cell.partner.dialback) {
    EXPECT_EQ(o.method, "sasl-over-tls");
  }
  if (o.method == "sasl-over-tls") {
    EXPECT_TRUE(cell.partner.external);
    EXPECT_EQ(cell.partner.certificate, Certificate::Valid);
    EXPECT_NE(cell.own_certificate, Certificate::None);
  }
  if (o.method == "tls-dialback" && cell.require_trusted_certificate) {
    EXPECT_EQ(cell.partner.certificate, Certificate::Valid);
  }
  if (cell.partner.tls == PartnerTls::None) {
    EXPECT_EQ(o.method, "tcp-dialback");
  }
  if (cell.partner.tls == PartnerTls::Required || cell.partner.tls == PartnerTls::Direct) {
    EXPECT_NE(o.method, "tcp-dialback");
  }
}

TEST(Prediction, IsSaneForAllCellsOfTheBaseMatrix) {
  std::map<std::string, int> table;
  int cells = 0;
  for_each_cell([&](const NegotiationRow& row, const Facts& cell) {
    const Prediction prediction = predict(rows(), cell);
    ++cells;
    ASSERT_TRUE(prediction.outcome.has_value());
    EXPECT_FALSE(prediction.rule.empty());
    expect_sane(row, cell, *prediction.outcome);
    expect_promises(cell, *prediction.outcome);
    const reports::Outcome& o = *prediction.outcome;
    const char* way = cell.direction == Direction::Outbound ? "out " : "in  ";
    ++table[way + o.stage + " " + (o.stage == "established" ? o.method : o.condition) + " by " +
            o.closed_by];
  });
  EXPECT_EQ(cells, 20736);
  for (const auto& [outcome, count] : table) std::printf("%6d  %s\n", count, outcome.c_str());
}

TEST(NegotiationRows, RefuseATableThatIsNotTheSpecifications) {
  NegotiationRows table;
  EXPECT_NE(table.parse("- {tls: required, sasl: required, dialback: true, methods: [x], "
                        "diagnostics: {}}"),
            "");
  EXPECT_NE(table.parse("- {tls: perhaps, sasl: required, dialback: true, methods: [x], "
                        "diagnostics: {}}"),
            "");
  EXPECT_NE(table.parse("- ["), "");
  EXPECT_NE(table.load("/nowhere/at/all.yaml"), "");
}

}  // namespace
}  // namespace harness::oracle
