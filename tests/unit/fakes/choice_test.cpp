// The choices of a correct partner, row by row from docs/negotiation.md section 6.
#include "fakes/partner/choice.hpp"

#include <gtest/gtest.h>

namespace fakes {
namespace {

PartnerSettings partner(PartnerTls tls, bool dialback) {
  PartnerSettings settings;
  settings.tls = tls;
  settings.dialback = dialback;
  return settings;
}

Choice plain(PartnerTls tls, const Offer& offer, StreamPurpose purpose = StreamPurpose::Stanzas) {
  return choose_without_tls(partner(tls, true), offer, purpose);
}

TEST(Choice, InPlainIsStartTlsWhereBothSidesHaveIt) {
  const Offer offer{.starttls = true, .dialback = true};

  EXPECT_EQ(plain(PartnerTls::StartTls, offer), Choice::StartTls);
  EXPECT_EQ(plain(PartnerTls::Required, offer), Choice::StartTls);
  EXPECT_EQ(plain(PartnerTls::None, offer), Choice::Dialback);
}

TEST(Choice, InPlainIsPolicyViolationWhereTlsIsRequiredAndNotOffered) {
  EXPECT_EQ(plain(PartnerTls::Required, {.dialback = true}), Choice::PolicyViolation);
  EXPECT_EQ(plain(PartnerTls::Required, {.dialback = true}, StreamPurpose::Verification),
            Choice::PolicyViolation);
}

TEST(Choice, InPlainIsNoDialbackWhereTheOtherSideRequiresTls) {
  const Offer offer{.starttls = true, .starttls_required = true, .dialback = true};

  EXPECT_EQ(plain(PartnerTls::None, offer), Choice::UnsupportedFeature);
  EXPECT_EQ(plain(PartnerTls::None, offer, StreamPurpose::Verification),
            Choice::UnsupportedFeature);
}

TEST(Choice, IsNoDialbackForAPartnerWithoutIt) {
  const PartnerSettings settings = partner(PartnerTls::StartTls, false);

  EXPECT_EQ(choose_without_tls(settings, {.dialback = true}, StreamPurpose::Stanzas),
            Choice::UnsupportedFeature);
  EXPECT_EQ(choose_with_tls(settings, {.dialback = true}, StreamPurpose::Stanzas),
            Choice::UnsupportedFeature);
}

TEST(Choice, WithTlsIsExternalOnlyWithACertificateToShow) {
  PartnerSettings settings = partner(PartnerTls::StartTls, true);
  settings.external = true;
  const Offer offer{.external = true, .dialback = true};

  EXPECT_EQ(choose_with_tls(settings, offer, StreamPurpose::Stanzas), Choice::Dialback);
  settings.credentials.emplace();
  EXPECT_EQ(choose_with_tls(settings, offer, StreamPurpose::Stanzas), Choice::External);
}

TEST(Choice, OfAVerificationNeedsNoOfferAndNoAuthentication) {
  PartnerSettings settings = partner(PartnerTls::StartTls, true);
  settings.external = true;
  settings.credentials.emplace();

  EXPECT_EQ(choose_with_tls(settings, {.external = true}, StreamPurpose::Verification),
            Choice::AskVerification);
  EXPECT_EQ(plain(PartnerTls::StartTls, {}, StreamPurpose::Verification), Choice::AskVerification);
}

}  // namespace
}  // namespace fakes
