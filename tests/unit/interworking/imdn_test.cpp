// RFC 5438: the examples of 7.1.1.3 and 7.2.1, and the variants its schema allows.
#include "gateway/interworking/imdn.hpp"

#include <gtest/gtest.h>

#include "fakes/pki/seeded_entropy.hpp"

namespace gateway {
namespace {

using Status = DeliveryNotification::Status;

std::optional<NotificationRequest> request_in(const std::string& headers) {
  return notification_request_of(
      *parse_cpim("NS: imdn <urn:ietf:params:imdn>\r\n" + headers + "\r\n\r\nHello World"));
}

std::string document(const std::string& inside) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><imdn xmlns=\"urn:ietf:params:xml:ns:imdn\">"
         "<message-id>34jk324j</message-id><datetime>2008-04-04T12:16:49-05:00</datetime>" +
         inside + "</imdn>";
}

TEST(Imdn, ReadsTheRequestOfTheExample) {
  const auto request = request_in(
      "imdn.Message-ID: 34jk324j\r\nDateTime: 2006-04-04T12:16:49-05:00\r\n"
      "imdn.Disposition-Notification: positive-delivery, negative-delivery\r\n");

  EXPECT_EQ(request, (NotificationRequest{"34jk324j", "2006-04-04T12:16:49-05:00", true, true}));
}

TEST(Imdn, WhatIsAskedFor) {
  struct Row {
    std::string wishes;
    bool positive;
    bool negative;
  };
  for (const Row& row : {
           Row{"positive-delivery", true, false}, Row{"negative-delivery", false, true},
           Row{"display,positive-delivery;x=y , processing", true, false},
           Row{"display", false, false}, Row{"", false, false},
           Row{"Positive-Delivery", false, false},  // 10: case sensitive
       }) {
    const auto request =
        request_in("imdn.Message-ID: 1\r\nimdn.Disposition-Notification: " + row.wishes + "\r\n");
    EXPECT_EQ(request.has_value(), row.positive || row.negative) << row.wishes;
    if (!request) continue;
    EXPECT_EQ(request->positive, row.positive) << row.wishes;
    EXPECT_EQ(request->negative, row.negative) << row.wishes;
  }
  EXPECT_FALSE(request_in("imdn.Disposition-Notification: positive-delivery\r\n")) << "7.1.1.1";
}

TEST(Imdn, ReadsTheNotifications) {
  struct Row {
    std::string inside;
    Status status;
  };
  for (const Row& row : {
           Row{"<delivery-notification><status><delivered/></status></delivery-notification>",
               Status::Delivered},
           Row{"<delivery-notification><status><failed/></status></delivery-notification>",
               Status::Failed},
           Row{"<delivery-notification><status><forbidden/></status></delivery-notification>",
               Status::Other},
           Row{"<display-notification><status><displayed/></status></display-notification>",
               Status::Other},
           Row{"<x xmlns='urn:x'/><delivery-notification><status><delivered/></status>"
               "</delivery-notification>",
               Status::Delivered},
           Row{"", Status::Other},
       }) {
    const auto notification = parse_notification(document(row.inside));
    ASSERT_TRUE(notification) << row.inside;
    EXPECT_EQ(*notification,
              (DeliveryNotification{"34jk324j", "2008-04-04T12:16:49-05:00", row.status}))
        << row.inside;
  }
}

TEST(Imdn, RefusesOtherDocuments) {
  EXPECT_EQ(parse_notification("text").error().code, "imdn-not-xml");
  EXPECT_EQ(parse_notification("<imdn/>").error().code, "imdn-not-imdn");
  EXPECT_EQ(parse_notification("<imdn xmlns='urn:ietf:params:xml:ns:imdn'/>").error().code,
            "imdn-not-imdn");
}

TEST(Imdn, AsksWithTheThreeHeadersOf711) {
  const auto wrapped = parse_cpim(wrap_asking({"im:romeo@fed.example", "im:alice@contoso.example"},
                                              "id1", WallTime(std::chrono::seconds(0)), "hello"));

  ASSERT_TRUE(wrapped);
  EXPECT_EQ(*wrapped->header(kCpimHeaders, "From"), "<im:romeo@fed.example>");
  EXPECT_EQ(*wrapped->header(kCpimHeaders, "To"), "<im:alice@contoso.example>");
  EXPECT_EQ(*wrapped->header(kCpimHeaders, "DateTime"), "1970-01-01T00:00:00Z");
  EXPECT_EQ(*wrapped->header(kImdnHeaders, "Message-ID"), "id1");
  EXPECT_EQ(*wrapped->header(kImdnHeaders, "Disposition-Notification"), "positive-delivery");
  EXPECT_EQ(wrapped->content, "hello");
}

TEST(Imdn, ItsNotificationAsksForNone) {
  fakes::SeededEntropy entropy(1);
  const auto wrapped = parse_cpim(
      wrap_notification({"im:romeo@fed.example", "im:alice@contoso.example"},
                        {"34jk324j", "2008-04-04T12:16:49-05:00", Status::Failed}, entropy));

  ASSERT_TRUE(wrapped);
  EXPECT_EQ(wrapped->header(kImdnHeaders, "Disposition-Notification"), nullptr) << "7.2.1";
  ASSERT_NE(wrapped->header(kImdnHeaders, "Message-ID"), nullptr);
  EXPECT_GE(wrapped->header(kImdnHeaders, "Message-ID")->size(), 16U) << "6.3: 64 bits";
  EXPECT_EQ(*wrapped->content_header("Content-Type"), "message/imdn+xml");
  EXPECT_EQ(*wrapped->content_header("Content-Disposition"), "notification");
  EXPECT_EQ(*parse_notification(wrapped->content),
            (DeliveryNotification{"34jk324j", "2008-04-04T12:16:49-05:00", Status::Failed}));
}

}  // namespace
}  // namespace gateway
