// A thousand partners at once, in both directions: everything is delivered, and nothing stays open.
#include <gtest/gtest.h>

#include "harness/sim/sim_world.hpp"
#include "tests/unit/sim/parties.hpp"

namespace harness::testing {
namespace {

using reports::EntryKind;

constexpr std::uint32_t kPartners = 1000;

std::string domain_of(std::uint32_t n) { return "p" + std::to_string(n) + ".partners.example"; }

gateway::IpAddress address_of(std::uint32_t n) {
  gateway::IpAddress address;
  address.octets = {198, 18, static_cast<std::uint8_t>(n / 250),
                    static_cast<std::uint8_t>(n % 250 + 1)};
  return address;
}

/// One certificate for all of them, so that there is one TLS context.
struct Crowd {
  Parties parties;
  gateway::Credentials shared = parties.credentials("*.partners.example");

  GatewayPlan gateway() const {
    GatewayPlan plan = parties.gateway();
    std::string& yaml = plan.configuration_yaml;
    yaml.insert(yaml.find("partners:"), "limits: {connection_limit: 5000}\n");
    for (std::uint32_t n = 0; n < kPartners; ++n) {
      yaml += "  - {domain: " + domain_of(n) + ", type: federated, dialback: false}\n";
    }
    return plan;
  }
  fakes::PartnerSettings partner(std::uint32_t n) const {
    fakes::PartnerSettings settings = parties.partner();
    settings.domain = domain_of(n);
    settings.plain_endpoint = gateway::Endpoint{address_of(n), 5269};
    settings.credentials = shared;
    return settings;
  }
  static fakes::Zones zones() {
    fakes::Zones zones = Parties::zones();
    for (std::uint32_t n = 0; n < kPartners; ++n) {
      const std::string host = "xmpp." + domain_of(n);
      zones.sets[{"_xmpp-server._tcp." + domain_of(n), gateway::RecordType::Srv}].records = {
          gateway::SrvRecord{0, 0, 5269, host}};
      zones.sets[{host, gateway::RecordType::A}].records = {address_of(n)};
    }
    return zones;
  }
};

std::string message(const std::string& from, const std::string& to, std::uint32_t n) {
  return "<message from='" + from + "' to='" + to + "' id='m" + std::to_string(n) +
         "'><body>hi</body></message>";
}

/// Counts as the transcript grows; asked after every event.
struct Deliveries {
  std::size_t next = 0;
  std::uint32_t to_partners = 0;
  std::uint32_t to_us = 0;
  std::uint32_t bounces = 0;

  bool operator()(const reports::Transcript& transcript) {
    for (; next < transcript.entries.size(); ++next) {
      const reports::Entry& entry = transcript.entries[next];
      if (entry.kind == EntryKind::PartnerDeliver) ++to_partners;
      if (entry.kind != EntryKind::LocalDeliver) continue;
      ++(entry.text.find("type='error'") == std::string::npos ? to_us : bounces);
    }
    return to_partners + bounces >= kPartners && to_us >= kPartners;
  }
};

TEST(ThousandPartners, SpeakAllAtOnceAndLeaveNothingBehind) {
  const Crowd crowd;
  SimResources resources;
  SimWorld world(resources, {});
  world.set_zones(Crowd::zones());
  for (std::uint32_t n = 0; n < kPartners; ++n) add_partner(world, crowd.partner(n));
  ASSERT_TRUE(world.start_gateway(crowd.gateway()));

  for (std::uint32_t n = 0; n < kPartners; ++n) {
    world.local_stanza(message("anna@contoso.example", "berta@" + domain_of(n), n));
    world.order(domain_of(n),
                fakes::SendStanza{message("berta@" + domain_of(n), "anna@contoso.example", n)});
  }
  Deliveries deliveries;
  const bool all = world.run_until([&](const auto& transcript) { return deliveries(transcript); },
                                   std::chrono::minutes(2));

  EXPECT_TRUE(all) << world.failure();
  EXPECT_EQ(deliveries.to_partners, kPartners);
  EXPECT_EQ(deliveries.to_us, kPartners);
  EXPECT_EQ(deliveries.bounces, 0U);
  world.shut_down();
  EXPECT_EQ(world.failure(), "");
  const auto& entries = world.transcript().entries;
  EXPECT_EQ(entries[entries.size() - 2].text.find_first_of("123456789"), std::string::npos)
      << entries[entries.size() - 2].text;
  EXPECT_EQ(entries.back().text, "connections=0 unsettled=0");
}

}  // namespace
}  // namespace harness::testing
