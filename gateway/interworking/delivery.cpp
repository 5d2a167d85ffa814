#include "gateway/interworking/delivery.hpp"

#include <utility>

namespace gateway {

bool Deliveries::is_full(const Jid& user) const {
  const auto found = queues_.find(user);
  return found != queues_.end() && found->second.waiting.size() >= kWaitingMax;
}

void Deliveries::add(Delivery delivery) {
  auto& waiting = queues_[delivery.user].waiting;
  if (delivery.kind != Delivery::Kind::Notice) {
    std::erase_if(waiting, [&](const Delivery& one) {
      return one.kind == Delivery::Kind::Typing && one.contact.bare() == delivery.contact.bare();
    });
  }
  waiting.push_back(std::move(delivery));
}

void Deliveries::put_back(Delivery delivery) {
  queues_[delivery.user].waiting.push_front(std::move(delivery));
}

std::optional<Delivery> Deliveries::next(const Jid& user) {
  const auto found = queues_.find(user);
  if (found == queues_.end() || found->second.under_way) return std::nullopt;
  if (found->second.waiting.empty()) {
    queues_.erase(found);
    return std::nullopt;
  }
  Delivery delivery = std::move(found->second.waiting.front());
  found->second.waiting.pop_front();
  return delivery;
}

void Deliveries::sent(sip::RequestId request, Delivery delivery) {
  queues_[delivery.user].under_way = true;
  under_way_.emplace(request, std::move(delivery));
}

std::optional<Delivery> Deliveries::answered(sip::RequestId request) {
  const auto found = under_way_.find(request);
  if (found == under_way_.end()) return std::nullopt;
  Delivery delivery = std::move(found->second);
  under_way_.erase(found);
  queues_[delivery.user].under_way = false;
  return delivery;
}

}  // namespace gateway
