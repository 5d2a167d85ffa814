// RFC 7572 table 2 and section 7, RFC 7247 6 and 8, RFC 3428, RFC 3862.
#include "gateway/interworking/message_in.hpp"

#include <gtest/gtest.h>

#include "tests/unit/interworking/small_service.hpp"

namespace gateway {
namespace {

sip::Message request(const std::string& type, const std::string& body) {
  return test::SmallService::request("sip:alice@contoso.example", "sip:romeo@fed.example", body,
                                     type);
}

std::string read(const sip::Message& message) {
  const SipContent content = content_of(message);
  if (const auto* text = std::get_if<SaidText>(&content)) return "text " + text->text;
  if (const auto* typing = std::get_if<Composing>(&content)) {
    return typing->state == ComposingState::Active ? "active" : "idle";
  }
  if (const auto* about = std::get_if<DeliveryNotification>(&content)) {
    return "about " + about->message_id;
  }
  const auto& refusal = std::get<SipRefusal>(content);
  return std::to_string(refusal.status) + (refusal.header ? " " + refusal.header->name : "");
}

const std::string kActive =
    "<isComposing xmlns='urn:ietf:params:xml:ns:im-iscomposing'><state>active</state>"
    "</isComposing>";
const std::string kNotification =
    "<imdn xmlns='urn:ietf:params:xml:ns:imdn'><message-id>id7</message-id></imdn>";

TEST(MessageIn, ContentsByTheirType) {
  struct Row {
    std::string type;
    std::string body;
    std::string expected;
  };
  for (const Row& row : {
           Row{"text/plain", "hello", "text hello"},
           Row{"Text/Plain; Charset=\"UTF-8\"", "\u00fc", "text \u00fc"},
           Row{"text/plain;charset=us-ascii", "hello", "text hello"},
           Row{"text/plain;charset=iso-8859-1", "hello", "415 Accept"},
           Row{"text/plain;format=flowed", "hello", "text hello"},
           Row{"text/plain", "\xff", "400"},
           Row{"text/plain", "", "400"},
           Row{"text/html", "<b onclick='x'>bold</b><script>x</script>", "text bold"},
           Row{"text/html", "<img src='x'>", "400"},
           Row{"image/gif", "GIF89a", "415 Accept"},
           Row{"multipart/mixed;boundary=x", "--x--", "415 Accept"},
           Row{"application/im-iscomposing+xml", kActive, "active"},
           Row{"application/im-iscomposing+xml", "<x/>", "400"},
           Row{"message/cpim", "From: <im:a@b>\r\n\r\nContent-Type: text/plain\r\n\r\nhi",
               "text hi"},
           Row{"message/cpim", "From: <im:a@b>\r\n\r\n\r\nhi", "text hi"},
           Row{"message/cpim", "\r\nContent-Type: text/html\r\n\r\n<i>hi</i>", "text hi"},
           Row{"message/cpim",
               "\r\nContent-Type: " + std::string(kComposingType) + "\r\n\r\n" + kActive,
               "active"},  // RFC 3994 3.5
           Row{"message/cpim", "\r\nContent-Type: message/imdn+xml\r\n\r\n" + kNotification,
               "about id7"},
           Row{"message/cpim", "\r\nContent-Type: image/gif\r\n\r\nGIF", "415 Accept"},
           Row{"message/cpim", "\r\nContent-Type: message/cpim\r\n\r\n\r\n\r\nhi", "415 Accept"},
           Row{"message/cpim",
               "\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\naGk=",
               "415 Accept"},
           Row{"message/cpim", "Require: x.y\r\n\r\n\r\nhi", "415 Accept"},
           Row{"message/cpim", "hi", "400"},
       }) {
    EXPECT_EQ(read(request(row.type, row.body)), row.expected) << row.type << "\n" << row.body;
  }
}

TEST(MessageIn, SubjectLanguageAndWishes) {
  sip::Message message =
      request("message/cpim",
              "Subject: inner\r\nNS: i <urn:ietf:params:imdn>\r\ni.Message-ID: 1\r\n"
              "i.Disposition-Notification: negative-delivery\r\n\r\n"
              "Content-Type: text/plain\r\nContent-Language: de\r\n\r\nhi");
  EXPECT_EQ(std::get<SaidText>(content_of(message)),
            (SaidText{"hi", "inner", "de", NotificationRequest{"1", "", false, true}}));

  message.set_header("Subject", "outer");
  message.set_header("Content-Language", "cs");
  EXPECT_EQ(std::get<SaidText>(content_of(message)).subject, "outer") << "table 2";
  EXPECT_EQ(std::get<SaidText>(content_of(message)).language, "cs");
}

TEST(MessageIn, RefusesWhatTheHeadersAskFor) {
  sip::Message message = request("text/plain", "hello");
  message.set_header("Require", "x-special");
  EXPECT_EQ(read(message), "420 Unsupported") << "RFC 3261 8.2.2.3";

  message = request("text/plain", "hello");
  message.set_header("Content-Encoding", "gzip");
  EXPECT_EQ(read(message), "415 Accept-Encoding") << "RFC 3261 21.4.13";
}

std::string addresses(const std::string& from, const std::string& uri, const std::string& to = {}) {
  sip::Message message = test::SmallService::request(from, uri, "hello");
  if (!to.empty()) message.to.uri = to;
  const auto read = addresses_of_sip(message);
  if (const auto* refusal = std::get_if<SipRefusal>(&read)) return std::to_string(refusal->status);
  const auto& both = std::get<SipAddresses>(read);
  return both.user.text() + " -> " + both.contact.text();
}

TEST(MessageIn, Addresses) {
  const std::string alice = "sip:alice@contoso.example";
  struct Row {
    std::string from, uri, to, expected;
  };
  for (const Row& row : {
           Row{alice, "sip:romeo@fed.example", "", "alice@contoso.example -> romeo@fed.example"},
           Row{alice + ";gr=e1", "sip:romeo@fed.example;gr=orchard", "",
               "alice@contoso.example/e1 -> romeo@fed.example/orchard"},
           Row{"sip:o'malley@contoso.example", "im:romeo@fed.example", "",
               "o\\27malley@contoso.example -> romeo@fed.example"},
           Row{alice, "sips:romeo@fed.example", "", "416"},
           Row{"sips:alice@contoso.example", "sip:romeo@fed.example", "", "416"},
           Row{alice, "sip:romeo@fed.example", "sips:romeo@fed.example", "416"},
           Row{alice, "tel:+1234", "", "416"},
           Row{alice, "sip:fed.example", "", "400"},
           Row{alice + ";gr", "sip:romeo@fed.example", "", "400"},
           Row{alice, "sip:%20romeo@fed.example", "", "400"},
       }) {
    EXPECT_EQ(addresses(row.from, row.uri, row.to), row.expected) << row.from << " " << row.uri;
  }
}

}  // namespace
}  // namespace gateway
