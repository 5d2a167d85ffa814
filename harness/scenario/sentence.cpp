// Splitting and matching of sentences; durations.
#include "harness/scenario/sentence.hpp"

#include <array>
#include <charconv>
#include <utility>

namespace harness {
namespace {

/// The octet that two hexadecimal digits stand for.
std::optional<char> octet_of(std::string_view digits) {
  unsigned value = 0;
  const char* const end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, value, 16);
  if (digits.size() != 2 || error != std::errc{} || stop != end) return std::nullopt;
  return static_cast<char>(value);
}

/// Reads a quoted word that begins at `at` (on the quotation mark); leaves `at` behind its end.
std::optional<std::string> read_quoted(std::string_view sentence, std::size_t& at) {
  std::string text;
  for (++at; at < sentence.size(); ++at) {
    if (sentence[at] == '"') {
      ++at;
      return text;
    }
    if (sentence[at] == '\\' && at + 1 < sentence.size()) {
      ++at;
      if (sentence[at] == 'x') {
        const std::optional<char> octet = octet_of(sentence.substr(at + 1, 2));
        if (!octet) return std::nullopt;
        text += *octet;
        at += 2;
        continue;
      }
      text += sentence[at] == 'n' ? '\n' : sentence[at];
      continue;
    }
    text += sentence[at];
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::vector<Word>> split_sentence(std::string_view sentence) {
  std::vector<Word> words;
  std::size_t at = 0;
  while (at < sentence.size()) {
    if (sentence[at] == ' ') {
      ++at;
      continue;
    }
    if (sentence[at] == '"') {
      std::optional<std::string> text = read_quoted(sentence, at);
      if (!text) return std::nullopt;
      words.push_back(Word{.text = std::move(*text), .quoted = true});
      continue;
    }
    const std::size_t end = std::min(sentence.find(' ', at), sentence.size());
    words.push_back(Word{.text = std::string(sentence.substr(at, end - at)), .quoted = false});
    at = end;
  }
  return words;
}

std::optional<std::vector<std::string>> match(const std::vector<Word>& words,
                                              std::string_view pattern) {
  std::vector<std::string> captures;
  std::size_t next = 0;
  for (std::size_t at = 0; at < pattern.size();) {
    const std::size_t end = std::min(pattern.find(' ', at), pattern.size());
    const std::string_view expected = pattern.substr(at, end - at);
    at = end + 1;
    if (next == words.size()) return std::nullopt;
    const Word& word = words[next++];
    const bool captures_this = expected == "{}" || expected == "\"\"";
    if (word.quoted != (expected == "\"\"")) return std::nullopt;
    if (captures_this) {
      captures.push_back(word.text);
    } else if (word.text != expected) {
      return std::nullopt;
    }
  }
  if (next != words.size()) return std::nullopt;
  return captures;
}

std::optional<std::uint64_t> parse_count(std::string_view text) {
  constexpr std::uint64_t kCountMax = 1'000'000'000;
  std::uint64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || stop != end || number == 0 || number > kCountMax) {
    return std::nullopt;
  }
  return number;
}

std::optional<gateway::Duration> parse_duration(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, std::int64_t>, 5> kUnits{
      {{"us", 1}, {"ms", 1000}, {"s", 1'000'000}, {"m", 60'000'000}, {"h", 3'600'000'000}}};
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  constexpr std::int64_t kHoursMax = 24 * 365;
  if (error != std::errc{} || number < 0) return std::nullopt;
  const std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
  for (const auto& [name, factor] : kUnits) {
    if (unit != name) continue;
    if (number > kHoursMax * 3'600'000'000 / factor) return std::nullopt;
    return gateway::Duration{number * factor};
  }
  return std::nullopt;
}

}  // namespace harness
