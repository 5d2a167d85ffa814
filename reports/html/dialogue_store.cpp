// A dialogue is six columns: time since the entry before, kind, connection, TLS, node, text.
#include "reports/html/dialogue_store.hpp"

#include <algorithm>
#include <sstream>

namespace reports {
namespace {

constexpr std::size_t kChunkOctets = 256 * 1024;  // opening one must not be felt
constexpr std::size_t kTextOctetsMax = 32 * 1024;

bool is_shown(const Entry& entry) { return entry.kind != EntryKind::KeyLog; }

bool is_text_octet(char octet) {
  const auto value = static_cast<unsigned char>(octet);
  return value >= 0x20 || value == '\n' || value == '\r' || value == '\t';
}

// Plain XML on the wire is worth reading; TLS records are not.
bool is_plain_xml(const std::string& octets) {
  return octets.size() > 1 && octets.front() == '<' &&
         std::all_of(octets.begin(), octets.end(), is_text_octet);
}

std::string cut(const std::string& text) {
  if (text.size() <= kTextOctetsMax) return text;
  return text.substr(0, kTextOctetsMax) + " [... " + std::to_string(text.size() - kTextOctetsMax) +
         " more octets]";
}

template <class Value>
void write_column(JsonWriter& json, const Transcript& transcript, Value value) {
  json.begin_array();
  for (const Entry& entry : transcript.entries)
    if (is_shown(entry)) json.value(value(entry));
  json.end_array();
}

}  // namespace

std::size_t DialogueStore::add(const Transcript& transcript) {
  const auto known = by_address_.find(&transcript);
  if (known != by_address_.end()) return known->second;
  const std::string columns = columns_of(transcript);
  const auto equal = by_content_.find(columns);
  const std::size_t number = equal != by_content_.end() ? equal->second : keep(columns);
  by_address_.emplace(&transcript, number);
  return number;
}

std::size_t DialogueStore::keep(const std::string& columns) {
  const std::size_t number = by_content_.size();
  by_content_.emplace(columns, number);
  if (chunks_.empty() || chunks_.back().size() > kChunkOctets) {
    if (!chunks_.empty()) chunks_.back().back() = ']';
    chunks_.emplace_back("[");
    first_of_chunk_.push_back(number);
  } else {
    chunks_.back().back() = ',';
  }
  chunks_.back() += columns + ']';
  return number;
}

std::string DialogueStore::columns_of(const Transcript& transcript) {
  std::ostringstream out;
  JsonWriter json(out);
  std::int64_t before = 0;
  json.begin_array();
  write_column(json, transcript, [&before](const Entry& entry) {
    const std::int64_t gap = entry.at_us - before;
    before = entry.at_us;
    return gap;
  });
  write_column(json, transcript, [](const Entry& entry) { return static_cast<int>(entry.kind); });
  write_column(json, transcript, [](const Entry& entry) { return entry.connection; });
  write_column(json, transcript, [](const Entry& entry) { return entry.protected_by_tls ? 1 : 0; });
  write_column(json, transcript,
               [this](const Entry& entry) { return texts_.number_of(entry.node); });
  write_column(json, transcript, [this](const Entry& entry) { return text_of(entry); });
  json.end_array();
  return std::move(out).str();
}

// A text's number; or, for octets that are not embedded, their count below zero.
std::int64_t DialogueStore::text_of(const Entry& entry) {
  if (entry.kind == EntryKind::Wire && !is_plain_xml(entry.text))
    return -static_cast<std::int64_t>(entry.text.size());
  return static_cast<std::int64_t>(texts_.number_of(cut(entry.text)));
}

std::string DialogueStore::texts() const {
  std::ostringstream out;
  JsonWriter json(out);
  texts_.write(json);
  return std::move(out).str();
}

}  // namespace reports
