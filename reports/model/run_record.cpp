// Words for the statuses of a result.
#include "reports/model/run_record.hpp"

namespace reports {

std::string_view to_string(Status status) {
  switch (status) {
    case Status::Passed: return "passed";
    case Status::Failed: return "failed";
    case Status::Error: return "error";
    case Status::Skipped: return "skipped";
  }
  return "?";
}

}  // namespace reports
