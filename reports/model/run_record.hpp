// The record of a whole invocation: the one source of every report format.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "reports/model/outcome.hpp"
#include "reports/model/transcript.hpp"

namespace reports {

enum class Status : std::uint8_t {
  Passed,
  Failed,
  Error,    // the run itself broke: scenario, harness or system under test did not start
  Skipped,  // cannot run on this back end; `reason` says why
};
std::string_view to_string(Status status);

struct Result {
  std::string id;                         // path of the scenario, "/" and the cell for a matrix
  std::string title;
  std::string scenario_file;
  std::string backend;                    // "sim", "loopback"
  Status status = Status::Passed;
  std::vector<std::string> requirements;  // ids of the catalogue
  std::map<std::string, std::string> cell;// matrix axis -> value; empty if not of a matrix
  std::optional<Outcome> expected;
  std::string rule;                       // why the oracle expects it, one sentence
  std::optional<Outcome> observed;
  std::uint64_t seed = 0;
  std::string reason;                     // for Failed, Error, Skipped: what is wrong
  std::vector<std::string> violations;    // invariants and expectations that did not hold
  std::string repeat_command;             // runs just this one again
  std::int64_t virtual_us = 0;            // time that passed inside the run
  std::string transcript_hash;
  std::shared_ptr<const Transcript> transcript;  // may be absent; equal ones may be shared
};

struct RunRecord {
  std::string tool_version;
  std::string started_at;   // RFC 3339
  std::string command_line;
  std::string backend;
  std::uint64_t seed = 0;
  std::string system_under_test;  // "xmpp-gateway 0.1.0"
  std::int64_t wall_ms = 0;
  std::vector<Result> results;    // in order of id
};

}  // namespace reports
