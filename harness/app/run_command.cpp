// s2spec run: runs scenarios, prints what failed and how to repeat it, writes the reports.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <thread>

#include "harness/app/commands.hpp"
#include "harness/app/report_files.hpp"
#include "harness/app/scenarios_option.hpp"
#include "harness/run/progress.hpp"
#include "harness/run/runner.hpp"

namespace harness::app {
namespace {

struct RunOptions {
  std::vector<std::string> selectors;
  std::string scenarios = "scenarios";
  std::string backend = "sim";
  std::uint64_t seed = 1;
  std::size_t jobs = std::max(1U, std::thread::hardware_concurrency());
  std::string shard;
  bool repeat_check = false;
  ReportFiles files;
};

struct Shard {
  std::size_t index = 1;
  std::size_t count = 1;
};

std::optional<Shard> parse_shard(const std::string& text) {
  if (text.empty()) return Shard{};
  Shard shard;
  char rest = 0;
  // Exactly "I/N": a third conversion would mean that something follows.
  const int read = std::sscanf(text.c_str(), "%zu/%zu%c", &shard.index, &shard.count, &rest);
  if (read != 2 || shard.index < 1 || shard.index > shard.count) return std::nullopt;
  return shard;
}

std::string now_text() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  char text[32];
  std::strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

std::optional<std::vector<RunId>> runs_of_shard(const RunOptions& options, const Library& library) {
  const std::optional<Shard> shard = parse_shard(options.shard);
  if (!shard) {
    fmt::print(stderr, "--shard {}: write I/N, with I from 1 to N\n", options.shard);
    return std::nullopt;
  }
  auto runs = runs_or_complain(library, options.selectors);
  if (!runs) return std::nullopt;
  return shard_of(std::move(*runs), shard->index, shard->count);
}

void print_outcome(const char* label, const reports::Outcome& outcome) {
  fmt::print(
      "  {}: configuration={} method={} stage={} closed_by={} condition={} to_partner={} "
      "to_gateway={}\n",
      label, outcome.configuration, outcome.method, outcome.stage, outcome.closed_by,
      outcome.condition, outcome.to_partner, outcome.to_gateway);
}

void print_failure(const reports::Result& result) {
  fmt::print("{} {}\n  {}\n", result.status == reports::Status::Error ? "ERROR" : "FAILED",
             result.id, result.reason);
  for (const std::string& violation : result.violations) {
    if (violation != result.reason) fmt::print("  {}\n", violation);
  }
  if (result.expected) print_outcome("expected", *result.expected);
  if (result.observed) print_outcome("observed", *result.observed);
  if (!result.rule.empty()) fmt::print("  rule: {}\n", result.rule);
  fmt::print("  repeat: {}\n", result.repeat_command);
}

struct Counts {
  std::size_t passed = 0, failed = 0, errors = 0, skipped = 0;
  bool not_started = false;
};

Counts count(const std::vector<reports::Result>& results) {
  Counts counts;
  for (const reports::Result& result : results) {
    switch (result.status) {
      case reports::Status::Passed:
        ++counts.passed;
        break;
      case reports::Status::Failed:
        ++counts.failed;
        break;
      case reports::Status::Error:
        ++counts.errors;
        break;
      case reports::Status::Skipped:
        ++counts.skipped;
        break;
    }
    counts.not_started = counts.not_started || result.reason.starts_with(kNotStarted);
  }
  return counts;
}

Exit exit_of(const Counts& counts) {
  if (counts.not_started) return Exit::NotStarted;
  return counts.failed + counts.errors == 0 ? Exit::Conforms : Exit::Failures;
}

constexpr std::size_t kFailuresPrintedMax = 100;

void print_summary(const reports::RunRecord& record, const Counts& counts) {
  std::size_t printed = 0;
  for (const reports::Result& result : record.results) {
    const bool bad =
        result.status == reports::Status::Failed || result.status == reports::Status::Error;
    if (bad && printed++ < kFailuresPrintedMax) print_failure(result);
  }
  if (printed > kFailuresPrintedMax) {
    fmt::print("... and {} more\n", printed - kFailuresPrintedMax);
  }
  fmt::print(
      "{} runs: {} passed, {} failed, {} errors, {} skipped; back end {}, seed {}, {:.1f} s\n",
      record.results.size(), counts.passed, counts.failed, counts.errors, counts.skipped,
      record.backend, record.seed, static_cast<double>(record.wall_ms) / 1000);
}

Exit run(const RunOptions& options, const std::string& command_line) {
  const std::optional<Library> library = load_or_complain(options.scenarios);
  const auto rows = rows_or_complain(options.scenarios);
  if (!library || !rows) return Exit::Usage;
  const auto runs = runs_of_shard(options, *library);
  if (!runs) return Exit::Usage;

  RunnerOptions runner;
  runner.backend = options.backend == "sim" ? Backend::Sim : Backend::Loopback;
  runner.seed = options.seed;
  runner.jobs = options.jobs;
  runner.repeat_check = options.repeat_check;
  runner.keep =
      options.files.need_transcripts() ? KeepTranscripts::All : KeepTranscripts::OfFailures;

  reports::RunRecord record;
  record.tool_version = S2SPEC_VERSION;
  record.started_at = now_text();
  record.command_line = command_line;
  record.backend = options.backend;
  record.seed = options.seed;
  record.system_under_test = std::string("xmpp-gateway ") + S2SPEC_VERSION;

  Progress progress(isatty(STDERR_FILENO) == 1);
  const auto begin = std::chrono::steady_clock::now();
  record.results =
      run_all(*runs, *rows, runner,
              [&progress](std::size_t done, std::size_t total, const reports::Result& result) {
                progress.update(done, total, result);
              });
  progress.finish();
  record.wall_ms = std::chrono::duration_cast<std::chrono::milliseconds>(
                       std::chrono::steady_clock::now() - begin)
                       .count();
  const Counts counts = count(record.results);
  print_summary(record, counts);
  if (!write_reports(options.files, record)) return Exit::Usage;
  return exit_of(counts);
}

}  // namespace

void add_run_command(CLI::App& app, const std::string& command_line, Exit& exit) {
  auto options = std::make_shared<RunOptions>();
  CLI::App* command = app.add_subcommand("run", "Run scenarios against the gateway and judge them");
  command->add_option("scenario", options->selectors,
                      "Ids, files, folders or globs (quote them); everything if none is given");
  add_scenarios_option(*command, options->scenarios);
  command
      ->add_option("--backend", options->backend,
                   "sim: simulated network and time; loopback: real sockets on this host")
      ->check(CLI::IsMember({"sim", "loopback"}))
      ->capture_default_str();
  command->add_option("--seed", options->seed, "Chance of the simulation; the same for every run")
      ->capture_default_str();
  command->add_option("--jobs", options->jobs, "Threads")
      ->check(CLI::Range(1, 64))
      ->capture_default_str();
  command->add_option("--shard", options->shard,
                      "I/N: only the I-th of N parts of about the same size");
  command->add_flag("--repeat-check", options->repeat_check,
                    "Run a sample twice: the transcripts must be equal octet for octet");
  add_report_options(*command, options->files);
  command->footer(
      "Exit status: 0 conforms, 1 failures, 2 usage or scenario error,\n"
      "3 the system under test did not start.");
  command->callback([options, &command_line, &exit] { exit = run(*options, command_line); });
}

}  // namespace harness::app
