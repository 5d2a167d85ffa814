#include "gateway/interworking/imdn.hpp"

#include "gateway/base/timestamp.hpp"
#include "gateway/xml/document.hpp"
#include "gateway/xml/element.hpp"

namespace gateway {
namespace {

constexpr std::string_view kImdn = "urn:ietf:params:xml:ns:imdn";
constexpr std::size_t kMessageIdOctets = 12;
constexpr std::size_t kMessageIdBytesMax = 256;

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

std::string text_of(const xml::Element& parent, std::string_view name) {
  const xml::Element* child = parent.child(kImdn, name);
  return child == nullptr ? std::string() : std::string(trimmed(child->text()));
}

std::string_view name_of(DeliveryNotification::Status status) {
  switch (status) {
    case DeliveryNotification::Status::Delivered:
      return "delivered";
    case DeliveryNotification::Status::Failed:
      return "failed";
    case DeliveryNotification::Status::Other:
      return "error";
  }
  return "error";
}

CpimMessage wrapper(const CpimParties& parties) {
  CpimMessage message;
  const std::string ns(kCpimHeaders);
  message.headers.push_back({ns, "From", "<" + parties.from + ">"});
  message.headers.push_back({ns, "To", "<" + parties.to + ">"});
  return message;
}

}  // namespace

std::optional<NotificationRequest> notification_request_of(const CpimMessage& message) {
  const std::string* wishes = message.header(kImdnHeaders, "Disposition-Notification");
  const std::string* id = message.header(kImdnHeaders, "Message-ID");
  if (wishes == nullptr || id == nullptr || id->empty() || id->size() > kMessageIdBytesMax) {
    return std::nullopt;
  }
  NotificationRequest request{*id, {}, false, false};
  if (const std::string* date = message.header(kCpimHeaders, "DateTime")) {
    request.date_time = *date;
  }
  std::string_view rest = *wishes;
  while (!rest.empty()) {
    const std::size_t comma = rest.find(',');
    std::string_view wish = rest.substr(0, comma);
    wish = trimmed(wish.substr(0, wish.find(';')));
    if (wish == "positive-delivery") request.positive = true;
    if (wish == "negative-delivery") request.negative = true;
    rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
  }
  if (!request.positive && !request.negative) return std::nullopt;
  return request;
}

Result<DeliveryNotification> parse_notification(std::string_view octets) {
  const auto root = xml::parse_document(octets);
  if (!root) return make_error("imdn-not-xml", root.error().what);
  if (!root->is(kImdn, "imdn")) return make_error("imdn-not-imdn", "another root element");
  DeliveryNotification notification{text_of(*root, "message-id"), text_of(*root, "datetime"),
                                    DeliveryNotification::Status::Other};
  if (notification.message_id.empty()) return make_error("imdn-not-imdn", "no message-id");
  const xml::Element* delivery = root->child(kImdn, "delivery-notification");
  const xml::Element* status = delivery == nullptr ? nullptr : delivery->child(kImdn, "status");
  if (status == nullptr) return notification;
  if (status->child(kImdn, "delivered") != nullptr) {
    notification.status = DeliveryNotification::Status::Delivered;
  } else if (status->child(kImdn, "failed") != nullptr) {
    notification.status = DeliveryNotification::Status::Failed;
  }
  return notification;
}

std::string wrap_asking(const CpimParties& parties, const std::string& message_id, WallTime sent,
                        const std::string& text) {
  CpimMessage message = wrapper(parties);
  message.headers.push_back({std::string(kCpimHeaders), "DateTime", write_timestamp(sent)});
  message.headers.push_back({std::string(kImdnHeaders), "Message-ID", message_id});
  message.headers.push_back(
      {std::string(kImdnHeaders), "Disposition-Notification", "positive-delivery"});
  message.content_headers.push_back({"Content-Type", "text/plain;charset=utf-8"});
  message.content = text;
  return write_cpim(message);
}

std::string wrap_notification(const CpimParties& parties, const DeliveryNotification& notification,
                              Entropy& entropy) {
  CpimMessage message = wrapper(parties);
  message.headers.push_back({std::string(kImdnHeaders), "Message-ID", make_message_id(entropy)});
  message.content_headers.push_back({"Content-Type", std::string(kImdnType)});
  message.content_headers.push_back({"Content-Disposition", "notification"});
  xml::Element root(kImdn, "imdn");
  root.add(xml::Element(kImdn, "message-id")).add_text(notification.message_id);
  root.add(xml::Element(kImdn, "datetime")).add_text(notification.date_time);
  root.add(xml::Element(kImdn, "recipient-uri")).add_text(parties.from);
  root.add(xml::Element(kImdn, "delivery-notification"))
      .add(xml::Element(kImdn, "status"))
      .add(xml::Element(kImdn, name_of(notification.status)));
  message.content = xml::write_document(root);
  return write_cpim(message);
}

std::string make_message_id(Entropy& entropy) { return random_hex(entropy, kMessageIdOctets); }

}  // namespace gateway
