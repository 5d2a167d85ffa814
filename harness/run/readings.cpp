// Positions in octets become moments.
#include "harness/run/readings.hpp"

#include <algorithm>

namespace harness {

using Moments = Readings::Moments;

void Readings::take(const reports::Entry& entry) {
  Reading& reading = readings_[{entry.node, entry.connection}];
  reading.text += entry.text;
  reading.ends.emplace_back(reading.text.size(), entry.at_us);
}

Moments Readings::of(const std::string& node, std::string_view text) const {
  Moments moments;
  for (const auto& [key, reading] : readings_) {
    if (key.first != node) continue;
    for (std::size_t at = reading.text.find(text); at != std::string::npos;
         at = reading.text.find(text, at + 1)) {
      moments.push_back(reading.time_of(at));
    }
  }
  std::sort(moments.begin(), moments.end());
  return moments;
}

Moments Readings::after(const std::string& node, std::string_view text) const {
  Moments moments;
  for (const auto& [key, reading] : readings_) {
    if (key.first != node) continue;
    const std::size_t begin = reading.text.find(text);
    if (begin == std::string::npos) continue;
    const std::size_t end = reading.text.find('>', begin);
    if (end != std::string::npos && end + 1 < reading.text.size()) {
      moments.push_back(reading.time_of(end + 1));
    }
  }
  return moments;
}

Moments Readings::stream_errors(const std::string& node, const std::string& condition) const {
  Moments moments;
  for (const auto& [key, reading] : readings_) {
    if (key.first != node) continue;
    const std::size_t error = reading.text.find("<stream:error");
    if (error == std::string::npos) continue;
    const std::size_t at = reading.text.find("<" + condition, error);
    if (at == std::string::npos) continue;
    const char next = reading.text[std::min(at + condition.size() + 1, reading.text.size() - 1)];
    if (next == ' ' || next == '/' || next == '>') moments.push_back(reading.time_of(at));
  }
  std::sort(moments.begin(), moments.end());
  return moments;
}

Moments Readings::headers_with(const std::string& node, std::string_view text) const {
  constexpr std::string_view kTag = "<stream:stream";
  Moments moments;
  for (const auto& [key, reading] : readings_) {
    if (key.first != node) continue;
    for (std::size_t at = reading.text.find(kTag); at != std::string::npos;
         at = reading.text.find(kTag, at + 1)) {
      const std::size_t end = reading.text.find('>', at);
      const std::size_t found = reading.text.find(text, at);
      if (found != std::string::npos && found < end) moments.push_back(reading.time_of(at));
    }
  }
  std::sort(moments.begin(), moments.end());
  return moments;
}

}  // namespace harness
