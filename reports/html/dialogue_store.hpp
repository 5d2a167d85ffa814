// Keeps every distinct dialogue once, as compact JSON in chunks that a page opens on demand.
// Most cells of a matrix say the same words to each other: sharing makes the report small.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "reports/html/string_table.hpp"
#include "reports/model/transcript.hpp"

namespace reports {

class DialogueStore {
 public:
  /// @return the dialogue's number; equal dialogues have the same
  std::size_t add(const Transcript& transcript);

  /// The JSON array of all texts that dialogues refer to.
  std::string texts() const;
  /// JSON arrays of dialogues, in order of their numbers.
  const std::vector<std::string>& chunks() const { return chunks_; }
  /// The number of each chunk's first dialogue.
  const std::vector<std::size_t>& first_of_chunk() const { return first_of_chunk_; }

 private:
  std::string columns_of(const Transcript& transcript);
  std::int64_t text_of(const Entry& entry);
  std::size_t keep(const std::string& columns);

  StringTable texts_;
  std::unordered_map<const Transcript*, std::size_t> by_address_;  // looked up only
  std::unordered_map<std::string, std::size_t> by_content_;        // looked up only
  std::vector<std::string> chunks_;
  std::vector<std::size_t> first_of_chunk_;
};

}  // namespace reports
