// The order in which SRV records are tried (RFC 2782), for one merged set (XEP-0368 3).
#pragma once

#include <utility>
#include <vector>

#include "gateway/base/dns.hpp"
#include "gateway/base/entropy.hpp"

namespace gateway {

/// A record, and whether it is for direct TLS.
using ServiceRecord = std::pair<SrvRecord, bool>;

/// Ascending priority; within one priority a weighted random order. The input's order does not
/// matter: equal entropy gives an equal result.
std::vector<ServiceRecord> order_by_rfc2782(std::vector<ServiceRecord> records, Entropy& entropy);

}  // namespace gateway
