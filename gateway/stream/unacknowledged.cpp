#include "gateway/stream/unacknowledged.hpp"

#include <algorithm>
#include <iterator>

namespace gateway {

void Unacknowledged::agree(Instant now) {
  agreed_ = true;
  answer_by_.reset();
  if (!stanzas_.empty()) request_at_ = now + kRequestAfter;
}

void Unacknowledged::sent(xml::Element stanza, Instant now) {
  stanzas_.push_back(std::move(stanza));
  ++sent_;
  if (!asked_) request_at_ = now + kRequestAfter;
}

void Unacknowledged::requested(Instant now) {
  asked_ = true;
  covered_ = sent_;
  request_at_.reset();
  // Asking again after half an answer prolongs nothing: else a peer could have us wait for ever.
  if (!answer_by_) answer_by_ = now + settings_.answer_timeout;
}

bool Unacknowledged::acknowledge(std::uint32_t handled, Instant now) {
  const auto before = static_cast<std::uint32_t>(sent_ - stanzas_.size());
  const std::uint32_t newly = handled - before;  // modulo 2^32
  if (newly > stanzas_.size()) return false;
  stanzas_.erase(stanzas_.begin(), stanzas_.begin() + static_cast<std::ptrdiff_t>(newly));
  const std::size_t after_request = static_cast<std::uint32_t>(sent_ - covered_);
  if (agreed_ && stanzas_.size() <= after_request) answer_by_.reset();
  asked_ = false;
  request_at_.reset();
  if (!stanzas_.empty()) request_at_ = now + kRequestAfter;
  return true;
}

std::optional<Instant> Unacknowledged::next_deadline() const {
  if (!may_request() || !request_at_) return answer_by_;
  return answer_by_ ? std::min(*answer_by_, *request_at_) : *request_at_;
}

Unacknowledged::Due Unacknowledged::due(Instant now) const {
  if (answer_by_ && now >= *answer_by_) return Due::Unanswered;
  if (!may_request()) return Due::Nothing;
  const std::size_t unasked = static_cast<std::uint32_t>(sent_ - covered_);
  if (unasked >= kRequestEvery || (request_at_ && now >= *request_at_)) return Due::Request;
  return Due::Nothing;
}

std::vector<xml::Element> Unacknowledged::take_all() {
  std::vector<xml::Element> taken(std::make_move_iterator(stanzas_.begin()),
                                  std::make_move_iterator(stanzas_.end()));
  stanzas_.clear();
  asked_ = false;
  request_at_.reset();
  answer_by_.reset();
  return taken;
}

}  // namespace gateway
