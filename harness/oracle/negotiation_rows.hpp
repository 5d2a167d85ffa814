// The eighteen settings as the oracle knows them: read from the table of the specification
// (scenarios/matrix/negotiation-settings.yaml), so that no code of ours decides what a row allows.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/oracle/facts.hpp"

namespace harness::oracle {

struct NegotiationRow {
  RowKey key;
  std::vector<std::string> methods;  // best first; empty: the setting is not valid
  std::vector<std::pair<std::string, std::string>> diagnostics;  // code, severity

  bool allows(std::string_view method) const;
  bool valid() const { return !methods.empty(); }
  /// The code with severity "error"; empty if there is none.
  std::string error_code() const;
};

class NegotiationRows {
 public:
  /// The text of the table. @return what is wrong with it ("line 3: ..."), or empty: all eighteen
  /// rows are there, each once.
  std::string parse(const std::string& yaml);
  /// The same from a file.
  std::string load(const std::string& path);

  /// Never fails once parse() or load() succeeded.
  const NegotiationRow& row(const RowKey& key) const;
  const std::vector<NegotiationRow>& all() const { return rows_; }

 private:
  std::vector<NegotiationRow> rows_;
};

}  // namespace harness::oracle
