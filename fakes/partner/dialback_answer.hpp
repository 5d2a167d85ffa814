// What a fake says to a dialback key or question instead of the truth, as a scenario writes it:
//
//   valid                               to every key
//   first=error:resource-constraint     to the first it ever gets; the others are treated rightly
//   fabrikam.example=invalid;silence    to the keys of one domain; to the rest
//   late:20:valid, valid+invalid        after 20 s; two answers, one after the other
//
// Words: valid, invalid, error:CONDITION, error (without its child), odd (an unknown type), plain
// (no type), silence, close, break. Before them: late:SECONDS:, sender:DOMAIN: and target:DOMAIN:
// (another pair), id:ID:, swapped: (from and to as in the question), previous: (about the question
// before this one, whichever connection it came on).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/time.hpp"

namespace fakes {

struct DialbackWord {
  enum class Kind : std::uint8_t { Valid, Invalid, Error, Odd, Plain, Silence, Close, Break };
  Kind kind = Kind::Valid;
  std::string condition;  // of Error; empty: without <error/>
  gateway::Duration delay{0};
  std::string sender;  // empty: as in the question, like the two below
  std::string target;
  std::string id;
  bool swapped = false;
  bool previous = false;
};

struct DialbackRule {
  std::string selector;  // "", "first", or a domain of the pair
  std::vector<DialbackWord> words;
};

/// Nothing if the text is no such list.
std::optional<std::vector<DialbackRule>> parse_dialback_rules(std::string_view text);

/// The first rule that speaks of this key; null if it is to be treated rightly.
const DialbackRule* rule_for(const std::vector<DialbackRule>& rules, std::string_view sender,
                             std::string_view target, bool is_first);

}  // namespace fakes
