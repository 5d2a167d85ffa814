// What kinds of sentences there are: how each is written, whom it speaks of,
// how often what it says must happen. A new kind is one row here, and its
// meaning in harness/run/evidence.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "harness/scenario/model.hpp"

namespace harness {

/// Whom the first word names.
///
/// User: somebody with an address, at a partner or here, whether or not the
/// scenario lists people. Person: one of the users and contacts that it lists,
/// by name or address.
enum class Subject : std::uint8_t { User, Fake, Nobody, Person };

/// How often what the sentence speaks of must happen.
enum class Wanted : std::uint8_t {
  Some,
  One,
  None,
  Number,   // the last word
  Exactly,  // the count of a reception
  Order,    // before what the second word names
  Range,    // between the second word and the third
  Holds,    // at that moment: nothing happens
  Waits,    // no number: harness/run/reconnects judges the time between
};

struct StatementKind {
  std::string_view pattern;  // see sentence.hpp
  Statement statement;
  Subject subject;
  Wanted wanted;

  /// "within 5s" and "after 5s" may stand behind it.
  bool speaks_of_a_moment() const {
    return wanted == Wanted::Some || wanted == Wanted::One || wanted == Wanted::Exactly;
  }
};

/// Each statement once, in the order in which sentences are tried.
std::span<const StatementKind> statement_kinds();
const StatementKind& kind_of(Statement statement);

}  // namespace harness
