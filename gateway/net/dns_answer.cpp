// c-ares' status codes and record lists as DnsAnswer; source: ares_query(3), RFC 2782, RFC 2308 2.

#include "gateway/net/dns_answer.hpp"

#include <ares.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <string>

namespace gateway::net {

namespace {

constexpr int kAddressesMax = 64;  // of one answer; a domain with more is served by the first

DnsStatus status_of(int status) {
  switch (status) {
    case ARES_SUCCESS:
    case ARES_ENODATA:
      return DnsStatus::Ok;
    case ARES_ENOTFOUND:
      return DnsStatus::NxDomain;
    case ARES_ETIMEOUT:
      return DnsStatus::Timeout;
    case ARES_EREFUSED:
    case ARES_ECONNREFUSED:
      return DnsStatus::Refused;
    case ARES_EBADNAME:  // no DNS name, so there is none
      return DnsStatus::NxDomain;
    default:
      return DnsStatus::ServFail;
  }
}

template <std::size_t kOctets>
IpAddress address_of(AddressFamily family, const void* octets) {
  IpAddress address;
  address.family = family;
  std::memcpy(address.octets.data(), octets, kOctets);
  return address;
}

int read_a(const unsigned char* packet, int length, std::vector<DnsRecord>& records) {
  std::array<ares_addrttl, kAddressesMax> found{};
  int count = kAddressesMax;
  const int status = ares_parse_a_reply(packet, length, nullptr, found.data(), &count);
  if (status != ARES_SUCCESS) return status;
  for (int i = 0; i < count; ++i) {
    records.emplace_back(
        address_of<4>(AddressFamily::V4, &found[static_cast<std::size_t>(i)].ipaddr));
  }
  return status;
}

int read_aaaa(const unsigned char* packet, int length, std::vector<DnsRecord>& records) {
  std::array<ares_addr6ttl, kAddressesMax> found{};
  int count = kAddressesMax;
  const int status = ares_parse_aaaa_reply(packet, length, nullptr, found.data(), &count);
  if (status != ARES_SUCCESS) return status;
  for (int i = 0; i < count; ++i) {
    records.emplace_back(
        address_of<16>(AddressFamily::V6, &found[static_cast<std::size_t>(i)].ip6addr));
  }
  return status;
}

std::string target_of(const char* host) {
  std::string target = host == nullptr ? "" : host;
  if (target.size() > 1 && target.back() == '.') target.pop_back();
  return target.empty() ? "." : target;
}

int read_srv(const unsigned char* packet, int length, std::vector<DnsRecord>& records) {
  ares_srv_reply* list = nullptr;
  const int status = ares_parse_srv_reply(packet, length, &list);
  const std::unique_ptr<ares_srv_reply, void (*)(void*)> owner(list, &ares_free_data);
  if (status != ARES_SUCCESS) return status;
  for (const ares_srv_reply* srv = list; srv != nullptr; srv = srv->next) {
    records.emplace_back(SrvRecord{srv->priority, srv->weight, srv->port, target_of(srv->host)});
  }
  return status;
}

int read_records(RecordType type, const unsigned char* packet, int length,
                 std::vector<DnsRecord>& records) {
  switch (type) {
    case RecordType::A:
      return read_a(packet, length, records);
    case RecordType::Aaaa:
      return read_aaaa(packet, length, records);
    case RecordType::Srv:
      return read_srv(packet, length, records);
    case RecordType::Tlsa:  // of no use without DNSSEC: nobody asks this resolver
      return ARES_ENODATA;
  }
  return ARES_ENODATA;
}

}  // namespace

DnsAnswer read_answer(const DnsQuestion& question, int status, const unsigned char* packet,
                      int length) {
  DnsAnswer answer;
  answer.id = question.id;
  if (status == ARES_SUCCESS && packet != nullptr) {
    status = read_records(question.type, packet, length, answer.records);
  }
  answer.status = status_of(status);
  return answer;
}

}  // namespace gateway::net
