// The table of sentences; what a deed comes to is people_steps.cpp's business.
#include "harness/scenario/deeds.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace harness {
namespace {

using Slot = std::string DeedStep::*;
constexpr Slot kWho = &DeedStep::who;
constexpr Slot kWhom = &DeedStep::whom;
constexpr Slot kWhere = &DeedStep::where;
constexpr Slot kWord = &DeedStep::word;
constexpr Slot kText = &DeedStep::text;

/// Where the captures of a pattern go, in order.
struct Row {
  std::string_view pattern;
  Deed deed;
  std::array<Slot, 4> slots;
};

constexpr auto kRows = std::to_array<Row>({
    {"{} adds {}", Deed::Adds, {kWho, kWhom}},
    {"{} removes {}", Deed::Removes, {kWho, kWhom}},
    {"{} blocks {}", Deed::Blocks, {kWho, kWhom}},
    {"{} unblocks {}", Deed::Unblocks, {kWho, kWhom}},
    {"{} watches {}", Deed::Watches, {kWho, kWhom}},
    {"{} stops watching {}", Deed::StopsWatching, {kWho, kWhom}},
    {"{} asks for {}", Deed::AsksFor, {kWho, kWhom}},
    {"{} approves {}", Deed::Approves, {kWho, kWhom}},
    {"{} denies {}", Deed::Denies, {kWho, kWhom}},
    {"{} probes {}", Deed::Probes, {kWho, kWhom}},
    {"{} signs in", Deed::SignsIn, {kWho}},
    {"{} signs in on {}", Deed::SignsIn, {kWho, kWhere}},
    {"{} signs out", Deed::SignsOut, {kWho}},
    {"{} signs out on {}", Deed::SignsOut, {kWho, kWhere}},
    {"{} comes online", Deed::SignsIn, {kWho}},
    {"{} goes offline", Deed::SignsOut, {kWho}},
    {"{} is {}", Deed::Is, {kWho, kWord}},
    {"{} is {} on {}", Deed::Is, {kWho, kWord, kWhere}},
    {"{} is {} with note \"\"", Deed::Is, {kWho, kWord, kText}},
    {"{} is {} on {} with note \"\"", Deed::Is, {kWho, kWord, kWhere, kText}},
    {"{} sets note \"\"", Deed::SetsNote, {kWho, kText}},
    {"{} sets note \"\" on {}", Deed::SetsNote, {kWho, kText, kWhere}},
    {"{} clears the note", Deed::SetsNote, {kWho}},
    {"{} sends \"\" to {} asking for a receipt", Deed::SaysForReceipt, {kWho, kText, kWhom}},
    {"{} is typing to {}", Deed::Types, {kWho, kWhom}},
    {"{} stops typing to {}", Deed::StopsTyping, {kWho, kWhom}},
    {"{} becomes {}", Deed::Becomes, {kWho, kWord}},
    {"{} moves to {}", Deed::MovesTo, {kWho, kWord}},
    {"{} gets access {}", Deed::GetsAccess, {kWho, kWord}},
    {"{} leaves the directory", Deed::Leaves, {kWho}},
});

}  // namespace

std::span<const std::string_view> deed_patterns() {
  static const auto patterns = [] {
    std::array<std::string_view, kRows.size()> found;
    std::transform(kRows.begin(), kRows.end(), found.begin(),
                   [](const Row& row) { return row.pattern; });
    return found;
  }();
  return patterns;
}

std::optional<DeedStep> parse_deed(const std::vector<Word>& words) {
  for (const Row& row : kRows) {
    auto captures = match(words, row.pattern);
    if (!captures) continue;
    DeedStep step;
    step.deed = row.deed;
    for (std::size_t i = 0; i < captures->size(); ++i) {
      step.*row.slots[i] = std::move((*captures)[i]);
    }
    return step;
  }
  return std::nullopt;
}

}  // namespace harness
