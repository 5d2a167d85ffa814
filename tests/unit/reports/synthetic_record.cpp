// See synthetic_record.hpp.
#include "tests/unit/reports/synthetic_record.hpp"

#include <algorithm>

#include "tests/unit/reports/synthetic_dialogues.hpp"

namespace reports::synthetic {
namespace {

using Words = std::vector<std::string>;
struct Axis {
  std::string name;
  Words values;
};

const Outcome kSasl{"accepted", "sasl-over-tls", "established", "none", "", "delivered", "none"};
const Outcome kTlsDialback{"accepted", "tls-dialback", "established", "none",
                           "",         "delivered",    "none"};
const Outcome kTcpDialback{"accepted", "tcp-dialback", "established", "none",
                           "",         "none",         "delivered"};
const Outcome kPolicy{"accepted",
                      "none",
                      "features",
                      "gateway",
                      "stream:policy-violation",
                      "bounced:remote-server-timeout",
                      "none"};
const Outcome kAlert{
    "accepted", "none", "tls", "partner", "tls-alert:unknown_ca", "bounced:remote-server-timeout",
    "none"};
const Outcome kNotValid{
    "refused", "none",   "configuration", "none", "configuration:no-method-sasl-needs-tls",
    "none",    "refused"};

Outcome outcome_of(const std::map<std::string, std::string>& cell) {
  const bool dialback = cell.at("dialback") == "on";
  const bool tls = cell.at("tls") != "not-supported" && cell.at("partner-tls") != "none";
  const bool usable = cell.at("own-certificate") == "own-valid";
  if (!dialback && (cell.at("sasl") == "not-supported" || cell.at("tls") == "not-supported"))
    return kNotValid;
  if (tls && cell.at("sasl") != "not-supported" && usable) return kSasl;
  if (tls && dialback) return kTlsDialback;
  if (tls && cell.at("own-certificate") == "own-invalid") return kAlert;
  return dialback && cell.at("tls") != "required" ? kTcpDialback : kPolicy;
}

std::shared_ptr<const Transcript> dialogue_of(const Outcome& outcome) {
  static const auto sasl = sasl_outbound(), dialback = dialback_inbound();
  static const auto policy = policy_violation(), refused = configuration_refused();
  if (outcome == kNotValid) return refused;
  if (outcome == kSasl) return sasl;
  return outcome.stage == "established" ? dialback : policy;
}

void settle(Result& result, const Outcome& outcome) {
  result.expected = outcome;
  result.observed = outcome;
  result.transcript = dialogue_of(outcome);
  result.transcript_hash = std::string(64, 'a');
  result.virtual_us = 123'456;
  result.seed = 1;
  result.backend = "sim";
  result.rule = "The best method that both sides can do is used, in the order of the row.";
  result.repeat_command = "s2spec run " + result.id + " --seed 1";
}

void add_cells(RunRecord& record, const std::vector<Axis>& axes, Result& pattern,
               std::size_t depth) {
  if (depth == axes.size()) {
    Result result = pattern;
    settle(result, outcome_of(result.cell));
    record.results.push_back(std::move(result));
    return;
  }
  const std::string before = pattern.id;
  for (const std::string& value : axes[depth].values) {
    pattern.id = before + "/" + value;
    pattern.cell[axes[depth].name] = value;
    add_cells(record, axes, pattern, depth + 1);
  }
  pattern.id = before;
}

std::vector<Axis> short_axes() {
  const Words levels{"required", "optional", "not-supported"};
  return {{"tls", levels},
          {"sasl", levels},
          {"dialback", {"on", "off"}},
          {"own-certificate", {"own-none", "own-valid", "own-invalid"}},
          {"partner-tls", {"none", "starttls", "required", "direct"}},
          {"direction", {"inbound", "outbound"}}};
}

std::vector<Axis> all_axes() {
  std::vector<Axis> axes = short_axes();
  axes.push_back({"trust", {"trust-optional", "trust-required"}});
  axes.push_back({"external", {"external", "no-external"}});
  axes.push_back({"partner-dialback", {"dialback", "no-dialback"}});
  axes.push_back({"partner-certificate", {"cert-none", "cert-valid", "cert-invalid"}});
  axes.push_back({"insists", {"tolerates", "insists"}});
  return axes;
}

RunRecord matrix_record(const std::vector<Axis>& axes) {
  RunRecord record;
  record.tool_version = "0.1.0";
  record.system_under_test = "xmpp-gateway 0.1.0";
  record.started_at = "2026-01-01T00:00:00Z";
  record.command_line = "s2spec run --html report.html";
  record.backend = "sim";
  record.seed = 1;
  record.wall_ms = 93'412;
  Result pattern;
  pattern.id = "matrix/base";
  pattern.title = "Every setting against every correct partner";
  pattern.scenario_file = "scenarios/matrix/base.yaml";
  pattern.requirements = {"RFC6120-5.3.1-mandatory-advertise", "RFC6120-5.4.1-initiate-starttls"};
  add_cells(record, axes, pattern, 0);
  return record;
}

Result scenario(const std::string& id, const std::string& title, const Outcome& outcome,
                Words requirements) {
  Result result;
  result.id = id;
  result.title = title;
  result.scenario_file = "scenarios/" + id + ".yaml";
  result.requirements = std::move(requirements);
  settle(result, outcome);
  return result;
}

void fail(Result& result, const Outcome& observed, const std::string& reason) {
  result.status = Status::Failed;
  result.observed = observed;
  result.reason = reason;
}

void add_scenarios(RunRecord& record) {
  auto& all = record.results;
  all.push_back(scenario("dns/second-target-serves", "The first target refuses, the second serves",
                         kSasl, {"RFC6120-3.2.1-next-target-after-failure"}));
  all.push_back(scenario("faults/partner-falls-silent", "A partner that falls silent is closed",
                         kAlert, {"RFC6120-4.6.1-silence", "RFC6120-4.10-timeouts"}));
  all.back().transcript = silent_partner();
  fail(all.back(), kSasl,
       "stage is established, expected tls; condition is empty, expected "
       "tls-alert:unknown_ca");
  all.back().violations = {"nothing-left-over: the gateway still holds 1 stream (at 60.002000 s)"};
  all.push_back(scenario("rfc6120/stanza-before-authentication",
                         "A stanza before authentication is refused <not-authorized/>", kPolicy,
                         {"RFC6120-4.9.3.12-not-authorized"}));
  all.push_back(scenario("rfc6120/odd-octets", "Octets that are no text: \xFF\x01 & \"quotes\"",
                         kPolicy, {"RFC6120-11.6-encoding"}));
  all.back().status = Status::Error;
  all.back().reason = "the partner sent \xFF\xFE and the harness gave up";
  all.push_back(scenario("xep0220/third-host-authority", "A third host vouches for the key",
                         kTcpDialback, {"XEP0220-2.1.2-verify", "XEP0220-2.10-third-host"}));
  all.push_back(scenario("xep0220/authority-is-silent", "The authority is silent", kPolicy,
                         {"XEP0220-2.1.2-verify"}));
  all.back().status = Status::Skipped;
  all.back().reason = "waits longer than 2 s: simulation only";
  all.push_back(scenario("xep0220/unsolicited-verify", "An unsolicited answer changes nothing",
                         kTlsDialback, {"XEP0220-2.2.1-unsolicited"}));
}

void in_order(RunRecord& record) {
  std::sort(record.results.begin(), record.results.end(),
            [](const Result& a, const Result& b) { return a.id < b.id; });
}

}  // namespace

RunRecord record() {
  RunRecord made = matrix_record(short_axes());
  fail(made.results[25], kSasl, "method is sasl-over-tls, expected none");
  fail(made.results[200], kTcpDialback,
       "stage is established, expected features; no-dialback-key-in-clear: a key crossed a plain "
       "stream");
  add_scenarios(made);
  in_order(made);
  return made;
}

RunRecord small_record() {
  RunRecord made;
  made.tool_version = "0.1.0";
  made.system_under_test = "xmpp-gateway 0.1.0";
  made.started_at = "2026-01-01T00:00:00Z";
  made.command_line = "s2spec run";
  made.backend = "sim";
  made.seed = 18446744073709551615U;
  made.results.push_back(scenario("dns/first", "First", kSasl, {"R-1"}));
  made.results.push_back(scenario("dns/second", "Second", kPolicy, {"R-1", "R-2"}));
  fail(made.results.back(), kSasl, "stage is *established*, expected features");
  made.results.push_back(scenario("limits/third", "Third", kPolicy, {}));
  made.results.back().status = Status::Skipped;
  made.results.back().reason = "simulation only";
  made.results.back().observed.reset();
  for (Result& result : made.results) result.transcript = nullptr;
  return made;
}

RunRecord large_record() {
  RunRecord made = matrix_record(all_axes());
  for (std::size_t i = 0; i < made.results.size(); ++i) {
    Transcript own = *made.results[i].transcript;
    // A third of the cells differs in one text, and all in their times.
    own.entries.front().text += i % 3 == 0 ? std::to_string(i) : "";
    own.entries.back().at_us += static_cast<std::int64_t>(i % 700);
    made.results[i].transcript = std::make_shared<Transcript>(std::move(own));
  }
  in_order(made);
  return made;
}

}  // namespace reports::synthetic
