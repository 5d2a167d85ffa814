// The gateway dies at every commit, before and after it, and comes again. docs/interworking.md 9:
// no message is delivered twice, and none is lost without its sender being told.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "fakes/pool/pool.hpp"
#include "harness/sim/sim_world.hpp"
#include "tests/unit/sim/parties.hpp"

namespace harness::testing {
namespace {

using gateway::MemoryStore;
using reports::EntryKind;

const std::string kAlice = "alice@contoso.example";
const std::string kRomeo = "romeo@fed.example";
constexpr int kCommitsMax = 200;

const gateway::Endpoint kPoolEndpoint = endpoint("198.51.100.20:5060");
const gateway::Endpoint kGatewayEndpoint = endpoint("198.51.100.1:5060");

GatewayPlan gateway_with_pool(const Parties& parties) {
  GatewayPlan plan = parties.gateway();
  plan.configuration_yaml +=
      "pool:\n  address: 198.51.100.20:5060\n  transport: tcp\n  listen: 198.51.100.1:5060\n"
      "  host: edge.contoso.example\n"
      "store: {file: gateway.db}\n"
      "access: {global: {federation: true, xmpp: true}}\n"
      "users: [{address: alice@contoso.example}]\n";
  return plan;
}

void add_pool(SimWorld& world) {
  fakes::PoolSettings settings;
  settings.transport = fakes::SipTransport::Tcp;
  settings.endpoint = kPoolEndpoint;
  settings.gateway = kGatewayEndpoint;
  settings.users = {{kAlice, {fakes::EndpointState{}}}};
  world.add_actor("pool", std::make_unique<fakes::Pool>(
                              settings, fakes::PoolDependencies{world.entropy("pool"), {}, {}}));
}

struct Death {
  std::uint64_t commit = 1;  // from 1, of this life
  MemoryStore::Mishap mishap = MemoryStore::Mishap::DiesBefore;
};

std::string words_of(const std::vector<Death>& deaths) {
  std::string words = "deaths:";
  for (const Death& death : deaths) {
    words += death.mishap == MemoryStore::Mishap::DiesBefore ? " before" : " after";
    words += " commit " + std::to_string(death.commit);
  }
  return words;
}

struct Course {
  reports::Transcript transcript;
  std::string failure;
  std::size_t died = 0;
};

void say(SimWorld& world, const std::string& text) {
  world.order("pool",
              fakes::UserOrder(fakes::Say{.user = kAlice, .contact = kRomeo, .text = text}));
}

void write(SimWorld& world, const std::string& text) {
  world.order("fed.example", fakes::SendStanza{"<message from='" + kRomeo + "/orchard' to='" +
                                               kAlice + "' type='chat' id='" + text + "'><body>" +
                                               text + "</body></message>"});
}

/// fed.example is slow to find, so that what Alice writes first waits for a stream: it is promised
/// (202) and kept.
fakes::Zones slow_zones() {
  fakes::Zones zones = Parties::zones();
  zones.sets[{"_xmpp-server._tcp.fed.example", gateway::RecordType::Srv}].delay =
      std::chrono::seconds(8);  // the gateway waits 10
  return zones;
}

/// Both write, while no stream stands and once one does; then there is time for every timer.
Course converse(SimResources& resources, const Parties& parties, const std::vector<Death>& deaths) {
  SimWorld world(resources, {});
  world.set_zones(slow_zones());
  fakes::PartnerSettings partner = parties.partner();
  partner.stream_management = true;
  add_partner(world, partner);
  add_pool(world);
  EXPECT_TRUE(world.start_gateway(gateway_with_pool(parties)));
  std::size_t died = 0;
  const auto let_pass = [&](gateway::Duration time) {
    const gateway::Instant end = world.now().instant + time;
    while (world.now().instant < end) {
      const std::uint64_t before = world.lives();
      const auto dies = [&](const reports::Transcript&) { return world.lives() != before; };
      if (died < deaths.size()) {
        if (!world.run_until(dies, end - world.now().instant)) return;
        if (++died < deaths.size()) world.store().plan(deaths[died].commit, deaths[died].mishap);
      } else {
        world.run_for(end - world.now().instant);
      }
    }
  };
  if (!deaths.empty()) world.store().plan(deaths[0].commit, deaths[0].mishap);

  say(world, "u1");
  write(world, "c1");
  let_pass(std::chrono::seconds(1));
  say(world, "u2");
  write(world, "c2");
  write(world, "c3");
  let_pass(std::chrono::seconds(40));
  say(world, "u3");
  say(world, "u4");
  write(world, "c4");
  let_pass(std::chrono::minutes(15));
  Course course;
  course.died = died;
  world.store().forget_plan();
  if (world.failure().empty()) world.shut_down();
  course.failure = world.failure();
  course.transcript = world.take_transcript();
  return course;
}

std::ptrdiff_t count(const Course& course, EntryKind kind, const std::string& part,
                     const std::string& other = {}) {
  const auto& entries = course.transcript.entries;
  return std::count_if(entries.begin(), entries.end(), [&](const reports::Entry& entry) {
    return entry.kind == kind && entry.text.find(part) != std::string::npos &&
           entry.text.find(other) != std::string::npos;
  });
}

std::string body(const std::string& text) { return "<body>" + text + "</body>"; }

/// The n-th final response to a MESSAGE of Alice's; they come in order.
std::vector<std::string> codes(const Course& course) {
  std::vector<std::string> all;
  for (const reports::Entry& entry : course.transcript.entries) {
    if (entry.kind != EntryKind::UserAnswered) continue;
    if (entry.text.find("method='MESSAGE'") == std::string::npos) continue;
    const std::size_t at = entry.text.find("code='");
    all.push_back(entry.text.substr(at + 6, 3));
  }
  return all;
}

/// Messages to Alice that say that one of hers failed.
std::ptrdiff_t notices(const Course& course) {
  return count(course, EntryKind::UserReceives, "could not be delivered");
}

/// The partner was told that the gateway has what it wrote (XEP-0198 4); if not, it knows that this
/// may be lost. Stanzas are counted from <enable/> on.
bool acknowledged(const Course& course, const std::string& text) {
  std::uint32_t connection = 0;
  std::size_t sent = 0;
  for (const reports::Entry& entry : course.transcript.entries) {
    if (entry.kind == EntryKind::XmlSent && entry.text.find(body(text)) != std::string::npos) {
      connection = entry.connection;
    }
  }
  bool written = false;
  for (const reports::Entry& entry : course.transcript.entries) {
    if (connection == 0 || entry.connection != connection) continue;
    if (entry.kind == EntryKind::XmlSent) {
      if (entry.text.find("<enable ") != std::string::npos) sent = 0;
      for (const char* stanza : {"<message", "<presence", "<iq"}) {
        sent += !written && entry.text.find(stanza) != std::string::npos;
      }
      written = written || entry.text.find(body(text)) != std::string::npos;
    }
    const std::size_t at = entry.text.find("<a xmlns='urn:xmpp:sm:3' h='");
    if (entry.kind != EntryKind::XmlReceived || !written || at == std::string::npos) continue;
    if (std::stoul(entry.text.substr(at + 28)) >= sent) return true;
  }
  return false;
}

void expect_nothing_lost_or_doubled(const Course& course, const std::vector<Death>& deaths) {
  SCOPED_TRACE(words_of(deaths));
  ASSERT_EQ(course.failure, "");
  std::ptrdiff_t lost = 0;
  for (const std::string text : {"u1", "u2", "u3", "u4"}) {
    const std::ptrdiff_t delivered = count(course, EntryKind::PartnerDeliver, body(text));
    EXPECT_LE(delivered, 1) << text << " was delivered twice";
    lost += delivered == 0;
  }
  const std::vector<std::string> answers = codes(course);
  EXPECT_EQ(answers.size(), 4U) << "each MESSAGE has one final response";
  const std::ptrdiff_t refused = std::count_if(
      answers.begin(), answers.end(), [](const std::string& code) { return code != "202"; });
  EXPECT_LE(lost, refused + notices(course)) << "a message was lost and its sender not told";

  for (const std::string text : {"c1", "c2", "c3", "c4"}) {
    const std::ptrdiff_t delivered = count(course, EntryKind::UserReceives, body(text));
    EXPECT_LE(delivered, 1) << text << " was delivered twice";
    const std::ptrdiff_t told = count(course, EntryKind::PartnerGaveUp, body(text)) +
                                count(course, EntryKind::PartnerDeliver, "type='error'", text);
    const bool known = told > 0 || !acknowledged(course, text);
    EXPECT_TRUE(delivered == 1 || known) << text << " was lost and its sender not told";
  }
}

TEST(Crash, WithoutOneEverythingIsDelivered) {
  const Parties parties;
  SimResources resources;
  const Course course = converse(resources, parties, {});

  expect_nothing_lost_or_doubled(course, {});
  EXPECT_EQ(codes(course), std::vector<std::string>(4, "202"));
  for (const std::string text : {"u1", "u2", "u3", "u4"}) {
    EXPECT_EQ(count(course, EntryKind::PartnerDeliver, body(text)), 1) << text;
  }
  for (const std::string text : {"c1", "c2", "c3", "c4"}) {
    EXPECT_EQ(count(course, EntryKind::UserReceives, body(text)), 1) << text;
    EXPECT_TRUE(acknowledged(course, text)) << text;  // or the other test would see nothing
  }
}

void expect_survived(const Course& course, const std::vector<Death>& deaths) {
  expect_nothing_lost_or_doubled(course, deaths);
  if (!::testing::Test::HasFailure()) return;
  FAIL() << words_of(deaths) << "\n" << reports::to_text(course.transcript, 400);
}

constexpr MemoryStore::Mishap kMoments[] = {MemoryStore::Mishap::DiesBefore,
                                            MemoryStore::Mishap::DiesAfter};

TEST(Crash, AtAnyCommitLosesAndDoublesNothingUnsaid) {
  const Parties parties;
  SimResources resources;
  for (const auto moment : kMoments) {
    std::uint64_t commit = 1;
    for (; commit <= kCommitsMax; ++commit) {
      const std::vector<Death> deaths = {{commit, moment}};
      const Course course = converse(resources, parties, deaths);
      if (course.died == 0) break;
      ASSERT_NO_FATAL_FAILURE(expect_survived(course, deaths));
    }
    EXPECT_GT(commit, 10U) << "what contacts write is worth two commits each, what waits as well";
    EXPECT_LE(commit, kCommitsMax);
  }
}

// The second life has hardly begun.
TEST(Crash, TwiceLosesAndDoublesNothingUnsaid) {
  const Parties parties;
  SimResources resources;
  for (const auto first : kMoments) {
    for (const auto second : kMoments) {
      for (std::uint64_t commit = 1; commit <= kCommitsMax; ++commit) {
        const std::vector<Death> deaths = {{commit, first}, {1, second}};
        const Course course = converse(resources, parties, deaths);
        if (course.died == 0) break;
        ASSERT_NO_FATAL_FAILURE(expect_survived(course, deaths));
      }
    }
  }
}

}  // namespace
}  // namespace harness::testing
