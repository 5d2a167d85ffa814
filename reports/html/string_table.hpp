// Each distinct text once, in the order of its first use; others refer to it by number.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

#include "reports/json/json_writer.hpp"

namespace reports {

class StringTable {
 public:
  std::size_t number_of(std::string_view text) {
    const auto found = numbers_.find(text);
    if (found != numbers_.end()) return found->second;
    texts_.emplace_back(text);
    numbers_.emplace(texts_.back(), texts_.size() - 1);  // a deque never moves its members
    return texts_.size() - 1;
  }

  void write(JsonWriter& json) const {
    json.begin_array();
    for (const std::string& text : texts_) json.value(text);
    json.end_array();
  }

 private:
  std::deque<std::string> texts_;
  std::unordered_map<std::string_view, std::size_t> numbers_;  // looked up only, never walked
};

}  // namespace reports
