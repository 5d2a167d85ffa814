// A stanza that reached somebody, and whether it is what a sentence of `expect` describes.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/scenario/model.hpp"

namespace harness {

struct ReceivedStanza {
  struct Payload {
    std::string name, ns;
    std::string canonical;  // oracle::canonical_xml
  };

  std::int64_t at_us = 0;
  std::string kind;                               // "message", "presence", "iq"
  std::map<std::string, std::string> attributes;  // by their names as written
  std::optional<std::string> body;
  std::optional<std::string> error;       // the defined condition of <error/>
  std::optional<std::string> error_type;  // its type
  std::vector<Payload> payloads;          // every element inside but <error/>

  std::string attribute(const std::string& name) const;
  bool is_error() const { return attribute("type") == "error"; }
  /// `jid` without a resource stands for all of them.
  bool is_for(std::string_view jid) const;
};

/// @return nothing if the text is no element
std::optional<ReceivedStanza> read_stanza(std::string_view xml, std::int64_t at_us);

bool matches(const ReceivedStanza& stanza, const Reception& reception);

}  // namespace harness
