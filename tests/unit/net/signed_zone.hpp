// A DNS server on 127.0.0.1 for one zone that it signs itself (RFC 4034, ECDSA P-256), record by
// record, as the questions come. It proves no absence: questions it does not know stay unanswered.
#pragma once

#include <array>
#include <boost/asio/ip/udp.hpp>
#include <string>
#include <vector>

#include "gateway/base/address.hpp"

struct ldns_struct_key_list;
struct ldns_struct_pkt;
struct ldns_struct_rr_list;

namespace gateway::net {

class SignedZone {
 public:
  SignedZone(boost::asio::io_context& io, const std::string& name);
  ~SignedZone();
  SignedZone(const SignedZone&) = delete;
  SignedZone& operator=(const SignedZone&) = delete;

  /// "host.fed.example. 60 IN A 192.0.2.1"
  void add(const std::string& record);
  /// The trust anchor: the zone's DNSKEY record.
  std::string anchor() const { return anchor_; }
  Endpoint endpoint() const;

  bool signs = true;     // false: the records alone
  bool tampers = false;  // signs other addresses than it serves

 private:
  void receive();
  void answer(const std::string& query);
  ldns_struct_rr_list* signatures_of(ldns_struct_rr_list* records) const;

  boost::asio::ip::udp::socket socket_;
  boost::asio::ip::udp::endpoint from_;
  std::array<char, 4096> packet_{};
  ldns_struct_key_list* keys_ = nullptr;
  ldns_struct_rr_list* records_ = nullptr;
  std::string anchor_;
};

}  // namespace gateway::net
