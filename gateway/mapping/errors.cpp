#include "gateway/mapping/errors.hpp"

namespace gateway::mapping {
namespace {

int by_address(ErrorAbout about, int full, int bare) {
  return about == ErrorAbout::FullJid ? full : bare;
}

StanzaCondition condition_of_class(int status) {
  switch (status / 100) {
    case 3:
      return StanzaCondition::Redirect;
    case 4:
      return StanzaCondition::BadRequest;
    case 5:
      return StanzaCondition::InternalServerError;
    case 6:
      return StanzaCondition::RecipientUnavailable;
    default:
      return StanzaCondition::UndefinedCondition;
  }
}

}  // namespace

int status_of(const StanzaFailure& failure) {
  switch (failure.condition) {
    case StanzaCondition::BadRequest:
    case StanzaCondition::Conflict:
    case StanzaCondition::JidMalformed:
    case StanzaCondition::SubscriptionRequired:
    case StanzaCondition::UndefinedCondition:
      return 400;
    case StanzaCondition::FeatureNotImplemented:
      return by_address(failure.about, 405, 501);
    case StanzaCondition::Forbidden:
      return by_address(failure.about, 403, 603);
    case StanzaCondition::Gone:
      return failure.names_new_address ? 301 : 410;
    case StanzaCondition::InternalServerError:
    case StanzaCondition::ResourceConstraint:
      return 500;
    case StanzaCondition::ItemNotFound:
      return by_address(failure.about, 404, 604);
    case StanzaCondition::NotAcceptable:
      return by_address(failure.about, 406, 606);
    case StanzaCondition::NotAllowed:
    case StanzaCondition::NotAuthorized:
    case StanzaCondition::PolicyViolation:
    case StanzaCondition::RegistrationRequired:
    case StanzaCondition::ServiceUnavailable:
      return 403;
    case StanzaCondition::RecipientUnavailable:
      return by_address(failure.about, 480, 600);
    case StanzaCondition::Redirect:
      return 302;
    case StanzaCondition::RemoteServerNotFound:
      return failure.name_not_found ? 404 : 408;
    case StanzaCondition::RemoteConnectionFailed:
    case StanzaCondition::RemoteServerTimeout:
      return 408;
    case StanzaCondition::UnexpectedRequest:
      return 491;
  }
  return 500;
}

StanzaCondition condition_of(int status) {
  switch (status) {
    case 301:
    case 410:
      return StanzaCondition::Gone;
    case 401:
      return StanzaCondition::NotAuthorized;
    case 403:
      return StanzaCondition::Forbidden;
    case 407:
      return StanzaCondition::RegistrationRequired;
    case 408:
    case 504:
      return StanzaCondition::RemoteServerTimeout;
    case 423:
      return StanzaCondition::ResourceConstraint;
    case 491:
      return StanzaCondition::UnexpectedRequest;
    case 502:
      return StanzaCondition::RemoteServerNotFound;
    case 405:
    case 420:
    case 439:
    case 501:
      return StanzaCondition::FeatureNotImplemented;
    case 404:
    case 481:
    case 484:
    case 485:
    case 604:
      return StanzaCondition::ItemNotFound;
    case 380:
    case 406:
    case 415:
    case 416:
    case 421:
    case 482:
    case 483:
    case 488:
    case 505:
    case 606:
      return StanzaCondition::NotAcceptable;
    case 413:
    case 414:
    case 440:
    case 489:
    case 513:
      return StanzaCondition::PolicyViolation;
    case 430:
    case 480:
    case 486:
    case 487:
      return StanzaCondition::RecipientUnavailable;
    default:
      return condition_of_class(status);
  }
}

}  // namespace gateway::mapping
