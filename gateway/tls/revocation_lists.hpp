// Certificate revocation lists (RFC 5280 5) from the files of an administrator. Internal to
// gateway/tls.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "gateway/tls/openssl_handles.hpp"

namespace gateway {

/// One list in DER, as authorities publish them, or any number in PEM.
/// @return nothing if there is none, or one of them is broken
std::optional<std::vector<RevocationListHandle>> read_revocation_lists(OSSL_LIB_CTX* library,
                                                                       std::string_view octets);

/// X509_STORE_CTX_set_verify_cb for a chain that is held against lists. What lists leave undecided
/// (none for this authority, or one that is out of date or cannot be used) decides nothing; what
/// stands on one is revoked, however old the list is, but not on one that the authority did not
/// sign. @source RFC 5280 6.3.3
int on_revocation_finding(int good, X509_STORE_CTX* store);

}  // namespace gateway
