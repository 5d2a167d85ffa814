// The table of the specification, as every test of the oracle reads it.
#pragma once

#include <gtest/gtest.h>

#include "harness/oracle/negotiation_rows.hpp"

namespace harness::oracle {

inline const NegotiationRows& rows() {
  static const NegotiationRows loaded = [] {
    NegotiationRows table;
    EXPECT_EQ(table.load(S2SPEC_SOURCE_DIR "/scenarios/matrix/negotiation-settings.yaml"), "");
    return table;
  }();
  return loaded;
}

}  // namespace harness::oracle
