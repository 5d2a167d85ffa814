// The agent over connections: RFC 3261 8, 9, 17, 18; RFC 3581; RFC 5626 4.4.1.
#include "gateway/sip/agent.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/sip/header_value.hpp"
#include "tests/unit/sip/agent_world.hpp"

namespace sip_test {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr ConnectionId kOut = 2;
constexpr ConnectionId kIn = 1;

TEST(Agent, CompletesARequestAndSendsItOnAConnectionOfItsOwn) {
  AgentWorld world(Transport::Tcp);
  world.happen(SendRequest{1, message_to_alice()});
  const auto connects = world.take<Connect>();
  ASSERT_EQ(connects.size(), 1U);
  EXPECT_EQ(connects[0].peer, kPool);
  EXPECT_TRUE(world.take<Send>().empty());

  world.happen(Connected{kOut});

  const auto sent = world.written(kOut);
  ASSERT_EQ(sent.size(), 1U);
  ASSERT_EQ(sent[0].vias.size(), 1U);
  EXPECT_EQ(sent[0].vias[0].transport, "TCP");
  EXPECT_EQ(sent[0].vias[0].host, "edge.contoso.example");
  EXPECT_EQ(sent[0].vias[0].port, 5060);
  EXPECT_TRUE(sent[0].vias[0].branch().starts_with("z9hG4bK"));
  EXPECT_EQ(header_of(sent[0], "Max-Forwards"), "70");
  EXPECT_NE(sent[0].from.tag(), "");
  EXPECT_NE(sent[0].call_id, "");
  EXPECT_EQ(sent[0].cseq, (CSeq{1, "MESSAGE"}));
  EXPECT_EQ(sent[0].body, "hello");
}

TEST(Agent, LeavesWhatIsGivenAsItIs) {
  AgentWorld world(Transport::Tcp);
  Message request = message_to_alice();
  request.from.parameters = {{"tag", "mine"}};
  request.call_id = "dialog";
  request.cseq = {9, "MESSAGE"};

  const Message sent = world.send_over(kOut, 1, request);

  EXPECT_EQ(sent.from.tag(), "mine");
  EXPECT_EQ(sent.call_id, "dialog");
  EXPECT_EQ(sent.cseq.number, 9U);
}

TEST(Agent, KeepsOneConnectionForAllRequests) {
  AgentWorld world(Transport::Tcp);
  const Message first = world.send_over(kOut, 1);
  world.happen(SendRequest{2, message_to_alice()});

  EXPECT_TRUE(world.take<Connect>().empty());
  const auto sent = world.written(kOut);
  ASSERT_EQ(sent.size(), 1U);
  EXPECT_NE(sent[0].vias[0].branch(), first.vias[0].branch());
  EXPECT_EQ(world.agent.connections(), 1U);
}

TEST(Agent, GivesEachResponseToItsRequestOnce) {
  AgentWorld world(Transport::Tcp);
  const Message first = world.send_over(kOut, 1);
  const Message second = world.send_over(kOut, 2);

  world.receive(kOut, response_text(second, 100) + response_text(second, 404) +
                          response_text(first, 200) + response_text(first, 500));

  const auto responses = world.take<ResponseArrived>();
  ASSERT_EQ(responses.size(), 2U);
  EXPECT_EQ(responses[0].request, 2U);
  EXPECT_EQ(responses[0].response.status, 404);
  EXPECT_EQ(responses[1].request, 1U);
  EXPECT_EQ(responses[1].response.status, 200);
  EXPECT_EQ(world.agent.transactions(), 0U);
}

TEST(Agent, TakesAResponseOnAnotherConnectionOfThePool) {
  AgentWorld world(Transport::Tcp);
  const Message sent = world.send_over(kOut, 1);
  world.happen(ConnectionEnded{kOut});
  EXPECT_TRUE(world.take<ResponseArrived>().empty()) << "it may have been handled";

  world.accept(kIn);
  world.receive(kIn, response_text(sent, 200));

  EXPECT_EQ(world.take<ResponseArrived>().size(), 1U);
}

TEST(Agent, DropsResponsesThatAreNotForUs) {
  AgentWorld world(Transport::Tcp);
  const Message sent = world.send_over(kOut, 1);
  Message other_host = sent;
  other_host.vias[0].host = "other.contoso.example";
  Message other_branch = sent;
  other_branch.vias[0].parameters = {{"branch", "z9hG4bKother"}};
  Message other_method = sent;
  other_method.cseq.method = "NOTIFY";
  Message forwarded = sent;
  forwarded.vias.push_back(sent.vias[0]);

  for (const Message& one : {other_host, other_branch, other_method, forwarded}) {
    world.receive(kOut, response_text(one, 200));
  }

  EXPECT_TRUE(world.take<ResponseArrived>().empty());
}

TEST(Agent, SaysThatThereWasNoAnswer) {
  AgentWorld world(Transport::Tcp);
  const Message sent = world.send_over(kOut, 7);

  world.wait(31999ms);
  EXPECT_TRUE(world.take<ResponseArrived>().empty());
  world.wait(1ms);

  const auto responses = world.take<ResponseArrived>();
  ASSERT_EQ(responses.size(), 1U);
  EXPECT_EQ(responses[0].request, 7U);
  EXPECT_EQ(responses[0].response.status, 408);
  EXPECT_EQ(responses[0].response.cseq, sent.cseq);
  EXPECT_EQ(responses[0].response.call_id, sent.call_id);
  EXPECT_TRUE(responses[0].response.vias.empty());
  EXPECT_TRUE(world.written(kOut).empty()) << "nothing is sent twice over TCP";
  EXPECT_EQ(world.agent.transactions(), 0U);
}

TEST(Agent, SaysThatThePoolTookNoConnection) {
  AgentWorld world(Transport::Tcp);
  world.happen(SendRequest{1, message_to_alice()});
  world.happen(SendRequest{2, message_to_alice()});

  world.happen(ConnectFailed{kOut, ConnectError::Refused});

  const auto responses = world.take<ResponseArrived>();
  ASSERT_EQ(responses.size(), 2U);
  EXPECT_EQ(responses[0].response.status, 503);
  EXPECT_THAT(world.log_codes(), Contains("sip-connect-failed"));
  EXPECT_EQ(world.agent.transactions(), 0U);
  EXPECT_EQ(world.agent.connections(), 0U);
}

TEST(Agent, TriesAgainLaterAndLaterUntilItSucceeds) {
  AgentWorld world(Transport::Tcp);
  std::vector<long> waited_s;
  RequestId id = 0;
  for (int attempt = 0; attempt < 7; ++attempt) {
    const Duration began = world.clock;
    world.happen(SendRequest{++id, message_to_alice()});
    auto connects = world.take<Connect>();
    while (connects.empty()) {
      world.wait(1s);
      connects = world.take<Connect>();
    }
    waited_s.push_back(
        std::chrono::duration_cast<std::chrono::seconds>(world.clock - began).count());
    world.happen(ConnectFailed{connects[0].connection, ConnectError::Unreachable});
  }
  EXPECT_THAT(waited_s, ElementsAre(0, 1, 2, 4, 8, 16, 16)) << "less than a request may wait";

  world.wait(16s);
  world.happen(SendRequest{++id, message_to_alice()});
  const ConnectionId good = world.take<Connect>().at(0).connection;
  world.happen(Connected{good});
  world.happen(ConnectionEnded{good});
  world.happen(SendRequest{++id, message_to_alice()});

  EXPECT_EQ(world.take<Connect>().size(), 1U) << "at once, after a good one";
}

TEST(Agent, GivesUpAConnectThatHangs) {
  AgentWorld world(Transport::Tcp);
  world.happen(SendRequest{1, message_to_alice()});

  world.wait(10s);

  EXPECT_EQ(world.take<ResponseArrived>().at(0).response.status, 503);
  EXPECT_EQ(world.take<Abort>().at(0).connection, kOut);
  world.happen(ConnectionEnded{kOut});
  EXPECT_EQ(world.agent.connections(), 0U);
}

TEST(Agent, ClosesAConnectionThatIsIdle) {
  AgentWorld world(Transport::Tcp);
  const Message sent = world.send_over(kOut, 1);
  world.receive(kOut, response_text(sent, 200));

  world.wait(9min);
  EXPECT_TRUE(world.take<Finish>().empty()) << "no sooner than a transaction may last";
  world.wait(1min);
  ASSERT_EQ(world.take<Finish>().size(), 1U);
  world.wait(5s);

  EXPECT_EQ(world.take<Abort>().size(), 1U) << "the pool did not close";
  EXPECT_EQ(world.agent.connections(), 0U);
  EXPECT_FALSE(world.agent.next_deadline());
}

TEST(Agent, PassesARequestUpAndTheResponseBack) {
  AgentWorld world(Transport::Tcp);
  world.accept(kIn);
  const std::string octets = RequestText{}.text();
  world.receive(kIn, octets.substr(0, 50));
  EXPECT_TRUE(world.take<RequestArrived>().empty());
  world.receive(kIn, octets.substr(50));

  const auto arrived = world.take<RequestArrived>();
  ASSERT_EQ(arrived.size(), 1U);
  EXPECT_EQ(arrived[0].request.body, "hello");
  world.happen(SendResponse{arrived[0].transaction, response_to(arrived[0].request, 202, {})});

  const auto responses = world.written(kIn);
  ASSERT_EQ(responses.size(), 1U);
  EXPECT_EQ(responses[0].status, 202);
  EXPECT_NE(responses[0].to.tag(), "") << "8.2.6.2";
  EXPECT_EQ(responses[0].vias[0].branch(), "z9hG4bKa");
  EXPECT_EQ(world.agent.transactions(), 0U);
  world.happen(SendResponse{arrived[0].transaction, response_to(arrived[0].request, 500, {})});
  EXPECT_TRUE(world.written(kIn).empty()) << "one response each";
}

TEST(Agent, SaysInTheViaWhereARequestCameFrom) {
  const std::pair<std::string, std::string> rows[] = {
      {"SIP/2.0/TCP pool.contoso.example;branch=z9hG4bKa", "received=192.0.2.7"},
      {"SIP/2.0/TCP 192.0.2.8;branch=z9hG4bKa", "received=192.0.2.7"},
      {"SIP/2.0/TCP 192.0.2.8;received=198.51.100.1;branch=z9hG4bKa", "received=192.0.2.7"},
      {"SIP/2.0/TCP 192.0.2.7;branch=z9hG4bKa", ""},
      {"SIP/2.0/TCP 192.0.2.7;branch=z9hG4bKa;rport", "rport=41000 received=192.0.2.7"},
  };
  for (const auto& [via, expected] : rows) {
    SCOPED_TRACE(via);
    AgentWorld world(Transport::Tcp);
    world.accept(kIn);
    world.receive(kIn, RequestText{.via = via}.text());
    const Message request = world.take<RequestArrived>().at(0).request;
    std::string found;
    for (const Parameter& one : request.vias[0].parameters) {
      if (one.name == "branch") continue;
      found += (found.empty() ? "" : " ") + one.name + "=" + one.value.value_or("");
    }
    EXPECT_EQ(found, expected);
  }
}

TEST(Agent, SendsAResponseWhoseConnectionIsGoneToWhereItCameFrom) {
  AgentWorld world(Transport::Tcp);
  world.accept(kIn);
  world.receive(kIn, RequestText{.via = "SIP/2.0/TCP 198.51.100.1:5070;branch=z9hG4bKa"}.text());
  const auto arrived = world.take<RequestArrived>().at(0);
  world.happen(ConnectionEnded{kIn});

  world.happen(SendResponse{arrived.transaction, response_to(arrived.request, 200, {})});

  const auto connects = world.take<Connect>();
  ASSERT_EQ(connects.size(), 1U);
  EXPECT_EQ(to_string(connects[0].peer), "192.0.2.7:5070")
      << "the port of sent-by (18.2.2), but no address that anybody may write there";
  world.happen(Connected{connects[0].connection});
  EXPECT_EQ(world.written(connects[0].connection).at(0).status, 200);
}

TEST(Agent, PassesUpARequestOnItsOwnConnection) {
  AgentWorld world(Transport::Tcp);
  world.send_over(kOut, 1);

  world.receive(kOut, RequestText{}.text());

  const auto arrived = world.take<RequestArrived>();
  ASSERT_EQ(arrived.size(), 1U);
  world.happen(SendResponse{arrived[0].transaction, response_to(arrived[0].request, 200, {})});
  EXPECT_EQ(world.written(kOut).at(0).status, 200);
}

struct Check {
  const char* what;
  RequestText request;
  int status;  // 0: it is passed up
  const char* header;
  const char* value;
};
TEST(Agent, ChecksWhatEveryRequestMustBe) {
  const Check rows[] = {
      {"as it is", {}, 0, nullptr, nullptr},
      {"no Max-Forwards, as of old", {.more = ""}, 0, nullptr, nullptr},
      {"From without tag", {.from = "<sip:alice@contoso.example>"}, 400, nullptr, nullptr},
      {"too many hops", {.more = "Max-Forwards: 0\r\n"}, 483, nullptr, nullptr},
      {"one hop left", {.more = "Max-Forwards: 1\r\n"}, 0, nullptr, nullptr},
      {"hops that are none", {.more = "Max-Forwards: many\r\n"}, 400, nullptr, nullptr},
      {"more hops than there are", {.more = "Max-Forwards: 256\r\n"}, 400, nullptr, nullptr},
      {"a number to call", {.uri = "tel:+15551234"}, 416, nullptr, nullptr},
      {"what TLS cannot promise", {.uri = "sips:romeo@fed.example"}, 416, nullptr, nullptr},
      {"what TLS cannot promise, by a detour",
       {.to = "<sips:romeo@fed.example>"},
       416,
       nullptr,
       nullptr},
      {"an instant inbox", {.uri = "im:romeo@fed.example"}, 0, nullptr, nullptr},
      {"an extension",
       {.more = "Require: 100rel, foo\r\nProxy-Require: bar\r\n"},
       420,
       "Unsupported",
       "100rel, foo, bar"},
      {"our own Via",
       {.more = "Via: SIP/2.0/TCP EDGE.contoso.example;branch=z9hG4bKb\r\n"},
       482,
       nullptr,
       nullptr},
      {"our host, another port",
       {.more = "Via: SIP/2.0/TCP edge.contoso.example:5090;branch=z9hG4bKb\r\n"},
       0,
       nullptr,
       nullptr},
      {"a method nobody knows here", {.method = "PUBLISH"}, 0, nullptr, nullptr},
      {"a session", {.method = "INVITE"}, 488, nullptr, nullptr},
      {"in a session that is none",
       {.method = "INVITE", .to = "<sip:romeo@fed.example>;tag=x"},
       481,
       nullptr,
       nullptr},
      {"the end of nothing", {.method = "CANCEL"}, 481, nullptr, nullptr},
      {"what can you do",
       {.method = "OPTIONS"},
       200,
       "Allow",
       "MESSAGE, SUBSCRIBE, NOTIFY, OPTIONS"},
      {"from the last hop",
       {.method = "OPTIONS", .more = "Max-Forwards: 0\r\n"},
       200,
       "Allow-Events",
       "presence"},
  };
  for (const Check& row : rows) {
    SCOPED_TRACE(row.what);
    AgentWorld world(Transport::Tcp);
    world.accept(kIn);

    world.receive(kIn, row.request.text());

    EXPECT_EQ(world.take<RequestArrived>().size(), row.status == 0 ? 1U : 0U);
    const auto answers = world.written(kIn);
    ASSERT_EQ(answers.size(), row.status == 0 ? 0U : 1U);
    if (row.status == 0) continue;
    EXPECT_EQ(answers[0].status, row.status);
    EXPECT_NE(answers[0].to.tag(), "");
    const bool refused = row.status != 200 && row.request.method != "CANCEL";
    EXPECT_EQ(world.log_codes().size(), refused ? 1U : 0U) << "one line for each refusal";
    if (row.header != nullptr) {
      std::string joined;
      for (const std::string& one : members_of(answers[0], row.header)) {
        joined += (joined.empty() ? "" : ", ") + one;
      }
      EXPECT_EQ(joined, row.value);
    }
  }
}

TEST(Agent, AcknowledgesNothingAndIgnoresAcks) {
  AgentWorld world(Transport::Tcp);
  world.accept(kIn);

  world.receive(kIn, RequestText{.method = "ACK", .more = "Max-Forwards: 0\r\n"}.text());

  EXPECT_THAT(world.actions, IsEmpty());
  EXPECT_EQ(world.agent.transactions(), 0U);
}

TEST(Agent, AnswersCancelOfARequestThatItKnows) {
  AgentWorld world(Transport::Tcp);
  world.accept(kIn);
  world.receive(kIn, RequestText{.method = "SUBSCRIBE", .body = ""}.text());
  world.take<RequestArrived>();

  world.receive(kIn, RequestText{.method = "CANCEL", .body = ""}.text());

  EXPECT_EQ(world.written(kIn).at(0).status, 200) << "and otherwise ignores it (RFC 6665 4.6)";
  EXPECT_EQ(world.agent.transactions(), 1U);
}

TEST(Agent, RefusesARequestThatCameByTwoWays) {
  AgentWorld world(Transport::Tcp);
  world.accept(kIn);
  world.receive(kIn, RequestText{}.text());
  RequestText fork;
  fork.via = "SIP/2.0/TCP pool.contoso.example:5060;branch=z9hG4bKfork";

  world.receive(kIn, fork.text());

  EXPECT_EQ(world.take<RequestArrived>().size(), 1U);
  EXPECT_EQ(world.written(kIn).at(0).status, 482);
}

TEST(Agent, DoesNotPassUpARequestTwice) {
  for (const char* branch : {"z9hG4bKa", "old", ""}) {  // the last ones as before RFC 3261
    SCOPED_TRACE(branch);
    AgentWorld world(Transport::Tcp);
    world.accept(kIn);
    RequestText request;
    request.via = "SIP/2.0/TCP pool.contoso.example:5060";
    if (*branch != '\0') request.via += ";branch=" + std::string(branch);

    world.receive(kIn, request.text() + request.text());
    EXPECT_EQ(world.take<RequestArrived>().size(), 1U);
    EXPECT_TRUE(world.written(kIn).empty());
    request.number = 2;
    if (*branch != 'z') world.receive(kIn, request.text());

    EXPECT_EQ(world.take<RequestArrived>().size(), *branch != 'z' ? 1U : 0U);
  }
}

TEST(Agent, LetsNobodyInButThePool) {
  AgentWorld world(Transport::Tcp);

  world.accept(kIn, kStranger);
  world.receive(kIn, RequestText{}.text());

  EXPECT_EQ(world.take<Abort>().at(0).connection, kIn);
  EXPECT_TRUE(world.take<RequestArrived>().empty());
  EXPECT_THAT(world.log_codes(), ElementsAre("sip-peer-refused"));
  EXPECT_EQ(world.agent.connections(), 0U);
}

TEST(Agent, StrangersDoNotDecideHowMuchIsLogged) {
  AgentWorld world(Transport::Tcp);

  for (ConnectionId id = 1; id < 200; id += 2) world.accept(id, kStranger);
  EXPECT_EQ(world.take<LogEvent>().size(), 1U);
  world.wait(1s);
  world.accept(201, kStranger);

  const auto lines = world.take<LogEvent>();
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_THAT(lines[0].text, testing::HasSubstr("99 more"));
}

TEST(Agent, ClosesAConnectionThatCannotBeReadOn) {
  AgentWorld world(Transport::Tcp);
  world.accept(kIn);

  world.receive(kIn, "GET / HTTP/1.1\r\n\r\n" + RequestText{}.text());

  EXPECT_EQ(world.take<Finish>().at(0).connection, kIn);
  EXPECT_TRUE(world.take<RequestArrived>().empty()) << "what follows is not read";
  EXPECT_THAT(world.log_codes(), ElementsAre("sip-connection-lost"));
}

TEST(Agent, AnswersAKeepAliveHoweverItIsCut) {
  const std::string two = "\r\n\r\n";
  for (std::size_t cut = 0; cut <= two.size(); ++cut) {
    AgentWorld world(Transport::Tcp);
    world.accept(kIn);
    world.receive(kIn, two.substr(0, cut));
    world.receive(kIn, two.substr(cut) + RequestText{}.text());

    EXPECT_EQ(world.take<RequestArrived>().size(), 1U);
    const auto sent = world.take<Send>();
    ASSERT_EQ(sent.size(), 1U) << cut;
    EXPECT_EQ(sent[0].bytes, "\r\n");
  }
}

TEST(Agent, AnswersNoLineBreakThatIsNoKeepAlive) {
  AgentWorld world(Transport::Tcp);
  world.accept(kIn);

  world.receive(kIn, "\r\n" + RequestText{}.text() + "\r\n");

  EXPECT_TRUE(world.take<Send>().empty());
}

TEST(Agent, ClosesWhenThePoolDoes) {
  AgentWorld world(Transport::Tcp);
  world.accept(kIn);

  world.happen(PeerFinished{kIn});
  EXPECT_EQ(world.take<Finish>().size(), 1U);
  world.happen(ConnectionEnded{kIn});

  EXPECT_EQ(world.agent.connections(), 0U);
  EXPECT_FALSE(world.agent.next_deadline());
}

TEST(Agent, AsksForANewConnectionAfterThePoolHasClosed) {
  AgentWorld world(Transport::Tcp);
  world.send_over(kOut, 1);
  world.happen(PeerFinished{kOut});

  world.happen(SendRequest{2, message_to_alice()});

  EXPECT_EQ(world.take<Connect>().at(0).connection, kOut + 2);
}

TEST(Agent, BoundsTheConnectionsItAccepts) {
  AgentWorld world(Transport::Tcp);
  for (ConnectionId id = 1; id <= 2 * 64; id += 2) world.accept(id);
  EXPECT_TRUE(world.take<Abort>().empty());

  world.accept(1001);

  EXPECT_EQ(world.take<Abort>().at(0).connection, 1001U);
  EXPECT_THAT(world.log_codes(), ElementsAre("sip-overload"));
}

TEST(Agent, BoundsTheRequestsThatWait) {
  AgentWorld world(Transport::Tcp);
  for (RequestId id = 1; id <= 10000; ++id) world.happen(SendRequest{id, message_to_alice()});
  EXPECT_TRUE(world.take<ResponseArrived>().empty());
  world.happen(SendRequest{10001, message_to_alice()});
  EXPECT_EQ(world.take<ResponseArrived>().at(0).response.status, 503);
}

TEST(Agent, BoundsTheRequestsThatNobodyAnswers) {
  AgentWorld world(Transport::Tcp);
  world.accept(kIn);
  RequestText request;
  for (int i = 1; i <= 10000; ++i) {
    request.via = "SIP/2.0/TCP pool.contoso.example;branch=z9hG4bK" + std::to_string(i);
    request.number = i;
    world.receive(kIn, request.text());
  }
  EXPECT_EQ(world.take<RequestArrived>().size(), 10000U);

  request.via += "x";
  world.receive(kIn, request.text());
  const auto answers = world.written(kIn);
  ASSERT_EQ(answers.size(), 1U);
  EXPECT_EQ(answers[0].status, 503);
  EXPECT_NE(header_of(answers[0], "Retry-After"), "(none)");

  world.wait(32s);
  EXPECT_EQ(world.agent.transactions(), 0U) << "whoever asked has given up";
}

}  // namespace
}  // namespace sip_test
