// The transaction machines in virtual time: RFC 3261 17.1.2 and 17.2.2.
#include "gateway/sip/transaction.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <vector>

namespace gateway::sip {
namespace {

using namespace std::chrono_literals;
using Client = ClientTransaction;
using Server = ServerTransaction;

constexpr Instant kStart{};

// Runs the machine to its end; when it sent again, in milliseconds, and whether it timed out.
struct Course {
  std::vector<long> resent_ms;
  bool timed_out = false;
  long ended_ms = 0;
};
Course run(Client& transaction) {
  Course course;
  while (const auto deadline = transaction.next_deadline()) {
    const long ms =
        std::chrono::duration_cast<std::chrono::milliseconds>(*deadline - kStart).count();
    switch (transaction.on_deadline(*deadline)) {
      case Client::Due::SendAgain:
        course.resent_ms.push_back(ms);
        break;
      case Client::Due::TimedOut:
        course.timed_out = true;
        break;
      case Client::Due::Nothing:
        break;
    }
    course.ended_ms = ms;
  }
  return course;
}

TEST(ClientTransaction, SendsAgainOverUdpUntilTimerF) {
  Client transaction(Reliability::Unreliable, kStart);

  const Course course = run(transaction);

  EXPECT_EQ(course.resent_ms,
            (std::vector<long>{500, 1500, 3500, 7500, 11500, 15500, 19500, 23500, 27500, 31500}));
  EXPECT_TRUE(course.timed_out);
  EXPECT_EQ(course.ended_ms, 32000);
}

TEST(ClientTransaction, NeverSendsAgainOverTcp) {
  Client transaction(Reliability::Reliable, kStart);

  const Course course = run(transaction);

  EXPECT_TRUE(course.resent_ms.empty());
  EXPECT_TRUE(course.timed_out);
  EXPECT_EQ(course.ended_ms, 32000);
}

TEST(ClientTransaction, SendsAgainMoreRarelyOnceSomethingCameBack) {
  Client transaction(Reliability::Unreliable, kStart);
  EXPECT_TRUE(transaction.on_response(100, kStart + 200ms));
  EXPECT_EQ(transaction.state(), Client::State::Proceeding);

  const Course course = run(transaction);

  EXPECT_EQ(course.resent_ms,
            (std::vector<long>{500, 4500, 8500, 12500, 16500, 20500, 24500, 28500}));
  EXPECT_TRUE(course.timed_out);
}

TEST(ClientTransaction, TakesOneFinalResponseAndAbsorbsItsRepetitions) {
  Client transaction(Reliability::Unreliable, kStart);

  EXPECT_TRUE(transaction.on_response(200, kStart + 1s));
  EXPECT_FALSE(transaction.on_response(200, kStart + 2s));
  EXPECT_EQ(transaction.state(), Client::State::Completed);
  const Course course = run(transaction);

  EXPECT_TRUE(course.resent_ms.empty());
  EXPECT_FALSE(course.timed_out);
  EXPECT_EQ(course.ended_ms, 6000);  // timer K
}

TEST(ClientTransaction, IsOverWithTheFinalResponseOnAReliableTransport) {
  Client transaction(Reliability::Reliable, kStart);

  EXPECT_TRUE(transaction.on_response(404, kStart + 1s));

  EXPECT_EQ(transaction.state(), Client::State::Terminated);
  EXPECT_EQ(transaction.next_deadline(), std::nullopt);
}

TEST(ClientTransaction, HasNothingToDoBeforeItsTime) {
  Client transaction(Reliability::Unreliable, kStart);

  EXPECT_EQ(transaction.on_deadline(kStart + 499ms), Client::Due::Nothing);
  EXPECT_EQ(transaction.on_deadline(kStart + 500ms), Client::Due::SendAgain);
  EXPECT_EQ(transaction.on_deadline(kStart + 501ms), Client::Due::Nothing);
}

TEST(ServerTransaction, RepeatsItsAnswerWhenAskedAgain) {
  Server transaction(Reliability::Unreliable);
  EXPECT_EQ(transaction.on_request_again(), Server::Answer::Nothing);

  EXPECT_TRUE(transaction.on_final_response(kStart));

  EXPECT_EQ(transaction.on_request_again(), Server::Answer::SendAgain);
  EXPECT_FALSE(transaction.on_final_response(kStart + 1s))
      << "only the first final response counts";
}

TEST(ServerTransaction, EndsWithTimerJ) {
  Server transaction(Reliability::Unreliable);
  EXPECT_EQ(transaction.next_deadline(), std::nullopt);
  transaction.on_final_response(kStart);

  EXPECT_EQ(transaction.next_deadline(), kStart + 32s);
  transaction.on_deadline(kStart + 31s);
  EXPECT_EQ(transaction.state(), Server::State::Completed);
  transaction.on_deadline(kStart + 32s);
  EXPECT_EQ(transaction.state(), Server::State::Terminated);
}

TEST(ServerTransaction, EndsAtOnceOnAReliableTransport) {
  Server transaction(Reliability::Reliable);

  transaction.on_final_response(kStart);

  EXPECT_EQ(transaction.state(), Server::State::Terminated);
}

Message request(std::string branch, std::string method) {
  Message message;
  message.method = method;
  message.cseq = {1, method};
  message.vias = {{"UDP", "a.example", 5060, {{"branch", branch}}}};
  return message;
}

TEST(TransactionKey, ResponsesBelongToTheRequestOfTheirBranchAndMethod) {
  const Message sent = request("z9hG4bK1", "MESSAGE");

  EXPECT_EQ(client_key(response_to(sent, 200, "t")), client_key(sent));
  EXPECT_NE(client_key(request("z9hG4bK1", "NOTIFY")), client_key(sent));
  EXPECT_NE(client_key(request("z9hG4bK2", "MESSAGE")), client_key(sent));
}

TEST(TransactionKey, RequestsOfTwoSendersAreTwoEvenWithOneBranch) {
  Message other = request("z9hG4bK1", "MESSAGE");
  other.vias.front().host = "b.example";

  EXPECT_NE(server_key(other), server_key(request("z9hG4bK1", "MESSAGE")));
  EXPECT_EQ(server_key(request("1", "MESSAGE")), std::nullopt) << "no branch of RFC 3261";
}

}  // namespace
}  // namespace gateway::sip
