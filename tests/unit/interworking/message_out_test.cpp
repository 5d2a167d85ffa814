// RFC 7572 table 1 and section 8, and the Call-IDs and threads of RFC 3261 25.1, RFC 6121 5.2.5.
#include "gateway/interworking/message_out.hpp"

#include <gtest/gtest.h>

#include "fakes/pki/seeded_entropy.hpp"
#include "gateway/sip/parse.hpp"
#include "tests/unit/interworking/small_service.hpp"

namespace gateway {
namespace {

using test::jid;

SpokenText said(const std::string& xml) {
  return spoken_text_of(test::SmallService::parse(xml)).value_or(SpokenText{});
}

TEST(MessageOut, ChoosesOneBody) {
  struct Row {
    std::string stanza;
    SpokenText expected;
  };
  for (const Row& row : {
           Row{"<message><body>a</body></message>", {"a", "", ""}},
           Row{"<message xml:lang='cs'><body>a</body></message>", {"a", "", "cs"}},
           // RFC 6121 5.2.3: alternatives; the stream's language stands on the stanza.
           Row{"<message xml:lang='cs'><body xml:lang='en'>a</body><body>b</body></message>",
               {"b", "", "cs"}},
           Row{"<message xml:lang='cs'><body xml:lang='en'>a</body><body xml:lang='CS'>b</body>"
               "</message>",
               {"b", "", "CS"}},
           Row{"<message xml:lang='de'><body xml:lang='en'>a</body><body xml:lang='cs'>b</body>"
               "</message>",
               {"a", "", "en"}},
           Row{"<message xml:lang='cs'><subject xml:lang='en'>s</subject><subject>t</subject>"
               "<body>b</body></message>",
               {"b", "t", "cs"}},
           Row{"<message><body>a</body><x xmlns='urn:x'>y</x></message>", {"a", "", ""}},
           Row{"<message xml:lang='no language!'><body>a</body></message>", {"a", "", ""}},
           Row{"<message><body/></message>", {}},
           Row{"<message><subject>s</subject></message>", {}},
           Row{"<message><body xmlns='http://www.w3.org/1999/xhtml'>a</body></message>", {}},
       }) {
    EXPECT_EQ(said(row.stanza), row.expected) << row.stanza;
  }
}

TEST(MessageOut, TranslatesByTable1) {
  fakes::SeededEntropy entropy(1);
  const auto parties =
      sip_parties(jid("romeo@fed.example/orchard"), jid("alice@contoso.example/e1"));
  ASSERT_TRUE(parties);
  sip::Message message = make_sip_message(*parties, "t-1", entropy);
  put_text(message, {"  two\r\nlines \u00fc", "s\r\nEvil: header", "cs"});
  message.cseq = {1, "MESSAGE"};
  message.vias = {{"TCP", "x2s.example.com", {}, {{"branch", "z9hG4bK776sgdkse"}}}};

  const auto read = sip::parse_datagram(to_wire(message));

  ASSERT_TRUE(read) << read.error().what;
  EXPECT_EQ(read->request_uri, "sip:alice@contoso.example") << "8.5.3.2.1: not the endpoint";
  EXPECT_EQ(read->from.uri, "sip:romeo@fed.example;gr=orchard") << "note 1";
  EXPECT_FALSE(read->from.tag().empty());
  EXPECT_EQ(read->to.uri, "sip:alice@contoso.example");
  EXPECT_EQ(read->call_id, "t-1");
  EXPECT_EQ(read->body, "  two\r\nlines \u00fc");
  ASSERT_NE(read->header("Subject"), nullptr);
  EXPECT_EQ(read->header("Evil"), nullptr);
  ASSERT_NE(read->header("Content-Language"), nullptr);
  EXPECT_EQ(*read->header("Content-Language"), "cs");
  EXPECT_TRUE(read->contacts.empty()) << "RFC 3428 4";
}

TEST(MessageOut, EqualThreadsHaveEqualCallIds) {
  std::string words;
  for (int i = 0; i < 40; ++i) words += "d\u011bv ";
  for (const std::string& thread :
       {std::string("D9AA95FD-2BD5-46E2"), words, std::string("a b"), std::string("x@y@z"),
        std::string("a\r\nEvil: b"), std::string(300, 'x')}) {
    const std::string call_id = call_id_of_thread(thread);
    EXPECT_EQ(call_id, call_id_of_thread(thread));
    EXPECT_LE(call_id.size(), 255U);
    EXPECT_EQ(call_id.find_first_of(" \r\n\"<>"), std::string::npos) << call_id;
    EXPECT_NE(call_id, call_id_of_thread(thread + "2"));
  }
  EXPECT_EQ(call_id_of_thread("D9AA95FD-2BD5-46E2"), "D9AA95FD-2BD5-46E2");
}

TEST(MessageOut, ThreadsNameNoHosts) {
  EXPECT_EQ(thread_of_call_id("9E97FB43-85F4-4A00"), "9E97FB43-85F4-4A00");
  for (const std::string call_id : {"token@10.1.2.3", "10.1.2.3", "host.contoso.example"}) {
    const std::string thread = thread_of_call_id(call_id);
    EXPECT_EQ(thread.find('.'), std::string::npos) << thread;
    EXPECT_EQ(thread, thread_of_call_id(call_id));
  }
}

}  // namespace
}  // namespace gateway
