// Elements as facts; see seen.hpp.
#include "fakes/partner/seen.hpp"

#include <fmt/format.h>

#include "fakes/wire/writer.hpp"

namespace fakes {
namespace {

constexpr std::string_view kChatStatesNs = "http://jabber.org/protocol/chatstates";
constexpr std::string_view kReceiptsNs = "urn:xmpp:receipts";
constexpr std::string_view kDelayNs = "urn:xmpp:delay";

std::string attribute_text(std::string_view name, std::string_view value) {
  return value.empty() ? std::string() : fmt::format(" {}='{}'", name, wire::escape(value));
}

std::string opening(std::string_view name, const wire::Element& stanza, std::string_view to) {
  return fmt::format("<{}", name) + attribute_text("from", stanza.attribute("from")) +
         attribute_text("to", to) + attribute_text("type", stanza.attribute("type"));
}

std::string text_of(const wire::Element& child) {
  return fmt::format("<{}{}>{}</{}>", child.name,
                     attribute_text("xml:lang", child.attribute("xml:lang")),
                     wire::escape(child.text), child.name);
}

std::string delay_of(const wire::Element& child) {
  return "<delay" + attribute_text("stamp", child.attribute("stamp")) + "/>";
}

std::string part_of_presence(const wire::Element& child) {
  const bool known = child.name == "show" || child.name == "status" || child.name == "priority";
  if (child.ns == wire::kServerNs && known) return text_of(child);
  return child.is("delay", kDelayNs) ? delay_of(child) : std::string();
}

std::string part_of_message(const wire::Element& child) {
  if (child.ns == wire::kServerNs && child.name == "error") {
    return "<error>" + condition_of(child, wire::kStanzaErrorNs) + "</error>";
  }
  if (child.ns == wire::kServerNs) return text_of(child);
  if (child.ns == kChatStatesNs) return "<" + child.name + "/>";
  if (child.ns == kReceiptsNs) {
    return "<" + child.name + attribute_text("id", child.attribute("id")) + "/>";
  }
  return child.is("delay", kDelayNs) ? delay_of(child) : std::string();
}

std::string closed(std::string tag, std::string_view name, std::string_view inside) {
  return tag + (inside.empty() ? "/>" : fmt::format(">{}</{}>", inside, name));
}

}  // namespace

std::string seen_presence(const wire::Element& presence) {
  std::string inside;
  for (const wire::Element& child : presence.children) inside += part_of_presence(child);
  return closed(opening("presence", presence, presence.attribute("to")), "presence", inside);
}

std::string seen_subscription(std::string_view watched, std::string_view watcher,
                              std::string_view state) {
  return "<subscription" + attribute_text("from", watched) + attribute_text("to", watcher) +
         attribute_text("state", state) + "/>";
}

std::string seen_message(const wire::Element& message, std::string_view receiver) {
  std::string inside;
  for (const wire::Element& child : message.children) inside += part_of_message(child);
  return closed(opening("message", message, receiver), "message", inside);
}

}  // namespace fakes
