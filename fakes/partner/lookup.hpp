// Finds where to connect for a domain: SRV, then A (AAAA if there is none) of every target.
// Source: RFC 6120 3.2, RFC 2782, XEP-0368 3. One question at a time.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "fakes/partner/surroundings.hpp"

namespace fakes {

class Lookup {
 public:
  /// @param direct  the service with TLS at once (`_xmpps-server`, port 5270 without SRV)
  void start(const std::string& domain, bool direct, Surroundings& s);
  bool awaits(gateway::QueryId id) const { return question_ && question_->id == id; }
  void on_answer(const gateway::DnsAnswer& answer, Surroundings& s);

  bool done() const { return started_ && !question_; }
  /// Best first; empty: nothing found.
  const std::vector<gateway::Endpoint>& endpoints() const { return endpoints_; }

  std::optional<gateway::Instant> deadline() const;
  void on_deadline(Surroundings& s);

 private:
  struct Target {
    std::string host;
    std::uint16_t port = 0;
  };
  void ask(std::string name, gateway::RecordType type, Surroundings& s);
  void ask_next_target(Surroundings& s);
  void on_services(const std::vector<gateway::DnsRecord>& records);

  bool started_ = false;
  std::string domain_;
  std::uint16_t default_port_ = 0;
  std::optional<gateway::DnsQuestion> question_;
  gateway::Instant question_deadline_{};
  std::deque<Target> targets_;
  std::vector<gateway::Endpoint> endpoints_;
};

}  // namespace fakes
