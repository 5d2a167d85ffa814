#include "fakes/pool/presence_document.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include "fakes/pool/sip_address.hpp"
#include "fakes/pool/sip_message.hpp"
#include "fakes/wire/parse.hpp"
#include "fakes/wire/writer.hpp"

namespace fakes {
namespace {

constexpr std::string_view kPidfNs = "urn:ietf:params:xml:ns:pidf";
constexpr std::string_view kPersonNs = "urn:ietf:params:xml:ns:pidf:data-model";
constexpr std::string_view kRpidNs = "urn:ietf:params:xml:ns:pidf:rpid";
constexpr std::string_view kClientNs = "jabber:client";

std::string tuple_of(std::string_view user, const EndpointState& state) {
  std::string tuple = "<tuple id=\"" + wire::escape(state.endpoint) + "\"><status><basic>";
  tuple += state.open ? "open</basic>" : "closed</basic>";
  if (!state.show.empty()) tuple += wire::element("show", kClientNs, wire::escape(state.show));
  tuple += "</status>";
  if (!state.priority.empty()) {
    tuple += "<contact priority=\"" + wire::escape(state.priority) + "\">" +
             wire::escape(sip_uri_of(std::string(user) + "/" + state.endpoint)) + "</contact>";
  }
  if (!state.note.empty()) tuple += "<note>" + wire::escape(state.note) + "</note>";
  return tuple + "</tuple>";
}

/// RFC 4480 3.2: what somebody does is of the person, not of a device.
std::string person_of(const std::vector<EndpointState>& endpoints) {
  std::set<std::string> activities;
  for (const EndpointState& state : endpoints) {
    activities.insert(state.activities.begin(), state.activities.end());
  }
  if (activities.empty()) return {};
  std::string person = "<dm:person id=\"p1\"><rpid:activities>";
  for (const std::string& activity : activities) person += "<rpid:" + activity + "/>";
  return person + "</rpid:activities></dm:person>";
}

// ---- reading
// ----------------------------------------------------------------------------------

/// docs/interworking.md 5: behind a letter, octets that an id cannot hold as "_" and two digits.
std::string resource_of_id(std::string_view id) {
  std::string encoded(id.substr(std::min<std::size_t>(1, id.size())));
  std::string uri = "sip:x@x;gr=";
  for (const char c : encoded) uri += c == '_' ? '%' : c;
  return std::string(resource_of(jid_of(uri)));
}

std::string resource_of_tuple(const wire::Element& tuple) {
  const wire::Element* contact = tuple.child("contact", kPidfNs);
  if (contact != nullptr) return std::string(resource_of(jid_of(contact->trimmed_text())));
  return resource_of_id(tuple.attribute("id"));
}

bool is_ncname(std::string_view id) {
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80) != 0;
  };
  const auto more = [&](char c) {
    return letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
  };
  return !id.empty() && letter(id.front()) && std::ranges::all_of(id, more);
}

class DocumentReader {
 public:
  SeenPresence read(std::string_view octets, std::string_view contact) {
    const std::optional<wire::Element> root = wire::parse_element(without_prolog(octets), {});
    if (!root || !root->is("presence", kPidfNs)) {
      wrong("3863 4.1: no PIDF document");
      return std::move(seen_);
    }
    const std::string_view entity = root->attribute("entity");
    const bool known_scheme = entity.starts_with("pres:") || entity.starts_with("sip:");
    if (!known_scheme || jid_of(entity) != bare_of(contact)) {
      wrong("3863 4.1.1: entity '" + std::string(entity) + "' is not " + std::string(contact));
    }
    for (const wire::Element& child : root->children) {
      if (child.is("tuple", kPidfNs)) read_tuple(child);
    }
    return std::move(seen_);
  }

 private:
  void wrong(std::string what) { seen_.wrong.push_back("RFC " + std::move(what)); }

  static std::string_view without_prolog(std::string_view octets) {
    octets = trimmed(octets);
    const std::size_t end = octets.starts_with("<?") ? octets.find("?>") : octets.npos;
    return end == octets.npos ? octets : trimmed(octets.substr(end + 2));
  }

  void read_tuple(const wire::Element& tuple) {
    const std::string_view id = tuple.attribute("id");
    if (!is_ncname(id)) wrong("3863 4.1.2: tuple id '" + std::string(id) + "'");
    if (!ids_.insert(std::string(id)).second) {
      wrong("3863 4.1.2: tuple id '" + std::string(id) + "' twice");
    }
    const wire::Element* status = tuple.child("status", kPidfNs);
    if (status == nullptr) return wrong("3863 4.1.2: a tuple without status");
    const wire::Element* basic = status->child("basic", kPidfNs);
    const std::string_view word = basic ? basic->trimmed_text() : std::string_view();
    if (word != "open" && word != "closed") {
      return wrong("3863 4.1.4: basic is '" + std::string(word) + "'");
    }
    SeenEndpoint endpoint;
    endpoint.resource = resource_of_tuple(tuple);
    endpoint.open = word == "open";
    const wire::Element* show = status->child("show", kClientNs);
    if (show != nullptr) endpoint.show = show->trimmed_text();
    read_contact(tuple, endpoint);
    for (const wire::Element& child : tuple.children) {
      if (child.is("note", kPidfNs)) {
        endpoint.notes.emplace(child.attribute("xml:lang"), child.trimmed_text());
      }
    }
    seen_.endpoints.push_back(std::move(endpoint));
  }

  void read_contact(const wire::Element& tuple, SeenEndpoint& endpoint) {
    const wire::Element* contact = tuple.child("contact", kPidfNs);
    if (contact == nullptr) return;
    endpoint.priority = contact->attribute("priority");
    const bool has_form = endpoint.priority.empty() || endpoint.priority == "0" ||
                          endpoint.priority == "1" || endpoint.priority.starts_with("0.") ||
                          endpoint.priority.starts_with("1.0");
    if (!has_form || endpoint.priority.size() > 5) {
      wrong("3863 4.1.5: priority '" + endpoint.priority + "'");
    }
  }

  SeenPresence seen_;
  std::set<std::string> ids_;
};

}  // namespace

std::string write_presence(std::string_view user, const std::vector<EndpointState>& endpoints) {
  const std::string uri = sip_uri_of(bare_of(user));
  std::string document =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<presence xmlns=\"" + std::string(kPidfNs) +
      "\" xmlns:dm=\"" + std::string(kPersonNs) + "\" xmlns:rpid=\"" + std::string(kRpidNs) +
      "\" entity=\"pres:" + wire::escape(std::string_view(uri).substr(4)) + "\">";
  for (const EndpointState& state : endpoints) document += tuple_of(user, state);
  return document + person_of(endpoints) + "</presence>\r\n";
}

SeenPresence read_presence(std::string_view octets, std::string_view contact) {
  return DocumentReader().read(octets, contact);
}

std::string xmpp_priority_of(std::string_view pidf_priority) {
  if (pidf_priority.empty()) return {};
  std::string digits = pidf_priority.starts_with('1') ? "1000" : std::string(pidf_priority);
  if (digits.starts_with("0.")) digits.erase(0, 2);
  if (!pidf_priority.starts_with('1')) digits.resize(3, '0');
  const auto thousandths = number_of(digits);
  if (!thousandths) return {};
  return std::to_string((*thousandths * 127 + 500) / 1000);
}

}  // namespace fakes
