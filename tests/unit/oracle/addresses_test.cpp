// Names of one domain are one domain, whatever they look like.
#include "harness/oracle/addresses.hpp"

#include <gtest/gtest.h>

namespace harness::oracle {
namespace {

TEST(Addresses, ReduceADomainToOneSpelling) {
  EXPECT_EQ(domain_of("alice@Contoso.EXAMPLE./desk@home"), "contoso.example");
  EXPECT_EQ(domain_of("b\xC3\xBC"
                      "cher.example"),
            "xn--bcher-kva.example");
  EXPECT_EQ(domain_of("B\xC3\x9C"
                      "CHER.example."),
            "xn--bcher-kva.example");
  EXPECT_EQ(domain_of("XN--bcher-kva.example"), "xn--bcher-kva.example");
}

TEST(Addresses, AreTheSameWithAnotherSpellingOfTheDomain) {
  EXPECT_TRUE(same_address("Alice@contoso.example./desk", "alice@CONTOSO.example/desk"));
  EXPECT_FALSE(same_address("alice@contoso.example/desk", "alice@contoso.example/Desk"));
  EXPECT_FALSE(same_address("alice@contoso.example", "bob@contoso.example"));
  EXPECT_FALSE(same_address("contoso.example", "alice@contoso.example"));
}

TEST(Addresses, HaveDomainsOfACertainLength) {
  EXPECT_TRUE(may_be_domain("contoso.example"));
  EXPECT_TRUE(may_be_domain(std::string(63, 'a')));
  for (const std::string& domain : {std::string(), std::string("."), std::string("a..b"),
                                    std::string("a."), std::string(64, 'a'), std::string(1024, 'a')}) {
    EXPECT_FALSE(may_be_domain(domain)) << domain;
  }
}

TEST(Addresses, LoseOneDotOnly) { EXPECT_EQ(domain_of("contoso.example.."), "contoso.example."); }

}  // namespace
}  // namespace harness::oracle
