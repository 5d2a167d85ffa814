// What fakes read from the gateway, as octets: where a text stands, and when it came.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "reports/model/transcript.hpp"

namespace harness {

class Readings {
 public:
  using Moments = std::vector<std::int64_t>;

  /// An entry of the kind XmlReceived or SipReceived.
  void take(const reports::Entry& entry);

  /// Each time `text` came.
  Moments of(const std::string& node, std::string_view text) const;
  /// Each time `text` came, what stands behind the element that begins with it.
  Moments after(const std::string& node, std::string_view text) const;
  Moments stream_errors(const std::string& node, const std::string& condition) const;
  /// Opening tags of streams in which `text` stands.
  Moments headers_with(const std::string& node, std::string_view text) const;

 private:
  /// On one connection, with the time at which each octet had come.
  struct Reading {
    std::string text;
    std::vector<std::pair<std::size_t, std::int64_t>> ends;  // size of text, time

    std::int64_t time_of(std::size_t position) const {
      for (const auto& [end, at_us] : ends) {
        if (position < end) return at_us;
      }
      return 0;
    }
  };

  std::map<std::pair<std::string, std::uint32_t>, Reading> readings_;  // by node and connection
};

}  // namespace harness
