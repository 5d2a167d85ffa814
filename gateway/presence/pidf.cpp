#include "gateway/presence/pidf.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "gateway/base/timestamp.hpp"
#include "gateway/xml/document.hpp"

namespace gateway {
namespace {

constexpr std::string_view kPidf = "urn:ietf:params:xml:ns:pidf";
constexpr std::string_view kDataModel = "urn:ietf:params:xml:ns:pidf:data-model";
constexpr std::string_view kRpid = "urn:ietf:params:xml:ns:pidf:rpid";
constexpr std::string_view kClient = "jabber:client";  // of the show value, RFC 8048 6.2
constexpr std::string_view kXml = "http://www.w3.org/XML/1998/namespace";

Error error(std::string_view code, std::string what) {
  return make_error("pidf-" + std::string(code), std::move(what));
}

std::string trimmed(std::string text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(kSpace);
  if (begin == std::string::npos) return {};
  return text.substr(begin, text.find_last_not_of(kSpace) - begin + 1);
}

template <class Visit>
void each_child(const xml::Element& parent, Visit visit) {
  for (const auto& node : parent.children) {
    if (const auto* child = std::get_if<xml::Element>(&node)) visit(*child);
  }
}

Note note_of(const xml::Element& element) {
  Note note{element.text(), {}};
  for (const xml::Attribute& attribute : element.attributes) {
    if (attribute.ns == kXml && attribute.name == "lang") note.language = attribute.value;
  }
  return note;
}

// One for each language: the first (RFC 6121 4.7.2.2 allows no more).
void add_note(std::vector<Note>& notes, Note note) {
  const bool known = std::any_of(notes.begin(), notes.end(),
                                 [&](const Note& one) { return one.language == note.language; });
  if (!known && !note.text.empty()) notes.push_back(std::move(note));
}

std::optional<WallTime> time_in(const xml::Element& element, std::string_view attribute) {
  const auto value = element.attribute(attribute);
  return value ? parse_timestamp(*value) : std::nullopt;
}

void read_activities(const xml::Element& parent, std::vector<Activity>& activities) {
  each_child(parent, [&](const xml::Element& child) {
    if (!child.is(kRpid, "activities")) return;
    const auto from = time_in(child, "from");
    const auto until = time_in(child, "until");
    each_child(child, [&](const xml::Element& activity) {
      if (activity.ns == kRpid && activity.name != "note") {
        activities.push_back({activity.name, from, until});
      }
    });
  });
}

// "0", "0.5", "1.000": at most three digits behind the point; what is not, counts as absent.
std::optional<int> thousandths_of(std::string_view text) {
  if (text.empty() || (text[0] != '0' && text[0] != '1')) return std::nullopt;
  int value = (text[0] - '0') * 1000;
  text.remove_prefix(1);
  if (text.empty()) return value;
  if (text[0] != '.' || text.size() < 2 || text.size() > 4) return std::nullopt;
  int weight = 100;
  for (const char digit : text.substr(1)) {
    if (digit < '0' || digit > '9') return std::nullopt;
    value += (digit - '0') * weight;
    weight /= 10;
  }
  return value <= 1000 ? std::optional(value) : std::nullopt;
}

std::string decimal_of(int thousandths) {
  if (thousandths >= 1000) return "1";
  std::string digits = std::to_string(1000 + std::max(thousandths, 0)).substr(1);
  while (!digits.empty() && digits.back() == '0') digits.pop_back();
  return digits.empty() ? "0" : "0." + digits;
}

void read_contact(const xml::Element& element, Tuple& tuple) {
  tuple.contact = trimmed(element.text());
  if (const auto priority = element.attribute("priority")) {
    tuple.priority = thousandths_of(*priority);
  }
}

/// @return nothing if the tuple says nothing of availability
Result<std::optional<Tuple>> read_tuple(const xml::Element& element) {
  Tuple tuple;
  tuple.id = element.attribute_or("id", "");
  if (tuple.id.empty()) return error("bad-tuple", "a tuple has no id");
  const xml::Element* status = element.child(kPidf, "status");
  const xml::Element* basic = status != nullptr ? status->child(kPidf, "basic") : nullptr;
  if (basic == nullptr) return std::optional<Tuple>();
  const std::string value = trimmed(basic->text());
  if (value != "open" && value != "closed") {
    return error("bad-status", "a basic status is \"" + value + "\"");
  }
  tuple.open = value == "open";
  if (const xml::Element* show = status->child(kClient, "show")) {
    tuple.show = parse_show(trimmed(show->text()));
  }
  read_activities(*status, tuple.activities);
  read_activities(element, tuple.activities);
  each_child(element, [&](const xml::Element& child) {
    if (child.is(kPidf, "contact")) read_contact(child, tuple);
    if (child.is(kPidf, "note")) add_note(tuple.notes, note_of(child));
    if (child.is(kPidf, "timestamp")) tuple.timestamp = parse_timestamp(trimmed(child.text()));
  });
  return std::optional(std::move(tuple));
}

void write_notes(const std::vector<Note>& notes, xml::Element& parent) {
  for (const Note& note : notes) {
    xml::Element& element = parent.add(xml::Element(kPidf, "note"));
    if (!note.language.empty()) {
      element.attributes.push_back({std::string(kXml), "lang", note.language});
    }
    element.add_text(note.text);
  }
}

void write_activities(const std::vector<Activity>& activities, xml::Element& parent) {
  for (const Activity& activity : activities) {
    xml::Element& element = parent.add(xml::Element(kRpid, "activities"));
    if (activity.from) element.set("from", write_timestamp(*activity.from));
    if (activity.until) element.set("until", write_timestamp(*activity.until));
    element.add(xml::Element(kRpid, activity.name));
  }
}

void write_tuple(const Tuple& tuple, xml::Element& root) {
  xml::Element& element = root.add(xml::Element(kPidf, "tuple"));
  element.set("id", tuple.id);
  xml::Element& status = element.add(xml::Element(kPidf, "status"));
  status.add(xml::Element(kPidf, "basic")).add_text(tuple.open ? "open" : "closed");
  if (tuple.show && *tuple.show != Show::None) {
    status.add(xml::Element(kClient, "show")).add_text(to_string(*tuple.show));
  }
  write_activities(tuple.activities, element);
  if (!tuple.contact.empty()) {
    xml::Element& contact = element.add(xml::Element(kPidf, "contact"));
    if (tuple.priority) contact.set("priority", decimal_of(*tuple.priority));
    contact.add_text(tuple.contact);
  }
  write_notes(tuple.notes, element);
  if (tuple.timestamp) {
    element.add(xml::Element(kPidf, "timestamp")).add_text(write_timestamp(*tuple.timestamp));
  }
}

}  // namespace

Result<PresenceDocument> parse_pidf(std::string_view octets) {
  const auto root = xml::parse_document(octets);
  if (!root) return error("not-xml", root.error().what);
  PresenceDocument document;
  document.entity = root->attribute_or("entity", "");
  if (!root->is(kPidf, "presence") || document.entity.empty()) {
    return error("not-pidf", "the root is no presence element with an entity");
  }
  std::set<std::string> ids;
  std::optional<Error> broken;
  each_child(*root, [&](const xml::Element& child) {
    if (child.is(kPidf, "note")) add_note(document.notes, note_of(child));
    if (child.is(kDataModel, "person")) read_activities(child, document.activities);
    if (broken || !child.is(kPidf, "tuple")) return;
    auto tuple = read_tuple(child);
    if (!tuple) {
      broken = tuple.error();
    } else if (*tuple && !ids.insert((*tuple)->id).second) {
      broken = error("bad-tuple", "two tuples have the id \"" + (*tuple)->id + "\"");
    } else if (*tuple) {
      document.tuples.push_back(std::move(**tuple));
    }
  });
  if (broken) return *broken;
  return document;
}

std::string write_pidf(const PresenceDocument& document) {
  xml::Element root(kPidf, "presence");
  root.set("entity", document.entity);
  for (const Tuple& tuple : document.tuples) write_tuple(tuple, root);
  write_notes(document.notes, root);
  if (!document.activities.empty()) {
    xml::Element& person = root.add(xml::Element(kDataModel, "person"));
    person.set("id", "person");
    write_activities(document.activities, person);
  }
  return xml::write_document(root);
}

}  // namespace gateway
