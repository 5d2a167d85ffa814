// What the gateway itself says in stanzas: good dialogues, and each doctored so that a rule breaks.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/oracle/invariants.hpp"
#include "tests/unit/oracle/transcript_builder.hpp"

namespace harness::oracle {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::string kBadRequest =
    "<error type='modify'><bad-request xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>";

std::string stanza(const std::string& kind, const std::string& from, const std::string& to,
                   const std::string& more, const std::string& inside = "") {
  return "<" + kind + " from='" + from + "' to='" + to + "'" + more + ">" + inside + "</" + kind +
         ">";
}

/// A stream each way; what they say on it is the test's.
class Dialogue {
 public:
  Dialogue() {
    run_.connect(1, kFake, kGateway);
    run_.partner(header("fed.example", "contoso.example"));
    run_.gateway(header("contoso.example", "fed.example", "id='g1'"));
    run_.connect(2, kGateway, kFake);
    run_.gateway(header_of_gateway());
    run_.partner(header_of_partner());
  }
  Dialogue& partner(const std::string& xml) {
    run_.use(1, false);
    run_.partner(xml);
    return *this;
  }
  Dialogue& gateway(const std::string& xml) {
    run_.use(2, false);
    run_.gateway(xml);
    return *this;
  }
  Dialogue& local(const std::string& xml) {
    run_.add(EntryKind::LocalSend, kGateway, xml);
    return *this;
  }
  Dialogue& to_local(const std::string& xml) {
    run_.add(EntryKind::LocalDeliver, kGateway, xml);
    return *this;
  }

  std::vector<std::string> broken() {
    const Reading reading = read(run_.transcript());
    Violations found;
    check_own_stanzas(reading, found);
    std::vector<std::string> names;
    for (const Violation& violation : found) names.push_back(violation.name);
    return names;
  }

 private:
  TranscriptBuilder run_;
};

const std::string kPing = stanza("iq", "romeo@fed.example", "contoso.example",
                                 " id='q1' type='get'", "<ping xmlns='urn:xmpp:ping'/>");
std::string result(const std::string& id = "q1") {
  return stanza("iq", "contoso.example", "romeo@fed.example", " id='" + id + "' type='result'");
}
std::string error(const std::string& inside = kBadRequest, const std::string& id = "q1",
                  const std::string& kind = "iq") {
  return stanza(kind, "contoso.example", "romeo@fed.example", " id='" + id + "' type='error'",
                inside);
}

TEST(OwnStanzas, AreInOrderWhereEachAnswersARequest) {
  EXPECT_THAT(Dialogue().partner(kPing).gateway(result()).broken(), IsEmpty());
  EXPECT_THAT(Dialogue().partner(kPing).gateway(error()).broken(), IsEmpty());
  const std::string ours = stanza("presence", "alice@contoso.example", "romeo@fed.example", "");
  const std::string bounce = stanza("presence", "romeo@fed.example", "alice@contoso.example",
                                    " type='error'", kBadRequest);
  EXPECT_THAT(Dialogue().local(ours).to_local(bounce).broken(), IsEmpty());
}

TEST(OwnStanzas, DoNotIncludeWhatIsOnlyRoutedHoweverWrong) {
  const std::string odd = stanza("iq", "alice@contoso.example", "romeo@fed.example",
                                 " id='z' type='result'", "<a/><b/>" + kBadRequest);
  EXPECT_THAT(Dialogue().local(odd).gateway(odd).broken(), IsEmpty());
}

TEST(OwnStanzas, NoticeAnAnswerToNothing) {
  EXPECT_THAT(Dialogue().gateway(result()).broken(), ElementsAre("answer-to-nothing"));
  EXPECT_THAT(Dialogue().partner(kPing).gateway(result("q2")).broken(),
              ElementsAre("answer-to-nothing"));
  EXPECT_THAT(Dialogue().gateway(result()).partner(kPing).broken(),
              ElementsAre("answer-to-nothing"));
}

TEST(OwnStanzas, NoticeAnErrorWhoseAddressesAreNotSwappedOrWhoseKindIsAnother) {
  const std::string elsewhere =
      stanza("iq", "contoso.example", "juliet@fed.example", " id='q1' type='error'", kBadRequest);
  EXPECT_THAT(Dialogue().partner(kPing).gateway(elsewhere).broken(),
              ElementsAre("answer-to-nothing"));
  EXPECT_THAT(Dialogue().partner(kPing).gateway(error(kBadRequest, "q1", "message")).broken(),
              ElementsAre("answer-to-nothing"));
}

TEST(OwnStanzas, NoticeAnErrorForAnErrorOrAResult) {
  for (const char* type : {"error", "result"}) {
    const std::string answer = stanza("iq", "romeo@fed.example", "contoso.example",
                                      " id='q1' type='" + std::string(type) + "'");
    EXPECT_THAT(Dialogue().partner(answer).gateway(error()).broken(),
                ElementsAre("answer-to-nothing"))
        << type;
  }
  const std::string message = stanza("message", "romeo@fed.example", "contoso.example",
                                     " id='q1' type='error'", kBadRequest);
  EXPECT_THAT(Dialogue().partner(message).gateway(error(kBadRequest, "q1", "message")).broken(),
              ElementsAre("answer-to-nothing"));
}

TEST(OwnStanzas, NoticeASecondAnswer) {
  EXPECT_THAT(Dialogue().partner(kPing).gateway(result()).gateway(result()).broken(),
              ElementsAre("answered-twice"));
  EXPECT_THAT(Dialogue().partner(kPing).gateway(result()).gateway(error()).broken(),
              ElementsAre("answered-twice"));
  EXPECT_THAT(Dialogue().partner(kPing).partner(kPing).gateway(result()).gateway(result()).broken(),
              IsEmpty());
}

TEST(OwnStanzas, NoticeAnErrorThatDoesNotSayWhatIsWrong) {
  const std::string ns = " xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>";
  for (const std::string& inside :
       {std::string(), std::string("<error type='modify'/>"),
        "<error type='bad'><bad-request" + ns + "</error>",
        "<error type='modify'><made-up" + ns + "</error>",
        "<error type='modify'><bad-request" + ns + "<gone" + ns + "</error>",
        std::string("<error type='modify'><bad-request/></error>"), kBadRequest + kBadRequest}) {
    EXPECT_THAT(Dialogue().partner(kPing).gateway(error(inside)).broken(),
                ElementsAre("error-malformed"))
        << inside;
  }
}

TEST(OwnStanzas, NoticeAnErrorElementWhereThereIsNoError) {
  const std::string both =
      stanza("iq", "contoso.example", "romeo@fed.example", " id='q1' type='result'", kBadRequest);
  EXPECT_THAT(Dialogue().partner(kPing).gateway(both).broken(), ElementsAre("error-malformed"));
}

TEST(OwnStanzas, NoticeAnIqThatIsNone) {
  for (const char* wrong :
       {"<iq from='contoso.example' to='fed.example' type='get'><ping xmlns='urn:xmpp:ping'/></iq>",
        "<iq from='contoso.example' to='fed.example' id='p1'><ping xmlns='urn:xmpp:ping'/></iq>",
        "<iq from='contoso.example' to='fed.example' id='p1' type='ask'><x xmlns='urn:x'/></iq>",
        "<iq from='contoso.example' to='fed.example' id='p1' type='get'/>",
        "<iq from='contoso.example' to='fed.example' id='p1' type='get'><a/><b/></iq>"}) {
    EXPECT_THAT(Dialogue().gateway(wrong).broken(), ElementsAre("iq-malformed")) << wrong;
  }
}

}  // namespace
}  // namespace harness::oracle
