// How many runs came to what, and the one sentence that says whether the system conforms.
// Every format starts from this, so that no two reports of one record can disagree.
#pragma once

#include <cstddef>
#include <string>

#include "reports/model/run_record.hpp"

namespace reports {

struct Tally {
  std::size_t total = 0;
  std::size_t passed = 0;
  std::size_t failed = 0;
  std::size_t errors = 0;
  std::size_t skipped = 0;
  friend bool operator==(const Tally&, const Tally&) = default;
};

void count(Tally& tally, Status status);
Tally tally_of(const RunRecord& record);

enum class Verdict : std::uint8_t {
  Conforms,        // something ran, and whatever ran passed
  DoesNotConform,  // at least one run failed
  NoVerdict,       // nothing could be judged, or a run broke before it could be
};
Verdict verdict_of(const Tally& tally);

/// "Does not conform: 3 of 20,736 runs failed."
std::string verdict_sentence(const Tally& tally);

/// 20736 -> "20,736"
std::string grouped(std::size_t number);

}  // namespace reports
