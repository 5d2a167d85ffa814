// Our end of a subscription to a local user: RFC 6665 4.1, RFC 3856 6, docs/interworking.md 3.
#include "gateway/sip/subscriber.hpp"

#include <gtest/gtest.h>

#include "fakes/pki/seeded_entropy.hpp"
#include "tests/unit/sip/messages.hpp"

namespace gateway::sip {
namespace {

using namespace std::chrono_literals;
using sip_test::all;
using sip_test::answer;
using sip_test::at;
using sip_test::header_of;
using End = SubscriptionEnd;

constexpr auto kPidf = "application/pidf+xml";

// The subscriber, and what the pool would say to it.
struct Course {
  explicit Course(std::chrono::seconds expires = 3600s)
      : subscriber({"sip:romeo@fed.example", "sip:alice@contoso.example",
                    "sip:edge.contoso.example", expires},
                   entropy) {
    subscriber.start(at(0s), outcomes);
    subscribe = sent().back();
  }

  std::vector<Message> sent() const {
    std::vector<Message> requests;
    for (const auto& one : all<Subscriber::Send>(outcomes)) requests.push_back(one.request);
    return requests;
  }
  int last_answer() const {
    const auto answers = all<Subscriber::Answer>(outcomes);
    return answers.empty() ? 0 : answers.back().response.status;
  }
  std::optional<Subscriber::Ended> ended() const {
    const auto found = all<Subscriber::Ended>(outcomes);
    EXPECT_LE(found.size(), 1U);
    return found.empty() ? std::nullopt : std::optional(found.back());
  }

  void respond(int status, Duration when, const std::string& name = {},
               const std::string& value = {}) {
    subscriber.on_response(answer(sent().back(), status, name, value), at(when), outcomes);
  }
  Message notify_message(const std::string& state, const std::string& body = "<presence/>") {
    Message notify;
    notify.method = "NOTIFY";
    notify.from = {"", "sip:alice@contoso.example", {{"tag", "theirs"}}};
    notify.to = {"", "sip:romeo@fed.example", {{"tag", sent().back().from.tag()}}};
    notify.call_id = sent().back().call_id;
    notify.cseq = {++number, "NOTIFY"};
    notify.contacts = {{"", "sip:presence.contoso.example", {}}};
    notify.headers = {{"Event", "presence"}, {"Subscription-State", state}};
    if (!body.empty()) notify.content_type = kPidf;
    notify.body = body;
    return notify;
  }
  void notify(const std::string& state, Duration when, const std::string& body = "<presence/>") {
    subscriber.on_notify(notify_message(state, body), at(when), outcomes);
  }
  void establish(Duration when = 1s) {
    respond(200, when, "Expires", "3600");
    notify("active;expires=3600", when);
  }
  // Lets time pass up to `until`, at every deadline on the way.
  void wait(Duration until) {
    for (auto due = subscriber.next_deadline(); due && *due <= at(until).instant;
         due = subscriber.next_deadline()) {
      const std::size_t before = sent().size();
      subscriber.on_deadline({*due, sip_test::kToday}, outcomes);
      if (sent().size() > before) break;
    }
  }

  fakes::SeededEntropy entropy{1};
  Subscriber subscriber;
  Subscriber::Outcomes outcomes;
  Message subscribe;
  std::uint32_t number = 10;
};

TEST(Subscriber, AsksInTheContactsName) {
  const Course course;

  const Message& request = course.subscribe;
  EXPECT_EQ(request.method, "SUBSCRIBE");
  EXPECT_EQ(request.request_uri, "sip:alice@contoso.example");
  EXPECT_EQ(request.from.uri, "sip:romeo@fed.example");
  EXPECT_NE(request.from.tag(), "");
  EXPECT_EQ(request.to.uri, "sip:alice@contoso.example");
  EXPECT_EQ(request.to.tag(), "");
  ASSERT_EQ(request.contacts.size(), 1U);
  EXPECT_EQ(request.contacts[0].uri, "sip:edge.contoso.example");
  EXPECT_EQ(header_of(request, "Event"), "presence");
  EXPECT_EQ(header_of(request, "Accept"), kPidf);
  EXPECT_EQ(header_of(request, "Expires"), "3600");
}

TEST(Subscriber, TellsWhatNotifySays) {
  Course course;
  course.respond(200, 1s, "Expires", "3600");

  course.notify("pending;expires=3600", 1s, "");
  EXPECT_EQ(all<Subscriber::Pending>(course.outcomes).size(), 1U);
  EXPECT_TRUE(all<Subscriber::Active>(course.outcomes).empty());
  course.notify("Active;expires=3500", 2s);

  const auto active = all<Subscriber::Active>(course.outcomes);
  ASSERT_EQ(active.size(), 1U);
  EXPECT_EQ(active[0].body, "<presence/>");
  EXPECT_EQ(active[0].content_type, kPidf);
  EXPECT_EQ(course.last_answer(), 200);
  EXPECT_FALSE(course.subscriber.ended());
}

TEST(Subscriber, TakesANotifyThatOvertookTheResponse) {
  Course course;

  EXPECT_TRUE(course.subscriber.owns(course.notify_message("active")));
  course.notify("active;expires=600", 1s);
  course.respond(200, 2s, "Expires", "3600");

  EXPECT_EQ(all<Subscriber::Active>(course.outcomes).size(), 1U);
  // The shorter of the two counts, and is refreshed well before its end.
  ASSERT_TRUE(course.subscriber.next_deadline());
  EXPECT_GT(*course.subscriber.next_deadline(), at(300s).instant);
  EXPECT_LT(*course.subscriber.next_deadline(), at(601s - 64s).instant);
}

TEST(Subscriber, OwnsOneDialogOnly) {
  Course course;
  Message other_call = course.notify_message("active");
  other_call.call_id += "x";
  Message other_tag = course.notify_message("active");
  other_tag.to.parameters = {{"tag", "x"}};
  EXPECT_FALSE(course.subscriber.owns(other_call));
  EXPECT_FALSE(course.subscriber.owns(other_tag));

  course.establish();
  Message fork = course.notify_message("active");
  fork.from.parameters = {{"tag", "another"}};

  EXPECT_FALSE(course.subscriber.owns(fork)) << "RFC 3856 6.9: a single dialog";
  EXPECT_TRUE(course.subscriber.owns(course.notify_message("active")));
}

TEST(Subscriber, RefusesAnOldNotify) {
  Course course;
  course.establish();
  const Message late = course.notify_message("active", "<old/>");
  course.notify("active;expires=3600", 2s, "<new/>");

  course.subscriber.on_notify(late, at(3s), course.outcomes);

  EXPECT_EQ(course.last_answer(), 500);
  EXPECT_EQ(all<Subscriber::Active>(course.outcomes).back().body, "<new/>");
}

struct BadNotify {
  const char* what;
  const char* event;
  const char* state;
  const char* type;
  int status;
};
TEST(Subscriber, RefusesANotifyThatItCannotUse) {
  const BadNotify rows[] = {
      {"another package", "dialog", "active", kPidf, 489},
      {"no package", nullptr, "active", kPidf, 489},
      {"case counts", "Presence", "active", kPidf, 489},
      {"a template", "presence.winfo", "active", kPidf, 489},
      {"an id nobody gave", "presence;id=7", "active", kPidf, 481},
      {"no state", "presence", nullptr, kPidf, 400},
      {"another body", "presence", "active", "application/xpidf+xml", 415},
      {"other parameters do not matter", "presence;x=7", "active", kPidf, 200},
      {"nor the type's", "presence", "active", "Application/PIDF+xml; charset=utf-8", 200},
  };
  for (const BadNotify& row : rows) {
    SCOPED_TRACE(row.what);
    Course course;
    course.respond(200, 1s, "Expires", "3600");
    Message notify = course.notify_message("active");
    notify.headers.clear();
    if (row.event != nullptr) notify.headers.push_back({"Event", row.event});
    if (row.state != nullptr) notify.headers.push_back({"Subscription-State", row.state});
    notify.content_type = row.type;

    course.subscriber.on_notify(notify, at(1s), course.outcomes);

    EXPECT_EQ(course.last_answer(), row.status);
    EXPECT_EQ(all<Subscriber::Active>(course.outcomes).size(), row.status == 200 ? 1U : 0U);
    if (row.status == 415) {
      EXPECT_EQ(header_of(all<Subscriber::Answer>(course.outcomes).back().response, "Accept"),
                kPidf);
    }
  }
}

TEST(Subscriber, RefreshesWellBeforeTheEndWithinTheDialog) {
  Course course;
  course.respond(200, 1s, "Expires", "3600");
  Message first = course.notify_message("active;expires=3600");
  first.record_routes = {{"", "sip:p1.contoso.example;lr", {}},
                         {"", "sip:p2.contoso.example;lr", {}}};
  course.subscriber.on_notify(first, at(1s), course.outcomes);

  course.wait(3600s);

  ASSERT_EQ(course.sent().size(), 2U);
  const Message refresh = course.sent().back();
  EXPECT_EQ(refresh.call_id, course.subscribe.call_id);
  EXPECT_EQ(refresh.from, course.subscribe.from);
  EXPECT_EQ(refresh.to.tag(), "theirs");
  EXPECT_EQ(refresh.cseq.number, course.subscribe.cseq.number + 1);
  EXPECT_EQ(refresh.request_uri, "sip:presence.contoso.example");
  EXPECT_EQ(refresh.routes, first.record_routes) << "in their order: we are the server of NOTIFY";
}

TEST(Subscriber, SendsThroughAStrictRouterAsItWants) {
  Course course;
  course.respond(200, 1s, "Expires", "3600");
  Message first = course.notify_message("active;expires=3600");
  first.record_routes = {{"", "sip:p1.contoso.example", {}}, {"", "sip:p2.contoso.example;lr", {}}};
  course.subscriber.on_notify(first, at(1s), course.outcomes);

  course.wait(3600s);

  const Message refresh = course.sent().back();
  EXPECT_EQ(refresh.request_uri, "sip:p1.contoso.example");
  ASSERT_EQ(refresh.routes.size(), 2U);
  EXPECT_EQ(refresh.routes[0].uri, "sip:p2.contoso.example;lr");
  EXPECT_EQ(refresh.routes[1].uri, "sip:presence.contoso.example");
}

TEST(Subscriber, LeavesTimeForASecondTryWhateverIsGranted) {
  for (const int granted : {3600, 1800, 600, 120, 60, 30, 1, 0}) {
    SCOPED_TRACE(granted);
    Course course;
    course.respond(200, 0s, "Expires", std::to_string(granted));
    course.notify("active;expires=" + std::to_string(granted), 0s);

    const auto refresh = *course.subscriber.next_deadline();

    EXPECT_GE(refresh, at(5s).instant) << "never a storm";
    if (granted >= 140) {
      EXPECT_LE(refresh, at(std::chrono::seconds(granted) - 64s).instant);
    }
    if (granted >= 10) {
      EXPECT_LE(refresh, at(std::chrono::seconds(granted) - 5s).instant);
    }
  }
}

TEST(Subscriber, IsNotTalkedIntoALongerTimeThanItAskedFor) {
  Course course;
  course.respond(200, 0s, "Expires", "99999999");
  course.notify("active;expires=99999999", 0s);

  EXPECT_LT(*course.subscriber.next_deadline(), at(3600s).instant);
}

TEST(Subscriber, EndsWhenNoNotifyComesInTime) {
  Course course;
  course.respond(200, 1s, "Expires", "3600");

  course.wait(31s);
  EXPECT_FALSE(course.ended());
  course.wait(32s);

  ASSERT_TRUE(course.ended());
  EXPECT_EQ(course.ended()->end, End::Gone);
  EXPECT_EQ(course.ended()->state_lasts, 0s);
  EXPECT_FALSE(course.subscriber.owns(course.notify_message("active")));
}

TEST(Subscriber, SaysHowLongTheLastStateHoldsWhenARefreshGetsNoNotify) {
  Course course;
  course.establish(0s);
  course.wait(3600s);  // the refresh, at 3240 s
  course.respond(200, 3241s, "Expires", "3600");

  course.wait(3300s);

  ASSERT_TRUE(course.ended());
  EXPECT_EQ(course.ended()->end, End::Gone);
  EXPECT_EQ(course.ended()->state_lasts, 3600s - 3272s);
}

TEST(Subscriber, AsksAgainOnceForTheIntervalThatIsWanted) {
  Course course;

  course.respond(423, 1s, "Min-Expires", "7200");
  ASSERT_EQ(course.sent().size(), 2U);
  EXPECT_EQ(header_of(course.sent()[1], "Expires"), "7200");
  EXPECT_EQ(course.sent()[1].call_id, course.subscribe.call_id);
  EXPECT_EQ(course.sent()[1].cseq.number, course.subscribe.cseq.number + 1);
  course.respond(423, 2s, "Min-Expires", "9000");

  EXPECT_EQ(course.sent().size(), 2U);
  ASSERT_TRUE(course.ended());
  EXPECT_EQ(course.ended()->end, End::Gone);
  EXPECT_EQ(course.ended()->status, 423);
}

TEST(Subscriber, AsksAgainForWhatItAskedForAlready) {
  Course course;

  course.respond(423, 1s, "Min-Expires", "3600");

  ASSERT_EQ(course.sent().size(), 2U) << "423 is transient, whatever it says";
  EXPECT_EQ(header_of(course.sent()[1], "Expires"), "3600");
}

TEST(Subscriber, DoesNotAskAgainForNonsense) {
  for (const char* least : {"", "60", "3599", "99999999999999999999", "soon"}) {
    SCOPED_TRACE(least);
    Course course;
    course.respond(423, 1s, "Min-Expires", least);
    EXPECT_EQ(course.sent().size(), 1U);
    EXPECT_TRUE(course.ended());
  }
}

struct FirstResponse {
  int status;
  End end;
};
TEST(Subscriber, EndsByTheResponseToTheFirstSubscribe) {
  const FirstResponse rows[] = {{403, End::Rejected}, {489, End::Rejected}, {603, End::Rejected},
                                {404, End::Gone},     {408, End::Gone},     {480, End::Gone},
                                {481, End::Gone},     {500, End::Gone},     {503, End::Gone},
                                {302, End::Gone},     {401, End::Gone},     {604, End::Gone}};
  for (const FirstResponse& row : rows) {
    SCOPED_TRACE(row.status);
    Course course;
    course.respond(row.status, 1s, "Retry-After", "30 (restarting)");
    ASSERT_TRUE(course.ended());
    EXPECT_EQ(course.ended()->end, row.end);
    EXPECT_EQ(course.ended()->status, row.status);
    if (row.end == End::Gone) {
      EXPECT_EQ(course.ended()->retry_after, 30s);
    }
  }
}

TEST(Subscriber, EndsByTheTerminalResponsesToARefresh) {
  // RFC 6665 4.1.2.2, but 481; and what docs/interworking.md 3 adds.
  for (const int status : {404, 405, 410, 416, 480, 482, 483, 484, 485, 489, 501, 604, 403, 603}) {
    SCOPED_TRACE(status);
    Course course;
    course.establish(0s);
    course.wait(3600s);

    course.respond(status, 3241s);

    ASSERT_TRUE(course.ended());
    const bool for_good = status == 403 || status == 489 || status == 603;
    EXPECT_EQ(course.ended()->end, for_good ? End::Rejected : End::Gone);
    EXPECT_EQ(course.ended()->state_lasts, 0s);
  }
}

TEST(Subscriber, OutlivesOtherFailuresUntilItExpires) {
  for (const int status : {408, 400, 500, 503, 423}) {
    SCOPED_TRACE(status);
    Course course;
    course.establish(0s);
    course.wait(3600s);
    course.respond(status, 3272s);
    EXPECT_FALSE(course.ended());

    course.wait(3600s);
    ASSERT_EQ(course.sent().size(), 3U) << "another try";
    course.respond(200, 3437s, "Expires", "3600");
    course.notify("active;expires=3600", 3437s);

    EXPECT_FALSE(course.ended());
    EXPECT_GT(*course.subscriber.next_deadline(), at(5000s).instant);
  }
}

TEST(Subscriber, EndsAtExpiryWhenNoRefreshSucceeds) {
  Course course;
  course.establish(0s);
  Duration failed_at{};
  for (int i = 0; i < 50 && !course.ended(); ++i) {
    const std::size_t before = course.sent().size();
    const auto due = *course.subscriber.next_deadline();
    course.wait(due - Instant{});
    failed_at = due - Instant{};
    if (course.sent().size() > before) course.respond(500, failed_at);
  }

  ASSERT_TRUE(course.ended());
  EXPECT_EQ(course.ended()->end, End::Gone);
  EXPECT_EQ(failed_at, Duration(3600s));
  EXPECT_LT(course.sent().size(), 15U);
}

TEST(Subscriber, BeginsANewDialogWhenTheOldOneIsUnknown) {
  Course course;
  course.establish(0s);
  course.wait(3600s);
  const Message stray = course.notify_message("active");

  course.respond(481, 3241s);

  ASSERT_EQ(course.sent().size(), 3U);
  const Message anew = course.sent().back();
  EXPECT_NE(anew.call_id, course.subscribe.call_id);
  EXPECT_NE(anew.from.tag(), course.subscribe.from.tag());
  EXPECT_EQ(anew.to.tag(), "");
  EXPECT_EQ(anew.request_uri, "sip:alice@contoso.example");
  EXPECT_TRUE(anew.routes.empty());
  EXPECT_FALSE(course.subscriber.owns(stray));
  course.respond(481, 3242s);
  ASSERT_TRUE(course.ended()) << "not for ever";
  EXPECT_EQ(course.ended()->end, End::Gone);
}

struct Reason {
  const char* state;
  End end;
  std::chrono::seconds retry_after;
};
TEST(Subscriber, ReadsTheReasonsOfTermination) {
  const Reason rows[] = {
      {"terminated;reason=rejected;retry-after=5", End::Rejected, 0s},
      {"terminated;reason=noresource", End::Rejected, 0s},
      {"terminated;reason=invariant;retry-after=31536000", End::Rejected, 0s},
      {"terminated;reason=deactivated;retry-after=5", End::Deactivated, 0s},
      {"terminated;reason=timeout", End::Deactivated, 0s},
      {"terminated", End::Deactivated, 0s},
      {"terminated;reason=unheard-of", End::Deactivated, 0s},
      {"terminated;retry-after=7", End::GiveUp, 7s},
      {"terminated;reason=unheard-of;retry-after=7", End::GiveUp, 7s},
      {"terminated;reason=probation;retry-after=120", End::GiveUp, 120s},
      {"terminated;reason=giveup;retry-after=120", End::GiveUp, 120s},
      {"terminated;reason=giveup", End::GiveUp, 60s},
      {"terminated;reason=giveup;retry-after=4000000000", End::GiveUp, 86400s},
      {"TERMINATED ; Reason=Rejected", End::Rejected, 0s},
  };
  for (const Reason& row : rows) {
    SCOPED_TRACE(row.state);
    Course course;
    course.establish();
    course.notify(row.state, 2s, "<last/>");
    ASSERT_TRUE(course.ended());
    EXPECT_EQ(course.last_answer(), 200);
    EXPECT_EQ(course.ended()->end, row.end);
    EXPECT_EQ(course.ended()->retry_after, row.retry_after);
    EXPECT_EQ(course.ended()->body, "<last/>");
  }
}

TEST(Subscriber, TakesAnEndEvenWithABodyItDoesNotKnow) {
  Course course;
  course.establish();
  Message notify = course.notify_message("terminated;reason=rejected");
  notify.content_type = "text/plain";

  course.subscriber.on_notify(notify, at(2s), course.outcomes);

  ASSERT_TRUE(course.ended());
  EXPECT_EQ(course.ended()->body, "");
}

TEST(Subscriber, FetchEndsWithItsNotify) {
  Course course(0s);
  EXPECT_EQ(header_of(course.subscribe, "Expires"), "0");
  course.respond(200, 1s, "Expires", "0");
  EXPECT_FALSE(course.ended());

  course.notify("terminated;reason=timeout", 2s, "<state/>");

  ASSERT_TRUE(course.ended());
  EXPECT_EQ(course.ended()->end, End::Unsubscribed);
  EXPECT_EQ(course.ended()->body, "<state/>");
}

TEST(Subscriber, FetchThatIsCalledActiveIsOverAsWell) {
  Course course(0s);

  course.notify("active;expires=0", 2s, "<state/>");

  ASSERT_TRUE(course.ended());
  EXPECT_EQ(course.ended()->end, End::Unsubscribed);
  EXPECT_EQ(course.ended()->body, "<state/>");
}

TEST(Subscriber, FetchThatIsRefusedSaysSo) {
  Course course(0s);
  course.respond(200, 1s, "Expires", "0");

  course.notify("terminated;reason=rejected", 2s, "");

  EXPECT_EQ(course.ended()->end, End::Rejected);
}

TEST(Subscriber, UnsubscribesAndAwaitsTheLastNotify) {
  Course course;
  course.establish();

  course.subscriber.unsubscribe(at(10s), course.outcomes);
  EXPECT_EQ(header_of(course.sent().back(), "Expires"), "0");
  EXPECT_EQ(course.sent().back().to.tag(), "theirs");
  course.respond(200, 11s, "Expires", "0");
  course.notify("active;expires=10", 11s);
  EXPECT_EQ(all<Subscriber::Active>(course.outcomes).size(), 1U) << "it no longer matters";
  EXPECT_FALSE(course.ended());
  course.notify("terminated;reason=timeout", 12s);

  ASSERT_TRUE(course.ended());
  EXPECT_EQ(course.ended()->end, End::Unsubscribed);
  EXPECT_EQ(course.sent().size(), 2U);
}

TEST(Subscriber, WaitsForTheLastNotifyNoLongerThanTimerN) {
  Course course;
  course.establish();
  course.subscriber.unsubscribe(at(10s), course.outcomes);
  course.respond(200, 11s, "Expires", "0");

  course.wait(42s);

  ASSERT_TRUE(course.ended());
  EXPECT_EQ(course.ended()->end, End::Unsubscribed);
}

TEST(Subscriber, UnsubscribesAsSoonAsThereIsADialog) {
  Course course;
  course.subscriber.unsubscribe(at(1s), course.outcomes);
  EXPECT_EQ(course.sent().size(), 1U) << "nobody to send it to yet";

  course.respond(200, 2s, "Expires", "3600");
  course.notify("active;expires=3600", 3s);

  ASSERT_EQ(course.sent().size(), 2U);
  EXPECT_EQ(header_of(course.sent()[1], "Expires"), "0");
  EXPECT_TRUE(all<Subscriber::Active>(course.outcomes).empty());
}

TEST(Subscriber, UnsubscribesAfterTheRefreshUnderWay) {
  for (const int status : {200, 500}) {
    SCOPED_TRACE(status);
    Course course;
    course.establish(0s);
    course.wait(3600s);
    course.subscriber.unsubscribe(at(3241s), course.outcomes);
    EXPECT_EQ(course.sent().size(), 2U);

    course.respond(status, 3242s);

    ASSERT_EQ(course.sent().size(), 3U);
    EXPECT_EQ(header_of(course.sent()[2], "Expires"), "0");
    course.respond(481, 3243s);
    EXPECT_EQ(course.ended()->end, End::Unsubscribed);
  }
}

TEST(Subscriber, IgnoresAnswersToOtherRequests) {
  Course course;
  Message stale = answer(course.subscribe, 403);
  stale.cseq.number += 5;

  course.subscriber.on_response(stale, at(1s), course.outcomes);
  course.subscriber.on_response(answer(course.subscribe, 183), at(1s), course.outcomes);

  EXPECT_FALSE(course.ended());
}

}  // namespace
}  // namespace gateway::sip
