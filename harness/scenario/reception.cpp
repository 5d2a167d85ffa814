// Read from left to right, word by word; see reception.hpp for the form.
#include "harness/scenario/reception.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace harness {
namespace {

constexpr std::array<std::string_view, 6> kCounts{"no", "one", "two", "three", "four", "five"};
constexpr std::array<std::string_view, 9> kProperties{
    "id", "type", "from", "to", "xml:lang", "body", "error", "error-type", "payload"};
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kKinds{
    {{"message", "message"},
     {"messages", "message"},
     {"presence", "presence"},
     {"presences", "presence"},
     {"iq", "iq"},
     {"iqs", "iq"},
     {"stanza", ""},
     {"stanzas", ""}}};

std::optional<std::size_t> count_of(const std::string& word) {
  const auto named = std::find(kCounts.begin(), kCounts.end(), word);
  if (named != kCounts.end()) return static_cast<std::size_t>(named - kCounts.begin());
  std::size_t count = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), count);
  if (error != std::errc{} || end != word.data() + word.size()) return std::nullopt;
  return count;
}

std::optional<std::string> kind_of(const std::string& word) {
  for (const auto& [name, kind] : kKinds) {
    if (word == name) return std::string(kind);
  }
  return std::nullopt;
}

/// Takes words one after the other; once something is missing it stays failed.
class Words {
 public:
  explicit Words(const std::vector<Word>& words) : words_(words) {}

  bool at_end() const { return next_ == words_.size(); }
  std::optional<std::string> take(bool quoted) {
    if (at_end() || words_[next_].quoted != quoted) return std::nullopt;
    return words_[next_++].text;
  }
  bool take_word(std::string_view expected) {
    const bool found = !at_end() && !words_[next_].quoted && words_[next_].text == expected;
    next_ += found;
    return found;
  }

 private:
  const std::vector<Word>& words_;
  std::size_t next_ = 0;
};

std::optional<StanzaProperty> take_property(Words& words) {
  const bool absent = words.take_word("no");
  std::optional<std::string> name = words.take(false);
  const bool known =
      name && std::find(kProperties.begin(), kProperties.end(), *name) != kProperties.end();
  if (!known) return std::nullopt;
  if (absent) return StanzaProperty{std::move(*name), std::nullopt};
  std::optional<std::string> value = words.take(true);
  if (!value) return std::nullopt;
  return StanzaProperty{std::move(*name), std::move(*value)};
}

bool take_properties(Words& words, Reception& reception) {
  if (words.at_end()) return true;
  if (!words.take_word("with")) return false;
  do {
    std::optional<StanzaProperty> property = take_property(words);
    if (!property) return false;
    reception.properties.push_back(std::move(*property));
  } while (words.take_word("and"));
  return words.at_end();
}

}  // namespace

std::optional<Reception> parse_reception(const std::vector<Word>& sentence) {
  Words words(sentence);
  const std::optional<std::string> who = words.take(false);
  if (!who || !words.take_word("receives")) return std::nullopt;
  const std::optional<std::string> count = words.take(false);
  const std::optional<std::string> kind = words.take(false);
  if (!count || !kind) return std::nullopt;
  const std::optional<std::size_t> number = count_of(*count);
  const std::optional<std::string> name = kind_of(*kind);
  if (!number || !name) return std::nullopt;
  Reception reception{.who = *who, .count = *number, .kind = *name, .properties = {}};
  if (!take_properties(words, reception)) return std::nullopt;
  return reception;
}

}  // namespace harness
