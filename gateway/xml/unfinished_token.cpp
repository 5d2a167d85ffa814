// Follows quotes through an unfinished tag, each octet once.
#include "gateway/xml/unfinished_token.hpp"

namespace gateway::xml {
namespace {

constexpr std::size_t kWorthWaiting = 1024;  // shorter tokens cost nothing to read again

}  // namespace

void UnfinishedToken::observe(std::size_t begin, std::size_t end, std::string_view piece) {
  if (begin != begin_ || !is_open()) {
    *this = {};
    begin_ = begin;
    scanned_ = begin;
  }
  end_ = end;
  if (scanned_ >= end || end - scanned_ > piece.size()) return;
  scan(piece.substr(piece.size() - (end - scanned_)));
}

bool UnfinishedToken::should_wait(std::string_view pending) {
  const std::size_t length = end_ - begin_;
  if (length < kWorthWaiting) return false;
  // Comments and the like are refused once they are whole: no need to be quick about it.
  if (first_ == '!' || first_ == '?') return pending.size() < length;
  if (scanned_ - end_ < pending.size()) scan(pending.substr(scanned_ - end_));
  return !closed_;
}

void UnfinishedToken::scan(std::string_view octets) {
  for (const char c : octets) {
    if (scanned_++ == begin_ + 1) first_ = c;
    if (quote_ != 0) {
      if (c == quote_) quote_ = 0;
    } else if (c == '"' || c == '\'') {
      quote_ = c;
    } else if (c == '>') {
      closed_ = true;
    }
  }
}

}  // namespace gateway::xml
