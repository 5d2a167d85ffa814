// What the fuzz targets share: octets as text, cutting, and a check that ends the run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

/// A property that does not hold: libFuzzer saves the input and says where it is.
#define FUZZ_CHECK(condition, detail)                                         \
  do {                                                                        \
    if (!(condition)) ::fuzz::broken(#condition, __FILE__, __LINE__, detail); \
  } while (false)

namespace fuzz {

[[noreturn]] inline void broken(const char* condition, const char* file, int line,
                                const std::string& detail) {
  std::fprintf(stderr, "%s:%d: does not hold: %s\n  %s\n", file, line, condition, detail.c_str());
  std::abort();
}

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// Pieces of 1, 2, 3, 5, 8, ... octets, beginning over and over: short and long ones, and the same
/// for the same text, so that what the fuzzer changes is the text alone.
inline std::vector<std::string_view> cut(std::string_view text) {
  std::vector<std::string_view> pieces;
  std::size_t length = 1;
  std::size_t following = 2;
  while (!text.empty()) {
    const std::size_t taken = length < text.size() ? length : text.size();
    pieces.push_back(text.substr(0, taken));
    text.remove_prefix(taken);
    const std::size_t sum = length + following;
    length = following;
    following = sum;
    if (length > 256) {
      length = 1;
      following = 2;
    }
  }
  return pieces;
}

inline std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  for (;;) {
    const std::size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return lines;
    text.remove_prefix(end + 1);
  }
}

}  // namespace fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
