// Both error tables of RFC 7247 7, row by row.
#include "gateway/mapping/errors.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace gateway::mapping {
namespace {

using enum StanzaCondition;

struct ToSip {
  StanzaCondition condition;
  int full;
  int bare;
};

TEST(Errors, ConditionsBecomeTheCodesOfTableTwo) {
  const std::vector<ToSip> table = {
      {BadRequest, 400, 400},
      {Conflict, 400, 400},
      {FeatureNotImplemented, 405, 501},
      {Forbidden, 403, 603},
      {InternalServerError, 500, 500},
      {ItemNotFound, 404, 604},
      {JidMalformed, 400, 400},
      {NotAcceptable, 406, 606},
      {NotAllowed, 403, 403},
      {PolicyViolation, 403, 403},
      {RecipientUnavailable, 480, 600},
      {Redirect, 302, 302},
      {RemoteServerTimeout, 408, 408},
      {ResourceConstraint, 500, 500},
      {SubscriptionRequired, 400, 400},
      {UndefinedCondition, 400, 400},
      {UnexpectedRequest, 491, 491},
  };
  for (const ToSip& row : table) {
    EXPECT_EQ(status_of({row.condition, ErrorAbout::FullJid}), row.full)
        << to_string(row.condition);
    EXPECT_EQ(status_of({row.condition, ErrorAbout::BareJid}), row.bare)
        << to_string(row.condition);
  }
}

TEST(Errors, GoneSaysWhereToIfItIsKnown) {
  EXPECT_EQ(status_of({.condition = Gone, .names_new_address = true}), 301);
  EXPECT_EQ(status_of({.condition = Gone}), 410);
}

TEST(Errors, ADomainThatIsNotIsNotADomainThatIsSilent) {
  EXPECT_EQ(status_of({.condition = RemoteServerNotFound, .name_not_found = true}), 404);
  EXPECT_EQ(status_of({.condition = RemoteServerNotFound}), 408);
}

TEST(Errors, NoErrorOfOneUserCondemnsTheGateway) {
  EXPECT_EQ(status_of({.condition = ServiceUnavailable}), 403);
}

TEST(Errors, NothingAsksForAChallengeNobodyCouldAnswer) {
  EXPECT_EQ(status_of({.condition = NotAuthorized}), 403);
  EXPECT_EQ(status_of({.condition = RegistrationRequired}), 403);
}

TEST(Errors, CodesBecomeTheConditionsOfTableThree) {
  const std::vector<std::pair<int, StanzaCondition>> table = {
      {300, Redirect},
      {301, Gone},
      {302, Redirect},
      {305, Redirect},
      {380, NotAcceptable},
      {400, BadRequest},
      {401, NotAuthorized},
      {402, BadRequest},
      {403, Forbidden},
      {404, ItemNotFound},
      {405, FeatureNotImplemented},
      {406, NotAcceptable},
      {407, RegistrationRequired},
      {408, RemoteServerTimeout},
      {410, Gone},
      {413, PolicyViolation},
      {414, PolicyViolation},
      {415, NotAcceptable},
      {416, NotAcceptable},
      {420, FeatureNotImplemented},
      {421, NotAcceptable},
      {423, ResourceConstraint},
      {430, RecipientUnavailable},
      {439, FeatureNotImplemented},
      {440, PolicyViolation},
      {480, RecipientUnavailable},
      {481, ItemNotFound},
      {482, NotAcceptable},
      {483, NotAcceptable},
      {484, ItemNotFound},
      {485, ItemNotFound},
      {486, RecipientUnavailable},
      {487, RecipientUnavailable},
      {488, NotAcceptable},
      {489, PolicyViolation},
      {491, UnexpectedRequest},
      {493, BadRequest},
      {500, InternalServerError},
      {501, FeatureNotImplemented},
      {502, RemoteServerNotFound},
      {503, InternalServerError},
      {504, RemoteServerTimeout},
      {505, NotAcceptable},
      {513, PolicyViolation},
      {600, RecipientUnavailable},
      {603, RecipientUnavailable},
      {604, ItemNotFound},
      {606, NotAcceptable},
  };
  for (const auto& [status, condition] : table) {
    EXPECT_EQ(condition_of(status), condition) << status;
  }
}

TEST(Errors, UnlistedCodesFallBackByClass) {
  EXPECT_EQ(condition_of(399), Redirect);
  EXPECT_EQ(condition_of(499), BadRequest);
  EXPECT_EQ(condition_of(599), InternalServerError);
  EXPECT_EQ(condition_of(699), RecipientUnavailable);
}

}  // namespace
}  // namespace gateway::mapping
