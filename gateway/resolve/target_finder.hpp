// Which hosts to try for a domain, and in which order: RFC 6120 3.2, RFC 2782, XEP-0368; and, if
// the resolver validates DNSSEC, what their certificates must match: RFC 7673 3. Asks DNS
// questions, takes answers, yields one endpoint after the other. Sans-IO.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gateway/base/dns.hpp"
#include "gateway/base/entropy.hpp"
#include "gateway/resolve/srv_order.hpp"

namespace gateway {

/// An endpoint to try, and how.
struct Target {
  Endpoint endpoint;
  bool direct_tls = false;
  std::string host;              // A-labels
  bool host_is_secure = false;   // DNSSEC vouches for it: a certificate may name it (RFC 7673 4.1)
  bool must_use_tls = false;     // it has secure TLSA records (RFC 7673 4)
  std::vector<TlsaRecord> tlsa;  // the usable ones: the certificate must match one (RFC 7673 4.2)
};

class TargetFinder {
 public:
  struct Settings {
    std::string domain;                     // A-labels
    bool use_direct_tls = true;             // also ask for _xmpps-server
    std::optional<std::string> proxy_fqdn;  // skip SRV, go there (RFC 6120 3.2.3)
    std::uint16_t proxy_port = 5269;
    bool use_dane = false;  // the resolver validates, and TLS is allowed
  };
  /// Hands out ids that are unique among all the asker's questions.
  using NextId = std::function<QueryId()>;

  TargetFinder(Settings settings, NextId next_id, Entropy& entropy);

  /// The first questions. Call once.
  std::vector<DnsQuestion> start();
  /// Further questions that the answer raises. Answers to others' questions are ignored.
  std::vector<DnsQuestion> on_answer(const DnsAnswer& answer);
  /// Every open question counts as unanswered (the asker's patience is over).
  std::vector<DnsQuestion> on_timeout();
  /// The next endpoint to try, if one is known; it may raise questions: then ask again later.
  std::optional<Target> next(std::vector<DnsQuestion>& questions);

  bool is_waiting() const { return !open_.empty(); }
  /// At least one endpoint was found at some time.
  bool found_any() const { return found_any_; }
  /// What DNS failed to say, for the log; empties it.
  std::vector<std::string> take_complaints();

  static constexpr std::size_t kTargetsMax = 32;    // of all SRV records
  static constexpr std::size_t kAddressesMax = 16;  // of one target

 private:
  enum class Asked : std::uint8_t { Srv, DirectSrv, Address6, Address4, Tlsa };
  struct Host {
    std::string name;
    std::uint16_t port = 0;
    bool direct_tls = false;
    bool is_secure = false;  // its SRV record is
  };
  struct SrvSet {
    bool said_no_service = false;  // the only target is "."
    bool failed = false;           // ServFail: a missing answer proves nothing
    std::vector<ServiceRecord> records;
  };
  /// What is known of the addresses of the present host.
  struct Addresses {
    std::vector<IpAddress> v6;
    std::vector<IpAddress> v4;
    bool any_secure = false;
    bool any_failed = false;
  };

  DnsQuestion ask(Asked what, const std::string& name, RecordType type);
  std::vector<DnsQuestion> take_srv(const DnsAnswer& answer, bool direct_tls);
  std::vector<DnsQuestion> order_hosts();
  std::vector<DnsQuestion> ask_addresses();
  std::vector<DnsQuestion> take_addresses(const DnsAnswer& answer, RecordType type);
  std::vector<DnsQuestion> judge_addresses();
  void take_tlsa(const DnsAnswer& answer);
  void add_targets(Target pattern);
  bool dane_applies() const { return settings_.use_dane && current_ && current_->is_secure; }
  void complain(const std::string& what, DnsStatus status);

  Settings settings_;
  NextId next_id_;
  Entropy& entropy_;
  std::map<QueryId, Asked> open_;
  std::size_t srv_pending_ = 0;
  SrvSet srv_;
  std::deque<Host> hosts_;
  std::optional<Host> current_;
  Addresses addresses_;
  std::deque<Target> targets_;
  bool found_any_ = false;
  std::vector<std::string> complaints_;
};

}  // namespace gateway
