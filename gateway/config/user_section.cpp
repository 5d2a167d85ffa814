#include "gateway/config/user_section.hpp"

#include <map>
#include <set>
#include <utility>

#include "gateway/mapping/address.hpp"

namespace gateway::config {
namespace {

using Sites = std::map<std::string, ExternalAccess>;

struct Policies {
  ExternalAccess global;
  Sites sites;
};

ExternalAccess switches_of(Section& section) {
  return {.federation = section.boolean("federation").value_or(false),
          .xmpp = section.boolean("xmpp").value_or(false)};
}

std::optional<ExternalAccess> read_switches(Section& parent, std::string_view key,
                                            const std::string& name, Report& report) {
  const std::optional<YAML::Node> node = parent.mapping(key);
  if (!node) return std::nullopt;
  Section section(*node, name, {"federation", "xmpp"}, report);
  return switches_of(section);
}

void read_site(const YAML::Node& node, Sites& sites, Report& report) {
  Section section(node, "site", {"name", "federation", "xmpp"}, report);
  if (!node.IsMap() || !section.require("name")) return;
  const std::optional<std::string> name = section.text("name");
  if (!name) return;
  if (!sites.emplace(*name, switches_of(section)).second) {
    report.error(section.place_of("name"), "duplicate-site",
                 "the site \"" + *name + "\" stands twice in access", "remove one of the two");
  }
}

Policies read_policies(Section& top, Report& report) {
  Policies policies;
  const std::optional<YAML::Node> node = top.mapping("access");
  if (!node) return policies;
  Section section(*node, "access", {"global", "sites"}, report);
  if (!node->IsMap()) return policies;
  policies.global =
      read_switches(section, "global", "access policy", report).value_or(policies.global);
  for (const YAML::Node& member : section.sequence("sites")) {
    read_site(member, policies.sites, report);
  }
  return policies;
}

/// "alice@contoso.example" is a JID; "sip:o'hara@contoso.example" becomes one (RFC 7247 6).
Result<Jid> address_of(const std::string& text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string::npos) return Jid::parse(text);
  const Result<sip::Uri> uri = sip::Uri::parse(text);
  if (uri.has_error()) return uri.error();
  return mapping::jid_of(uri.value());
}

std::optional<Jid> read_bare_address(Section& section, std::string_view key) {
  if (!section.require(key)) return std::nullopt;
  const std::optional<std::string> text = section.text(key);
  if (!text) return std::nullopt;
  const Result<Jid> jid = address_of(*text);
  std::string wrong;
  if (jid.has_error()) {
    wrong = jid.error().what;
  } else if (jid.value().local().empty()) {
    wrong = "nobody is named before the @";
  } else if (!jid.value().resource().empty()) {
    wrong = "it names one endpoint only";
  } else {
    return jid.value();
  }
  section.bad_value(key, "\"" + *text + "\" is not a person's address: " + wrong,
                    "write for example alice@contoso.example");
  return std::nullopt;
}

class UserReader {
 public:
  UserReader(Configuration& configuration, Policies policies, Report& report)
      : configuration_(configuration), policies_(std::move(policies)), report_(report) {}

  void read(const YAML::Node& node) {
    Section section(node, "user", {"address", "home", "site", "access", "contacts"}, report_);
    if (!node.IsMap()) return;
    UserStanding standing;
    standing.home = section
                        .choice<Home>("home", {{"pool", Home::Pool},
                                               {"branch-appliance", Home::BranchAppliance},
                                               {"legacy", Home::LegacyDeployment}})
                        .value_or(Home::Pool);
    standing.access =
        effective_access({.user = read_switches(section, "access", "access policy", report_),
                          .site = site_of(section),
                          .global = policies_.global});
    const std::optional<Jid> address = read_bare_address(section, "address");
    if (!address) return;
    if (!check_address(section, *address)) return;
    configuration_.users.push_back({*address, standing});
    if (section.has("contacts")) read_contacts(section, *address);
  }

 private:
  std::optional<ExternalAccess> site_of(Section& section) {
    const std::optional<std::string> name = section.text("site");
    if (!name) return std::nullopt;
    const auto found = policies_.sites.find(*name);
    if (found != policies_.sites.end()) return found->second;
    report_.error(section.place_of("site"), "unknown-site", "access has no site \"" + *name + "\"",
                  "add it to access, or leave site out");
    return std::nullopt;
  }

  bool check_address(Section& section, const Jid& address) {
    if (!configuration_.settings.is_ours(address.domain())) {
      report_.error(section.place_of("address"), "not-our-domain",
                    address.domain().text() + " is none of our domains",
                    "users have addresses in domains; contacts belong to partners");
      return false;
    }
    if (seen_.insert(address).second) return true;
    report_.error(section.place_of("address"), "duplicate-user",
                  address.text() + " stands twice in users", "remove one of the two");
    return false;
  }

  void read_contacts(Section& section, const Jid& user) {
    ContactList list{user, {}};
    std::set<Jid> contacts;
    for (const YAML::Node& member : section.sequence("contacts")) {
      Section entry(member, "contact", {"address", "added", "blocked"}, report_);
      if (!member.IsMap()) continue;
      const ContactStanding standing{.added = entry.boolean("added").value_or(true),
                                     .blocked = entry.boolean("blocked").value_or(false)};
      const std::optional<Jid> contact = read_bare_address(entry, "address");
      if (!contact) continue;
      if (configuration_.settings.is_ours(contact->domain())) {
        report_.error(entry.place_of("address"), "contact-is-ours",
                      contact->text() + " is in one of our own domains",
                      "only people at partners are contacts of the gateway");
      } else if (!contacts.insert(*contact).second) {
        report_.error(entry.place_of("address"), "duplicate-contact",
                      contact->text() + " stands twice in this list", "remove one of the two");
      } else {
        list.contacts.push_back({{user, *contact}, standing});
      }
    }
    configuration_.contact_lists.push_back(std::move(list));
  }

  Configuration& configuration_;
  Policies policies_;
  Report& report_;
  std::set<Jid> seen_;
};

}  // namespace

void read_users(Section& top, Configuration& configuration, Report& report) {
  UserReader reader(configuration, read_policies(top, report), report);
  for (const YAML::Node& member : top.sequence("users")) reader.read(member);
  if (configuration.users.empty() || top.has("pool")) return;
  report.add(DiagnosticSeverity::Warning, top.place_of("users"), "users-need-pool",
             "users are not served: there is no pool to reach them", "set pool");
}

}  // namespace gateway::config
