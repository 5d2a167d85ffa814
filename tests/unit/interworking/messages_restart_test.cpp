// What the last life promised: docs/interworking.md 9.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "gateway/interworking/imdn.hpp"
#include "tests/unit/interworking/small_service.hpp"

namespace gateway::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// What the store holds after these changes.
StoredState state_after(const std::vector<StoreChange>& changes) {
  std::map<std::uint64_t, StoredMessage> messages;
  for (const StoreChange& change : changes) {
    if (const auto* one = std::get_if<StoredMessage>(&change)) messages[one->id] = *one;
    if (const auto* one = std::get_if<MessageDone>(&change)) messages.erase(one->id);
  }
  StoredState state;
  for (const auto& [id, message] : messages) state.messages.push_back(message);
  return state;
}

TEST(MessagesRestart, SendsWhatWaitedAndReportsWhatMayHaveLeft) {
  SmallService before;
  before.partner(kRomeo, kAlice, text("may have left"));
  before.partner(kRomeo, kAlice, text("waited"));

  SmallService after;
  after.begin(state_after(before.changes));

  EXPECT_THAT(after.bodies(), ElementsAre("waited"));
  EXPECT_THAT(after.conditions(), ElementsAre("service-unavailable"));
  EXPECT_EQ(after.stanzas.front().text_in("body"), "may have left");
  const std::uint64_t error = after.stanzas.front().reference;
  after.response(0, 200);
  auto all = before.changes;
  all.insert(all.end(), after.changes.begin(), after.changes.end());
  EXPECT_THAT(state_after(all).messages, testing::SizeIs(1)) << "the error has not left yet";
  after.changes.clear();
  after.taken(error);
  all.insert(all.end(), after.changes.begin(), after.changes.end());
  EXPECT_THAT(state_after(all).messages, IsEmpty());
}

TEST(MessagesRestart, SaysMoreToThoseWhoSeeTheUser) {
  SmallService before;
  before.partner(kRomeo, kAlice, text("may have left"));
  SmallService after;
  after.subscribed.insert(alice_and_romeo());
  after.begin(state_after(before.changes));

  EXPECT_THAT(after.conditions(), ElementsAre("remote-server-timeout"));
}

TEST(MessagesRestart, NothingIsLeftOfWhatWasDelivered) {
  SmallService before;
  before.partner(kRomeo, kAlice, text("hi"));
  before.look();
  before.response(0, 200);
  before.user("hello");
  before.look();
  before.taken(before.stanzas.front().reference);

  EXPECT_THAT(state_after(before.changes).messages, IsEmpty());
}

TEST(MessagesRestart, TellsTheUserOfAPromiseThatMayBeBroken) {
  for (const bool asks : {false, true}) {
    SmallService before;
    before.user(asks ? SmallService::request(
                           "sip:alice@contoso.example", "sip:romeo@fed.example",
                           "NS: imdn <urn:ietf:params:imdn>\r\nimdn.Message-ID: id7\r\n"
                           "imdn.Disposition-Notification: negative-delivery\r\n\r\n\r\nhello",
                           "message/cpim")
                     : SmallService::request("sip:alice@contoso.example", "sip:romeo@fed.example",
                                             "hello"));
    before.after(2s);
    SmallService after;
    after.begin(state_after(before.changes));

    EXPECT_THAT(after.stanzas, IsEmpty()) << "never sent twice";
    ASSERT_EQ(after.bodies().size(), 1U);
    const sip::Message& report = after.requests.front().message;
    EXPECT_EQ(report.call_id, "call-1");
    if (asks) {
      EXPECT_EQ(parse_notification(parse_cpim(report.body)->content)->message_id, "id7");
    } else {
      EXPECT_EQ(report.content_type, "text/plain;charset=utf-8");
    }
    auto all = before.changes;
    all.insert(all.end(), after.changes.begin(), after.changes.end());
    EXPECT_EQ(state_after(all).messages.size(), 1U) << "another restart would tell it again";
    EXPECT_EQ(state_after(all).messages.front().stanza.find("hello"), std::string::npos);
    after.response(0, 200);
    all.push_back(after.changes.back());
    EXPECT_THAT(state_after(all).messages, IsEmpty());
  }
}

TEST(MessagesRestart, ForgetsWhatCannotBeRead) {
  SmallService service;
  StoredState state;
  state.messages = {{.id = 1, .towards_partner = true, .since = {}, .stanza = "<"},
                    {.id = 2, .towards_partner = false, .since = {}, .stanza = "<message/>"}};
  service.begin(state);

  EXPECT_EQ(service.changes.size(), 2U);
  EXPECT_THAT(service.bodies(), IsEmpty());
}

}  // namespace
}  // namespace gateway::test
