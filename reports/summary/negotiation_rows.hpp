// The eighteen negotiation settings as rows of a table: how the runs of each came out.
// Order and meaning follow scenarios/matrix/negotiation-settings.yaml.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reports/summary/tally.hpp"

namespace reports {

struct NegotiationSetting {
  std::string tls;   // "required", "optional", "not-supported"
  std::string sasl;  // the same
  bool dialback = true;
  friend bool operator==(const NegotiationSetting&, const NegotiationSetting&) = default;
};

/// The setting a matrix cell belongs to, from its axes "tls", "sasl" and "dialback".
std::optional<NegotiationSetting> setting_of(const Result& result);

struct NegotiationRow {
  NegotiationSetting setting;
  Tally tally;
  std::map<std::string, std::size_t> outcomes;  // word of outcome_word() -> number of runs
};

/// All eighteen, in the order of the settings file; empty if no result belongs to any of them.
std::vector<NegotiationRow> negotiation_rows(const RunRecord& record);

/// What an attempt came to in a word: its method, "refused", or "configuration refused".
std::string_view outcome_word(const Outcome& outcome);

}  // namespace reports
