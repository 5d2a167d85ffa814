// The sections `pool`, `access`, `users` and `store`; expectations from docs/configuration.md.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/pki/pki.hpp"
#include "tests/unit/config/load.hpp"

namespace gateway {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string kUdpPool =
    "pool: {address: \"192.0.2.5:5060\", transport: udp, listen: \"192.0.2.1:5060\", "
    "host: edge.contoso.example}\n"
    "store: {file: gateway.db}\n";

LoadedConfiguration load_users(const std::string& yaml) { return load(kLeast + kUdpPool + yaml); }

Files credentials() {
  static const fakes::Pki kPki(1);
  static const Credentials kOurs =
      kPki.credentials(fakes::CertificateKind::Valid, "contoso.example").value();
  return {{"chain.pem", kOurs.chain_pem},
          {"key.pem", kOurs.private_key_pem},
          {"roots.pem", kPki.trusted_root_pem()}};
}

const std::string kCredentials =
    "certificate: chain.pem\nprivate_key: key.pem\ntrust_anchors: roots.pem\n";

TEST(PoolSection, IsReadOverTlsUnlessItSaysOtherwise) {
  const LoadedConfiguration loaded =
      load(kLeast + kCredentials +
               "pool: {address: \"192.0.2.5:5061\", name: Pool.contoso.example, "
               "listen: \"0.0.0.0:5061\", host: edge.contoso.example}\n"
               "store: {file: state/gateway.db}\n",
           credentials());

  EXPECT_THAT(loaded.diagnostics, IsEmpty());
  ASSERT_TRUE(loaded.configuration && loaded.configuration->pool);
  const sip::AgentSettings& pool = *loaded.configuration->pool;
  EXPECT_EQ(pool.transport, sip::Transport::Tls);
  EXPECT_EQ(to_string(pool.pool), "192.0.2.5:5061");
  EXPECT_EQ(to_string(pool.local), "0.0.0.0:5061");
  EXPECT_EQ(pool.pool_name, "pool.contoso.example");
  EXPECT_EQ(pool.host, "edge.contoso.example");
  EXPECT_EQ(loaded.configuration->store_file, "state/gateway.db");
}

TEST(PoolSection, IsAbsentByDefault) {
  const LoadedConfiguration loaded = load(kLeast);

  EXPECT_THAT(loaded.diagnostics, IsEmpty());
  ASSERT_TRUE(loaded.configuration);
  EXPECT_FALSE(loaded.configuration->pool);
  EXPECT_FALSE(loaded.configuration->store_file);
  EXPECT_THAT(loaded.configuration->users, IsEmpty());
}

struct Wrong {
  std::string_view what;
  std::string_view yaml;  // from line 3 on
  std::vector<std::string> errors;
};

void PrintTo(const Wrong& wrong, std::ostream* out) { *out << wrong.what; }

class PoolErrors : public testing::TestWithParam<Wrong> {};

TEST_P(PoolErrors, AreToldWithTheirPlace) {
  const LoadedConfiguration loaded = load(kLeast + std::string(GetParam().yaml));

  EXPECT_EQ(found(loaded), GetParam().errors);
  EXPECT_FALSE(loaded.configuration);
}

INSTANTIATE_TEST_SUITE_P(
    , PoolErrors,
    testing::Values(
        Wrong{"empty",
              "store: {file: a}\npool: {transport: udp}\n",
              {"4:7 missing-key", "4:7 missing-key", "4:7 missing-key"}},
        Wrong{"not a mapping", "store: {file: a}\npool: sip\n", {"4:7 bad-value"}},
        Wrong{"bad values",
              "store: {file: \"\"}\n"
              "pool: {address: \"192.0.2.5:0\", transport: sctp, listen: here, host: \"a b\"}\n",
              {"3:15 bad-value", "4:7 pool-needs-certificate", "4:7 pool-needs-trust-anchors",
               "4:7 missing-key", "4:17 bad-value", "4:43 bad-value", "4:57 bad-value",
               "4:69 bad-domain"}},
        Wrong{"TLS without what proves",
              "store: {file: a}\n"
              "pool: {address: \"192.0.2.5:5061\", listen: \"192.0.2.1:5061\", host: e.example}\n",
              {"4:7 pool-needs-certificate", "4:7 pool-needs-trust-anchors", "4:7 missing-key"}},
        Wrong{"store without file", "store: {}\n", {"3:8 missing-key"}}));

TEST(PoolSection, TakesNoPortThatPartnersUse) {
  const std::string listeners =
      "domains: [contoso.example]\nlisten: [{address: \"127.0.0.1:5269\"}]\nstore: {file: a}\n";
  const auto pool_over = [](const std::string& transport) {
    return "pool: {address: \"192.0.2.5:5060\", transport: " + transport +
           ", listen: \"127.0.0.1:5269\", host: e.example}\n";
  };

  EXPECT_THAT(found(load(listeners + pool_over("tcp"))), ElementsAre("4:59 duplicate-listener"));
  EXPECT_THAT(found(load(listeners + pool_over("udp"))), IsEmpty());
}

TEST(StoreSection, IsAskedForWhereThereIsAPool) {
  const LoadedConfiguration loaded =
      load(kLeast +
           "pool: {address: \"192.0.2.5:5060\", transport: udp, "
           "listen: \"192.0.2.1:5060\", host: edge.contoso.example}\n");

  EXPECT_TRUE(loaded.configuration);
  EXPECT_THAT(found(loaded, DiagnosticSeverity::Warning), ElementsAre("3:7 no-store"));
}

TEST(UserSettings, HaveTheDocumentedDefaults) {
  const LoadedConfiguration loaded = load_users("users:\n  - {address: Alice@contoso.example}\n");

  EXPECT_THAT(loaded.diagnostics, IsEmpty());
  ASSERT_TRUE(loaded.configuration);
  const UserChanged& user = loaded.configuration->users.at(0);
  EXPECT_EQ(user.user.text(), "alice@contoso.example");
  EXPECT_EQ(user.standing->home, Home::Pool);
  EXPECT_EQ(user.standing->access, ExternalAccess{});
  EXPECT_THAT(loaded.configuration->contact_lists, IsEmpty());
}

TEST(UserSettings, TakeSipAddresses) {
  const LoadedConfiguration loaded =
      load_users("users:\n  - {address: \"sip:o'hara@contoso.example\"}\n");

  ASSERT_TRUE(loaded.configuration);
  EXPECT_EQ(loaded.configuration->users.at(0).user.text(), R"(o\27hara@contoso.example)");
}

TEST(UserSettings, ReadTheHome) {
  const LoadedConfiguration loaded = load_users(
      "users:\n"
      "  - {address: a@contoso.example, home: pool}\n"
      "  - {address: b@contoso.example, home: branch-appliance}\n"
      "  - {address: c@contoso.example, home: legacy}\n");

  ASSERT_TRUE(loaded.configuration);
  const std::vector<UserChanged>& users = loaded.configuration->users;
  EXPECT_EQ(users.at(0).standing->home, Home::Pool);
  EXPECT_EQ(users.at(1).standing->home, Home::BranchAppliance);
  EXPECT_EQ(users.at(2).standing->home, Home::LegacyDeployment);
}

TEST(UserSettings, TheNearestPolicyHoldsWhole) {
  const LoadedConfiguration loaded = load_users(
      "access:\n"
      "  global: {federation: true, xmpp: true}\n"
      "  sites:\n"
      "    - {name: oslo, federation: true}\n"
      "users:\n"
      "  - {address: a@contoso.example}\n"
      "  - {address: b@contoso.example, site: oslo}\n"
      "  - {address: c@contoso.example, site: oslo, access: {xmpp: true}}\n"
      "  - {address: d@contoso.example, access: {}}\n");

  ASSERT_TRUE(loaded.configuration) << to_string(loaded.diagnostics.at(0));
  const std::vector<UserChanged>& users = loaded.configuration->users;
  EXPECT_EQ(users.at(0).standing->access, (ExternalAccess{true, true}));
  EXPECT_EQ(users.at(1).standing->access, (ExternalAccess{true, false}));
  EXPECT_EQ(users.at(2).standing->access, (ExternalAccess{false, true}));
  EXPECT_EQ(users.at(3).standing->access, (ExternalAccess{false, false}));
}

TEST(UserSettings, ReadTheListOfContacts) {
  const LoadedConfiguration loaded = load_users(
      "users:\n"
      "  - address: alice@contoso.example\n"
      "    contacts:\n"
      "      - {address: romeo@fed.example}\n"
      "      - {address: iago@fed.example, added: false, blocked: true}\n"
      "  - {address: bob@contoso.example, contacts: []}\n"
      "  - {address: carol@contoso.example}\n");

  ASSERT_TRUE(loaded.configuration) << to_string(loaded.diagnostics.at(0));
  const std::vector<ContactList>& lists = loaded.configuration->contact_lists;
  ASSERT_EQ(lists.size(), 2U);
  ASSERT_EQ(lists[0].contacts.size(), 2U);
  EXPECT_EQ(lists[0].contacts[0].pair.user.text(), "alice@contoso.example");
  EXPECT_EQ(lists[0].contacts[0].pair.contact.text(), "romeo@fed.example");
  EXPECT_TRUE(lists[0].contacts[0].standing.added);
  EXPECT_FALSE(lists[0].contacts[0].standing.blocked);
  EXPECT_FALSE(lists[0].contacts[1].standing.added);
  EXPECT_TRUE(lists[0].contacts[1].standing.blocked);
  EXPECT_EQ(lists[1].user.text(), "bob@contoso.example");
  EXPECT_THAT(lists[1].contacts, IsEmpty());
}

TEST(UserSettings, WithoutPoolAreWarnedOf) {
  const LoadedConfiguration loaded = load(kLeast + "users: [{address: alice@contoso.example}]\n");

  EXPECT_TRUE(loaded.configuration);
  EXPECT_THAT(found(loaded, DiagnosticSeverity::Warning), ElementsAre("3:8 users-need-pool"));
}

class UserErrors : public testing::TestWithParam<Wrong> {};

TEST_P(UserErrors, AreToldWithTheirPlace) {
  const LoadedConfiguration loaded = load_users(std::string(GetParam().yaml));

  EXPECT_EQ(found(loaded), GetParam().errors);
  EXPECT_FALSE(loaded.configuration);
}

// What is written begins on line 5.
INSTANTIATE_TEST_SUITE_P(
    , UserErrors,
    testing::Values(
        Wrong{"no address", "users: [{}]\n", {"5:9 missing-key"}},
        Wrong{"not a mapping", "users: [alice, 7]\n", {"5:9 bad-value", "5:16 bad-value"}},
        Wrong{"not a list", "users: alice\n", {"5:8 bad-value"}},
        Wrong{"unknown key",
              "users: [{address: a@contoso.example, phone: 1}]\n",
              {"5:38 unknown-key"}},
        Wrong{
            "not an address", "users: [{address: \"a b@contoso.example\"}]\n", {"5:19 bad-value"}},
        Wrong{"a domain", "users: [{address: contoso.example}]\n", {"5:19 bad-value"}},
        Wrong{"an endpoint", "users: [{address: a@contoso.example/desk}]\n", {"5:19 bad-value"}},
        Wrong{"a sips address",
              "users: [{address: \"sips:a@contoso.example\"}]\n",
              {"5:19 bad-value"}},
        Wrong{"another's domain", "users: [{address: a@fed.example}]\n", {"5:19 not-our-domain"}},
        Wrong{"twice",
              "users:\n  - {address: a@contoso.example}\n"
              "  - {address: \"sip:A@contoso.example\"}\n",
              {"7:15 duplicate-user"}},
        Wrong{"home", "users: [{address: a@contoso.example, home: moon}]\n", {"5:44 bad-value"}},
        Wrong{"unknown site",
              "users: [{address: a@contoso.example, site: oslo}]\n",
              {"5:44 unknown-site"}},
        Wrong{"switches",
              "users: [{address: a@contoso.example, access: {xmpp: on, sip: true}}]\n",
              {"5:53 bad-value", "5:57 unknown-key"}},
        Wrong{"site twice",
              "access: {sites: [{name: oslo}, {name: oslo}, {xmpp: true}, 7]}\n",
              {"5:39 duplicate-site", "5:46 missing-key", "5:60 bad-value"}},
        Wrong{"contacts",
              "users:\n"
              "  - address: a@contoso.example\n"
              "    contacts:\n"
              "      - {address: b@contoso.example}\n"
              "      - {address: c@fed.example}\n"
              "      - {address: C@fed.example}\n"
              "      - {address: fed.example}\n"
              "      - {added: true}\n"
              "      - 7\n",
              {"8:19 contact-is-ours", "10:19 duplicate-contact", "11:19 bad-value",
               "12:9 missing-key", "13:9 bad-value"}}));

}  // namespace
}  // namespace gateway
