// Sentences of a scenario, matched word by word against patterns such as `{} sends "" to {}`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/time.hpp"

namespace harness {

struct Word {
  std::string text;
  bool quoted = false;
};

/// Splits at blanks; "..." is one word, in which \" and \\ stand for themselves, \n for LF and \xHH
/// for any octet.
/// @return nothing if a quotation does not end, or \x stands before no octet
std::optional<std::vector<Word>> split_sentence(std::string_view sentence);

/// In a pattern `{}` captures a bare word, `""` a quoted one; everything else stands for itself.
/// @return the captures in order, or nothing
std::optional<std::vector<std::string>> match(const std::vector<Word>& words,
                                              std::string_view pattern);

/// A whole number from 1 to a thousand million.
std::optional<std::uint64_t> parse_count(std::string_view text);

/// "1500us", "200ms", "61s", "2m", "1h"; whole numbers.
std::optional<gateway::Duration> parse_duration(std::string_view text);

}  // namespace harness
