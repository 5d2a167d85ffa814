// The section `dns`; expectations from docs/configuration.md.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/config/configuration.hpp"
#include "tests/unit/config/load.hpp"

namespace gateway {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string kAnchor =
    ". IN DS 20326 8 2 E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D";

TEST(DnsSection, TheSystemsResolverIsTheDefault) {
  const LoadedConfiguration loaded = load(kLeast);

  ASSERT_TRUE(loaded.configuration);
  EXPECT_FALSE(loaded.configuration->settings.use_dnssec);
  EXPECT_THAT(loaded.configuration->dns_trust_anchors, IsEmpty());
}

TEST(DnsSection, ReadsTheTrustAnchorsWithoutComments) {
  const LoadedConfiguration loaded =
      load(kLeast + "dns: {resolver: dnssec, trust_anchor: root.key}\n",
           {{"root.key", "; autotrust\n\n" + kAnchor + " ;;state=2\n"}});

  ASSERT_TRUE(loaded.configuration);
  EXPECT_TRUE(loaded.configuration->settings.use_dnssec);
  EXPECT_THAT(loaded.configuration->dns_trust_anchors, ElementsAre(kAnchor + " "));
}

TEST(DnsSection, RefusesWhatCouldNeverValidate) {
  EXPECT_THAT(found(load(kLeast + "dns: {resolver: dnssec}\n")), ElementsAre("3:6 missing-key"));
  EXPECT_THAT(found(load(kLeast + "dns: {resolver: dnssec, trust_anchor: none.key}\n")),
              ElementsAre("3:39 unreadable-file"));
  EXPECT_THAT(found(load(kLeast + "dns: {resolver: dnssec, trust_anchor: e.key}\n",
                         {{"e.key", "; nothing\n"}})),
              ElementsAre("3:39 bad-value"));
  EXPECT_THAT(found(load(kLeast + "dns: {resolver: believes-everything}\n")),
              ElementsAre("3:17 bad-value"));
  EXPECT_THAT(found(load(kLeast + "dns: {validate: true}\n")), ElementsAre("3:7 unknown-key"));
}

}  // namespace
}  // namespace gateway
