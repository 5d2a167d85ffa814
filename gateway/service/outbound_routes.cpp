#include "gateway/service/outbound_routes.hpp"

#include <iterator>
#include <utility>

namespace gateway {
namespace {

std::vector<OutboundStanza> take_all(std::deque<OutboundStanza>& waiting) {
  std::vector<OutboundStanza> taken(std::make_move_iterator(waiting.begin()),
                                    std::make_move_iterator(waiting.end()));
  waiting.clear();
  return taken;
}

}  // namespace

std::optional<ConnectionId> OutboundRoutes::open_stream(const DomainPair& pair) const {
  const auto found = routes_.find(pair);
  return found == routes_.end() ? std::nullopt : found->second.connection;
}

bool OutboundRoutes::enqueue(const DomainPair& pair, OutboundStanza stanza) {
  auto& waiting = routes_[pair].waiting;
  if (waiting.size() >= queue_stanzas_max_) return false;
  waiting.push_back(std::move(stanza));
  return true;
}

std::vector<OutboundStanza> OutboundRoutes::open(const DomainPair& pair, ConnectionId connection) {
  Route& route = routes_[pair];
  route.connection = connection;
  return take_all(route.waiting);
}

std::vector<OutboundStanza> OutboundRoutes::close(const DomainPair& pair) {
  const auto found = routes_.find(pair);
  if (found == routes_.end()) return {};
  auto waiting = take_all(found->second.waiting);
  routes_.erase(found);
  return waiting;
}

std::vector<DomainPair> OutboundRoutes::pairs() const {
  std::vector<DomainPair> all;
  for (const auto& [pair, route] : routes_) all.push_back(pair);
  return all;
}

std::size_t OutboundRoutes::queued() const {
  std::size_t sum = 0;
  for (const auto& [pair, route] : routes_) sum += route.waiting.size();
  return sum;
}

}  // namespace gateway
