// The data of a TLSA record for a certificate, as its owner would publish it. Source: RFC 6698 2.1.
#pragma once

#include <cstdint>
#include <string>

namespace fakes {

/// @param pem  the first certificate of it counts
/// @return     octets; empty if selector or matching type mean nothing
std::string tlsa_data(const std::string& pem, std::uint8_t selector, std::uint8_t matching_type);

}  // namespace fakes
