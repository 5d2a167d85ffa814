// A promise that a run broke.
#pragma once

#include <cstdint>
#include <string>

namespace harness::oracle {

struct Violation {
  std::string name;      // "key-in-clear"
  std::string sentence;  // what happened, with names and numbers
  std::int64_t at_us = 0;
  friend bool operator==(const Violation&, const Violation&) = default;
};

}  // namespace harness::oracle
