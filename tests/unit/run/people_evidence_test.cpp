// Each sentence about people against facts that must satisfy it, and facts that must not.
#include "harness/run/people_evidence.hpp"

#include <gmock/gmock.h>

#include "harness/run/evidence.hpp"
#include "harness/scenario/expectations.hpp"
#include "harness/scenario/sentence.hpp"

namespace harness {
namespace {

using reports::EntryKind;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class Story {
 public:
  Story() {
    setup_.partners.emplace_back().domain = "fed.example";
    setup_.partners[0].contacts = {{.name = "romeo", .address = {}}};
    setup_.users = {{.name = "alice", .address = {}}};
    step("a step");
  }

  void step(const std::string& text) { add(EntryKind::Step, text); }
  void add(EntryKind kind, const std::string& text) {
    reports::Entry& entry = transcript_.entries.emplace_back();
    entry.at_us = static_cast<std::int64_t>(transcript_.entries.size()) * 1000;
    entry.kind = kind;
    entry.text = text;
  }
  /// Romeo is told this of an endpoint of Alice.
  void romeo_sees(const std::string& endpoint, const std::string& inside,
                  const std::string& type = "") {
    add(EntryKind::ContactSees, "<presence from='alice@contoso.example" + endpoint +
                                    "' to='romeo@fed.example'" + type + ">" + inside +
                                    "</presence>");
  }
  std::vector<std::string> complaints(const std::string& sentence) const {
    auto expectation = parse_expectation(sentence, *split_sentence(sentence));
    EXPECT_TRUE(expectation) << sentence;
    return expectation ? failed_expectations({*expectation}, setup_, transcript_)
                       : std::vector<std::string>{"no sentence"};
  }
  bool is_so(const std::string& sentence) const { return complaints(sentence).empty(); }
  Setup& setup() { return setup_; }
  const reports::Transcript& transcript() const { return transcript_; }

 private:
  Setup setup_;
  reports::Transcript transcript_;
};

constexpr const char* kUnavailable = " type='unavailable'";

TEST(PeopleEvidence, TheLastPresenceOfAnEndpointCounts) {
  Story story;
  EXPECT_TRUE(story.is_so("romeo sees nothing of alice"));
  EXPECT_FALSE(story.is_so("romeo sees alice offline"));
  story.romeo_sees("/desk", "<show>away</show><status>lunch</status>");

  EXPECT_TRUE(story.is_so("romeo sees alice away"));
  EXPECT_TRUE(story.is_so("romeo sees alice/desk away with note \"lunch\""));
  EXPECT_FALSE(story.is_so("romeo sees alice away with no note"));
  EXPECT_FALSE(story.is_so("romeo sees alice away with note \"dinner\""));
  EXPECT_FALSE(story.is_so("romeo sees alice/phone away"));
  EXPECT_FALSE(story.is_so("romeo sees nothing of alice"));
  EXPECT_FALSE(story.is_so("romeo sees no note of alice"));

  story.romeo_sees("/desk", "");
  EXPECT_TRUE(story.is_so("romeo sees alice available with no note"));
  EXPECT_FALSE(story.is_so("romeo sees alice away"));
  story.romeo_sees("/desk", "", kUnavailable);
  EXPECT_TRUE(story.is_so("romeo sees alice offline"));
  EXPECT_FALSE(story.is_so("romeo sees alice available"));
}

TEST(PeopleEvidence, OfSeveralEndpointsAllThatAreThereMustBeSo) {
  Story story;
  story.romeo_sees("/desk", "<show>dnd</show>");
  story.romeo_sees("/phone", "<show>away</show>");
  EXPECT_FALSE(story.is_so("romeo sees alice dnd"));
  story.romeo_sees("/phone", "", kUnavailable);
  EXPECT_TRUE(story.is_so("romeo sees alice dnd"));
}

TEST(PeopleEvidence, UnavailableOfTheBareAddressIsTheEndOfAll) {
  Story story;
  story.romeo_sees("/desk", "");
  story.romeo_sees("/phone", "");
  story.romeo_sees("", "", kUnavailable);
  EXPECT_TRUE(story.is_so("romeo sees alice offline"));
}

TEST(PeopleEvidence, MessagesCountByTheirSenderAndText) {
  Story story;
  const std::string hello =
      "<message from='romeo@fed.example/orchard' to='alice@contoso.example'><body>hello</body>"
      "</message>";
  EXPECT_TRUE(story.is_so("alice receives nothing from romeo"));
  EXPECT_FALSE(story.is_so("alice receives \"hello\" from romeo once"));
  story.add(EntryKind::UserReceives, hello);

  EXPECT_TRUE(story.is_so("alice receives \"hello\" from romeo once"));
  EXPECT_TRUE(story.is_so("alice receives \"hello\" from romeo/orchard once"));
  EXPECT_TRUE(story.is_so("alice does not receive \"hello\" from romeo/balcony"));
  EXPECT_FALSE(story.is_so("alice does not receive \"hello\" from romeo"));
  EXPECT_FALSE(story.is_so("romeo receives \"hello\" from alice once"));
  EXPECT_FALSE(story.is_so("alice receives nothing from romeo"));
  story.add(EntryKind::UserReceives, hello);
  EXPECT_FALSE(story.is_so("alice receives \"hello\" from romeo once"));
}

TEST(PeopleEvidence, TypingAndReceiptsAreNoMessages) {
  Story story;
  EXPECT_FALSE(story.is_so("alice sees romeo typing"));
  story.add(EntryKind::UserReceives,
            "<message from='romeo@fed.example' to='alice@contoso.example'><isComposing>"
            "<state>idle</state></isComposing></message>");
  EXPECT_TRUE(story.is_so("alice never sees romeo typing"));
  story.add(EntryKind::UserReceives,
            "<message from='romeo@fed.example' to='alice@contoso.example'><isComposing>"
            "<state>active</state></isComposing></message>");
  story.add(EntryKind::ContactReceives,
            "<message from='alice@contoso.example' to='romeo@fed.example/orchard'>"
            "<received id='m1'/></message>");

  EXPECT_TRUE(story.is_so("alice sees romeo typing"));
  EXPECT_FALSE(story.is_so("romeo sees alice typing"));
  EXPECT_TRUE(story.is_so("romeo gets a receipt from alice"));
  EXPECT_FALSE(story.is_so("alice gets a receipt from romeo"));
  EXPECT_TRUE(story.is_so("alice receives nothing from romeo"));
}

TEST(PeopleEvidence, TheLastWordOnASubscriptionCounts) {
  Story story;
  const auto state = [&story](const std::string& word) {
    story.add(EntryKind::ContactSees,
              "<subscription from='alice@contoso.example' "
              "to='romeo@fed.example' state='" +
                  word + "'/>");
  };
  EXPECT_TRUE(story.is_so("romeo is not subscribed to alice"));
  state("pending");
  EXPECT_FALSE(story.is_so("romeo is subscribed to alice"));
  state("active");
  EXPECT_TRUE(story.is_so("romeo is subscribed to alice"));
  EXPECT_FALSE(story.is_so("alice is subscribed to romeo"));
  state("none");
  EXPECT_TRUE(story.is_so("romeo is not subscribed to alice"));
}

TEST(PeopleEvidence, AnErrorIsAFinalResponseThatRefuses) {
  Story story;
  const auto answer = [&story](const std::string& code) {
    story.add(EntryKind::UserAnswered,
              "<response from='romeo@fed.example' "
              "to='alice@contoso.example' method='MESSAGE' code='" +
                  code + "'>why</response>");
  };
  answer("202");
  EXPECT_TRUE(story.is_so("alice gets no error"));
  answer("403");
  EXPECT_TRUE(story.is_so("alice gets an error 403"));
  EXPECT_FALSE(story.is_so("alice gets an error 404"));
  EXPECT_FALSE(story.is_so("alice gets no error"));
}

TEST(PeopleEvidence, WhatAStepExpectsIsAskedAtItsTime) {
  Story story;
  const std::string away = "romeo sees alice away";
  story.setup().steps = {{"a step", WaitStep{}},
                         {"expect", CheckStep{*parse_expectation(away, *split_sentence(away))}},
                         {"another", WaitStep{}}};
  story.romeo_sees("/desk", "<show>away</show>");
  story.step("expect " + away);
  story.step("another");
  story.romeo_sees("/desk", "");

  EXPECT_THAT(failed_expectations({}, story.setup(), story.transcript()), IsEmpty());
  EXPECT_FALSE(story.is_so(away));
  story.setup().steps[1].action = WaitStep{};
  story.setup().steps[2].action = CheckStep{*parse_expectation(away, *split_sentence(away))};
  EXPECT_THAT(failed_expectations({}, story.setup(), story.transcript()), SizeIs(1));
}

}  // namespace
}  // namespace harness
