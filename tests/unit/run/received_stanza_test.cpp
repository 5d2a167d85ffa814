// What a sentence about a received stanza asks, and what the stanza says.
#include "harness/run/received_stanza.hpp"

#include <gtest/gtest.h>

#include "harness/scenario/reception.hpp"

namespace harness {
namespace {

constexpr const char* kBounce =
    "<iq from='contoso.example' to='romeo@fed.example/desk' id='q1' type='error' xml:lang='en'>"
    "<ping xmlns='urn:xmpp:ping'/><error type='modify'><bad-request "
    "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>";
constexpr const char* kMessage =
    "<message from='alice@Contoso.example.' to='romeo@fed.example'><body>hello</body>"
    "<s:x xmlns:s='urn:example:s' a='1' s:b='2'>text<s:y/></s:x></message>";

bool holds(const std::string& sentence, const char* xml) {
  const auto reception = parse_reception(*split_sentence(sentence));
  const auto stanza = read_stanza(xml, 0);
  EXPECT_TRUE(reception && stanza) << sentence;
  return reception && stanza && matches(*stanza, *reception);
}

TEST(ReceivedStanza, IsForTheUserWithOrWithoutResource) {
  EXPECT_TRUE(holds("romeo@fed.example receives one iq", kBounce));
  EXPECT_TRUE(holds("romeo@fed.example/desk receives one iq", kBounce));
  EXPECT_FALSE(holds("romeo@fed.example/phone receives one iq", kBounce));
  EXPECT_FALSE(holds("fed.example receives one iq", kBounce));
}

TEST(ReceivedStanza, HasItsKind) {
  EXPECT_TRUE(holds("romeo@fed.example receives one stanza", kBounce));
  EXPECT_FALSE(holds("romeo@fed.example receives one message", kBounce));
}

TEST(ReceivedStanza, HasAttributesOrLacksThem) {
  EXPECT_TRUE(
      holds("romeo@fed.example receives one iq with id \"q1\" and xml:lang \"en\"", kBounce));
  EXPECT_FALSE(holds("romeo@fed.example receives one iq with id \"q2\"", kBounce));
  EXPECT_FALSE(holds("romeo@fed.example receives one iq with no id", kBounce));
  EXPECT_TRUE(holds("romeo@fed.example receives one message with no id", kMessage));
  EXPECT_FALSE(holds("romeo@fed.example receives one message with id \"\"", kMessage));
}

TEST(ReceivedStanza, ComparesAddressesAsAddresses) {
  EXPECT_TRUE(holds("romeo@fed.example receives one message with from \"alice@contoso.example\"",
                    kMessage));
  EXPECT_FALSE(
      holds("romeo@fed.example receives one message with from \"bob@contoso.example\"", kMessage));
}

TEST(ReceivedStanza, NamesTheErrorAndItsType) {
  EXPECT_TRUE(holds(
      "romeo@fed.example receives one iq with error \"bad-request\" and error-type \"modify\"",
      kBounce));
  EXPECT_FALSE(holds("romeo@fed.example receives one iq with error-type \"cancel\"", kBounce));
  EXPECT_TRUE(holds("romeo@fed.example receives one message with no error", kMessage));
}

TEST(ReceivedStanza, KnowsAPayloadByNameAndNamespaceWhateverThePrefix) {
  EXPECT_TRUE(
      holds("romeo@fed.example receives one message with payload \"<x xmlns='urn:example:s'/>\"",
            kMessage));
  EXPECT_FALSE(holds(
      "romeo@fed.example receives one message with payload \"<x xmlns='urn:other'/>\"", kMessage));
  EXPECT_FALSE(holds("romeo@fed.example receives one message with no payload", kMessage));
}

TEST(ReceivedStanza, ComparesAPayloadThatIsWrittenOutAsAWhole) {
  const std::string sentence = "romeo@fed.example receives one message with payload ";
  EXPECT_TRUE(holds(sentence + "\"<x xmlns='urn:example:s' xmlns:q='urn:example:s' q:b='2' a='1'>"
                               "text<y/></x>\"",
                    kMessage));
  EXPECT_FALSE(holds(sentence + "\"<x xmlns='urn:example:s' a='1'>text<y/></x>\"", kMessage));
  EXPECT_FALSE(holds(sentence + "\"<x xmlns='urn:example:s' xmlns:q='urn:example:s' q:b='2' a='1'>"
                                "text</x>\"",
                     kMessage));
}

}  // namespace
}  // namespace harness
