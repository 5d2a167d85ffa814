// Addresses compared as addresses: RFC 7622 3.2 (domains), with IDNA as RFC 3490 has it. The
// oracle's own, so that a mistake of the gateway's cannot hide in it.
#pragma once

#include <string>
#include <string_view>

namespace harness::oracle {

/// "alice@Contoso.example./desk" -> "contoso.example": without the final dot, in A-labels and lower
/// case, so that equal domains are equal texts. What is no domain stays as it is.
std::string domain_of(std::string_view jid);

/// Whether `domain`, as domain_of has it, has a length that a domain can have, and its labels too
/// (RFC 7622 3.2, RFC 1034 3.1).
bool may_be_domain(std::string_view domain);

/// Without the resource.
std::string bare(std::string_view jid);

bool same_address(std::string_view a, std::string_view b);

}  // namespace harness::oracle
