#include "gateway/resolve/target_finder.hpp"

#include <utility>

#include "gateway/resolve/tlsa.hpp"

namespace gateway {
namespace {

constexpr std::uint16_t kDefaultPort = 5269;  // RFC 6120 14.7

/// No answer at all, as opposed to the answer that there is nothing.
bool is_failure(DnsStatus status) {
  return status != DnsStatus::Ok && status != DnsStatus::NxDomain;
}

}  // namespace

TargetFinder::TargetFinder(Settings settings, NextId next_id, Entropy& entropy)
    : settings_(std::move(settings)), next_id_(std::move(next_id)), entropy_(entropy) {}

DnsQuestion TargetFinder::ask(Asked what, const std::string& name, RecordType type) {
  const QueryId id = next_id_();
  open_.emplace(id, what);
  return {id, name, type};
}

std::vector<DnsQuestion> TargetFinder::start() {
  if (settings_.proxy_fqdn) {
    hosts_.push_back({.name = *settings_.proxy_fqdn, .port = settings_.proxy_port});
    return ask_addresses();
  }
  // An address literal needs no DNS (RFC 6120 3.2.4).
  if (const auto literal = parse_ip_address(settings_.domain)) {
    targets_.push_back(
        {.endpoint = {*literal, kDefaultPort}, .host = settings_.domain, .tlsa = {}});
    found_any_ = true;
    return {};
  }
  std::vector<DnsQuestion> questions;
  if (settings_.use_direct_tls) {
    questions.push_back(
        ask(Asked::DirectSrv, "_xmpps-server._tcp." + settings_.domain, RecordType::Srv));
  }
  questions.push_back(ask(Asked::Srv, "_xmpp-server._tcp." + settings_.domain, RecordType::Srv));
  srv_pending_ = questions.size();
  return questions;
}

std::vector<DnsQuestion> TargetFinder::on_answer(const DnsAnswer& answer) {
  const auto found = open_.find(answer.id);
  if (found == open_.end()) return {};
  const Asked asked = found->second;
  open_.erase(found);
  switch (asked) {
    case Asked::Srv:
      return take_srv(answer, false);
    case Asked::DirectSrv:
      return take_srv(answer, true);
    case Asked::Address6:
      return take_addresses(answer, RecordType::Aaaa);
    case Asked::Address4:
      return take_addresses(answer, RecordType::A);
    case Asked::Tlsa:
      take_tlsa(answer);
      return {};
  }
  return {};
}

std::vector<DnsQuestion> TargetFinder::on_timeout() {
  std::vector<DnsQuestion> questions;
  const std::map<QueryId, Asked> unanswered = open_;
  for (const auto& [id, asked] : unanswered) {
    const auto raised = on_answer({id, DnsStatus::Timeout, {}});
    questions.insert(questions.end(), raised.begin(), raised.end());
  }
  return questions;
}

std::vector<DnsQuestion> TargetFinder::take_srv(const DnsAnswer& answer, bool direct_tls) {
  --srv_pending_;
  // RFC 6120 3.2.1 goes on to the address where no response came; who validates must not, lest an
  // attacker who suppresses the answer chooses the way (RFC 7673 3.1).
  const bool is_silence = answer.status == DnsStatus::Timeout && !settings_.use_dane;
  if (is_failure(answer.status) && !is_silence) {
    srv_.failed = true;
    complain("the SRV record of " + settings_.domain, answer.status);
  }
  std::vector<SrvRecord> records;
  for (const DnsRecord& record : answer.records) {
    if (const auto* srv = std::get_if<SrvRecord>(&record)) records.push_back(*srv);
  }
  if (records.size() == 1 && records.front().target == ".") {
    srv_.said_no_service = true;  // RFC 2782: decidedly not available
    records.clear();
  }
  for (SrvRecord& record : records) {
    if (record.target == "." || srv_.records.size() >= kTargetsMax) continue;
    srv_.records.push_back({std::move(record), direct_tls, answer.secure});
  }
  if (srv_pending_ > 0) return {};
  return order_hosts();
}

std::vector<DnsQuestion> TargetFinder::order_hosts() {
  // RFC 7673 3.1: a bogus or failed answer ends the attempt, also if the other service answered.
  if (settings_.use_dane && srv_.failed) return {};
  for (auto& service : order_by_rfc2782(std::move(srv_.records), entropy_)) {
    hosts_.push_back({.name = std::move(service.record.target),
                      .port = service.record.port,
                      .direct_tls = service.direct_tls,
                      .is_secure = service.secure});
  }
  // RFC 6120 3.2.2: the domain itself, but only where nothing was said about the service, and not
  // after a broken answer, which an attacker can produce.
  if (hosts_.empty() && !srv_.said_no_service && !srv_.failed) {
    hosts_.push_back({.name = settings_.domain, .port = kDefaultPort});
  }
  return ask_addresses();
}

std::vector<DnsQuestion> TargetFinder::ask_addresses() {
  if (hosts_.empty()) return {};
  current_ = std::move(hosts_.front());
  hosts_.pop_front();
  addresses_ = {};
  if (const auto literal = parse_ip_address(current_->name)) {
    (literal->family == AddressFamily::V6 ? addresses_.v6 : addresses_.v4).push_back(*literal);
    add_targets({});
    return {};
  }
  std::vector<DnsQuestion> questions;
  questions.push_back(ask(Asked::Address6, current_->name, RecordType::Aaaa));
  questions.push_back(ask(Asked::Address4, current_->name, RecordType::A));
  return questions;
}

std::vector<DnsQuestion> TargetFinder::take_addresses(const DnsAnswer& answer, RecordType type) {
  auto& addresses = type == RecordType::Aaaa ? addresses_.v6 : addresses_.v4;
  const auto family = type == RecordType::Aaaa ? AddressFamily::V6 : AddressFamily::V4;
  for (const DnsRecord& record : answer.records) {
    const auto* address = std::get_if<IpAddress>(&record);
    if (address == nullptr || address->family != family) continue;
    if (addresses.size() < kAddressesMax) addresses.push_back(*address);
  }
  if (answer.secure && !addresses.empty()) addresses_.any_secure = true;
  if (is_failure(answer.status)) {
    addresses_.any_failed = true;
    if (dane_applies()) complain("the address of " + current_->name, answer.status);
  }
  if (is_waiting()) return {};  // the other family is still due
  return judge_addresses();
}

/// RFC 7673 3.2: what the addresses say of DANE for this host.
std::vector<DnsQuestion> TargetFinder::judge_addresses() {
  if (!dane_applies()) {
    add_targets({});
    return {};
  }
  if (addresses_.any_failed) {  // MUST NOT connect there: the next target
    current_.reset();
    return {};
  }
  if (!addresses_.any_secure) {
    Target pattern;
    pattern.host_is_secure = true;
    add_targets(std::move(pattern));
    return {};
  }
  return {ask(Asked::Tlsa, tlsa_name(current_->port, current_->name), RecordType::Tlsa)};
}

/// RFC 7673 3.4.
void TargetFinder::take_tlsa(const DnsAnswer& answer) {
  if (is_failure(answer.status)) {  // MUST NOT connect there
    complain("the TLSA record of " + current_->name, answer.status);
    current_.reset();
    return;
  }
  Target pattern;
  pattern.host_is_secure = true;
  if (answer.secure) {
    pattern.must_use_tls = !answer.records.empty();
    pattern.tlsa = usable_records(answer);
  }
  add_targets(std::move(pattern));
}

/// Every address of the present host, IPv6 first.
void TargetFinder::add_targets(Target pattern) {
  pattern.direct_tls = current_->direct_tls;
  pattern.host = current_->name;
  for (const auto* list : {&addresses_.v6, &addresses_.v4}) {
    for (const IpAddress& address : *list) {
      pattern.endpoint = {address, current_->port};
      targets_.push_back(pattern);
      found_any_ = true;
    }
  }
  current_.reset();
}

std::optional<Target> TargetFinder::next(std::vector<DnsQuestion>& questions) {
  while (targets_.empty() && !is_waiting() && !hosts_.empty()) {
    const auto raised = ask_addresses();
    questions.insert(questions.end(), raised.begin(), raised.end());
  }
  if (targets_.empty()) return std::nullopt;
  Target target = std::move(targets_.front());
  targets_.pop_front();
  return target;
}

void TargetFinder::complain(const std::string& what, DnsStatus status) {
  complaints_.push_back(what + ": " + std::string(to_string(status)));
}

std::vector<std::string> TargetFinder::take_complaints() { return std::exchange(complaints_, {}); }

}  // namespace gateway
