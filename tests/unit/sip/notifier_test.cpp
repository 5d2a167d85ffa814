// Our end of a local endpoint's subscription: RFC 6665 4.2, RFC 3856 6, docs/interworking.md 4.
#include "gateway/sip/notifier.hpp"

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
using State = NotifierState;

Message subscribe_message(const std::string& expires = "3600", std::uint32_t number = 7) {
  Message subscribe;
  subscribe.method = "SUBSCRIBE";
  subscribe.request_uri = "sip:romeo@fed.example";
  subscribe.vias = {{"TLS", "pool.contoso.example", std::nullopt, {{"branch", "z9hG4bKa"}}}};
  subscribe.from = {"Alice", "sip:alice@contoso.example", {{"tag", "theirs"}}};
  subscribe.to = {"", "sip:romeo@fed.example", {}};
  subscribe.call_id = "call";
  subscribe.cseq = {number, "SUBSCRIBE"};
  subscribe.contacts = {{"", "sip:alice@192.0.2.9", {}}};
  subscribe.headers = {{"Event", "presence"}, {"Accept", "application/pidf+xml"}};
  if (!expires.empty()) subscribe.headers.push_back({"Expires", expires});
  return subscribe;
}

struct Course {
  explicit Course(const Message& subscribe = subscribe_message())
      : notifier(subscribe, "sip:edge.contoso.example", entropy) {
    notifier.start(at(0s), outcomes);
  }

  std::vector<Message> sent() const {
    std::vector<Message> requests;
    for (const auto& one : all<Notifier::Send>(outcomes)) requests.push_back(one.request);
    return requests;
  }
  std::vector<std::string> said() const {
    std::vector<std::string> states;
    for (const Message& one : sent()) {
      states.push_back(header_of(one, "Subscription-State") + " " + one.body);
    }
    return states;
  }
  Message last_answer() const { return all<Notifier::Answer>(outcomes).back().response; }
  bool ended() const { return all<Notifier::Ended>(outcomes).size() == 1U && notifier.ended(); }

  void notify(State state, const std::string& document, Duration when) {
    notifier.notify(state, document, at(when), outcomes);
  }
  void respond(int status, Duration when, const std::string& name = {},
               const std::string& value = {}) {
    notifier.on_response(answer(sent().back(), status, name, value), at(when), outcomes);
  }
  void refresh(const std::string& expires, std::uint32_t number, Duration when) {
    Message subscribe = subscribe_message(expires, number);
    subscribe.to = sent().back().from;
    ASSERT_TRUE(notifier.owns(subscribe));
    notifier.on_subscribe(subscribe, at(when), outcomes);
  }
  void establish() {
    notify(State::Active, "<a/>", 0s);
    respond(200, 0s);
  }
  void wait(Duration until) {
    for (auto due = notifier.next_deadline(); due && *due <= at(until).instant;
         due = notifier.next_deadline()) {
      notifier.on_deadline({*due, sip_test::kToday}, outcomes);
    }
  }

  fakes::SeededEntropy entropy{1};
  Notifier notifier;
  Notifier::Outcomes outcomes;
};

struct Offer {
  const char* what;
  const char* name;
  const char* value;  // null: the header is taken out
  int status;
};
TEST(Notifier, RefusesWhatCanBeginNothing) {
  const Offer rows[] = {
      {"as it is", "X", "x", 0},
      {"another package", "Event", "dialog", 489},
      {"a template of ours", "Event", "presence.winfo", 489},
      {"no package", "Event", nullptr, 489},
      {"an id", "Event", "presence;id=3", 0},
      {"no Accept means PIDF", "Accept", nullptr, 0},
      {"any type", "Accept", "*/*", 0},
      {"any application", "Accept", "text/plain, application/*;q=0.5", 0},
      {"another type", "Accept", "application/xpidf+xml, text/plain", 406},
      {"an empty Accept", "Accept", "", 406},
      {"PIDF never", "Accept", "application/pidf+xml;q=0.0", 406},
      {"the least time", "Expires", "60", 0},
      {"too short", "Expires", "59", 423},
      {"too short", "Expires", "1", 423},
      {"a fetch", "Expires", "0", 0},
      {"no time", "Expires", nullptr, 0},
      {"no number", "Expires", "soon", 400},
  };
  for (const Offer& row : rows) {
    SCOPED_TRACE(row.what);
    Message subscribe = subscribe_message();
    std::erase_if(subscribe.headers, [&](const Header& one) { return one.name == row.name; });
    if (row.value != nullptr) subscribe.headers.push_back({row.name, row.value});

    const auto refusal = Notifier::refusal_of(subscribe);

    EXPECT_EQ(refusal ? refusal->status : 0, row.status);
    if (row.status == 423) {
      EXPECT_EQ(header_of(*refusal, "Min-Expires"), "60");
    }
    if (row.status == 489) {
      EXPECT_EQ(header_of(*refusal, "Allow-Events"), "presence");
    }
  }
}

TEST(Notifier, RefusesWhatNamesNoWayBack) {
  Message none = subscribe_message();
  none.contacts.clear();
  Message two = subscribe_message();
  two.contacts.push_back(two.contacts.front());
  Message other = subscribe_message();
  other.contacts.front().uri = "mailto:alice@contoso.example";
  Message star = subscribe_message();
  star.contacts.front().uri = "*";
  Message nobody = subscribe_message();
  nobody.from.parameters.clear();
  Message elsewhere = subscribe_message();
  elsewhere.to.parameters = {{"tag", "gone"}};

  for (const Message& one : {none, two, other, star, nobody}) {
    ASSERT_TRUE(Notifier::refusal_of(one));
    EXPECT_EQ(Notifier::refusal_of(one)->status, 400);
  }
  EXPECT_EQ(Notifier::refusal_of(elsewhere)->status, 481);
}

TEST(Notifier, GrantsNoMoreThanWasAskedFor) {
  const std::pair<const char*, const char*> rows[] = {
      {"", "3600"},       {"3600", "3600"},   {"60", "60"},
      {"28800", "28800"}, {"28801", "28800"}, {"999999999999999999999", "28800"},
      {"0", "0"}};
  for (const auto& [asked, granted] : rows) {
    SCOPED_TRACE(asked);
    const Course course(subscribe_message(asked));
    EXPECT_EQ(course.last_answer().status, 200);
    EXPECT_EQ(header_of(course.last_answer(), "Expires"), granted);
  }
}

TEST(Notifier, AnswersThenWantsToNotifyInTheDialogItMade) {
  Message subscribe = subscribe_message();
  subscribe.headers.front().value = "presence;x=1;id=42";
  subscribe.record_routes = {{"", "sip:p1.contoso.example;lr", {}},
                             {"", "sip:p2.contoso.example;lr", {}}};
  Course course(subscribe);
  const Message ok = course.last_answer();
  ASSERT_EQ(course.outcomes.size(), 2U);
  EXPECT_TRUE(std::holds_alternative<Notifier::NotifyWanted>(course.outcomes[1]));

  course.notify(State::Pending, "", 0s);

  ASSERT_EQ(course.sent().size(), 1U);
  const Message notify = course.sent()[0];
  EXPECT_EQ(ok.contacts.at(0).uri, "sip:edge.contoso.example");
  EXPECT_EQ(ok.record_routes, subscribe.record_routes);
  EXPECT_EQ(notify.from.tag(), ok.to.tag());
  EXPECT_EQ(notify.to.tag(), "theirs");
  EXPECT_EQ(notify.call_id, "call");
  EXPECT_EQ(notify.request_uri, "sip:alice@192.0.2.9");
  EXPECT_EQ(notify.routes, subscribe.record_routes);
  EXPECT_EQ(header_of(notify, "Event"), "presence;id=42");
  EXPECT_EQ(header_of(notify, "Subscription-State"), "pending;expires=3600");
  EXPECT_EQ(notify.content_type, "");
  EXPECT_EQ(notify.contacts.at(0).uri, "sip:edge.contoso.example");
}

TEST(Notifier, SaysHowMuchTimeRemains) {
  Course course;
  course.establish();

  course.notify(State::Active, "<b/>", 1000s + 1ms);

  EXPECT_EQ(course.said().back(), "active;expires=2599 <b/>");
  EXPECT_EQ(course.sent().back().content_type, "application/pidf+xml");
  EXPECT_EQ(course.sent().back().cseq.number, course.sent().front().cseq.number + 1);
}

TEST(Notifier, SaysAtMostOneStateInFiveSecondsAndTheLastAlways) {
  Course course;
  course.establish();

  course.notify(State::Active, "<b/>", 1s);
  course.notify(State::Active, "<c/>", 4999ms);
  EXPECT_EQ(course.sent().size(), 1U);
  EXPECT_EQ(*course.notifier.next_deadline(), at(5s).instant);
  course.wait(5s);

  ASSERT_EQ(course.sent().size(), 2U);
  EXPECT_EQ(course.sent().back().body, "<c/>");
  course.respond(200, 5s);
  course.notify(State::Active, "<d/>", 10s);
  EXPECT_EQ(course.sent().size(), 3U) << "five seconds have passed";
}

TEST(Notifier, KeepsOneNotifyUnderWay) {
  Course course;
  course.notify(State::Active, "<a/>", 0s);

  course.notify(State::Active, "<b/>", 20s);
  course.wait(25s);
  EXPECT_EQ(course.sent().size(), 1U);
  course.respond(200, 26s);

  ASSERT_EQ(course.sent().size(), 2U);
  EXPECT_EQ(course.sent().back().body, "<b/>");
}

TEST(Notifier, ARefreshIsNotifiedAtOnce) {
  Course course;
  course.establish();

  course.refresh("1800", 8, 1s);
  EXPECT_EQ(header_of(course.last_answer(), "Expires"), "1800");
  EXPECT_EQ(all<Notifier::NotifyWanted>(course.outcomes).size(), 2U);
  course.notify(State::Active, "<a/>", 1s);

  ASSERT_EQ(course.sent().size(), 2U);
  EXPECT_EQ(course.said().back(), "active;expires=1800 <a/>");
}

TEST(Notifier, ARefreshMayMoveTheWatcher) {
  Course course;
  course.establish();
  Message moved = subscribe_message("3600", 9);
  moved.to = course.sent().back().from;
  moved.contacts.front().uri = "sip:alice@192.0.2.77";

  course.notifier.on_subscribe(moved, at(1s), course.outcomes);
  course.notify(State::Active, "<a/>", 1s);

  EXPECT_EQ(course.sent().back().request_uri, "sip:alice@192.0.2.77");
}

TEST(Notifier, RefusesARefreshThatIsNone) {
  Course course;
  course.establish();
  const auto status_of = [&course](const auto& change) {
    Message subscribe = subscribe_message("3600", 20);
    subscribe.to = course.sent().back().from;
    change(subscribe);
    course.notifier.on_subscribe(subscribe, at(1s), course.outcomes);
    return course.last_answer().status;
  };

  EXPECT_EQ(status_of([](Message& m) { m.cseq.number = 7; }), 500) << "not higher than the last";
  EXPECT_EQ(status_of([](Message& m) { m.cseq.number = 6; }), 500);
  EXPECT_EQ(status_of([](Message& m) { m.set_header("Expires", "30"); }), 423);
  EXPECT_EQ(status_of([](Message& m) { m.set_header("Event", "dialog"); }), 489);
  EXPECT_EQ(status_of([](Message& m) { m.set_header("Event", "presence;id=1"); }), 403);
  EXPECT_EQ(status_of([](Message& m) { m.set_header("Accept", "text/plain"); }), 406);
  EXPECT_EQ(all<Notifier::NotifyWanted>(course.outcomes).size(), 1U);
  EXPECT_EQ(status_of([](Message&) {}), 200) << "and it still stands";
}

TEST(Notifier, OwnsItsDialogOnly) {
  Course course;
  course.establish();
  Message subscribe = subscribe_message("3600", 8);
  subscribe.to = course.sent().back().from;
  EXPECT_TRUE(course.notifier.owns(subscribe));

  Message other = subscribe;
  other.from.parameters = {{"tag", "x"}};
  EXPECT_FALSE(course.notifier.owns(other));
  other = subscribe;
  other.call_id = "x";
  EXPECT_FALSE(course.notifier.owns(other));
  EXPECT_FALSE(course.notifier.owns(subscribe_message()));
}

TEST(Notifier, TheWatcherEndsIt) {
  Course course;
  course.establish();

  course.refresh("0", 8, 1s);
  EXPECT_EQ(header_of(course.last_answer(), "Expires"), "0");
  EXPECT_TRUE(all<Notifier::NotifyWanted>(course.outcomes).back().last);
  EXPECT_FALSE(course.ended());
  course.notify(State::Active, "<closed/>", 1s);

  EXPECT_EQ(course.said().back(), "terminated;reason=timeout <closed/>");
  ASSERT_TRUE(course.ended());
  EXPECT_TRUE(all<Notifier::Ended>(course.outcomes).back().by_watcher);
  EXPECT_FALSE(course.notifier.next_deadline());
}

TEST(Notifier, TheLastNotifyWaitsForTheOneUnderWay) {
  Course course;
  course.notify(State::Active, "<a/>", 0s);
  course.refresh("0", 8, 1s);

  course.notify(State::Active, "<closed/>", 1s);
  EXPECT_EQ(course.sent().size(), 1U);
  EXPECT_FALSE(course.ended());
  course.respond(200, 2s);

  EXPECT_EQ(course.said().back(), "terminated;reason=timeout <closed/>");
  EXPECT_TRUE(course.ended());
}

TEST(Notifier, AFetchIsOneNotify) {
  Course course(subscribe_message("0"));
  EXPECT_TRUE(course.notifier.is_fetch());
  EXPECT_TRUE(all<Notifier::NotifyWanted>(course.outcomes).back().last);

  course.notify(State::Active, "<a/>", 0s);

  EXPECT_EQ(course.said(), std::vector<std::string>{"terminated;reason=timeout <a/>"});
  EXPECT_TRUE(course.ended());
}

TEST(Notifier, ALastNotifyComesEvenIfNobodyKnowsAnything) {
  Course course(subscribe_message("0"));

  course.wait(31s);

  EXPECT_EQ(course.said(), std::vector<std::string>{"terminated;reason=timeout "});
  EXPECT_TRUE(course.ended());
}

TEST(Notifier, ExpiresWithANotify) {
  Course course(subscribe_message("60"));
  course.establish();

  course.wait(59s);
  EXPECT_FALSE(course.ended());
  course.wait(60s);

  EXPECT_EQ(course.said().back(), "terminated;reason=timeout ");
  ASSERT_TRUE(course.ended());
  EXPECT_TRUE(all<Notifier::Ended>(course.outcomes).back().by_watcher);
}

TEST(Notifier, WeEndItWithAReason) {
  Course course;
  course.establish();

  course.notifier.terminate("rejected", "", at(1s), course.outcomes);

  EXPECT_EQ(course.said().back(), "terminated;reason=rejected ") << "without waiting five seconds";
  ASSERT_TRUE(course.ended());
  EXPECT_FALSE(all<Notifier::Ended>(course.outcomes).back().by_watcher);
  course.notify(State::Active, "<b/>", 20s);
  EXPECT_EQ(course.sent().size(), 2U) << "nothing after the end";
}

TEST(Notifier, NothingReplacesAnEndThatWaits) {
  Course course;
  course.notify(State::Active, "<a/>", 0s);
  course.notifier.terminate("rejected", "", at(1s), course.outcomes);

  course.notify(State::Active, "<b/>", 2s);
  Message late = subscribe_message("3600", 8);
  late.to = course.sent().back().from;
  course.notifier.on_subscribe(late, at(2s), course.outcomes);
  EXPECT_EQ(course.last_answer().status, 481);
  course.respond(200, 3s);

  EXPECT_EQ(course.said().back(), "terminated;reason=rejected ");
}

TEST(Notifier, EndsByTheFailuresThatAreForGood) {
  for (const int status : {404, 405, 408, 410, 416, 480, 481, 482, 483, 484, 485, 489, 501, 604}) {
    SCOPED_TRACE(status);
    Course course;
    course.notify(State::Active, "<a/>", 0s);
    course.notify(State::Active, "<b/>", 1s);

    course.respond(status, 2s);

    ASSERT_TRUE(course.ended());
    EXPECT_FALSE(all<Notifier::Ended>(course.outcomes).back().by_watcher);
    EXPECT_EQ(course.sent().size(), 1U);
  }
}

TEST(Notifier, SaysAgainWhatFailedInAWayThatMayPass) {
  for (const int status : {400, 415, 500, 503, 403}) {
    SCOPED_TRACE(status);
    Course course;
    course.notify(State::Active, "<a/>", 0s);

    course.respond(status, 1s);
    EXPECT_FALSE(course.ended());
    course.wait(20s);

    ASSERT_EQ(course.sent().size(), 2U);
    EXPECT_EQ(course.sent().back().body, "<a/>");
  }
}

TEST(Notifier, WaitsLongerEachTimeItFails) {
  Course course;
  course.notify(State::Active, "<a/>", 0s);
  Duration when = 0s;
  while (!course.ended()) {
    course.respond(503, when);
    when = *course.notifier.next_deadline() - Instant{};
    course.wait(when);
  }

  EXPECT_EQ(when, Duration(3600s));
  EXPECT_LT(course.sent().size(), 20U);
}

TEST(Notifier, RespectsRetryAfter) {
  Course course;
  course.notify(State::Active, "<a/>", 0s);

  course.respond(503, 0s, "Retry-After", "120;duration=5");

  EXPECT_EQ(*course.notifier.next_deadline(), at(120s).instant);
}

}  // namespace
}  // namespace gateway::sip
