// What a scenario orders the contacts of a fake partner to do. A contact is named by its JID, with
// a resource where one of several is meant; a user by the bare JID. What a contact writes goes as
// SendStanza.
#pragma once

#include <string>
#include <variant>

namespace fakes {

/// What one resource says of itself (RFC 6121 4.7).
struct ContactPresence {
  std::string show{};  // "away"; empty: none
  std::string note{};  // empty: no <status/>
  std::string language{};
  int priority = 0;
  friend bool operator==(const ContactPresence&, const ContactPresence&) = default;
};

/// Asks to see the user (3.1).
struct ContactAdds {
  std::string contact;
  std::string user;
};
/// Wants to see the user no more (3.3).
struct ContactRemoves {
  std::string contact;
  std::string user;
};
/// Says yes to a request that is open.
struct ContactApproves {
  std::string contact;
  std::string user;
};
/// Says no, or takes back what it allowed (3.2).
struct ContactDenies {
  std::string contact;
  std::string user;
};
/// Its server asks how the user is (4.3).
struct ContactProbes {
  std::string contact;
  std::string user;
};
/// Comes online, or is otherwise than before (4.2, 4.4); said to all who may see it.
struct ContactIs {
  std::string contact;  // without a resource: the first one
  ContactPresence presence;
};
/// Without a resource: all of them (4.5).
struct ContactGoesOffline {
  std::string contact;
};

using ContactOrder = std::variant<ContactAdds, ContactRemoves, ContactApproves, ContactDenies,
                                  ContactProbes, ContactIs, ContactGoesOffline>;

}  // namespace fakes
