// Addresses, presence documents and CPIM of the pool: examples of RFC 7247, 8048, 3863, 5438.
#include <gmock/gmock.h>

#include "fakes/pool/cpim.hpp"
#include "fakes/pool/deviations.hpp"
#include "fakes/pool/presence_document.hpp"
#include "fakes/pool/sip_address.hpp"
#include "tests/unit/fakes/pool_under_test.hpp"

namespace fakes::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct AddressRow {
  const char* jid;
  const char* uri;
};

// RFC 7247 6.1 to 6.3 and XEP-0106 5.
TEST(PoolAddress, IsTranslatedBothWays) {
  constexpr AddressRow kRows[] = {
      {"juliet@example.com", "sip:juliet@example.com"},
      {"romeo@example.net/orchard", "sip:romeo@example.net;gr=orchard"},
      {"o\\27hara@example.com", "sip:o'hara@example.com"},
      {"f\\40\\40@example.com", "sip:f%40%40@example.com"},
      {"a\\20b@example.com/c d", "sip:a%20b@example.com;gr=c%20d"},
      {"m\xC3\xB6we@example.com", "sip:m%C3%B6we@example.com"},
  };
  for (const AddressRow& row : kRows) {
    EXPECT_EQ(sip_uri_of(row.jid), row.uri);
    EXPECT_EQ(jid_of(row.uri), row.jid);
  }
}

TEST(PoolAddress, TakesOtherSchemesOfOneUser) {
  EXPECT_EQ(jid_of("pres:juliet@example.com"), "juliet@example.com");
  EXPECT_EQ(jid_of("sip:juliet@example.com:5061;transport=tls;gr=x"), "juliet@example.com:5061/x");
}

// RFC 8048 6.2, example 19.
TEST(PoolPresence, ReadsTheExample) {
  const SeenPresence seen = read_presence(
      "<?xml version='1.0' encoding='UTF-8'?>\n<presence xmlns='urn:ietf:params:xml:ns:pidf'\n"
      "  entity='pres:juliet@example.com'><tuple id='ryn0cl4bn_77w0yr3vym'><status>"
      "<basic>open</basic><show xmlns='jabber:client'>away</show></status>"
      "<note xml:lang='en'>back soon</note></tuple></presence>",
      "juliet@example.com");

  ASSERT_THAT(seen.wrong, IsEmpty());
  ASSERT_EQ(seen.endpoints.size(), 1U);
  const SeenEndpoint& endpoint = seen.endpoints.front();
  EXPECT_EQ(endpoint.resource, "yn0cl4bnww0yr3vym");
  EXPECT_TRUE(endpoint.open);
  EXPECT_EQ(endpoint.show, "away");
  EXPECT_EQ(endpoint.notes.at("en"), "back soon");
}

TEST(PoolPresence, NoticesWhatIsWrong) {
  const auto wrong = [](const std::string& inside, const char* entity = "pres:juliet@example.com") {
    return read_presence("<presence xmlns='urn:ietf:params:xml:ns:pidf' entity='" +
                             std::string(entity) + "'>" + inside + "</presence>",
                         "juliet@example.com")
        .wrong;
  };
  const std::string tuple = "<tuple id='a'><status><basic>open</basic></status></tuple>";
  EXPECT_THAT(wrong(tuple), IsEmpty());
  EXPECT_THAT(wrong(tuple, "pres:romeo@example.com"), ElementsAre(HasSubstr("4.1.1")));
  EXPECT_THAT(wrong(tuple + tuple), ElementsAre(HasSubstr("twice")));
  EXPECT_THAT(wrong("<tuple id='7'><status><basic>open</basic></status></tuple>"),
              ElementsAre(HasSubstr("tuple id '7'")));
  EXPECT_THAT(wrong("<tuple id='a'><status><basic>away</basic></status></tuple>"),
              ElementsAre(HasSubstr("basic is 'away'")));
  EXPECT_THAT(read_presence("no XML", "juliet@example.com").wrong,
              ElementsAre(HasSubstr("no PIDF")));
}

TEST(PoolPresence, WritesWhatItReads) {
  EndpointState phone;
  phone.endpoint = "phone";
  phone.open = false;
  EndpointState desk;
  desk.show = "dnd";
  desk.note = "a < b";
  desk.priority = "0.8";
  const SeenPresence seen = read_presence(write_presence("alice@contoso.example", {desk, phone}),
                                          "alice@contoso.example");

  ASSERT_THAT(seen.wrong, IsEmpty());
  ASSERT_EQ(seen.endpoints.size(), 2U);
  EXPECT_EQ(seen.endpoints[0].resource, "desk");
  EXPECT_EQ(seen.endpoints[0].show, "dnd");
  EXPECT_EQ(seen.endpoints[0].notes.at(""), "a < b");
  EXPECT_EQ(xmpp_priority_of(seen.endpoints[0].priority), "102");
  EXPECT_FALSE(seen.endpoints[1].open);
}

TEST(PoolPresence, SaysActivitiesOfThePerson) {
  EndpointState desk;
  desk.activities = {"meeting"};

  EXPECT_THAT(write_presence("alice@contoso.example", {desk}),
              HasSubstr("<dm:person id=\"p1\"><rpid:activities><rpid:meeting/>"));
}

// RFC 5438 7.1.1.3.
constexpr auto kCpim = R"(From: Alice <im:alice@example.com>
To: Bob <im:bob@example.com>
NS: imdn <urn:ietf:params:imdn>
imdn.Message-ID: 34jk324j
DateTime: 2006-04-04T12:16:49-05:00
imdn.Disposition-Notification: positive-delivery, negative-delivery

Content-type: text/plain
Content-length: 12

Hello World
)";

TEST(PoolCpim, ReadsTheExampleAndWhatItWrites) {
  std::vector<std::string> wrong;
  const Cpim read = read_cpim(with_crlf(kCpim), wrong).value();

  EXPECT_THAT(wrong, IsEmpty());
  EXPECT_EQ(read.from, "im:alice@example.com");
  EXPECT_EQ(read.message_id, "34jk324j");
  EXPECT_EQ(read.disposition, "positive-delivery, negative-delivery");
  EXPECT_EQ(read.content_type, "text/plain");
  EXPECT_EQ(read.content, "Hello World\r\n");
  const Cpim again = read_cpim(write_cpim(read), wrong).value();
  EXPECT_EQ(again.message_id, read.message_id);
  EXPECT_EQ(again.content, read.content);
}

TEST(PoolCpim, NoticesADispositionWithoutAnId) {
  std::string text = with_crlf(kCpim);
  const std::string line = "imdn.Message-ID: 34jk324j\r\n";
  text.erase(text.find(line), line.size());
  std::vector<std::string> wrong;
  read_cpim(text, wrong);

  EXPECT_THAT(wrong, ElementsAre(HasSubstr("5438 6.3")));
}

TEST(PoolCpim, WritesDatesAsTheStandardWantsThem) {
  EXPECT_EQ(date_time_of(gateway::WallTime(std::chrono::seconds(1'767'225'909))),
            "2026-01-01T00:05:09Z");
}

TEST(PoolDeviations, AreSetByName) {
  PoolDeviations deviations;

  EXPECT_TRUE(set_pool_deviation(deviations, "subscribe_answer", "404"));
  EXPECT_EQ(deviations.subscribe_answer, "404");
  EXPECT_TRUE(set_pool_deviation(deviations, "no_notify", ""));
  EXPECT_TRUE(deviations.no_notify);
  EXPECT_TRUE(set_pool_deviation(deviations, "no_notify", "off"));
  EXPECT_FALSE(deviations.no_notify);
  EXPECT_FALSE(set_pool_deviation(deviations, "subscribe_answer", "never"));
  EXPECT_FALSE(set_pool_deviation(deviations, "no_such", ""));
  for (const std::string_view name : pool_deviation_names()) {
    EXPECT_TRUE(set_pool_deviation(deviations, name, "true")) << name;
  }
}

}  // namespace
}  // namespace fakes::testing
