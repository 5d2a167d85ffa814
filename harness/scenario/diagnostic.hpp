// What is wrong with a scenario, where, and what to do about it.
#pragma once

#include <cstddef>
#include <string>

namespace harness {

struct Diagnostic {
  std::string code;  // "unknown-key", "bad-value", ...
  std::string file;
  std::size_t line = 0;    // from 1; 0: the whole file
  std::size_t column = 0;  // from 1
  std::string text;        // what is wrong
  std::string advice;      // what to do
};

/// "scenarios/a.yaml:3:5: error: ... (unknown-key); use one of ..."
std::string to_string(const Diagnostic& diagnostic);

}  // namespace harness
