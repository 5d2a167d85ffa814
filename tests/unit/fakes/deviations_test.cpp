// Deviations can be set by name, and only those there are.
#include "fakes/partner/deviations.hpp"

#include <gtest/gtest.h>

namespace fakes {
namespace {

TEST(Deviations, AreAllKnownByNameAndAllOffAtFirst) {
  for (const std::string_view name : deviation_names()) {
    Deviations deviations;
    EXPECT_TRUE(set_deviation(deviations, name, "true")) << name;
    EXPECT_NE(deviations, Deviations{}) << name;
    EXPECT_TRUE(set_deviation(deviations, name, "false")) << name;
    EXPECT_EQ(deviations, Deviations{}) << name;
  }
}

TEST(Deviations, TakeTextsAndNumbers) {
  Deviations deviations;

  EXPECT_TRUE(set_deviation(deviations, "sasl_failure", "temporary-auth-failure"));
  EXPECT_TRUE(set_deviation(deviations, "whitespace_flood", "1000"));
  EXPECT_TRUE(set_deviation(deviations, "dialback_answer", "error:item-not-found"));

  EXPECT_EQ(deviations.sasl_failure, "temporary-auth-failure");
  EXPECT_EQ(deviations.whitespace_flood, 1000U);
  EXPECT_EQ(deviations.dialback_answer, "error:item-not-found");
}

TEST(Deviations, RefuseUnknownNamesAndWrongValues) {
  Deviations deviations;

  EXPECT_FALSE(set_deviation(deviations, "proceed_thrice", "true"));
  EXPECT_FALSE(set_deviation(deviations, "proceed_twice", "perhaps"));
  EXPECT_FALSE(set_deviation(deviations, "whitespace_flood", "many"));
  EXPECT_FALSE(set_deviation(deviations, "dialback_answer", "error:"));
  EXPECT_EQ(deviations, Deviations{});
}

}  // namespace
}  // namespace fakes
