// What a scenario becomes before it runs: DNS, the gateway's configuration, facts for the oracle.
#include <gmock/gmock.h>

#include <set>

#include "fakes/pki/pki.hpp"
#include "harness/run/addresses.hpp"
#include "harness/run/credentials.hpp"
#include "harness/run/facts_of.hpp"
#include "harness/run/gateway_plan_of.hpp"
#include "harness/run/zones.hpp"
#include "harness/scenario/certificate_faults.hpp"
#include "harness/world/gateway_plan.hpp"

namespace harness {
namespace {

using gateway::RecordType;
using testing::HasSubstr;
using testing::IsEmpty;

harness::Setup one_partner() {
  harness::Setup setup;
  setup.partners.emplace_back().domain = "fed.example";
  setup.steps.push_back({"", SendStanzaStep{.id = "m1",
                                            .from = "alice@contoso.example",
                                            .to = "romeo@fed.example",
                                            .body = "hello"}});
  return setup;
}

std::string answer(const harness::Setup& setup, const std::string& name, RecordType type) {
  return fakes::dns_text(
      fakes::answer_of(zones_of(setup, fakes::Pki(1)), {.id = 1, .name = name, .type = type})
          .answer);
}

TEST(Zones, TheGatewayPublishesBothServices) {
  const harness::Setup setup = one_partner();

  EXPECT_EQ(answer(setup, "_xmpp-server._tcp.contoso.example", RecordType::Srv),
            "ok 10 0 5269 edge.contoso.example");
  EXPECT_EQ(answer(setup, "_xmpps-server._tcp.contoso.example", RecordType::Srv),
            "ok 10 0 5270 edge.contoso.example");
  EXPECT_EQ(answer(setup, "edge.contoso.example", RecordType::A), "ok 198.51.100.10");
  EXPECT_EQ(answer(setup, "contoso.example", RecordType::A), "nxdomain");
}

TEST(Zones, APartnerPublishesTheServiceOfItsPort) {
  harness::Setup setup = one_partner();

  EXPECT_EQ(answer(setup, "_xmpp-server._tcp.fed.example", RecordType::Srv),
            "ok 10 0 5269 xmpp.fed.example");
  EXPECT_EQ(answer(setup, "_xmpps-server._tcp.fed.example", RecordType::Srv), "nxdomain");

  setup.partners[0].tls = PartnerTls::Direct;
  EXPECT_EQ(answer(setup, "_xmpp-server._tcp.fed.example", RecordType::Srv), "nxdomain");
  EXPECT_EQ(answer(setup, "_xmpps-server._tcp.fed.example", RecordType::Srv),
            "ok 10 0 5270 xmpp.fed.example");
}

TEST(Zones, AnAuthorityElsewhereIsWhereDnsLeads) {
  harness::Setup setup = one_partner();
  setup.partners[0].authority.host = AuthorityHost::Elsewhere;

  EXPECT_EQ(answer(setup, "_xmpp-server._tcp.fed.example", RecordType::Srv),
            "ok 10 0 5269 authority.fed.example");
  EXPECT_EQ(answer(setup, "authority.fed.example", RecordType::A), "ok 203.0.113.110");
}

TEST(Zones, AnOverrideReplacesTheRecords) {
  harness::Setup setup = one_partner();
  setup.dns.push_back({.name = "xmpp.fed.example",
                       .type = RecordType::A,
                       .records = {},
                       .mood = DnsMood::ServFail});

  EXPECT_EQ(answer(setup, "xmpp.fed.example", RecordType::A), "servfail");
}

TEST(GatewayPlan, IsAConfigurationTheGatewayAccepts) {
  const fakes::Pki pki(1);
  harness::Setup setup = one_partner();
  setup.gateway.profile = gateway::DialbackProfile::Lync2013;
  setup.gateway.additional_domains = {"sales.fed.example"};
  setup.gateway.require_trusted_certificate = true;
  setup.gateway.keepalive = false;
  setup.gateway.connection_limit = 3;
  setup.gateway.limits = {{"keepalive_interval", 30}, {"stanza_bytes_max", 20000}};

  const gateway::LoadedConfiguration loaded = load(gateway_plan_of(setup, pki));

  ASSERT_TRUE(loaded.configuration) << codes_of(loaded.diagnostics);
  const gateway::Settings& settings = loaded.configuration->settings;
  ASSERT_EQ(settings.partners.size(), 1U);
  EXPECT_EQ(settings.partners[0].profile, gateway::DialbackProfile::Lync2013);
  EXPECT_EQ(settings.partners[0].connection_limit, 3U);
  EXPECT_TRUE(settings.partners[0].require_trusted_certificate);
  EXPECT_FALSE(settings.partners[0].keepalive);
  EXPECT_EQ(settings.limits.keepalive_interval, std::chrono::seconds(30));
  EXPECT_EQ(settings.limits.stanza_bytes_max, 20000U);
  EXPECT_EQ(loaded.configuration->listeners.size(), 2U);
  EXPECT_TRUE(loaded.configuration->credentials);
}

TEST(GatewayPlan, NamesUsersWithTheirListsAndTheTypeOfEachPartner) {
  const fakes::Pki pki(1);
  harness::Setup setup = one_partner();
  setup.partners[0].type = gateway::PartnerType::PublicUnverified;
  setup.partners[0].contacts = {{.name = "romeo", .address = {}}};
  setup.users = {
      {.name = "alice", .address = {}, .added = {"romeo"}, .blocked = {"romeo", "x@y.z"}},
      {.name = "carol", .address = {}, .home = gateway::Home::BranchAppliance}};

  for (const SipTransport transport : {SipTransport::Udp, SipTransport::Tcp, SipTransport::Tls}) {
    setup.pool.transport = transport;
    const GatewayPlan plan = gateway_plan_of(setup, pki);
    const gateway::LoadedConfiguration loaded = load(plan);

    ASSERT_TRUE(loaded.configuration) << codes_of(loaded.diagnostics) << plan.configuration_yaml;
    EXPECT_EQ(loaded.configuration->settings.partners[0].type,
              gateway::PartnerType::PublicUnverified);
    EXPECT_THAT(plan.configuration_yaml, HasSubstr("carol@contoso.example"));
    EXPECT_THAT(plan.configuration_yaml,
                HasSubstr("{address: romeo@fed.example, added: true, blocked: true}"));
    EXPECT_THAT(plan.configuration_yaml,
                HasSubstr("{address: x@y.z, added: false, blocked: true}"));
  }
}

TEST(GatewayPlan, LeavesOutPartnersThatAreNotListed) {
  const fakes::Pki pki(1);
  harness::Setup setup = one_partner();
  setup.partners[0].listed = false;

  const gateway::LoadedConfiguration loaded = load(gateway_plan_of(setup, pki));

  ASSERT_TRUE(loaded.configuration) << codes_of(loaded.diagnostics);
  EXPECT_THAT(loaded.configuration->settings.partners, IsEmpty());
}

TEST(Certificates, EachWordHasItsOwn) {
  const fakes::Pki pki(1);
  std::set<std::string> chains;
  std::size_t expected = 0;
  for (const CertificateFault& fault : kCertificateFaults) {
    const auto made = credentials_for(pki, fault.certificate, {"fed.example"});
    EXPECT_EQ(made.has_value(), fault.certificate != Certificate::None) << fault.name;
    const bool same = fault.certificate == Certificate::UntrustedRoot ||  // nearly `invalid`
                      fault.certificate == Certificate::IdnULabel;        // only where IDN is
    if (made && !same) ++expected;
    if (made && !same) chains.insert(made->chain_pem);
  }

  EXPECT_EQ(chains.size(), expected);
}

TEST(Certificates, NameAnInternationalisedDomainByItsALabels) {
  const fakes::Pki pki(1);
  fakes::CertificateRequest request;
  request.dns_names = {"xn--bcher-kva.example"};  // RFC 3492
  request.common_name =
      "b\xc3\xbc"
      "cher.example";

  EXPECT_EQ(credentials_for(pki, Certificate::IdnALabel, {request.common_name}),
            pki.issue(request));
}

TEST(Facts, SayWhetherACertificateProvesTheName) {
  harness::Setup setup = one_partner();
  setup.partners[0].certificate = Certificate::WildcardOneLabel;
  setup.gateway.certificate = Certificate::Expired;

  const oracle::Facts facts = facts_of(setup);

  EXPECT_EQ(facts.partner.certificate, oracle::Certificate::Valid);
  EXPECT_EQ(facts.authority.certificate, oracle::Certificate::Valid);
  EXPECT_EQ(facts.own_certificate, oracle::Certificate::Invalid);
}

TEST(Facts, KnowNoAlertForEveryFaultOfOurs) {
  harness::Setup setup = one_partner();
  setup.partners[0].insists = true;
  setup.gateway.certificate = Certificate::Expired;

  EXPECT_FALSE(facts_of(setup).partner_is_correct);
}

TEST(Facts, AreDescribedOnlyWhileNothingUnusualHappens) {
  EXPECT_TRUE(facts_of(one_partner()).partner_is_correct);

  harness::Setup deviating = one_partner();
  deviating.partners[0].deviations.push_back({"wrong_key", "true"});
  EXPECT_FALSE(facts_of(deviating).partner_is_correct);

  harness::Setup with_dns = one_partner();
  with_dns.dns.push_back({.name = "xmpp.fed.example", .type = RecordType::A, .records = {}});
  EXPECT_FALSE(facts_of(with_dns).partner_is_correct);

  harness::Setup waiting = one_partner();
  waiting.steps.push_back({"", WaitStep{std::chrono::seconds(1)}});
  EXPECT_FALSE(facts_of(waiting).partner_is_correct);
}

TEST(Facts, TellWhatTheScenarioSetsUp) {
  harness::Setup setup = one_partner();
  setup.gateway.tls = gateway::Tls::NotSupported;
  setup.gateway.sasl = gateway::Sasl::Optional;
  setup.gateway.certificate = Certificate::None;
  setup.partners[0].authority = {.host = AuthorityHost::Elsewhere,
                                 .verdict = Verdict::Error,
                                 .delay = {},
                                 .condition = "forbidden"};

  const oracle::Facts facts = facts_of(setup);

  EXPECT_EQ(facts.row, (oracle::RowKey{oracle::Tls::NotSupported, oracle::Sasl::Optional, true}));
  EXPECT_EQ(facts.own_certificate, oracle::Certificate::None);
  EXPECT_EQ(facts.direction, oracle::Direction::Outbound);
  EXPECT_EQ(facts.authority.verdict, oracle::Verdict::Error);
  EXPECT_EQ(facts.authority.error_condition, "forbidden");
  EXPECT_TRUE(facts.authority.elsewhere);
  ASSERT_EQ(facts.stanzas.size(), 1U);
  EXPECT_EQ(facts.stanzas[0].id, "m1");
}

}  // namespace
}  // namespace harness
