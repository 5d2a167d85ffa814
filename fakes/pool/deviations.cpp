// The table from names to fields; see deviations.hpp.
#include "fakes/pool/deviations.hpp"

#include <array>
#include <optional>
#include <variant>

#include "fakes/pool/sip_message.hpp"

namespace fakes {
namespace {

struct SwitchRow {
  std::string_view name;
  bool PoolDeviations::*field;
};
/// A text that must be a status code, or any.
struct TextRow {
  std::string_view name;
  std::string PoolDeviations::*field;
  std::string_view otherwise;  // for "true"
  bool is_code = false;
};
struct NumberRow {
  std::string_view name;
  std::size_t PoolDeviations::*field;
  std::size_t otherwise;
};
using Row = std::variant<SwitchRow, TextRow, NumberRow>;

const std::array kRows{
    Row(TextRow{"subscribe_answer", &PoolDeviations::subscribe_answer, "403", true}),
    Row(TextRow{"refresh_answer", &PoolDeviations::refresh_answer, "481", true}),
    Row(SwitchRow{"subscribe_unanswered", &PoolDeviations::subscribe_unanswered}),
    Row(NumberRow{"min_expires", &PoolDeviations::min_expires, 7200}),
    Row(NumberRow{"expires_max", &PoolDeviations::expires_max, 60}),
    Row(SwitchRow{"no_notify", &PoolDeviations::no_notify}),
    Row(SwitchRow{"notify_before_answer", &PoolDeviations::notify_before_answer}),
    Row(TextRow{"first_notify", &PoolDeviations::first_notify, "pending"}),
    Row(TextRow{"notify_body", &PoolDeviations::notify_body, "empty"}),
    Row(TextRow{"notify_type", &PoolDeviations::notify_type, "application/xpidf+xml"}),
    Row(SwitchRow{"notify_twice_at_once", &PoolDeviations::notify_twice_at_once}),
    Row(SwitchRow{"notify_cseq_falls", &PoolDeviations::notify_cseq_falls}),
    Row(SwitchRow{"notify_of_other_dialog", &PoolDeviations::notify_of_other_dialog}),
    Row(TextRow{"message_answer", &PoolDeviations::message_answer, "480", true}),
    Row(NumberRow{"message_answer_after", &PoolDeviations::message_answer_after, 5000}),
    Row(SwitchRow{"message_unanswered", &PoolDeviations::message_unanswered}),
    Row(SwitchRow{"no_receipts", &PoolDeviations::no_receipts}),
    Row(TextRow{"notify_answer", &PoolDeviations::notify_answer, "481", true}),
    Row(SwitchRow{"notify_unanswered", &PoolDeviations::notify_unanswered}),
    Row(TextRow{"content_length_off", &PoolDeviations::content_length_off, "+3"}),
    Row(SwitchRow{"short_forms", &PoolDeviations::short_forms}),
    Row(SwitchRow{"folded_lines", &PoolDeviations::folded_lines}),
};

std::optional<bool> switch_of(std::string_view value) {
  if (value.empty() || value == "true" || value == "yes" || value == "on") return true;
  if (value == "false" || value == "no" || value == "off") return false;
  return std::nullopt;
}

bool is_code(std::string_view value) {
  const auto code = number_of(value);
  return code && *code >= 200 && *code <= 699;
}

bool set(PoolDeviations& deviations, const SwitchRow& row, std::string_view value) {
  const std::optional<bool> on = switch_of(value);
  if (on) deviations.*row.field = *on;
  return on.has_value();
}

bool set(PoolDeviations& deviations, const TextRow& row, std::string_view value) {
  const std::optional<bool> on = switch_of(value);
  if (on && !*on) return deviations.*row.field = {}, true;
  if (!on && row.is_code && !is_code(value)) return false;
  deviations.*row.field = on ? row.otherwise : value;
  return true;
}

bool set(PoolDeviations& deviations, const NumberRow& row, std::string_view value) {
  const std::optional<bool> on = switch_of(value);
  if (on) return deviations.*row.field = *on ? row.otherwise : 0, true;
  const auto number = number_of(value);
  if (number) deviations.*row.field = static_cast<std::size_t>(*number);
  return number.has_value();
}

}  // namespace

bool set_pool_deviation(PoolDeviations& deviations, std::string_view name, std::string_view value) {
  for (const Row& row : kRows) {
    const bool here = std::visit([&](const auto& r) { return r.name == name; }, row);
    if (here) return std::visit([&](const auto& r) { return set(deviations, r, value); }, row);
  }
  return false;
}

std::vector<std::string_view> pool_deviation_names() {
  std::vector<std::string_view> names;
  for (const Row& row : kRows) {
    names.push_back(std::visit([](const auto& r) { return r.name; }, row));
  }
  return names;
}

}  // namespace fakes
