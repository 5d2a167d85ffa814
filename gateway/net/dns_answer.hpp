// What c-ares hands over, read into our DnsAnswer. Inside gateway/net only.
#pragma once

#include "gateway/base/dns.hpp"

namespace gateway::net {

/// @param status  an ARES_ code
/// @param packet  the DNS message, or null
DnsAnswer read_answer(const DnsQuestion& question, int status, const unsigned char* packet,
                      int length);

}  // namespace gateway::net
