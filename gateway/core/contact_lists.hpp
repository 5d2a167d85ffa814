// Lists of contacts that an administrator wrote down, held against what the store remembers.
#pragma once

#include <vector>

#include "gateway/interworking/interworking.hpp"
#include "gateway/store/store.hpp"

namespace gateway {

/// All of a user's contacts: what the store knows beyond it was removed from the file.
struct ContactList {
  Jid user;
  std::vector<StoredContact> contacts;
};

/// What to tell the service at the start, so that the lists hold. Users without a list keep theirs.
std::vector<ContactChanged> changes_to(const std::vector<StoredContact>& stored,
                                       const std::vector<ContactList>& lists);

}  // namespace gateway
