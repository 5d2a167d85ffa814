// TLSA records as far as DNS goes: where they stand, and which of them can be used. RFC 6698 2-4,
// RFC 7671 4, RFC 7673 3.3. Whether a certificate matches is seen during the handshake
// (gateway/tls).
#pragma once

#include <string>
#include <vector>

#include "gateway/base/dns.hpp"

namespace gateway {

/// "_5269._tcp.xmpp.example.net"
std::string tlsa_name(std::uint16_t port, const std::string& host);

/// Usage, selector and matching type are known, and the data can be what they say (RFC 6698 4.1).
bool is_usable(const TlsaRecord& record);

/// Those of the answer, in its order, at most kTlsaRecordsMax.
std::vector<TlsaRecord> usable_records(const DnsAnswer& answer);

inline constexpr std::size_t kTlsaRecordsMax = 32;

}  // namespace gateway
