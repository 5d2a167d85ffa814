// See lookup.hpp. Weights count as an order, not as chances: a fake must be predictable.
#include "fakes/partner/lookup.hpp"

#include <algorithm>
#include <utility>

#include "fakes/partner/names.hpp"

namespace fakes {
namespace {

constexpr std::size_t kMaxTargets = 8;

std::vector<gateway::SrvRecord> best_first(const std::vector<gateway::DnsRecord>& records) {
  std::vector<gateway::SrvRecord> result;
  for (const gateway::DnsRecord& record : records) {
    if (const auto* srv = std::get_if<gateway::SrvRecord>(&record)) result.push_back(*srv);
  }
  std::ranges::stable_sort(result, [](const auto& a, const auto& b) {
    return a.priority != b.priority ? a.priority < b.priority : a.weight > b.weight;
  });
  if (result.size() > kMaxTargets) result.resize(kMaxTargets);
  return result;
}

}  // namespace

void Lookup::start(const std::string& domain, bool direct, Surroundings& s) {
  started_ = true;
  domain_ = a_labels(domain);
  default_port_ = direct ? 5270 : 5269;
  const char* service = direct ? "_xmpps-server._tcp." : "_xmpp-server._tcp.";
  ask(service + domain_, gateway::RecordType::Srv, s);
}

void Lookup::ask(std::string name, gateway::RecordType type, Surroundings& s) {
  question_ = gateway::DnsQuestion{++s.numbers.last_query, std::move(name), type};
  question_deadline_ = s.now.instant + kDnsTimeout;
  s.out.push_back(*question_);
}

void Lookup::on_answer(const gateway::DnsAnswer& answer, Surroundings& s) {
  if (!awaits(answer.id)) return;
  const gateway::RecordType type = question_->type;
  question_.reset();
  if (type == gateway::RecordType::Srv) {
    on_services(answer.records);
    return ask_next_target(s);
  }
  const Target& target = targets_.front();
  const std::size_t before = endpoints_.size();
  for (const gateway::DnsRecord& record : answer.records) {
    const auto* address = std::get_if<gateway::IpAddress>(&record);
    if (address) endpoints_.push_back({*address, target.port});
  }
  if (type == gateway::RecordType::A && endpoints_.size() == before) {
    return ask(target.host, gateway::RecordType::Aaaa, s);
  }
  targets_.pop_front();
  ask_next_target(s);
}

// RFC 2782: a single "." means that the service is not offered.
void Lookup::on_services(const std::vector<gateway::DnsRecord>& records) {
  const std::vector<gateway::SrvRecord> services = best_first(records);
  for (const gateway::SrvRecord& srv : services) {
    if (srv.target != "." && !srv.target.empty()) targets_.push_back({srv.target, srv.port});
  }
  if (services.empty()) targets_.push_back({domain_, default_port_});
}

void Lookup::ask_next_target(Surroundings& s) {
  if (!targets_.empty()) ask(targets_.front().host, gateway::RecordType::A, s);
}

std::optional<gateway::Instant> Lookup::deadline() const {
  if (!question_) return std::nullopt;
  return question_deadline_;
}

void Lookup::on_deadline(Surroundings& s) {
  if (!question_ || question_deadline_ > s.now.instant) return;
  s.note(0, "no answer from DNS for " + question_->name);
  on_answer({question_->id, gateway::DnsStatus::Timeout, {}}, s);
}

}  // namespace fakes
