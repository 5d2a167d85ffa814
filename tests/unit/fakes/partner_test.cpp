// Correct partners, each way of negotiating. docs/negotiation.md section 6; RFC 6120 5, 6;
// XEP-0178; XEP-0220.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/fakes/two_partners.hpp"

namespace fakes::testing {
namespace {

using enum CertificateKind;
using ::testing::ElementsAre;

TEST(Partner, AuthenticatesByExternalWhereBothCertificatesAreGood) {
  TwoPartners two(Valid, Valid);
  two.fed.external = two.contoso.external = true;

  two.send();

  EXPECT_TRUE(two.delivered());
  EXPECT_TRUE(two.fed_sent("mechanism='EXTERNAL'>ZmVkLmV4YW1wbGU=</auth>"));
  EXPECT_FALSE(two.fed_sent("<db:result"));
  EXPECT_FALSE(two.world.in_clear("<message"));
  EXPECT_EQ(two.world.connects(), 1U);
}

TEST(Partner, DoesNotOfferExternalToAnInvalidCertificate) {
  TwoPartners two(Invalid, Valid);
  two.fed.external = two.contoso.external = true;

  two.send();

  EXPECT_TRUE(two.delivered());
  EXPECT_FALSE(two.contoso_sent("EXTERNAL"));
  EXPECT_TRUE(two.fed_sent("<db:result"));
  EXPECT_FALSE(two.world.in_clear("<db:"));
}

TEST(Partner, DialsBackOverTlsOnAConnectionOfItsOwn) {
  TwoPartners two(Invalid, Invalid);

  two.send();

  EXPECT_TRUE(two.delivered());
  EXPECT_EQ(two.world.connects(), 2U);
  EXPECT_TRUE(two.contoso_sent("<db:verify"));
  EXPECT_TRUE(two.fed_sent("type='valid'"));
  EXPECT_FALSE(two.world.in_clear("<db:"));
}

TEST(Partner, DialsBackOverTcpWithoutTls) {
  TwoPartners two;
  two.fed.tls = two.contoso.tls = PartnerTls::None;

  two.send();

  EXPECT_TRUE(two.delivered());
  EXPECT_TRUE(two.world.in_clear("<db:verify"));
  EXPECT_FALSE(two.fed_sent("starttls"));
  EXPECT_FALSE(two.contoso_sent("starttls"));
}

TEST(Partner, NegotiatesTheSameWhenOctetsComeOneByOne) {
  for (const CertificateKind certificate : {None, Valid}) {
    TwoPartners two(certificate, certificate, SmallWorld::Pieces::OneByte);
    two.fed.external = two.contoso.external = true;

    two.send();

    EXPECT_TRUE(two.delivered());
  }
}

TEST(Partner, SpeaksTlsAtOnceInDirectMode) {
  TwoPartners two(Valid, Valid);
  two.fed.tls = two.contoso.tls = PartnerTls::Direct;
  two.fed.external = two.contoso.external = true;

  two.send();

  EXPECT_TRUE(two.delivered());
  EXPECT_FALSE(two.world.in_clear("stream"));
  EXPECT_FALSE(two.fed_sent("starttls"));
}

TEST(Partner, ListensWhereItsModeSaysSo) {
  TwoPartners two(Valid, None);
  two.fed.tls = two.contoso.tls = PartnerTls::Direct;
  two.start();

  EXPECT_THAT(two.fed_actor->endpoints(), ElementsAre(endpoint("192.0.2.1:5270")));
  EXPECT_TRUE(two.contoso_actor->endpoints().empty());
}

TEST(Partner, UsesTheOpenStreamForFurtherStanzas) {
  TwoPartners two;
  two.send();

  two.send();

  EXPECT_EQ(two.world.texts(kContoso, Observation::StanzaDelivered).size(), 2U);
  EXPECT_EQ(two.world.connects(), 2U);  // the stream, and the one verification
}

TEST(Partner, RefusesToGoOnInPlainWhereItRequiresTls) {
  TwoPartners two(Valid, None);
  two.fed.tls = PartnerTls::Required;

  two.send();

  EXPECT_TRUE(two.given_up());
  EXPECT_TRUE(two.fed_sent("<policy-violation xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>"));
  EXPECT_FALSE(two.fed_sent("<db:"));
}

TEST(Partner, WithoutTlsDoesNotDialBackWhereTlsIsRequired) {
  TwoPartners two(None, Valid);
  two.fed.tls = PartnerTls::None;
  two.contoso.tls = PartnerTls::Required;

  two.send();

  EXPECT_TRUE(two.given_up());
  EXPECT_TRUE(two.contoso_sent("<required/>"));
  EXPECT_FALSE(two.contoso_sent("dialback"));  // neither the feature nor the namespace
  EXPECT_TRUE(two.fed_sent("<unsupported-feature xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>"));
  EXPECT_FALSE(two.fed_sent("<db:"));
}

TEST(Partner, DeclaresTheDialbackNamespaceOnlyWhereItWouldTakeIt) {
  TwoPartners two(Valid, Valid);
  two.contoso.tls = PartnerTls::Required;

  two.send();

  const auto sent = two.world.texts(kContoso, Observation::XmlSent);
  EXPECT_EQ(sent.at(0).find("xmlns:db="), std::string::npos) << sent.at(0);
  EXPECT_NE(sent.at(2).find("xmlns:db="), std::string::npos) << sent.at(2);
  EXPECT_TRUE(two.delivered());
}

TEST(Partner, ThatInsistsEndsTheHandshakeOverAnUntrustedCertificate) {
  TwoPartners two(Invalid, Valid);
  two.contoso.insists = true;

  two.send();

  EXPECT_FALSE(two.delivered());
  EXPECT_TRUE(two.given_up());
  EXPECT_THAT(two.world.texts(kContoso, Observation::TlsAlertSent), ElementsAre("unknown_ca"));
  EXPECT_THAT(two.world.texts(kFed, Observation::TlsAlertReceived), ElementsAre("unknown_ca"));
  EXPECT_EQ(two.world.connections(), 0U);
}

TEST(Partner, ThatInsistsEndsTheHandshakeWithoutACertificate) {
  TwoPartners two(None, Valid);
  two.contoso.insists = true;

  two.send();

  EXPECT_FALSE(two.delivered());
  EXPECT_TRUE(two.given_up());
  EXPECT_THAT(two.world.texts(kContoso, Observation::TlsAlertSent),
              ElementsAre("certificate_required"));
}

TEST(Partner, ThatInsistsAsInitiatingEntitySendsTheAlert) {
  TwoPartners two(Valid, Invalid);
  two.fed.insists = true;

  two.send();

  EXPECT_TRUE(two.given_up());
  EXPECT_THAT(two.world.texts(kFed, Observation::TlsAlertSent), ElementsAre("unknown_ca"));
}

TEST(Partner, RefusesAStreamToADomainThatIsNotItsOwn) {
  TwoPartners two;
  two.fed.deviations.header_to_unknown_host = "nobody.example";

  two.send();

  EXPECT_TRUE(two.given_up());
  EXPECT_TRUE(two.contoso_sent("<host-unknown"));
}

TEST(Partner, GivesUpWhereDnsKnowsNothing) {
  TwoPartners two;
  two.world.zones().sets.clear();

  two.send();

  EXPECT_TRUE(two.given_up());
  EXPECT_EQ(two.world.connects(), 0U);
}

TEST(Partner, GivesUpWhereTheServiceIsNotOffered) {
  TwoPartners two;
  two.world.zones().sets[{"_xmpp-server._tcp." + kContoso, gateway::RecordType::Srv}].records = {
      gateway::SrvRecord{0, 0, 0, "."}};

  two.send();

  EXPECT_TRUE(two.given_up());
  EXPECT_EQ(two.world.connects(), 0U);
}

TEST(Partner, TriesTheNextTargetWhenAConnectFails) {
  TwoPartners two;
  auto& zones = two.world.zones().sets;
  zones[{"_xmpp-server._tcp." + kContoso, gateway::RecordType::Srv}].records = {
      gateway::SrvRecord{20, 0, 5269, "xmpp." + kContoso},
      gateway::SrvRecord{10, 0, 5269, "dead." + kContoso}};
  zones[{"dead." + kContoso, gateway::RecordType::A}].records = {
      *gateway::parse_ip_address("192.0.2.99")};

  two.send();

  EXPECT_TRUE(two.delivered());
  EXPECT_EQ(two.world.connects(), 3U);
}

TEST(Partner, GivesUpASilentDnsAfterItsTime) {
  TwoPartners two;
  for (auto& [key, set] : two.world.zones().sets) set.mood = DnsMood::Silent;

  two.send(std::chrono::seconds(120));

  EXPECT_TRUE(two.given_up());
  EXPECT_TRUE(two.fed_actor->settled());
}

TEST(Partner, ClosesInGoodOrder) {
  TwoPartners two(Valid, Valid);
  two.send();

  two.world.order(kFed, CloseStreams{});
  two.world.run(std::chrono::milliseconds(100));

  EXPECT_EQ(two.world.connections(), 0U);
  EXPECT_EQ(two.world.texts(kFed, Observation::XmlSent).back(), "</stream:stream>");
  EXPECT_EQ(two.world.texts(kContoso, Observation::XmlSent).back(), "</stream:stream>");
  EXPECT_FALSE(two.fed_actor->next_deadline());
  EXPECT_FALSE(two.contoso_actor->next_deadline());
}

TEST(Partner, WaitsOnlySoLongForTheOtherClosingTag) {
  TwoPartners two;
  two.send();
  two.world.order(kContoso, FallSilent{});

  two.world.order(kFed, CloseStreams{});
  two.world.run(std::chrono::seconds(11));

  EXPECT_EQ(two.world.connections(), 0U);
}

TEST(Partner, SaysNothingAnyMoreOnceSilent) {
  TwoPartners two;
  two.start();
  two.world.order(kContoso, FallSilent{});

  two.send(std::chrono::seconds(100));

  EXPECT_TRUE(two.given_up());
  EXPECT_TRUE(two.world.texts(kContoso, Observation::XmlSent).empty());
  EXPECT_TRUE(two.world.saw(kContoso, Observation::XmlReceived, "<stream:stream"));
}

TEST(Partner, BreaksConnectionsOff) {
  TwoPartners two;
  two.send();

  two.world.order(kFed, BreakConnections{});
  two.world.run(std::chrono::seconds(1));

  EXPECT_EQ(two.world.connections(), 0U);
  EXPECT_NE(two.world.texts(kFed, Observation::XmlSent).back(), "</stream:stream>");
}

TEST(Partner, SendsRawOctetsOnTheNewestOpenConnectionInsideTls) {
  TwoPartners two(Valid, Valid);
  two.send();

  two.world.order(kFed, SendRaw{"<nonsense/>"});
  two.world.run(std::chrono::seconds(1));

  EXPECT_TRUE(two.world.saw(kContoso, Observation::XmlReceived, "<nonsense/>"));
  EXPECT_FALSE(two.world.in_clear("<nonsense/>"));
  EXPECT_TRUE(two.contoso_sent("<unsupported-stanza-type"));
}

TEST(Partner, RefusesStartTlsThatItDidNotOffer) {
  TwoPartners two;
  two.send();

  two.world.order(kFed, SendRaw{"<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"});
  two.world.run(std::chrono::seconds(1));

  EXPECT_EQ(two.world.texts(kContoso, Observation::XmlSent).back(),
            "<failure xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:stream>");
  EXPECT_EQ(two.world.connections(), 0U);
}

TEST(Partner, TakesNoStanzaBeforeAuthentication) {
  TwoPartners two;
  two.fed.deviations.stanza_before_authentication = true;

  two.send();

  EXPECT_FALSE(two.delivered());
  EXPECT_TRUE(two.contoso_sent("<not-authorized xmlns='urn:ietf:params:xml:ns:xmpp-streams'/>"));
}

TEST(Partner, ToleratesWhiteSpace) {
  TwoPartners two;
  two.send();

  two.world.order(kFed, SendRaw{" \n" + kMessage + " \n"});
  two.world.run(std::chrono::seconds(1));

  EXPECT_EQ(two.world.texts(kContoso, Observation::StanzaDelivered).size(), 2U);
  EXPECT_EQ(two.world.connections(), 1U);
}

// ---- requests to the domain itself (RFC 6120 8.2.3, XEP-0199) -------------------------------------

const std::string kPing =
    "<iq from='fed.example' to='contoso.example' id='p1' type='get'>"
    "<ping xmlns='urn:xmpp:ping'/></iq>";

TEST(Partner, AnswersAPingOnAStreamOfItsOwn) {
  TwoPartners two;
  two.fed.tls = two.contoso.tls = PartnerTls::None;
  two.start();

  two.world.order(kFed, SendStanza{kPing});
  two.world.run(std::chrono::seconds(30));

  EXPECT_TRUE(two.world.saw(
      kFed, Observation::StanzaDelivered,
      "<iq from='contoso.example' to='fed.example' id='p1' type='result'/>"));
}

TEST(Partner, MayRefuseAPingOrNotAnswerIt) {
  TwoPartners refused;
  refused.fed.tls = refused.contoso.tls = PartnerTls::None;
  refused.contoso.deviations.ping_refused = "service-unavailable";
  refused.start();
  refused.world.order(kFed, SendStanza{kPing});
  refused.world.run(std::chrono::seconds(30));
  EXPECT_TRUE(refused.world.saw(kFed, Observation::StanzaDelivered, "<service-unavailable"));

  TwoPartners silent;
  silent.fed.tls = silent.contoso.tls = PartnerTls::None;
  silent.contoso.deviations.ping_unanswered = true;
  silent.start();
  silent.world.order(kFed, SendStanza{kPing});
  silent.world.run(std::chrono::seconds(30));
  EXPECT_FALSE(silent.world.saw(kFed, Observation::StanzaDelivered, "<iq"));
}

TEST(Partner, TakesSpellingsOfADomainForOne) {
  TwoPartners two;
  two.fed.tls = two.contoso.tls = PartnerTls::None;
  two.fed.deviations.domain_spelling = "final-dot";
  two.contoso.deviations.domain_spelling = "capitals";

  two.send();

  EXPECT_TRUE(two.delivered());
  EXPECT_TRUE(two.fed_sent("from='fed.example.' to='contoso.example.'"));
  EXPECT_TRUE(two.contoso_sent("from='CONTOSO.EXAMPLE'"));
}

TEST(Partner, ShowsSignsOfLifeIfToldTo) {
  TwoPartners two;
  two.fed.whitespace_interval = std::chrono::seconds(60);

  two.send(std::chrono::seconds(130));

  const auto sent = two.world.texts(kFed, Observation::XmlSent);
  EXPECT_EQ(std::ranges::count(sent, std::string(" ")), 2);
}

TEST(Partner, AcknowledgesStanzasWhereBothCan) {
  TwoPartners two;
  two.fed.stream_management = two.contoso.stream_management = true;

  two.send();

  EXPECT_TRUE(two.delivered());
  EXPECT_TRUE(two.fed_sent("<enable xmlns='urn:xmpp:sm:3'"));
  EXPECT_TRUE(two.contoso_sent("<enabled xmlns='urn:xmpp:sm:3'"));
  EXPECT_TRUE(two.fed_sent("</message><r xmlns='urn:xmpp:sm:3'"));
  EXPECT_TRUE(two.contoso_sent("<a xmlns='urn:xmpp:sm:3' h='1'/>"));
}

TEST(Partner, LeavesAcknowledgementsAloneWhereTheOtherHasNone) {
  TwoPartners two;
  two.fed.stream_management = true;

  two.send();

  EXPECT_TRUE(two.delivered());
  EXPECT_FALSE(two.fed_sent("<enable"));
}

TEST(Partner, RefusesAcknowledgementsBeforeAuthentication) {
  TwoPartners two;
  two.fed.stream_management = two.contoso.stream_management = true;
  two.fed.deviations.enable_before_authentication = true;

  two.send();

  EXPECT_TRUE(two.contoso_sent("<failed xmlns='urn:xmpp:sm:3'><unexpected-request"));
  EXPECT_TRUE(two.delivered());
}

TEST(Partner, AnswersOnABidirectionalStreamOfTheOther) {
  TwoPartners two(Valid, Valid);
  two.fed.external = two.contoso.external = true;
  two.fed.bidirectional = two.contoso.bidirectional = true;
  two.send();

  two.world.order(kContoso, SendStanza{"<message from='bob@contoso.example' "
                                       "to='ann@fed.example'><body>hi</body></message>"});
  two.world.run(std::chrono::seconds(5));

  EXPECT_TRUE(two.fed_sent("<bidi xmlns='urn:xmpp:bidi'"));
  EXPECT_TRUE(two.world.saw(kFed, Observation::StanzaDelivered, "<body>hi</body>"));
  EXPECT_EQ(two.world.connects(), 1U);
}

TEST(Partner, AsksForNoBidirectionalStreamInClear) {
  TwoPartners two;
  two.fed.bidirectional = two.contoso.bidirectional = true;

  two.send();

  EXPECT_TRUE(two.delivered());
  EXPECT_TRUE(two.contoso_sent("urn:xmpp:features:bidi"));
  EXPECT_FALSE(two.fed_sent("urn:xmpp:bidi"));
}

TEST(Partner, RefusesStanzasOfAPairThatIsNotAuthenticated) {
  TwoPartners two;
  two.fed.deviations.stanza_from_other_domain = "evil.example";

  two.send();

  EXPECT_FALSE(two.delivered());
  EXPECT_TRUE(two.contoso_sent("<invalid-from"));
}

}  // namespace
}  // namespace fakes::testing
