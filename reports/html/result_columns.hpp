// All results as columns of numbers and a table of texts: what the page's script works on.
#pragma once

#include <string>

#include "reports/html/dialogue_store.hpp"
#include "reports/model/run_record.hpp"

namespace reports {

/// JSON; its members are read in templates/data.js. Adds every transcript to `store`.
std::string result_columns(const RunRecord& record, DialogueStore& store);

}  // namespace reports
