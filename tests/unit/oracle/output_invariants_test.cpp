// What every octet of the gateway must keep: good dialogues do, and doctored ones are noticed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/oracle/invariants.hpp"
#include "tests/unit/oracle/transcript_builder.hpp"

namespace harness::oracle {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using Check = void (*)(const Reading&, Violations&);

std::vector<std::string> broken(TranscriptBuilder& run, Check check) {
  const Reading reading = read(run.transcript());
  Violations found;
  check(reading, found);
  std::vector<std::string> names;
  for (const Violation& violation : found) {
    EXPECT_FALSE(violation.sentence.empty());
    EXPECT_GT(violation.at_us, 0);
    names.push_back(violation.name);
  }
  return names;
}

void replace(std::string& text, std::string_view from, std::string_view to) {
  text.replace(text.find(from), from.size(), to);
}

TEST(OutputInvariants, HoldInGoodDialogues) {
  auto sasl = outbound_by_sasl();
  auto dialback = outbound_by_valid_dialback();
  auto tcp = inbound_by_tcp_dialback();
  for (TranscriptBuilder* run : {&sasl, &dialback, &tcp}) {
    EXPECT_THAT(broken(*run, check_output), IsEmpty());
    EXPECT_THAT(broken(*run, check_ids_unguessable), IsEmpty());
    EXPECT_THAT(broken(*run, check_undefined_conditions), IsEmpty());
  }
}

TEST(OutputInvariants, NoticeWhatIsNotWellFormed) {
  for (const auto& [good, bad] :
       {std::pair{"</body>", "</Body>"}, std::pair{" secret", " se\x01ret"},
        std::pair{" secret", " s&cret"}, std::pair{"<body>", "<x:body>"},
        std::pair{" id='m1'", " id='m1' id='m2'"}}) {
    auto run = outbound_by_sasl();
    replace(run.at(EntryKind::XmlReceived, "<message").text, good, bad);
    EXPECT_THAT(broken(run, check_output), ElementsAre("output-not-well-formed")) << bad;
  }
}

TEST(OutputInvariants, NoticeAHeaderWithoutDeclaration) {
  auto run = outbound_by_sasl();
  replace(run.at(EntryKind::XmlReceived, "<?xml").text, "<?xml version='1.0'?>", "");
  EXPECT_THAT(broken(run, check_output), ElementsAre("header-without-declaration"));
}

TEST(OutputInvariants, NoticeARestartWithoutDeclaration) {
  auto run = outbound_by_sasl();
  const auto auth = run.find(EntryKind::XmlReceived, "<auth");
  auto& entries = run.transcript().entries;
  for (std::size_t i = auth + 1; i < entries.size(); ++i) {
    if (entries[i].kind != EntryKind::XmlReceived) continue;
    replace(entries[i].text, "<?xml version='1.0'?>", "");
    break;
  }
  EXPECT_THAT(broken(run, check_output), ElementsAre("header-without-declaration"));
}

TEST(OutputInvariants, NoticeWhatComesBehindTheClosingTag) {
  for (const char* more : {" ", "<presence from='a@contoso.example' to='b@fed.example'/>"}) {
    auto run = outbound_by_sasl();
    run.use(1, true);
    run.gateway(more);
    EXPECT_THAT(broken(run, check_output), ElementsAre("data-after-closing-tag")) << more;
  }
}

TEST(OutputInvariants, NoticeFeaturesUnderAnotherPrefix) {
  auto run = inbound_by_tcp_dialback();
  auto& text = run.at(EntryKind::XmlReceived, "<stream:features>").text;
  replace(text, "<stream:features>", "<s:features xmlns:s='http://etherx.jabber.org/streams'>");
  replace(text, "</stream:features>", "</s:features>");
  EXPECT_THAT(broken(run, check_output), ElementsAre("stream-prefix-changed"));
}

TEST(OutputInvariants, NoticeFeaturesThatComeAgain) {
  auto run = inbound_by_tcp_dialback();
  replace(run.at(EntryKind::XmlReceived, "type='valid'").text, "<db:result",
          features(kStartTlsFeature) + "<db:result");
  EXPECT_THAT(broken(run, check_output), ElementsAre("features-twice"));
}

TEST(OutputInvariants, NoticeIdsThatCanBeGuessed) {
  const auto with_ids = [](const std::string& one, const std::string& other) {
    auto run = outbound_by_valid_dialback();
    replace(run.at(EntryKind::XmlReceived, kFirstId).text, kFirstId, one);
    replace(run.at(EntryKind::XmlReceived, kSecondId).text, kSecondId, other);
    return broken(run, check_ids_unguessable);
  };
  EXPECT_THAT(with_ids("0000000000000001", "0000000000000002"), ElementsAre("stream-id-guessable"));
  EXPECT_THAT(with_ids("1761177600123456", "1761177600987654"), ElementsAre("stream-id-guessable"));
  EXPECT_THAT(with_ids("8f3b", kSecondId), ElementsAre("stream-id-guessable"));
}

TEST(OutputInvariants, NoticeAConditionThatSaysNothing) {
  auto run = outbound_by_sasl();
  auto& text = run.at(EntryKind::XmlReceived, "</stream:stream>").text;
  const std::string bare = stream_error("undefined-condition");
  text = bare;
  EXPECT_THAT(broken(run, check_undefined_conditions), ElementsAre("undefined-condition-bare"));

  auto& again = run.at(EntryKind::XmlReceived, "</stream:stream>").text;
  replace(again, "</stream:error>", "<too-late xmlns='urn:example'/></stream:error>");
  EXPECT_THAT(broken(run, check_undefined_conditions), IsEmpty());
}

}  // namespace
}  // namespace harness::oracle
