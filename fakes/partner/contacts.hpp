// The accounts at a fake partner: each stanza and each order goes to the one it is for. A partner
// without any has no users of its own: then scripts speak for everybody.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "fakes/partner/contact.hpp"
#include "fakes/partner/contact_orders.hpp"
#include "fakes/wire/element.hpp"

namespace fakes {

class Contacts {
 public:
  explicit Contacts(const std::vector<ContactSettings>& settings);

  /// What came from the gateway for somebody (not for the domain itself).
  void on_stanza(const wire::Element& stanza, Surroundings& s);
  void on(const ContactOrder& order, Surroundings& s);
  /// Before what a contact writes: with a deviation it says more than it was asked to.
  void on_sending(const wire::Element& stanza, const Surroundings& s);
  /// To be sent to the gateway, in this order; each is given out once.
  std::vector<std::string> take_stanzas();

 private:
  void take_from(Contact& contact);

  std::map<std::string, Contact> contacts_;  // by bare JID
  std::vector<std::string> stanzas_;
};

}  // namespace fakes
