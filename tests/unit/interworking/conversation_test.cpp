// RFC 6121 5.1 (locking) and 5.2.5 (threads), XEP-0085 5 (negotiation, repetition), RFC 3994 3.
#include "gateway/interworking/conversation.hpp"

#include <gtest/gtest.h>

#include "tests/unit/interworking/small_service.hpp"

namespace gateway {
namespace {

using namespace std::chrono_literals;
using test::jid;

const Jid kRomeo = jid("romeo@fed.example");
const Jid kOrchard = jid("romeo@fed.example/orchard");
const Jid kBalcony = jid("romeo@fed.example/balcony");
const Jid kAlice = jid("alice@contoso.example/e1");
const Composing kActive{ComposingState::Active, {}};
const Composing kIdle{};

class ConversationTest : public testing::Test {
 protected:
  void romeo_writes(const Jid& from = kOrchard, const std::string& thread = "",
                    std::optional<ChatState> state = std::nullopt) {
    talk.contact_wrote(from, thread, state, now);
  }
  std::string to() { return talk.address_of(kRomeo, now).text(); }

  Conversation talk;
  Instant now{1000s};
  fakes::SeededEntropy entropy{1};
};

TEST_F(ConversationTest, LocksToTheResourceThatWroteLast) {
  EXPECT_EQ(to(), "romeo@fed.example");
  romeo_writes();
  EXPECT_EQ(to(), "romeo@fed.example/orchard");
  romeo_writes(kBalcony);
  EXPECT_EQ(to(), "romeo@fed.example/balcony");
  talk.unlock();
  EXPECT_EQ(to(), "romeo@fed.example");
  EXPECT_EQ(talk.address_of(kOrchard, now), kOrchard) << "the user names a resource";
}

TEST_F(ConversationTest, EndsAfterTenMinutesOfSilence) {
  EXPECT_FALSE(talk.is_open(now)) << "the contact has not written";
  talk.user_wrote(now);
  EXPECT_FALSE(talk.is_open(now));
  romeo_writes();
  now += 10min;
  EXPECT_TRUE(talk.is_open(now));
  now += 1us;
  EXPECT_FALSE(talk.is_open(now));
  EXPECT_EQ(to(), "romeo@fed.example");
}

TEST_F(ConversationTest, AnswersInTheContactsThread) {
  const std::string thread = "a thread with sp\u00e4ces";
  romeo_writes(kOrchard, thread);
  const std::string call_id = talk.call_id_of(thread, entropy);

  EXPECT_EQ(talk.thread_of(call_id, now), thread) << "an endpoint that answers with its Call-ID";
  EXPECT_EQ(talk.thread_of("of-its-own", now), thread) << "and one that does not";
  EXPECT_EQ(talk.call_id_of(thread, entropy), call_id);
}

TEST_F(ConversationTest, TheUsersThreadComesBackAsItsCallId) {
  const std::string thread = talk.thread_of("token@10.1.2.3", now);
  EXPECT_EQ(thread.find("10.1.2.3"), std::string::npos);
  romeo_writes(kOrchard, thread);

  EXPECT_EQ(talk.call_id_of(thread, entropy), "token@10.1.2.3");
}

TEST_F(ConversationTest, TextsOutsideAThreadHaveCallIdsOfTheirOwn) {
  EXPECT_NE(talk.call_id_of("", entropy), talk.call_id_of("", entropy));
}

TEST_F(ConversationTest, SpeaksOfTypingOnlyToThoseWhoDo) {
  EXPECT_EQ(talk.user_types(kActive, kAlice, now), std::nullopt) << "nothing is known yet";
  romeo_writes(kOrchard, "", ChatState::Active);
  EXPECT_TRUE(talk.user_wrote(now)) << "<active/>";
  EXPECT_EQ(talk.user_types(kActive, kAlice, now), ChatState::Composing);
  romeo_writes();
  EXPECT_EQ(talk.user_types(kActive, kAlice, now), std::nullopt) << "XEP-0085 5.1";
  EXPECT_FALSE(talk.user_wrote(now));
}

TEST_F(ConversationTest, SaysNoStateTwice) {
  romeo_writes(kOrchard, "", ChatState::Active);
  EXPECT_EQ(talk.user_types(kIdle, kAlice, now), std::nullopt) << "idle is how all begins";
  EXPECT_EQ(talk.user_types(kActive, kAlice, now), ChatState::Composing);
  EXPECT_EQ(talk.user_types(kActive, kAlice, now), std::nullopt);
  EXPECT_EQ(talk.user_types(kIdle, kAlice, now), ChatState::Active);
  EXPECT_EQ(talk.user_types(kIdle, kAlice, now), std::nullopt);
}

TEST_F(ConversationTest, TypingThatIsNotRefreshedEnds) {
  romeo_writes(kOrchard, "", ChatState::Active);
  for (const auto& [composing, until] :
       {std::pair{kActive, 120s}, std::pair{Composing{ComposingState::Active, 60s}, 60s}}) {
    talk.user_types(composing, kAlice, now);
    now += 30s;
    talk.user_types(composing, kAlice, now);  // 3.3: repeated documents are tolerated
    EXPECT_EQ(talk.next_deadline(), now + until);
    EXPECT_EQ(talk.on_deadline(now + until - 1us).to_contact, std::nullopt);
    EXPECT_EQ(talk.on_deadline(now + until).to_contact, ChatState::Active);
    EXPECT_EQ(talk.next_deadline(), std::nullopt);
  }
}

TEST_F(ConversationTest, ATextEndsTyping) {
  romeo_writes(kOrchard, "", ChatState::Active);
  talk.user_types(kActive, kAlice, now);
  talk.user_wrote(now);
  EXPECT_EQ(talk.next_deadline(), std::nullopt);

  talk.contact_types(ChatState::Composing, kOrchard, now);
  romeo_writes(kOrchard, "", ChatState::Active);
  EXPECT_EQ(talk.next_deadline(), std::nullopt);
  EXPECT_EQ(talk.contact_types(ChatState::Paused, kOrchard, now), std::nullopt);
}

TEST_F(ConversationTest, TheContactsStates) {
  struct Row {
    ChatState state;
    std::optional<ComposingState> told;
  };
  for (const Row& row : {
           Row{ChatState::Active, {}},  // idle before, idle now
           Row{ChatState::Composing, ComposingState::Active},
           Row{ChatState::Composing, {}},
           Row{ChatState::Paused, ComposingState::Idle},
           Row{ChatState::Inactive, {}},
           Row{ChatState::Composing, ComposingState::Active},
           Row{ChatState::Inactive, ComposingState::Idle},
           Row{ChatState::Composing, ComposingState::Active},
           Row{ChatState::Gone, ComposingState::Idle},
       }) {
    const auto told = talk.contact_types(row.state, kOrchard, now);
    ASSERT_EQ(told.has_value(), row.told.has_value());
    if (told) {
      EXPECT_EQ(told->state, *row.told);
    }
  }
}

TEST_F(ConversationTest, RepeatsTypingEveryMinuteForTenMinutes) {
  const auto first = talk.contact_types(ChatState::Composing, kOrchard, now);
  EXPECT_EQ(first, (Composing{ComposingState::Active, 60s}));
  for (int i = 1; i < 10; ++i) {
    now += 60s;
    EXPECT_EQ(talk.on_deadline(now - 1us).to_user, std::nullopt);
    EXPECT_EQ(talk.on_deadline(now).to_user, (Composing{ComposingState::Active, 60s})) << i;
  }
  now += 60s;
  EXPECT_EQ(talk.on_deadline(now).to_user, Composing{}) << "nobody types that long";
  EXPECT_EQ(talk.next_deadline(), std::nullopt);
}

TEST_F(ConversationTest, GoneEndsItAndItsThread) {
  romeo_writes(kOrchard, "t1", ChatState::Active);
  talk.contact_types(ChatState::Gone, kOrchard, now);

  EXPECT_FALSE(talk.is_open(now));
  EXPECT_EQ(to(), "romeo@fed.example");
  EXPECT_NE(talk.thread_of("call-2", now), "t1") << "XEP-0085 5.7";
}

}  // namespace
}  // namespace gateway
