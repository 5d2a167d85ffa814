#include "gateway/resolve/srv_order.hpp"

#include <algorithm>
#include <cstddef>
#include <tuple>

namespace gateway {
namespace {

auto key_of(const ServiceRecord& service) {
  const SrvRecord& record = service.record;
  // Zero weights first, as RFC 2782 asks, so that they have a small chance; the rest only makes the
  // order of the answer irrelevant.
  return std::tie(record.priority, record.weight, record.target, record.port, service.direct_tls);
}

std::size_t draw(const std::vector<ServiceRecord>& group, Entropy& entropy) {
  std::uint32_t sum = 0;
  for (const auto& record : group) sum += record.record.weight;
  const std::uint32_t drawn = random_below(entropy, sum + 1);
  std::uint32_t running = 0;
  for (std::size_t i = 0; i < group.size(); ++i) {
    running += group[i].record.weight;
    if (running >= drawn) return i;
  }
  return group.size() - 1;
}

}  // namespace

std::vector<ServiceRecord> order_by_rfc2782(std::vector<ServiceRecord> records, Entropy& entropy) {
  std::ranges::sort(records, [](const auto& a, const auto& b) { return key_of(a) < key_of(b); });
  std::vector<ServiceRecord> ordered;
  for (auto first = records.begin(); first != records.end();) {
    const auto last = std::find_if(first, records.end(), [&](const ServiceRecord& record) {
      return record.record.priority != first->record.priority;
    });
    std::vector<ServiceRecord> group(first, last);
    while (group.size() > 1) {
      const std::size_t chosen = draw(group, entropy);
      ordered.push_back(std::move(group[chosen]));
      group.erase(group.begin() + static_cast<std::ptrdiff_t>(chosen));
    }
    ordered.push_back(std::move(group.front()));
    first = last;
  }
  return ordered;
}

}  // namespace gateway
