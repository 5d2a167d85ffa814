// One account at a fake partner, as its server keeps it: resources, and for each user of the
// gateway the subscriptions both ways. RFC 6121 3, 4, 8.5, the partner's own code.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "fakes/partner/contact_orders.hpp"
#include "fakes/wire/element.hpp"

namespace fakes {

struct Surroundings;

/// What a contact says to those who want to see it.
enum class RequestAnswer : std::uint8_t { Approve, Deny, Ignore };

struct ContactSettings {
  std::string jid;                     // bare
  std::vector<std::string> resources;  // signed in from the beginning
  RequestAnswer answer = RequestAnswer::Approve;
};

/// "alice@contoso.example/desk" -> "alice@contoso.example", and "desk".
std::string bare_address(std::string_view address);
std::string resource_of(std::string_view address);

class Contact {
 public:
  explicit Contact(ContactSettings settings);

  const std::string& jid() const { return settings_.jid; }

  /// Presence or a message to this contact, on a stream that is authenticated for it.
  void on_stanza(const wire::Element& stanza, Surroundings& s);

  void on(const ContactAdds& order, Surroundings& s);
  void on(const ContactRemoves& order, Surroundings& s);
  void on(const ContactApproves& order, Surroundings& s);
  void on(const ContactDenies& order, Surroundings& s);
  void on(const ContactProbes& order, Surroundings& s);
  void on(const ContactIs& order, Surroundings& s);
  void on(const ContactGoesOffline& order, Surroundings& s);

  /// To be sent to the gateway, in this order; each is given out once.
  std::vector<std::string> take_stanzas();

 private:
  /// With one user (RFC 6121 A.1, from the contact's point of view).
  struct Relation {
    bool sees_user = false;  // To
    bool asked = false;      // Pending Out
    bool is_seen = false;    // From
    bool is_asked = false;   // Pending In
  };

  void on_presence(const wire::Element& presence, Surroundings& s);
  void on_subscribe(const wire::Element& request, Surroundings& s);
  void on_unsubscribe(const std::string& user, Surroundings& s);
  void on_subscribed(const std::string& user, Surroundings& s);
  void on_unsubscribed(const std::string& user, Surroundings& s);
  void on_probe(const wire::Element& probe);
  void on_notification(const wire::Element& presence, Surroundings& s);
  void on_message(const wire::Element& message, Surroundings& s);
  void answer_receipt(const wire::Element& message, const std::string& receiver);

  void say(std::string_view from, std::string_view to, std::string_view type,
           std::string_view inside = {}, std::string_view id = {});
  void say_online(const std::string& resource, std::string_view to);
  void say_all_online(std::string_view to);
  void say_all_unavailable(std::string_view to, const Surroundings& s);
  void approve(const std::string& user, std::string_view request_id, Surroundings& s);
  void refuse(const std::string& user, std::string_view request_id, Surroundings& s);
  void change(const std::string& user, Relation relation, Surroundings& s);
  void take_offline(const std::string& resource, Surroundings& s);
  std::string full(const std::string& resource) const { return settings_.jid + "/" + resource; }
  std::string first_resource() const;
  std::string receiving_resource(std::string_view addressed) const;
  std::string new_id();

  ContactSettings settings_;
  std::map<std::string, ContactPresence> online_;  // by resource
  std::map<std::string, Relation> users_;          // by bare JID
  std::size_t ids_ = 0;
  std::vector<std::string> stanzas_;
};

/// A user's server answers for accounts that do not exist (RFC 6121 8.5.1, 3.1.3, 4.3.2).
/// @return a stanza, or nothing
std::string answer_for_nobody(const wire::Element& stanza);

}  // namespace fakes
