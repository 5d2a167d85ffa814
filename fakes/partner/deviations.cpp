// The table from names to fields; see deviations.hpp.
#include "fakes/partner/deviations.hpp"

#include <charconv>
#include <optional>
#include <variant>

#include "fakes/partner/dialback_answer.hpp"

namespace fakes {
namespace {

struct SwitchRow {
  std::string_view name;
  bool Deviations::*field;
};
struct TextRow {
  std::string_view name;
  std::string Deviations::*field;
  std::string_view otherwise;  // for "true"
};
struct NumberRow {
  std::string_view name;
  std::size_t Deviations::*field;
  std::size_t otherwise;
};
using Row = std::variant<SwitchRow, TextRow, NumberRow>;

constexpr std::string_view kElsewhere = "elsewhere.example";

const Row kRows[] = {
    TextRow{"by_hand", &Deviations::by_hand, "at-once"},
    TextRow{"wrong_stream_from", &Deviations::wrong_stream_from, kElsewhere},
    SwitchRow{"no_stream_id", &Deviations::no_stream_id},
    SwitchRow{"no_version", &Deviations::no_version},
    TextRow{"header_to_unknown_host", &Deviations::header_to_unknown_host, kElsewhere},
    TextRow{"domain_spelling", &Deviations::domain_spelling, "final-dot"},
    SwitchRow{"dtd_in_stream", &Deviations::dtd_in_stream},
    SwitchRow{"comment_in_stream", &Deviations::comment_in_stream},
    NumberRow{"whitespace_flood", &Deviations::whitespace_flood, 65536},
    TextRow{"header_style", &Deviations::header_style, "extra-attributes"},
    SwitchRow{"extra_features", &Deviations::extra_features},
    SwitchRow{"silent_after_header", &Deviations::silent_after_header},
    SwitchRow{"features_never", &Deviations::features_never},
    SwitchRow{"proceed_twice", &Deviations::proceed_twice},
    SwitchRow{"starttls_failure", &Deviations::starttls_failure},
    SwitchRow{"silent_after_proceed", &Deviations::silent_after_proceed},
    TextRow{"other_server_name", &Deviations::other_server_name, kElsewhere},
    SwitchRow{"pipelined_after_starttls", &Deviations::pipelined_after_starttls},
    TextRow{"stream_from_before_tls", &Deviations::stream_from_before_tls, kElsewhere},
    SwitchRow{"reset_at_hello", &Deviations::reset_at_hello},
    SwitchRow{"finish_at_hello", &Deviations::finish_at_hello},
    SwitchRow{"renegotiates", &Deviations::renegotiates},
    SwitchRow{"no_close_notify", &Deviations::no_close_notify},
    SwitchRow{"sasl_before_tls", &Deviations::sasl_before_tls},
    SwitchRow{"external_offered_always", &Deviations::external_offered_always},
    SwitchRow{"empty_mechanisms", &Deviations::empty_mechanisms},
    TextRow{"sasl_failure", &Deviations::sasl_failure, "not-authorized"},
    TextRow{"wrong_authzid", &Deviations::wrong_authzid, kElsewhere},
    SwitchRow{"key_before_tls", &Deviations::key_before_tls},
    SwitchRow{"wrong_key", &Deviations::wrong_key},
    TextRow{"key_for_other_target", &Deviations::key_for_other_target, kElsewhere},
    SwitchRow{"silent_after_key", &Deviations::silent_after_key},
    SwitchRow{"close_after_key", &Deviations::close_after_key},
    TextRow{"dialback_answer", &Deviations::dialback_answer, "invalid"},
    TextRow{"verify_answer", &Deviations::verify_answer, "invalid"},
    SwitchRow{"dialback_without_errors", &Deviations::dialback_without_errors},
    SwitchRow{"dialback_namespace_only", &Deviations::dialback_namespace_only},
    SwitchRow{"dialback_beside_required", &Deviations::dialback_beside_required},
    SwitchRow{"dialback_only_in_clear", &Deviations::dialback_only_in_clear},
    SwitchRow{"unsolicited_verify_valid", &Deviations::unsolicited_verify_valid},
    SwitchRow{"unsolicited_result_valid", &Deviations::unsolicited_result_valid},
    SwitchRow{"stanza_before_authentication", &Deviations::stanza_before_authentication},
    TextRow{"stanza_from_other_domain", &Deviations::stanza_from_other_domain, kElsewhere},
    TextRow{"stanza_to_other_domain", &Deviations::stanza_to_other_domain, kElsewhere},
    SwitchRow{"stanza_without_to", &Deviations::stanza_without_to},
    SwitchRow{"stanza_without_from", &Deviations::stanza_without_from},
    NumberRow{"stanza_too_big", &Deviations::stanza_too_big, 300000},
    SwitchRow{"ping_unanswered", &Deviations::ping_unanswered},
    TextRow{"ping_refused", &Deviations::ping_refused, "service-unavailable"},
    SwitchRow{"acks_never", &Deviations::acks_never},
    SwitchRow{"acks_nothing", &Deviations::acks_nothing},
    NumberRow{"acks_too_many", &Deviations::acks_too_many, 2},
    SwitchRow{"enable_ignored", &Deviations::enable_ignored},
    TextRow{"enable_refused", &Deviations::enable_refused, "internal-server-error"},
    TextRow{"abort_at_stanza", &Deviations::abort_at_stanza, "taken"},
    SwitchRow{"enable_before_authentication", &Deviations::enable_before_authentication},
    SwitchRow{"enable_twice", &Deviations::enable_twice},
    SwitchRow{"resume_instead", &Deviations::resume_instead},
    SwitchRow{"bidi_in_clear", &Deviations::bidi_in_clear},
    SwitchRow{"bidi_unasked", &Deviations::bidi_unasked},
    SwitchRow{"bidi_too_late", &Deviations::bidi_too_late},
    SwitchRow{"stanza_upon_bidi", &Deviations::stanza_upon_bidi},
    SwitchRow{"verifies_on_same_stream", &Deviations::verifies_on_same_stream},
    SwitchRow{"request_unanswered", &Deviations::request_unanswered},
    SwitchRow{"unavailable_before_answer", &Deviations::unavailable_before_answer},
    SwitchRow{"answer_copies_id", &Deviations::answer_copies_id},
    SwitchRow{"subscribed_unasked", &Deviations::subscribed_unasked},
    SwitchRow{"unavailable_withheld", &Deviations::unavailable_withheld},
};

std::optional<bool> switch_of(std::string_view value) {
  if (value.empty() || value == "true" || value == "yes" || value == "on") return true;
  if (value == "false" || value == "no" || value == "off") return false;
  return std::nullopt;
}

std::optional<std::size_t> number_of(std::string_view text) {
  std::size_t number = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || stop != text.data() + text.size()) return std::nullopt;
  return number;
}

bool set(Deviations& deviations, const SwitchRow& row, std::string_view value) {
  const std::optional<bool> on = switch_of(value);
  if (on) deviations.*row.field = *on;
  return on.has_value();
}

bool set(Deviations& deviations, const TextRow& row, std::string_view value) {
  const std::optional<bool> on = switch_of(value);
  if (on && !*on) return deviations.*row.field = {}, true;
  deviations.*row.field = on ? row.otherwise : value;
  return true;
}

bool set(Deviations& deviations, const NumberRow& row, std::string_view value) {
  const std::optional<bool> on = switch_of(value);
  if (on) return deviations.*row.field = *on ? row.otherwise : 0, true;
  const std::optional<std::size_t> number = number_of(value);
  if (number) deviations.*row.field = *number;
  return number.has_value();
}

bool valid_text(std::string_view name, std::string_view value) {
  if (name == "by_hand") return switch_of(value) || value == "at-once" || value == "inside-tls";
  if (name == "abort_at_stanza") {
    return switch_of(value) || value == "taken" || value == "lost";
  }
  if (name != "dialback_answer" && name != "verify_answer") return true;
  return switch_of(value) || parse_dialback_rules(value);
}

}  // namespace

bool set_deviation(Deviations& deviations, std::string_view name, std::string_view value) {
  if (!valid_text(name, value)) return false;
  for (const Row& row : kRows) {
    const bool here = std::visit([&](const auto& r) { return r.name == name; }, row);
    if (here) return std::visit([&](const auto& r) { return set(deviations, r, value); }, row);
  }
  return false;
}

std::vector<std::string_view> deviation_names() {
  std::vector<std::string_view> names;
  for (const Row& row : kRows) {
    names.push_back(std::visit([](const auto& r) { return r.name; }, row));
  }
  return names;
}

}  // namespace fakes
