// The table of docs/negotiation.md section 5: what a receiving server answers for each way a
// verification can end; and deviations around dialback, SASL and TLS. XEP-0220 2.2, 2.5.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/fakes/two_partners.hpp"

namespace fakes::testing {
namespace {

using enum CertificateKind;

// fed.example sends and vouches for its own keys; contoso.example asks.
void expect_error(TwoPartners& two, const std::string& condition) {
  two.send(std::chrono::seconds(120));

  EXPECT_FALSE(two.delivered());
  EXPECT_TRUE(two.given_up());
  EXPECT_TRUE(two.contoso_sent("<db:result"));
  EXPECT_TRUE(two.contoso_sent("type='error'"));
  EXPECT_TRUE(two.contoso_sent("<" + condition + " xmlns=")) << condition;
}

TEST(Verification, ByAKeyThatIsInvalidIsAnsweredInvalidAndCloses) {
  TwoPartners two;
  two.fed.deviations.wrong_key = true;

  two.send();

  EXPECT_TRUE(two.given_up());
  EXPECT_TRUE(two.contoso_sent("type='invalid'"));
  // XEP-0220 2.2.1: the receiving server closes, without waiting to be closed.
  std::vector<std::string> dialogue;
  for (const Seen& entry : two.world.seen()) {
    if (entry.what.kind == Observation::XmlSent) dialogue.push_back(entry.node + entry.what.text);
  }
  const auto answer = std::ranges::find_if(
      dialogue, [](const auto& text) { return text.starts_with(kContoso + "<db:result"); });
  ASSERT_NE(answer, dialogue.end());
  EXPECT_EQ(*std::next(answer), kContoso + "</stream:stream>");
  EXPECT_EQ(two.world.connections(), 0U);
}

TEST(Verification, AnsweredWithAnErrorIsRemoteServerNotFound) {
  TwoPartners two;
  two.fed.authority = *parse_verdict("error:item-not-found");

  expect_error(two, "remote-server-not-found");
}

TEST(Verification, OfADomainThatIsUnknownThereIsRemoteServerNotFound) {
  TwoPartners two;
  two.publish(kFed, "192.0.2.2");  // contoso's own host, which does not serve fed.example

  expect_error(two, "remote-server-not-found");
}

TEST(Verification, WithoutAConnectionIsRemoteConnectionFailed) {
  TwoPartners two;
  two.publish(kFed, "192.0.2.99");

  expect_error(two, "remote-connection-failed");
}

TEST(Verification, WhoseTlsFailsIsRemoteConnectionFailed) {
  TwoPartners two(Invalid, Valid);
  two.contoso.insists = true;
  two.fed.tls = PartnerTls::StartTls;
  two.fed.deviations.starttls_failure = true;
  two.fed.credentials = pki().credentials(Valid, kFed);

  expect_error(two, "remote-connection-failed");
}

TEST(Verification, ThatOurTlsPolicyForbidsIsRemoteConnectionFailed) {
  TwoPartners two(Valid, Valid);
  two.contoso.tls = PartnerTls::Required;
  two.fed.dialback = true;
  two.start();
  // The authority of fed.example is another host, without a certificate.
  PartnerSettings elsewhere = settings_of(kFed, None);
  elsewhere.plain_endpoint = endpoint("192.0.2.3:5269");
  Partner authority(elsewhere, PartnerDependencies{two.entropy, contexts_of(elsewhere)});
  two.world.add("authority", authority);
  two.publish(kFed, "192.0.2.3");

  expect_error(two, "remote-connection-failed");
}

TEST(Verification, ThatIsClosedIsRemoteServerTimeout) {
  TwoPartners two;
  two.fed.authority = *parse_verdict("close-stream");

  expect_error(two, "remote-server-timeout");
}

TEST(Verification, ThatStaysSilentIsRemoteServerTimeout) {
  TwoPartners two;
  two.fed.authority = *parse_verdict("silence");

  expect_error(two, "remote-server-timeout");
}

TEST(Verification, IsNotFooledByAVerdictForAnotherStream) {
  TwoPartners two;
  two.fed.authority = *parse_verdict("wrong-id");

  expect_error(two, "remote-server-timeout");
}

TEST(Verification, AcceptsALateVerdict) {
  TwoPartners two;
  two.fed.authority = *parse_verdict("late:20");

  two.send();

  EXPECT_TRUE(two.delivered());
  EXPECT_GE(two.world.elapsed(), std::chrono::seconds(20));
}

TEST(Verification, MayBeAnsweredByAThirdHostThatHoldsTheSecret) {
  TwoPartners two;
  two.start();
  PartnerSettings third = two.fed;
  third.plain_endpoint = endpoint("192.0.2.3:5269");
  Partner authority(third, PartnerDependencies{two.entropy, contexts_of(third)});
  two.world.add("authority", authority);
  two.publish(kFed, "192.0.2.3");

  two.send();

  EXPECT_TRUE(two.delivered());
  EXPECT_TRUE(two.world.saw("authority", Observation::XmlSent, "type='valid'"));
}

TEST(Verification, IsNotGivenInClearWhereTlsIsRequired) {
  TwoPartners two(Valid, None);
  two.fed.tls = PartnerTls::Required;
  two.contoso.tls = PartnerTls::None;
  two.start();
  PartnerSettings third = two.fed;
  third.credentials = std::nullopt;  // required, and unable: TLS is not even offered
  third.plain_endpoint = endpoint("192.0.2.3:5269");
  third.tls = PartnerTls::Required;
  Partner authority(third, PartnerDependencies{two.entropy, contexts_of(third)});
  PartnerSettings asker = two.fed;
  asker.tls = PartnerTls::None;
  Partner sender(asker, PartnerDependencies{two.entropy, contexts_of(asker)});
  two.world.add(kFed, sender);
  two.world.add("authority", authority);
  two.publish(kFed, "192.0.2.3");

  two.world.order(kFed, SendStanza{kMessage});
  two.world.run(std::chrono::seconds(30));

  EXPECT_TRUE(two.world.saw("authority", Observation::XmlSent, "<policy-violation"));
  EXPECT_FALSE(two.delivered());
}

TEST(Deviation, UnsolicitedVerdictDoesNotOpenTheStream) {
  TwoPartners two;
  two.fed.deviations.wrong_key = true;
  two.fed.deviations.unsolicited_verify_valid = true;

  two.send();

  EXPECT_TRUE(two.fed_sent("type='valid'"));
  EXPECT_FALSE(two.delivered());
}

TEST(Deviation, SaslFailureFallsBackToDialback) {
  TwoPartners two(Valid, Valid);
  two.fed.external = two.contoso.external = true;
  two.contoso.deviations.sasl_failure = "temporary-auth-failure";

  two.send();

  EXPECT_TRUE(two.contoso_sent("<temporary-auth-failure/>"));
  EXPECT_TRUE(two.fed_sent("<db:result"));
  EXPECT_TRUE(two.delivered());
}

TEST(Deviation, ExternalOfferedToEverybodyIsRefusedWhenUsed) {
  TwoPartners two(Invalid, Valid);
  two.fed.external = two.contoso.external = true;
  two.contoso.deviations.external_offered_always = true;

  two.send();

  EXPECT_TRUE(two.contoso_sent("<not-authorized/></failure>"));
  EXPECT_TRUE(two.delivered());
}

TEST(Deviation, WrongAuthorizationIdentityIsRefused) {
  TwoPartners two(Valid, Valid);
  two.fed.external = two.contoso.external = true;
  two.fed.dialback = false;
  two.fed.deviations.wrong_authzid = "evil.example";

  two.send();

  EXPECT_TRUE(two.contoso_sent("<invalid-authzid/>"));
  EXPECT_TRUE(two.given_up());
}

TEST(Deviation, StanzaPipelinedBeforeTlsIsDropped) {
  TwoPartners two(Valid, Valid);
  two.fed.deviations.pipelined_after_starttls = true;

  two.send();

  EXPECT_TRUE(two.world.in_clear("<message"));
  EXPECT_EQ(two.world.texts(kContoso, Observation::StanzaDelivered).size(), 1U);  // the later one
}

TEST(Deviation, SecondProceedDoesNotReachTls) {
  TwoPartners two(Valid, Valid);
  two.contoso.deviations.proceed_twice = true;

  two.send();

  EXPECT_TRUE(two.delivered());
  EXPECT_TRUE(two.world.saw(kFed, Observation::Note, "dropped"));
}

// Whatever is wrong with one of two: everything comes to an end, and nothing is left over.
class AnyDeviation : public ::testing::TestWithParam<std::string_view> {};

TEST_P(AnyDeviation, ComesToAnEndInBothRoles) {
  for (const bool sender_deviates : {true, false}) {
    for (const CertificateKind certificate : {None, Valid}) {
      TwoPartners two(certificate, certificate);
      two.fed.external = two.contoso.external = true;
      Deviations& deviations = (sender_deviates ? two.fed : two.contoso).deviations;
      ASSERT_TRUE(set_deviation(deviations, GetParam(), "true"));

      two.send(std::chrono::seconds(200));
      EXPECT_TRUE(two.fed_actor->settled());
      EXPECT_TRUE(two.contoso_actor->settled());
      two.world.order(kFed, CloseStreams{});
      two.world.order(kContoso, CloseStreams{});
      two.world.run(std::chrono::seconds(30));

      EXPECT_EQ(two.world.connections(), 0U);
      EXPECT_FALSE(two.fed_actor->next_deadline());
      EXPECT_FALSE(two.contoso_actor->next_deadline());
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, AnyDeviation, ::testing::ValuesIn(deviation_names()),
                         [](const auto& each) { return std::string(each.param); });

}  // namespace
}  // namespace fakes::testing
