// What waits for which stream: one queue for each pair of domains, bounded, in order. RFC
// 6120 10.1.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <vector>

#include "gateway/base/io.hpp"
#include "gateway/base/time.hpp"
#include "gateway/xml/element.hpp"
#include "gateway/xmpp/domain.hpp"

namespace gateway {

/// A stanza of ours on its way to a stream.
struct OutboundStanza {
  xml::Element stanza;
  std::uint64_t reference = 0;  // not 0: somebody wants to hear that it is on a stream
  bool may_wait = true;         // false: dropped unless a stream is open
  Now since;                    // when it was sent
};

class OutboundRoutes {
 public:
  explicit OutboundRoutes(std::size_t queue_stanzas_max) : queue_stanzas_max_(queue_stanzas_max) {}

  /// The connection whose stream is open for the pair, if there is one.
  std::optional<ConnectionId> open_stream(const DomainPair& pair) const;
  /// Somebody is already negotiating for the pair.
  bool is_awaited(const DomainPair& pair) const { return routes_.contains(pair); }

  /// Keeps the stanza until the pair opens. @return false if the queue is full
  bool enqueue(const DomainPair& pair, OutboundStanza stanza);
  /// The pair may be used on `connection`; what waited, in order.
  std::vector<OutboundStanza> open(const DomainPair& pair, ConnectionId connection);
  /// The pair cannot be used (any more); what still waited, in order.
  std::vector<OutboundStanza> close(const DomainPair& pair);

  std::vector<DomainPair> pairs() const;
  std::size_t queued() const;

 private:
  struct Route {
    std::optional<ConnectionId> connection;
    std::deque<OutboundStanza> waiting;
  };
  std::size_t queue_stanzas_max_;
  std::map<DomainPair, Route> routes_;
};

}  // namespace gateway
