// s2spec-bench matrix: the CPU cost of the base matrix as a ratio to the bare TLS handshakes in it.
// Both are measured in turn, slice by slice, so that a machine whose speed drifts is fair to both.
#include <fmt/format.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <map>

#include "harness/bench/bare_handshakes.hpp"
#include "harness/oracle/negotiation_rows.hpp"
#include "harness/run/runner.hpp"
#include "harness/scenario/library.hpp"

namespace harness {
namespace {

constexpr std::size_t kSlices = 2;

using Kinds = std::map<HandshakeKind, std::size_t>;

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

fakes::CertificateKind certificate_of(const std::string& label) {
  if (label.ends_with("none")) return fakes::CertificateKind::None;
  return label.ends_with("invalid") ? fakes::CertificateKind::Invalid
                                    : fakes::CertificateKind::Valid;
}

/// A handshake shows on the wire: the first record of a ClientHello begins 22, 3.
bool is_client_hello(const reports::Entry& entry) {
  return entry.kind == reports::EntryKind::Wire && entry.text.starts_with("\x16\x03");
}

HandshakeKind kind_of(const reports::Result& run, bool gateway_is_client) {
  const auto own = certificate_of(run.cell.at("own-certificate"));
  const auto partner = certificate_of(run.cell.at("partner-certificate"));
  const bool insists = run.cell.at("insists") == "insists";
  return gateway_is_client
             ? HandshakeKind{own, partner, false, insists}
             : HandshakeKind{partner, own, insists, false};
}

void count_handshakes(const reports::Result& run, Kinds& kinds) {
  std::map<std::uint32_t, bool> seen;
  for (const reports::Entry& entry : run.transcript->entries) {
    if (!is_client_hello(entry) || !seen.emplace(entry.connection, true).second) continue;
    ++kinds[kind_of(run, entry.node == "gateway")];
  }
}

struct Costs {
  double matrix = 0;
  double bare = 0;
  std::size_t runs = 0;
  std::size_t handshakes = 0;
  std::size_t failed = 0;
};

void measure_slice(const std::vector<RunId>& runs, const oracle::NegotiationRows& rows,
                   std::size_t jobs, BareHandshakes& bare, Costs& costs) {
  RunnerOptions options;
  options.jobs = jobs;
  options.keep = KeepTranscripts::All;
  const double begin = cpu_seconds();
  const auto results = run_all(runs, rows, options, {});
  costs.matrix += cpu_seconds() - begin;

  Kinds kinds;
  for (const reports::Result& result : results) {
    costs.failed += result.status != reports::Status::Passed;
    count_handshakes(result, kinds);
  }
  const double middle = cpu_seconds();
  for (const auto& [kind, count] : kinds) {
    bare.perform(kind, count);
    costs.handshakes += count;
  }
  costs.bare += cpu_seconds() - middle;
  costs.runs += runs.size();
}

int bench_matrix(const std::string& folder, std::size_t jobs) {
  const Library library = load_library(folder);
  oracle::NegotiationRows rows;
  const std::string complaint = rows.load(folder + "/matrix/negotiation-settings.yaml");
  const Selection selection = select_runs(library, {"matrix/base"});
  if (!library.diagnostics.empty() || !complaint.empty() || selection.runs.empty()) {
    for (const Diagnostic& diagnostic : library.diagnostics) {
      fmt::print(stderr, "{}\n", to_string(diagnostic));
    }
    fmt::print(stderr, "{}: the base matrix cannot be loaded {}\n", folder, complaint);
    return 2;
  }
  const fakes::Pki pki(1);
  BareHandshakes bare(pki);
  bare.perform({}, 50);  // OpenSSL's first handshakes load what all others use
  Costs costs;
  for (std::size_t slice = 1; slice <= kSlices; ++slice) {
    measure_slice(shard_of(selection.runs, slice, kSlices), rows, jobs, bare, costs);
  }
  fmt::print("runs {} (failed {})\nhandshakes {}\nmatrix {:.2f} s CPU, {:.3f} ms a run\n"
             "bare handshakes {:.2f} s CPU, {:.3f} ms each\nratio {:.2f}\n",
             costs.runs, costs.failed, costs.handshakes, costs.matrix,
             costs.matrix * 1e3 / static_cast<double>(costs.runs), costs.bare,
             costs.bare * 1e3 / static_cast<double>(costs.handshakes), costs.matrix / costs.bare);
  return costs.failed == 0 ? 0 : 1;
}

}  // namespace
}  // namespace harness

int main(int argc, char** argv) {
  CLI::App app("Measures s2spec against what its TLS handshakes cost anyway");
  std::string folder = "scenarios";
  std::size_t jobs = 1;  // threads that wait for each other would cost what handshakes alone do not
  CLI::App* matrix = app.add_subcommand("matrix", "The base matrix in simulation; prints `ratio N.NN`");
  matrix->add_option("--scenarios", folder, "Folder of the scenarios")->capture_default_str();
  matrix->add_option("--jobs", jobs, "Threads")->check(CLI::Range(1, 64))->capture_default_str();
  app.require_subcommand(1);
  CLI11_PARSE(app, argc, argv);
  return harness::bench_matrix(folder, jobs);
}
