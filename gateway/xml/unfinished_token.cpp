// Looks for the end of a tag, comment or processing instruction, at each octet once.
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
  if (scanned_ - end_ < pending.size()) scan(pending.substr(scanned_ - end_));
  return !closed_;
}

void UnfinishedToken::scan(std::string_view octets) {
  for (const char c : octets) {
    const std::size_t offset = scanned_++ - begin_;
    if (offset == 1) first_ = c;
    if (first_ == '!') {
      // "--" ends a comment or is an error in it; those of "<!--" do not count.
      closed_ = closed_ || (offset > 4 && previous_ == '-' && c == '-');
    } else if (first_ == '?') {
      closed_ = closed_ || (previous_ == '?' && c == '>');
    } else {
      // A second '<' is an error wherever it stands in a tag.
      if (offset > 0 && c == '<') closed_ = true;
      scan_tag(c);
    }
    previous_ = c;
  }
}

void UnfinishedToken::scan_tag(char c) {
  if (quote_ != 0) {
    if (c == quote_) quote_ = 0;
  } else if (c == '"' || c == '\'') {
    quote_ = c;
  } else if (c == '>') {
    closed_ = true;
  }
}

}  // namespace gateway::xml
