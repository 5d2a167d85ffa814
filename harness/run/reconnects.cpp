#include "harness/run/reconnects.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>

#include "harness/run/perform.hpp"
#include "harness/scenario/sentence.hpp"
#include "harness/world/recorder.hpp"

namespace harness {
namespace {

using reports::EntryKind;

constexpr std::size_t kLeastToCompare = 3;  // waits; of two one says little

std::string in_seconds(const std::vector<std::int64_t>& waits_us) {
  std::vector<double> seconds;
  for (const std::int64_t wait : waits_us) seconds.push_back(static_cast<double>(wait) / 1e6);
  return fmt::format("the waits were {:.3f} s", fmt::join(seconds, " s, "));
}

}  // namespace

std::vector<std::int64_t> reconnect_waits_us(const reports::Transcript& transcript,
                                             const std::string& endpoint) {
  std::vector<std::int64_t> waits;
  std::uint32_t last = 0;  // connection
  std::optional<std::int64_t> ended_us;
  for (const reports::Entry& entry : transcript.entries) {
    if (entry.kind == EntryKind::Note && entry.text == kEndOfScenario) break;
    const bool is_end =
        entry.kind == EntryKind::ConnectionFailed || entry.kind == EntryKind::ConnectionClosed;
    if (is_end && last != 0 && entry.connection == last) ended_us = entry.at_us;
    if (entry.kind != EntryKind::ConnectAttempt || entry.node != kGateway) continue;
    if (entry.text != endpoint) continue;
    if (ended_us) waits.push_back(entry.at_us - *ended_us);
    ended_us.reset();
    last = entry.connection;
  }
  return waits;
}

std::string reconnect_complaint(const Expectation& expectation,
                                const reports::Transcript& transcript) {
  const auto waits = reconnect_waits_us(transcript, expectation.words.front());
  if (expectation.statement == Statement::ReconnectsWithin) {
    if (waits.empty()) return "it never connected there again";
    const auto bound = parse_duration(expectation.words[1]);
    if (!bound) return expectation.words[1] + " is no duration";
    return *std::max_element(waits.begin(), waits.end()) <= bound->count() ? "" : in_seconds(waits);
  }
  if (waits.size() < kLeastToCompare) {
    return fmt::format("it connected there again only {} times", waits.size());
  }
  if (expectation.statement == Statement::ReconnectsDiffer) {
    const bool same = std::all_of(waits.begin(), waits.end(),
                                  [&](std::int64_t wait) { return wait == waits.front(); });
    return same ? in_seconds(waits) : "";
  }
  return std::is_sorted(waits.begin(), waits.end()) && waits.front() < waits.back()
             ? ""
             : in_seconds(waits);
}

}  // namespace harness
