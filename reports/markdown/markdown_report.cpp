// RunRecord -> Markdown (CommonMark with tables).
#include "reports/markdown/markdown_report.hpp"

#include "reports/json/json_writer.hpp"
#include "reports/summary/negotiation_rows.hpp"
#include "reports/summary/tally.hpp"

namespace reports {
namespace {

constexpr std::size_t kFailuresMax = 50;
constexpr std::size_t kFailuresOctetsMax = 50'000;  // leaves room for the rest in 65,536
constexpr std::size_t kReasonOctetsMax = 400;

bool is_markup(char letter) {
  return std::string_view("\\`*_{}[]<>#|!&~").find(letter) != std::string_view::npos;
}

/// Text of a run in a line of its own words: no line breaks, no markup.
std::string plain(std::string_view text) {
  std::string out;
  for (const char letter : readable_utf8(text)) {
    if (is_markup(letter)) out.push_back('\\');
    out.push_back(static_cast<unsigned char>(letter) < 0x20 ? ' ' : letter);
  }
  return out;
}

std::string shortened(std::string_view text) {
  if (text.size() <= kReasonOctetsMax) return std::string(text);
  std::size_t end = kReasonOctetsMax;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return std::string(text.substr(0, end)) + "...";
}

std::string code(std::string_view text) {
  std::string words;
  for (const char letter : readable_utf8(text)) words.push_back(letter == '\n' ? ' ' : letter);
  if (words.find('`') == std::string::npos) return '`' + words + '`';
  return "`` " + words + " ``";
}

std::string mark(const Tally& tally) {
  if (tally.total == 0) return "not run";
  if (tally.failed > 0) return "**failed**";
  if (tally.errors > 0) return "**error**";
  return tally.passed > 0 ? "passed" : "skipped";
}

std::string outcomes(const NegotiationRow& row) {
  std::string text;
  for (const auto& [word, number] : row.outcomes)
    text += (text.empty() ? "" : ", ") + plain(word) + " " + grouped(number);
  return text;
}

void write_counts(std::ostream& out, const Tally& tally) {
  out << "| runs | passed | failed | errors | skipped |\n|---:|---:|---:|---:|---:|\n";
  out << "| " << grouped(tally.total) << " | " << grouped(tally.passed) << " | "
      << grouped(tally.failed) << " | " << grouped(tally.errors) << " | " << grouped(tally.skipped)
      << " |\n";
}

void write_rows(std::ostream& out, const std::vector<NegotiationRow>& rows) {
  if (rows.empty()) return;
  out << "\n## The eighteen negotiation settings\n\n"
      << "| TLS | SASL | dialback | passed | | outcomes seen |\n|---|---|---|---:|---|---|\n";
  for (const NegotiationRow& row : rows) {
    out << "| " << row.setting.tls << " | " << row.setting.sasl << " | "
        << (row.setting.dialback ? "on" : "off") << " | " << grouped(row.tally.passed) << "/"
        << grouped(row.tally.total) << " | " << mark(row.tally) << " | " << outcomes(row) << " |\n";
  }
}

std::string failure(const Result& result) {
  std::string text = result.status == Status::Error ? "\n- error " : "\n- failed ";
  text += code(result.id) + "\n";
  if (!result.reason.empty()) text += "  - " + plain(shortened(result.reason)) + "\n";
  for (std::size_t i = 0; i < result.violations.size() && i < 3; ++i)
    text += "  - " + plain(shortened(result.violations[i])) + "\n";
  if (!result.repeat_command.empty()) text += "  - repeat: " + code(result.repeat_command) + "\n";
  return text;
}

void write_failures(std::ostream& out, const RunRecord& record, const Tally& tally) {
  const std::size_t unwell = tally.failed + tally.errors;
  if (unwell == 0) return;
  out << "\n## What did not pass\n";
  std::size_t shown = 0;
  std::size_t octets = 0;
  for (const Result& result : record.results) {
    if (result.status != Status::Failed && result.status != Status::Error) continue;
    const std::string text = failure(result);
    octets += text.size();
    if (shown == kFailuresMax || octets > kFailuresOctetsMax) break;
    out << text;
    ++shown;
  }
  if (unwell > shown)
    out << "\nAnd " << grouped(unwell - shown) << " more; the HTML report has them all.\n";
}

}  // namespace

void write_markdown(std::ostream& out, const RunRecord& record) {
  const Tally tally = tally_of(record);
  out << "# s2spec: " << plain(record.system_under_test) << "\n\n**" << verdict_sentence(tally)
      << "**\n\n";
  write_counts(out, tally);
  write_rows(out, negotiation_rows(record));
  write_failures(out, record, tally);
  out << "\ns2spec " << plain(record.tool_version) << ", back end " << plain(record.backend)
      << ", seed " << record.seed << ", started " << plain(record.started_at) << ": "
      << code(record.command_line) << "\n";
}

}  // namespace reports
