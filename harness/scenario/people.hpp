// The people of a scenario: users of the enterprise, behind its pool, and
// contacts at partners. A sentence calls them by name ("alice", "romeo") or by
// address, with an endpoint or a resource behind it where one of several is
// meant ("alice/desk").
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/policy/access.hpp"
#include "harness/world/directory_change.hpp"

namespace harness {

struct Setup;
struct PartnerSetup;

/// What a contact says to those who want to see it.
enum class ContactAnswer : std::uint8_t { Approve, Deny, Ignore };

/// A local user, ordinary unless something else is said.
struct UserSetup {
  std::string name;     // "alice"
  std::string address;  // empty: NAME at the first of our domains
  gateway::Home home = gateway::Home::Pool;
  gateway::ExternalAccess access{.federation = true, .xmpp = true};
  std::vector<std::string> endpoints{"desk"};  // signed in from the beginning
  std::vector<std::string> added{};            // contacts on the user's list
  std::vector<std::string> blocked{};
};

/// How the gateway and the pool speak with each other.
enum class SipTransport : std::uint8_t { Udp, Tcp, Tls };
/// Correct but for its deviations (fakes/pool/deviations.hpp).
struct PoolSetup {
  SipTransport transport = SipTransport::Tcp;
  std::vector<std::pair<std::string, std::string>> deviations{};
};

struct ContactSetup {
  std::string name;                               // "romeo"
  std::string address;                            // empty: NAME at the partner's domain
  std::vector<std::string> resources{"orchard"};  // signed in from the beginning
  ContactAnswer answers = ContactAnswer::Approve;
};

std::string address_of(const Setup& setup, const UserSetup& user);
/// The user's list: each contact once, in order of address.
std::vector<ChangeContact> list_of(const Setup& setup, const UserSetup& user);
std::string address_of(const PartnerSetup& partner, const ContactSetup& contact);

/// Whom a word of a sentence means. An address that nobody of the scenario has
/// is somebody too.
struct Person {
  std::string address;   // bare
  std::string resource;  // or endpoint; empty: none was said
  const UserSetup* user = nullptr;
  const ContactSetup* contact = nullptr;
  const PartnerSetup* partner = nullptr;  // where the contact has its account

  /// With the resource a contact writes from: the one that was said, else the
  /// first it has.
  std::string full_or_main() const;
  std::string full() const { return resource.empty() ? address : address + "/" + resource; }
};
/// Nothing for a name that nobody has.
std::optional<Person> find_person(const Setup& setup, std::string_view word);

/// @return a sentence for each name that two people have
std::vector<std::string> doubtful_names(const Setup& setup);

}  // namespace harness
