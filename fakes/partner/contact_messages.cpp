// Messages to an account (RFC 6121 8.5), receipts (XEP-0184), and what is said for accounts that
// do not exist.
#include <fmt/format.h>

#include "fakes/partner/contact.hpp"
#include "fakes/partner/seen.hpp"
#include "fakes/partner/surroundings.hpp"
#include "fakes/wire/writer.hpp"

namespace fakes {
namespace {

constexpr std::string_view kReceiptsNs = "urn:xmpp:receipts";

std::string answer_to(const wire::Element& stanza, std::string_view type, std::string_view inside) {
  const bool presence = stanza.name == "presence";
  const std::string_view to = stanza.attribute("to");
  std::string xml = fmt::format("<{} from='{}' to='{}'", stanza.name,
                                wire::escape(presence ? bare_address(to) : std::string(to)),
                                wire::escape(stanza.attribute("from")));
  if (stanza.has("id")) xml += fmt::format(" id='{}'", wire::escape(stanza.attribute("id")));
  xml += fmt::format(" type='{}'", type);
  return xml + (inside.empty() ? "/>" : fmt::format(">{}</{}>", inside, stanza.name));
}

}  // namespace

// 8.5.2.1.1, 8.5.3: the resource that was meant, else the one with the highest priority that is not
// negative; without any the server keeps the message.
std::string Contact::receiving_resource(std::string_view addressed) const {
  if (online_.contains(std::string(addressed))) return std::string(addressed);
  std::string best;
  int priority = -1;
  for (const auto& [resource, presence] : online_) {
    if (presence.priority <= priority) continue;
    best = resource;
    priority = presence.priority;
  }
  return best;
}

void Contact::on_message(const wire::Element& message, Surroundings& s) {
  const std::string resource = receiving_resource(resource_of(message.attribute("to")));
  const std::string receiver = resource.empty() ? settings_.jid : full(resource);
  s.observe(Observation::ContactReceives, 0, seen_message(message, receiver));
  if (!resource.empty() && message.attribute("type") != "error") {
    answer_receipt(message, receiver);
  }
}

// XEP-0184 5.4: from the resource that got it.
void Contact::answer_receipt(const wire::Element& message, const std::string& receiver) {
  const bool asked = message.child("request", kReceiptsNs) != nullptr && message.has("id");
  if (!asked) return;
  stanzas_.push_back(
      fmt::format("<message from='{}' to='{}' id='{}'><received xmlns='{}' id='{}'/></message>",
                  wire::escape(receiver), wire::escape(message.attribute("from")), new_id(),
                  kReceiptsNs, wire::escape(message.attribute("id"))));
}

std::string answer_for_nobody(const wire::Element& stanza) {
  const std::string_view type = stanza.attribute("type");
  if (stanza.name == "presence") {
    const bool answered = type == "subscribe" || type == "probe";
    return answered ? answer_to(stanza, "unsubscribed", {}) : std::string();
  }
  if (type == "error" || type == "result") return {};
  return answer_to(stanza, "error", wire::stanza_error("service-unavailable"));
}

}  // namespace fakes
