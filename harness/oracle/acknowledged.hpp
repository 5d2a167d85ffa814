// Stream management as the wire shows it (XEP-0198): which stanzas of whom are counted on a
// connection, and how far they were acknowledged.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "harness/oracle/reading.hpp"

namespace harness::oracle {

/// What became of a message of ours on the stream that carried it.
struct Custody {
  bool kept = false;  // the gateway had enabled stream management when it sent it
  std::optional<std::size_t> acknowledged;  // entry of the first acknowledgement that covers it
};

/// Of the last copy, should there be several.
Custody custody_of(const std::string& id, const Reading& reading);

}  // namespace harness::oracle
