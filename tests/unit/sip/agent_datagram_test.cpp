// The agent over datagrams, which get lost, come twice and come late: RFC
// 3261 17.1.2, 17.2, 18.1.1.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>

#include "tests/unit/sip/agent_world.hpp"

namespace sip_test {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

const std::string kVia = "SIP/2.0/UDP pool.contoso.example:5060;branch=z9hG4bKa";

TEST(AgentDatagrams, SendsAgainUntilItIsAnswered) {
  AgentWorld world(Transport::Udp);
  world.happen(SendRequest{1, message_to_alice()});
  const auto first = world.datagrams();
  ASSERT_EQ(first.size(), 1U);
  EXPECT_EQ(first[0].vias[0].transport, "UDP");

  world.wait(3500ms);
  const auto again = world.take<SendDatagram>();
  ASSERT_EQ(again.size(), 3U) << "after 0.5, 1.5 and 3.5 seconds";
  EXPECT_EQ(again[0].local, kOurs);
  EXPECT_EQ(again[0].peer, kPool);
  EXPECT_EQ(parse_datagram(again[2].bytes).value(), first[0]) << "octet for octet the same";
  world.datagram(response_text(first[0], 200));
  world.wait(40s);

  EXPECT_EQ(world.take<ResponseArrived>().size(), 1U);
  EXPECT_TRUE(world.take<SendDatagram>().empty());
  EXPECT_EQ(world.agent.transactions(), 0U);
}

TEST(AgentDatagrams, GivesUpAfterTimerF) {
  AgentWorld world(Transport::Udp);
  world.happen(SendRequest{1, message_to_alice()});

  world.wait(32s);

  EXPECT_EQ(world.take<SendDatagram>().size(), 11U);
  EXPECT_EQ(world.take<ResponseArrived>().at(0).response.status, 408);
}

TEST(AgentDatagrams, TakesAResponseThatComesTwiceOnce) {
  AgentWorld world(Transport::Udp);
  world.happen(SendRequest{1, message_to_alice()});
  const Message request = world.datagrams().at(0);
  EXPECT_EQ(world.agent.unanswered(), 1U);

  world.datagram(response_text(request, 200));
  EXPECT_EQ(world.agent.unanswered(), 0U);
  EXPECT_EQ(world.agent.transactions(), 1U) << "timer K: it may come again";
  world.datagram(response_text(request, 200));
  world.wait(5s);
  world.datagram(response_text(request, 200));

  EXPECT_EQ(world.take<ResponseArrived>().size(), 1U);
}

TEST(AgentDatagrams, AnswersARequestThatComesAgainAlike) {
  AgentWorld world(Transport::Udp);
  const std::string octets = RequestText{.via = kVia}.text();
  world.datagram(octets, kPoolFrom);
  world.datagram(octets, kPoolFrom);
  const auto arrived = world.take<RequestArrived>();
  ASSERT_EQ(arrived.size(), 1U);
  EXPECT_TRUE(world.take<SendDatagram>().empty()) << "it is not answered yet";

  world.happen(SendResponse{arrived[0].transaction, response_to(arrived[0].request, 202, {})});
  const auto first = world.take<SendDatagram>();
  world.wait(31s);
  world.datagram(octets, kPoolFrom);
  const auto second = world.take<SendDatagram>();
  world.wait(1s);

  ASSERT_EQ(first.size(), 1U);
  ASSERT_EQ(second.size(), 1U);
  EXPECT_EQ(first[0].bytes, second[0].bytes);
  EXPECT_TRUE(world.take<RequestArrived>().empty());
  EXPECT_EQ(world.agent.transactions(), 0U) << "timer J";
}

TEST(AgentDatagrams, RespondsWhereTheViaSays) {
  const std::pair<std::string, std::string> rows[] = {
      {"SIP/2.0/UDP pool.contoso.example:5070;branch=z9hG4bKa", "192.0.2.7:5070"},
      {"SIP/2.0/UDP pool.contoso.example;branch=z9hG4bKa", "192.0.2.7:5060"},
      {"SIP/2.0/UDP pool.contoso.example:5070;branch=z9hG4bKa;rport", "192.0.2.7:41000"},
      {"SIP/2.0/UDP 203.0.113.9:5070;branch=z9hG4bKa", "192.0.2.7:5070"},
      {"SIP/2.0/UDP a.example;branch=z9hG4bKa;maddr=203.0.113.9", "192.0.2.7:5060"},
  };
  for (const auto& [via, target] : rows) {
    SCOPED_TRACE(via);
    AgentWorld world(Transport::Udp);
    world.datagram(RequestText{.method = "OPTIONS", .via = via, .body = ""}.text(), kPoolFrom);
    const auto sent = world.take<SendDatagram>();
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_EQ(to_string(sent[0].peer), target);
    EXPECT_EQ(sent[0].local, kOurs);
  }
}

TEST(AgentDatagrams, RefusesASessionUntilItIsAcknowledged) {
  AgentWorld world(Transport::Udp);
  const RequestText invite{.method = "INVITE", .via = kVia, .body = ""};
  world.datagram(invite.text());
  world.wait(3500ms);
  EXPECT_EQ(world.take<SendDatagram>().size(), 4U) << "at once, after 0.5, 1.5 and 3.5 seconds";
  world.datagram(invite.text());
  EXPECT_EQ(world.take<SendDatagram>().size(), 1U);

  world.datagram(RequestText{.method = "ACK", .via = kVia, .body = ""}.text());
  world.wait(60s);

  EXPECT_TRUE(world.take<SendDatagram>().empty());
  EXPECT_EQ(world.agent.transactions(), 0U);
}

TEST(AgentDatagrams, GivesUpOnAnAckAfterTimerH) {
  AgentWorld world(Transport::Udp);
  world.datagram(RequestText{.method = "INVITE", .via = kVia, .body = ""}.text());

  world.wait(32s);

  EXPECT_EQ(world.take<SendDatagram>().size(), 11U);
  EXPECT_EQ(world.agent.transactions(), 0U);
}

TEST(AgentDatagrams, TakesNothingFromAStranger) {
  AgentWorld world(Transport::Udp);
  world.happen(SendRequest{1, message_to_alice()});
  const Message request = world.datagrams().at(0);

  world.datagram(RequestText{.via = kVia}.text(), kStranger);
  world.datagram(response_text(request, 200), kStranger);

  EXPECT_TRUE(world.take<RequestArrived>().empty());
  EXPECT_TRUE(world.take<ResponseArrived>().empty());
  EXPECT_TRUE(world.take<SendDatagram>().empty());
  EXPECT_THAT(world.log_codes(), ElementsAre("sip-peer-refused"));
}

TEST(AgentDatagrams, ADatagramWhereThereAreConnectionsIsAStrangers) {
  AgentWorld world(Transport::Tcp);

  world.datagram(RequestText{.via = kVia}.text());

  EXPECT_TRUE(world.take<RequestArrived>().empty());
  EXPECT_THAT(world.log_codes(), ElementsAre("sip-peer-refused"));
}

TEST(AgentDatagrams, DropsWhatCannotBeRead) {
  AgentWorld world(Transport::Udp);
  world.datagram("\r\n\r\n");
  world.datagram(std::string(4, '\0'));
  EXPECT_TRUE(world.actions.empty()) << "somebody keeps a way open";

  world.datagram("MESSAGE sip:a@b.example SIP/2.0\r\n\r\n");

  EXPECT_THAT(world.log_codes(), ElementsAre("sip-message-broken"));
  EXPECT_TRUE(world.actions.empty());
}

Message large_message() {
  Message message = message_to_alice();
  message.method = "NOTIFY";
  message.body = std::string(1300, 'x');
  return message;
}

TEST(AgentDatagrams, DoesNotSendALargeMessage) {
  AgentWorld world(Transport::Udp);
  Message message = message_to_alice();
  message.body.clear();
  world.happen(SendRequest{1, message});
  const std::size_t without_body = world.take<SendDatagram>().at(0).bytes.size() - 1;  // "0"

  message.body = std::string(1300 - without_body - 3, 'x');  // its length has three digits
  world.happen(SendRequest{2, message});
  message.body += 'x';
  world.happen(SendRequest{3, message});

  EXPECT_EQ(world.take<SendDatagram>().size(), 1U);
  const auto responses = world.take<ResponseArrived>();
  ASSERT_EQ(responses.size(), 1U);
  EXPECT_EQ(responses[0].request, 3U);
  EXPECT_EQ(responses[0].response.status, 513);
  EXPECT_TRUE(world.take<Connect>().empty());
}

TEST(AgentDatagrams, SendsWhatIsLargeOverTcp) {
  AgentWorld world(Transport::Udp);
  world.happen(SendRequest{1, large_message()});
  EXPECT_TRUE(world.take<SendDatagram>().empty());
  ASSERT_EQ(world.take<Connect>().size(), 1U);

  world.happen(Connected{2});

  const auto sent = world.written(2);
  ASSERT_EQ(sent.size(), 1U);
  EXPECT_EQ(sent[0].vias[0].transport, "TCP");
  world.receive(2, response_text(sent[0], 200));
  EXPECT_EQ(world.take<ResponseArrived>().size(), 1U);
}

TEST(AgentDatagrams, SendsWhatIsLargeAllTheSameWhereThereIsNoTcp) {
  AgentWorld world(Transport::Udp);
  world.happen(SendRequest{1, large_message()});

  world.happen(ConnectFailed{2, ConnectError::Refused});

  const auto sent = world.datagrams();
  ASSERT_EQ(sent.size(), 1U);
  EXPECT_EQ(sent[0].vias[0].transport, "UDP");
  EXPECT_EQ(sent[0].vias.size(), 1U);
  EXPECT_EQ(sent[0].body, large_message().body);
  EXPECT_TRUE(world.take<ResponseArrived>().empty());
  world.datagram(response_text(sent[0], 200));
  EXPECT_EQ(world.take<ResponseArrived>().at(0).response.status, 200);
}

TEST(AgentDatagrams, DoesNotSendWhatFitsNoDatagram) {
  AgentWorld world(Transport::Udp);
  Message huge = large_message();
  huge.body = std::string(70000, 'x');
  world.happen(SendRequest{1, huge});

  world.happen(ConnectFailed{2, ConnectError::Refused});

  EXPECT_TRUE(world.take<SendDatagram>().empty());
  EXPECT_EQ(world.take<ResponseArrived>().at(0).response.status, 513);
}

// Two agents and a network that loses, repeats and delays by a rule: every request is passed up
// once, and gets exactly one response, which is the other side's whenever anything came through.
struct LossyRow {
  const char* what;
  bool (*passes)(int number);
  int copies;
  int status;
};
// No period that would lose all of one request and nothing of another.
unsigned toss(int number) { return (static_cast<unsigned>(number) * 2654435761U) >> 20U; }
class LossyNetwork : public testing::TestWithParam<LossyRow> {};

AgentSettings pools_own() {
  AgentSettings settings = settings_of(Transport::Udp);
  settings.host = "pool.contoso.example";
  std::swap(settings.local, settings.pool);
  return settings;
}

TEST_P(LossyNetwork, EachRequestIsHandledOnceAndAnsweredOnce) {
  AgentWorld ours(Transport::Udp);
  AgentWorld theirs(pools_own(), nullptr, nullptr);
  theirs.entropy = fakes::SeededEntropy(2);
  int number = 0;
  int handled = 0;
  std::vector<int> statuses;
  const auto carry = [&](AgentWorld& from, AgentWorld& to) {
    for (const SendDatagram& one : from.take<SendDatagram>()) {
      if (!GetParam().passes(number++)) continue;
      for (int i = 0; i < GetParam().copies; ++i) {
        to.happen(DatagramReceived{one.peer, one.local, one.bytes});
      }
    }
  };

  for (RequestId id = 1; id <= 5; ++id) ours.happen(SendRequest{id, message_to_alice()});
  for (int i = 0; i < 1000; ++i) {
    carry(ours, theirs);
    for (const RequestArrived& one : theirs.take<RequestArrived>()) {
      ++handled;
      theirs.happen(SendResponse{one.transaction, response_to(one.request, 200, {})});
    }
    carry(theirs, ours);
    for (const ResponseArrived& one : ours.take<ResponseArrived>()) {
      statuses.push_back(one.response.status);
    }
    ours.wait(100ms);
    theirs.wait(100ms);
  }

  EXPECT_EQ(handled, GetParam().status == 408 && GetParam().copies == 0 ? 0 : 5);
  EXPECT_EQ(statuses, std::vector<int>(5, GetParam().status));
  EXPECT_EQ(ours.agent.transactions(), 0U);
  EXPECT_EQ(theirs.agent.transactions(), 0U);
}

INSTANTIATE_TEST_SUITE_P(
    Rules, LossyNetwork,
    testing::Values(LossyRow{"nothing is lost", [](int) { return true; }, 1, 200},
                    LossyRow{"everything comes thrice", [](int) { return true; }, 3, 200},
                    LossyRow{"the first five", [](int n) { return n >= 5; }, 1, 200},
                    LossyRow{"half of them", [](int n) { return toss(n) % 2 == 0; }, 1, 200},
                    LossyRow{"two of three", [](int n) { return toss(n) % 3 == 0; }, 2, 200},
                    LossyRow{"everything", [](int) { return false; }, 0, 408}),
    [](const auto& row) {
      std::string name = row.param.what;
      std::replace(name.begin(), name.end(), ' ', '_');
      return name;
    });

}  // namespace
}  // namespace sip_test
