// What users and contacts saw and received, in answer to the sentences about people.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/scenario/model.hpp"
#include "reports/model/transcript.hpp"

namespace harness {

/// One entry about a user or a contact (reports/model/transcript.hpp), taken apart.
struct PersonFact {
  std::int64_t at_us = 0;
  bool answer = false;  // of UserAnswered
  std::string name;     // "presence", "subscription", "message", "response", "imdn"
  std::string from;
  std::string to;
  std::string type;
  std::string state;  // of a subscription
  std::string code;   // of a response
  std::string show;
  std::string receipt;  // element that is one
  std::optional<std::string> body;
  std::vector<std::string> notes;
  bool typing = false;
};

/// Nothing for an entry that is about something else.
std::optional<PersonFact> read_person_fact(const reports::Entry& entry);

/// The moments at which what `expectation` speaks of happened. Of what holds or does not (Wanted::
/// Holds) the last of the facts decides: one moment, or none.
std::vector<std::int64_t> people_moments(const Expectation& expectation, const Setup& setup,
                                         const std::vector<PersonFact>& facts);

}  // namespace harness
