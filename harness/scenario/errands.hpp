// What a step comes to once everybody in it is known: orders for the pool, for
// partners, and changes of what the gateway knows of users, lists and partners.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "fakes/partner/contact_orders.hpp"
#include "fakes/pool/orders.hpp"
#include "harness/world/directory_change.hpp"

namespace harness {

struct ContactErrand {
  std::string partner;  // whose fake it is
  fakes::ContactOrder order;
};

/// The contact's own client says this, whatever its server makes of it.
struct ContactSays {
  std::string partner;
  std::string xml;
};

using Errand = std::variant<fakes::UserOrder, ContactErrand, ContactSays, DirectoryChange>;
using Errands = std::vector<Errand>;

}  // namespace harness
