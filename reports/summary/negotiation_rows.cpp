// The eighteen rows; see negotiation_rows.hpp.
#include "reports/summary/negotiation_rows.hpp"

#include <algorithm>
#include <array>

namespace reports {
namespace {

constexpr std::array<std::string_view, 3> kLevels{"required", "optional", "not-supported"};

std::optional<std::string> axis(const Result& result, const char* name) {
  const auto found = result.cell.find(name);
  if (found == result.cell.end()) return std::nullopt;
  return found->second;
}

bool is_level(std::string_view word) {
  return std::find(kLevels.begin(), kLevels.end(), word) != kLevels.end();
}

// A label may be the YAML value or the word used in a cell's id.
std::optional<bool> is_on(std::string_view word) {
  if (word == "true" || word == "on" || word == "yes") return true;
  if (word == "false" || word == "off" || word == "no") return false;
  return std::nullopt;
}

std::vector<NegotiationRow> eighteen() {
  std::vector<NegotiationRow> rows;
  for (const std::string_view sasl : kLevels)
    for (const std::string_view tls : kLevels)
      for (const bool dialback : {true, false})
        rows.push_back({.setting = {std::string(tls), std::string(sasl), dialback},
                        .tally = {},
                        .outcomes = {}});
  return rows;
}

}  // namespace

std::optional<NegotiationSetting> setting_of(const Result& result) {
  const auto tls = axis(result, "tls");
  const auto sasl = axis(result, "sasl");
  const auto dialback = axis(result, "dialback");
  if (!tls || !sasl || !dialback || !is_level(*tls) || !is_level(*sasl)) return std::nullopt;
  const auto on = is_on(*dialback);
  if (!on) return std::nullopt;
  return NegotiationSetting{*tls, *sasl, *on};
}

std::vector<NegotiationRow> negotiation_rows(const RunRecord& record) {
  std::vector<NegotiationRow> rows = eighteen();
  bool any = false;
  for (const Result& result : record.results) {
    const auto setting = setting_of(result);
    if (!setting) continue;
    const auto row = std::find_if(rows.begin(), rows.end(),
                                  [&](const auto& each) { return each.setting == *setting; });
    any = true;
    count(row->tally, result.status);
    if (result.observed) ++row->outcomes[std::string(outcome_word(*result.observed))];
  }
  if (!any) rows.clear();
  return rows;
}

std::string_view outcome_word(const Outcome& outcome) {
  if (outcome.configuration == "refused") return "configuration refused";
  if (outcome.stage == "established") return outcome.method;
  return "refused";
}

}  // namespace reports
