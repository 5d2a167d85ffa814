#include "gateway/resolve/target_finder.hpp"

#include <utility>

#include "gateway/resolve/srv_order.hpp"

namespace gateway {
namespace {

constexpr std::uint16_t kDefaultPort = 5269;  // RFC 6120 14.7

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
    hosts_.push_back({*settings_.proxy_fqdn, settings_.proxy_port, false});
    return ask_addresses();
  }
  // An address literal needs no DNS (RFC 6120 3.2.4).
  if (const auto literal = parse_ip_address(settings_.domain)) {
    targets_.push_back({{*literal, kDefaultPort}, false, settings_.domain});
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
    case Asked::Srv: return take_srv(answer, false);
    case Asked::DirectSrv: return take_srv(answer, true);
    case Asked::Address6: take_addresses(answer, RecordType::Aaaa); return {};
    case Asked::Address4: take_addresses(answer, RecordType::A); return {};
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
  if (answer.status == DnsStatus::ServFail || answer.status == DnsStatus::Refused) {
    srv_.failed = true;
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
    srv_.records.emplace_back(std::move(record), direct_tls);
  }
  if (srv_pending_ > 0) return {};
  return order_hosts();
}

std::vector<DnsQuestion> TargetFinder::order_hosts() {
  for (auto& [record, direct_tls] : order_by_rfc2782(std::move(srv_.records), entropy_)) {
    hosts_.push_back({std::move(record.target), record.port, direct_tls});
  }
  // RFC 6120 3.2.2: the domain itself, but only where nothing was said about the service, and not
  // after a broken answer, which an attacker can produce.
  if (hosts_.empty() && !srv_.said_no_service && !srv_.failed) {
    hosts_.push_back({settings_.domain, kDefaultPort, false});
  }
  return ask_addresses();
}

std::vector<DnsQuestion> TargetFinder::ask_addresses() {
  if (hosts_.empty()) return {};
  current_ = std::move(hosts_.front());
  hosts_.pop_front();
  addresses6_.clear();
  addresses4_.clear();
  if (const auto literal = parse_ip_address(current_->name)) {
    targets_.push_back({{*literal, current_->port}, current_->direct_tls, current_->name});
    found_any_ = true;
    current_.reset();
    return {};
  }
  std::vector<DnsQuestion> questions;
  questions.push_back(ask(Asked::Address6, current_->name, RecordType::Aaaa));
  questions.push_back(ask(Asked::Address4, current_->name, RecordType::A));
  return questions;
}

void TargetFinder::take_addresses(const DnsAnswer& answer, RecordType type) {
  auto& addresses = type == RecordType::Aaaa ? addresses6_ : addresses4_;
  const auto family = type == RecordType::Aaaa ? AddressFamily::V6 : AddressFamily::V4;
  for (const DnsRecord& record : answer.records) {
    const auto* address = std::get_if<IpAddress>(&record);
    if (address == nullptr || address->family != family) continue;
    if (addresses.size() < kAddressesMax) addresses.push_back(*address);
  }
  if (is_waiting()) return;  // the other family is still due
  for (const auto* list : {&addresses6_, &addresses4_}) {
    for (const IpAddress& address : *list) {
      targets_.push_back({{address, current_->port}, current_->direct_tls, current_->name});
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

}  // namespace gateway
