// What libunbound found out, as a DnsAnswer.
#pragma once

#include "gateway/base/dns.hpp"

struct ub_result;

namespace gateway::net {

/// @param error   of libunbound: 0, or why there is no result
/// @param result  may be null with an error
DnsAnswer read_unbound(const DnsQuestion& question, int error, const ub_result* result);

}  // namespace gateway::net
