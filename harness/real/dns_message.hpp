// DNS messages on the wire (RFC 1035 4.1, RFC 2782), read and written with ldns.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/base/dns.hpp"

namespace harness {

struct DnsQuery {
  std::uint16_t id = 0;
  bool recursion_desired = false;
  std::uint16_t type = 0;           // as asked, also if it is none of ours
  std::string name;                 // as asked, with the final dot
  std::optional<gateway::DnsQuestion> question;  // if its type is A, AAAA or SRV
};

enum class Truncation : std::uint8_t { None, Truncated };

/// @return nothing if the octets are not a query with one question
std::optional<DnsQuery> read_query(std::string_view octets);

/// `answer.records` are left out of a truncated message (RFC 2181 9).
/// A question of another type than ours gets no records.
std::string write_answer(const DnsQuery& query, const gateway::DnsAnswer& answer,
                         Truncation truncation);

}  // namespace harness
