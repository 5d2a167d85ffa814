// Lists of lists: rules by ';', words by '+', parts of a word by ':'.
#include "fakes/partner/dialback_answer.hpp"

#include <array>
#include <charconv>

namespace fakes {
namespace {

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto end = text.find(at);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::optional<DialbackWord::Kind> kind_of(std::string_view word) {
  using Kind = DialbackWord::Kind;
  static constexpr std::array<std::pair<std::string_view, Kind>, 8> kKinds{
      {{"valid", Kind::Valid},
       {"invalid", Kind::Invalid},
       {"error", Kind::Error},
       {"odd", Kind::Odd},
       {"plain", Kind::Plain},
       {"silence", Kind::Silence},
       {"close", Kind::Close},
       {"break", Kind::Break}}};
  for (const auto& [name, kind] : kKinds) {
    if (name == word) return kind;
  }
  return std::nullopt;
}

bool read_delay(std::string_view text, DialbackWord& word) {
  std::int64_t seconds = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc{} || stop != text.data() + text.size() || seconds < 0) return false;
  word.delay = std::chrono::seconds(seconds);
  return true;
}

/// Takes "late:20:" and its like off the front. @return whether all of them were understood
bool take_prefixes(std::vector<std::string_view>& parts, DialbackWord& word) {
  while (parts.size() > 1 && parts.front() != "error") {
    const std::string_view prefix = parts.front();
    parts.erase(parts.begin());
    if (prefix == "swapped") {
      word.swapped = true;
      continue;
    }
    if (prefix == "previous") {
      word.previous = true;
      continue;
    }
    if (parts.size() < 2) return false;
    const std::string_view value = parts.front();
    parts.erase(parts.begin());
    if (prefix == "late" && read_delay(value, word)) continue;
    std::string* text = prefix == "sender"   ? &word.sender
                        : prefix == "target" ? &word.target
                        : prefix == "id"     ? &word.id
                                             : nullptr;
    if (text == nullptr) return false;
    *text = value;
  }
  return true;
}

std::optional<DialbackWord> parse_word(std::string_view text) {
  DialbackWord word;
  std::vector<std::string_view> parts = split(text, ':');
  if (!take_prefixes(parts, word)) return std::nullopt;
  const auto kind = kind_of(parts.front());
  const bool has_condition = parts.size() == 2 && kind == DialbackWord::Kind::Error;
  if (!kind || (parts.size() > 1 && !has_condition)) return std::nullopt;
  word.kind = *kind;
  if (has_condition) word.condition = parts[1];
  if (has_condition && word.condition.empty()) return std::nullopt;
  return word;
}

std::optional<DialbackRule> parse_rule(std::string_view text) {
  DialbackRule rule;
  if (const auto equals = text.find('='); equals != std::string_view::npos) {
    rule.selector = text.substr(0, equals);
    text.remove_prefix(equals + 1);
  }
  for (const std::string_view part : split(text, '+')) {
    const auto word = parse_word(part);
    if (!word) return std::nullopt;
    rule.words.push_back(*word);
  }
  return rule;
}

}  // namespace

std::optional<std::vector<DialbackRule>> parse_dialback_rules(std::string_view text) {
  std::vector<DialbackRule> rules;
  if (text.empty()) return rules;
  for (const std::string_view part : split(text, ';')) {
    auto rule = parse_rule(part);
    if (!rule) return std::nullopt;
    rules.push_back(std::move(*rule));
  }
  return rules;
}

const DialbackRule* rule_for(const std::vector<DialbackRule>& rules, std::string_view sender,
                             std::string_view target, bool is_first) {
  for (const DialbackRule& rule : rules) {
    const bool speaks_of_it = rule.selector.empty() || rule.selector == sender ||
                              rule.selector == target || (is_first && rule.selector == "first");
    if (speaks_of_it) return &rule;
  }
  return nullptr;
}

}  // namespace fakes
