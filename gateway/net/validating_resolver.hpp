// DNS questions to real servers by libunbound, which validates DNSSEC itself: nobody between us and
// the signer need be trusted (RFC 7671 2, RFC 6698 4.1). Same manners as the Resolver beside it.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "gateway/base/dns.hpp"
#include "gateway/base/result.hpp"

namespace gateway::net {

struct ValidatingOptions {
  std::vector<Endpoint> servers;           // asked for everything; empty: those of the system
  std::vector<std::string> trust_anchors;  // DS and DNSKEY records in the form of a zone file
};

class ValidatingResolver {
 public:
  using Answered = std::function<void(DnsAnswer answer)>;

  /// @return "dns-servers-invalid" or "dns-trust-anchor-invalid"
  static Result<std::unique_ptr<ValidatingResolver>> create(boost::asio::io_context& io,
                                                            const ValidatingOptions& options);
  /// Questions without an answer never get one.
  ~ValidatingResolver();
  ValidatingResolver(const ValidatingResolver&) = delete;
  ValidatingResolver& operator=(const ValidatingResolver&) = delete;

  /// `answered` is called once, by the io_context, never from inside ask().
  void ask(const DnsQuestion& question, Answered answered);

 private:
  struct Context;
  explicit ValidatingResolver(std::shared_ptr<Context> context);
  std::shared_ptr<Context> context_;
};

}  // namespace gateway::net
