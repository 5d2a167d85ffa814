// The decisions for every row and every offer. Rows come from the specification's file.
#include "gateway/stream/choose_step.hpp"

#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <string>
#include <vector>

namespace gateway {
namespace {

struct Row {
  Tls tls;
  AllowedMethods methods;
  std::string name;
};

std::vector<Row> valid_rows() {
  std::vector<Row> rows;
  for (const YAML::Node& node :
       YAML::LoadFile(S2SPEC_SOURCE_DIR "/scenarios/matrix/negotiation-settings.yaml")) {
    Row row{};
    const auto tls = node["tls"].as<std::string>();
    row.tls = tls == "required" ? Tls::Required
                                : (tls == "optional" ? Tls::Optional : Tls::NotSupported);
    for (const YAML::Node& method : node["methods"]) {
      const auto name = method.as<std::string>();
      row.methods.sasl_over_tls |= name == "sasl-over-tls";
      row.methods.tls_dialback |= name == "tls-dialback";
      row.methods.tcp_dialback |= name == "tcp-dialback";
    }
    row.name = YAML::Dump(node);
    if (node["methods"].size() > 0) rows.push_back(row);
  }
  return rows;
}

std::vector<StreamFeatures> every_offer() {
  std::vector<StreamFeatures> offers;
  for (int bits = 0; bits < 16; ++bits) {
    offers.push_back({.starttls = (bits & 1) != 0,
                      .starttls_required = (bits & 3) == 3,
                      .sasl_external = (bits & 4) != 0,
                      .dialback = (bits & 8) != 0});
  }
  return offers;
}

TEST(ChooseStep, UsesOnlyAMethodOfTheRow) {
  for (const Row& row : valid_rows()) {
    for (const StreamFeatures& offer : every_offer()) {
      for (const Protection protection : {Protection::Plain, Protection::Tls}) {
        const Step step = choose_step({.protection = protection, .tls = row.tls,
                                       .methods = row.methods, .peer_proven = true,
                                       .have_certificate = true}, offer);
        if (step == Step::SaslExternal) {
          EXPECT_TRUE(row.methods.sasl_over_tls) << row.name;
          EXPECT_EQ(protection, Protection::Tls) << row.name;
        }
        if (step == Step::Dialback) {
          EXPECT_TRUE(protection == Protection::Tls ? row.methods.tls_dialback
                                                    : row.methods.tcp_dialback) << row.name;
        }
        if (step == Step::StartTls) {
          EXPECT_EQ(protection, Protection::Plain) << row.name;
          EXPECT_NE(row.tls, Tls::NotSupported) << row.name;
        }
      }
    }
  }
}

TEST(ChooseStep, PrefersTlsThenSaslThenDialback) {
  const AllowedMethods all{.sasl_over_tls = true, .tls_dialback = true, .tcp_dialback = true};
  const StreamFeatures everything{.starttls = true, .sasl_external = true, .dialback = true};
  InitiatingSituation situation{.protection = Protection::Plain, .tls = Tls::Optional,
                                .methods = all, .peer_proven = true, .have_certificate = true};

  EXPECT_EQ(choose_step(situation, everything), Step::StartTls);
  situation.protection = Protection::Tls;
  EXPECT_EQ(choose_step(situation, everything), Step::SaslExternal);
  situation.sasl_failed = true;
  EXPECT_EQ(choose_step(situation, everything), Step::Dialback);
}

TEST(ChooseStep, AsksForTlsThatWasNotOfferedWhenItIsRequired) {
  const InitiatingSituation situation{.tls = Tls::Required,
                                      .methods = {.sasl_over_tls = true, .tls_dialback = true}};

  EXPECT_EQ(choose_step(situation, {.dialback = true}), Step::StartTls);
}

TEST(ChooseStep, DoesNotUseSaslTowardsAPeerWhoseCertificateProvesNothing) {
  InitiatingSituation situation{.protection = Protection::Tls, .tls = Tls::Required,
                                .methods = {.sasl_over_tls = true}, .peer_proven = false,
                                .have_certificate = true};

  EXPECT_EQ(choose_step(situation, {.sasl_external = true, .dialback = true}), Step::Refuse);
  situation.methods.tls_dialback = true;
  EXPECT_EQ(choose_step(situation, {.sasl_external = true, .dialback = true}), Step::Dialback);
}

TEST(ChooseStep, RefusesAPlainStreamWhereThePeerRequiresTls) {
  const InitiatingSituation situation{.tls = Tls::NotSupported,
                                      .methods = {.tcp_dialback = true}};

  EXPECT_EQ(choose_step(situation, {.starttls = true, .starttls_required = true,
                                    .dialback = true}), Step::Refuse);
  EXPECT_EQ(choose_step(situation, {.starttls = true, .dialback = true}), Step::Dialback);
}

TEST(ChooseOffer, OffersOnlyWhatTheRowAllows) {
  for (const Row& row : valid_rows()) {
    for (int bits = 0; bits < 16; ++bits) {
      const ReceivingSituation situation{
          .protection = (bits & 1) != 0 ? Protection::Tls : Protection::Plain,
          .tls = row.tls,
          .methods = row.methods,
          .peer_proven = (bits & 2) != 0 && (bits & 1) != 0,
          .have_certificate = (bits & 4) != 0,
          .require_trusted_certificate = (bits & 8) != 0};
      const Offer offer = choose_offer(situation);

      const bool nothing = !offer.features.starttls && !offer.features.sasl_external &&
                           !offer.features.dialback;
      EXPECT_EQ(nothing, offer.refuse.has_value()) << row.name;
      if (offer.features.sasl_external) {
        EXPECT_TRUE(situation.protection == Protection::Tls && situation.peer_proven &&
                    row.methods.sasl_over_tls) << row.name;
      }
      if (offer.features.dialback) {
        EXPECT_TRUE(situation.protection == Protection::Tls ? row.methods.tls_dialback
                                                            : row.methods.tcp_dialback);
      }
      if (offer.features.starttls) {
        EXPECT_TRUE(situation.protection == Protection::Plain && situation.have_certificate &&
                    row.tls != Tls::NotSupported) << row.name;
        // RFC 6120 5.3.1: without another method in clear TLS is mandatory, and says so.
        EXPECT_EQ(offer.features.starttls_required, !row.methods.tcp_dialback) << row.name;
      }
    }
  }
}

TEST(ChooseOffer, ClosesWithNotAuthorizedWhereATrustedCertificateIsRequired) {
  const Offer offer = choose_offer({.protection = Protection::Tls, .tls = Tls::Required,
                                    .methods = {.sasl_over_tls = true, .tls_dialback = true},
                                    .peer_proven = false, .have_certificate = true,
                                    .require_trusted_certificate = true});

  EXPECT_EQ(offer.refuse, StreamCondition::NotAuthorized);
}

TEST(CertificateAnswersKey, OnlyWhereTheSettingTheRowAndTheCertificateSaySo) {
  const ReceivingSituation good{.protection = Protection::Tls,
                                .methods = {.sasl_over_tls = true, .tls_dialback = true},
                                .peer_proven = true,
                                .certificate_answers_dialback = true};
  EXPECT_TRUE(certificate_answers_key(good));

  ReceivingSituation off = good;
  off.certificate_answers_dialback = false;
  EXPECT_FALSE(certificate_answers_key(off));
  ReceivingSituation unproven = good;
  unproven.peer_proven = false;
  EXPECT_FALSE(certificate_answers_key(unproven));
  ReceivingSituation no_sasl = good;
  no_sasl.methods.sasl_over_tls = false;
  EXPECT_FALSE(certificate_answers_key(no_sasl));
  ReceivingSituation no_dialback = good;
  no_dialback.methods.tls_dialback = false;
  EXPECT_FALSE(certificate_answers_key(no_dialback));
  ReceivingSituation plain = good;
  plain.protection = Protection::Plain;
  EXPECT_FALSE(certificate_answers_key(plain));
}

}  // namespace
}  // namespace gateway
