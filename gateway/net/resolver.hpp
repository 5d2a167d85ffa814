// DNS questions to real servers by c-ares, its sockets watched by Asio. No hosts file, no search
// domains: an XMPP domain is looked up as it stands (RFC 6120 3.2).
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <vector>

#include "gateway/base/dns.hpp"
#include "gateway/base/result.hpp"

namespace gateway::net {

struct ResolverOptions {
  std::vector<Endpoint> servers;            // empty: those of the system (/etc/resolv.conf)
  std::chrono::milliseconds timeout{2000};  // of the first try of one server; doubles with each
  int tries = 2;                            // of each server
};

class Resolver {
 public:
  using Answered = std::function<void(DnsAnswer answer)>;

  /// @return "dns-servers-invalid" if c-ares refuses to start with them
  static Result<std::unique_ptr<Resolver>> create(boost::asio::io_context& io,
                                                  const ResolverOptions& options);
  /// Questions without an answer never get one.
  ~Resolver();
  Resolver(const Resolver&) = delete;
  Resolver& operator=(const Resolver&) = delete;

  /// `answered` is called once, by the io_context, never from inside ask(). With several servers,
  /// one that fails or refuses is passed over, and if all do the status is Refused.
  void ask(const DnsQuestion& question, Answered answered);

 private:
  struct Channel;
  explicit Resolver(std::shared_ptr<Channel> channel);
  std::shared_ptr<Channel> channel_;
};

}  // namespace gateway::net
