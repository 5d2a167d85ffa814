// A DNS server on real sockets, UDP and TCP (RFC 1035 4.2, RFC 7766), that answers from fake zones.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>

#include "fakes/dns/zone.hpp"
#include "gateway/base/address.hpp"
#include "gateway/base/result.hpp"

namespace harness {

struct DnsAnswering {
  /// What to answer; addresses already those of the loopback. `answers` false: silence.
  std::function<fakes::TimedAnswer(const gateway::DnsQuestion& question)> answer;
  /// Over UDP this question gets a truncated answer.
  std::function<bool(const gateway::DnsQuestion& question)> truncates;
};

class DnsServer {
 public:
  /// Binds a port of the system's choice at `address`. `io` must outlive the server.
  /// @return "dns-listen-failed"
  static gateway::Result<std::unique_ptr<DnsServer>> start(boost::asio::io_context& io,
                                                           const gateway::IpAddress& address,
                                                           DnsAnswering answering);
  ~DnsServer();
  DnsServer(const DnsServer&) = delete;
  DnsServer& operator=(const DnsServer&) = delete;

  gateway::Endpoint endpoint() const;

 private:
  struct Sockets;
  explicit DnsServer(std::shared_ptr<Sockets> sockets);
  std::shared_ptr<Sockets> sockets_;
};

}  // namespace harness
