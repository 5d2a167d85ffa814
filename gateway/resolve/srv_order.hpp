// The order in which SRV records are tried (RFC 2782), for one merged set (XEP-0368 3).
#pragma once

#include <vector>

#include "gateway/base/dns.hpp"
#include "gateway/base/entropy.hpp"

namespace gateway {

struct ServiceRecord {
  SrvRecord record;
  bool direct_tls = false;  // of _xmpps-server
  bool secure = false;      // DNSSEC; says nothing about the order (RFC 7673 3.1)
  friend bool operator==(const ServiceRecord&, const ServiceRecord&) = default;
};

/// Ascending priority; within one priority a weighted random order. The input's order does not
/// matter: equal entropy gives an equal result.
std::vector<ServiceRecord> order_by_rfc2782(std::vector<ServiceRecord> records, Entropy& entropy);

}  // namespace gateway
