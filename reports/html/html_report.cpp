// Puts the page together: the template's text with the embedded parts in its {{places}}.
#include "reports/html/html_report.hpp"

#include <functional>
#include <map>
#include <optional>

#include "reports/html/compressed.hpp"
#include "reports/html/dialogue_store.hpp"
#include "reports/html/result_columns.hpp"
#include "reports/html/templates.hpp"
#include "reports/json/json_writer.hpp"
#include "reports/summary/tally.hpp"

namespace reports {
namespace {

using Part = std::function<void(std::ostream&)>;

std::string escaped(std::string_view text) {
  std::string out;
  for (const char letter : readable_utf8(text)) {
    switch (letter) {
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '&':
        out += "&amp;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out.push_back(letter);
    }
  }
  return out;
}

std::string_view verdict_class(const Tally& tally) {
  switch (verdict_of(tally)) {
    case Verdict::Conforms:
      return "conforms";
    case Verdict::DoesNotConform:
      return "fails";
    case Verdict::NoVerdict:
      return "unknown";
  }
  return "unknown";
}

Part text(std::string content) {
  return [content = std::move(content)](std::ostream& out) { out << content; };
}

void write_counts(std::ostream& out, const Tally& tally) {
  const auto one = [&out](std::string_view status, std::string_view word, std::size_t number) {
    out << "<li><a class=\"count " << status << (number == 0 ? " zero" : "") << "\" href=\"#runs?"
        << "status=" << status << "\"><b>" << grouped(number) << "</b> " << word << "</a></li>";
  };
  one("passed", "passed", tally.passed);
  one("failed", "failed", tally.failed);
  one("error", tally.errors == 1 ? "error" : "errors", tally.errors);
  one("skipped", "skipped", tally.skipped);
}

void write_block(std::ostream& out, std::string_view id, std::string_view base64) {
  out << "<script type=\"text/plain\" id=\"" << id << "\">" << base64 << "</script>\n";
}

void write_embedded(std::ostream& out, const RunRecord& record) {
  DialogueStore store;
  const std::string columns = result_columns(record, store);
  write_block(out, "results", compressed(columns));
  write_block(out, "texts", compressed(store.texts()));
  for (std::size_t i = 0; i < store.chunks().size(); ++i)
    write_block(out, "dialogues-" + std::to_string(i), compressed(store.chunks()[i]));
}

std::map<std::string_view, Part> parts_of(const RunRecord& record) {
  const Tally tally = tally_of(record);
  return {
      {"css", text(std::string(templates::report_css()))},
      {"js", text(std::string(templates::report_js()))},
      {"system_under_test", text(escaped(record.system_under_test))},
      {"tool_version", text(escaped(record.tool_version))},
      {"backend", text(escaped(record.backend))},
      {"started_at", text(escaped(record.started_at))},
      {"command_line", text(escaped(record.command_line))},
      {"seed", text(std::to_string(record.seed))},
      {"wall_seconds", text(std::to_string(record.wall_ms / 1000) + "." +
                            std::to_string(record.wall_ms % 1000 / 100))},
      {"verdict", text(verdict_sentence(tally))},
      {"verdict_class", text(std::string(verdict_class(tally)))},
      {"counts", [tally](std::ostream& out) { write_counts(out, tally); }},
      {"data", [&record](std::ostream& out) { write_embedded(out, record); }},
  };
}

}  // namespace

void write_html(std::ostream& out, const RunRecord& record) {
  const auto parts = parts_of(record);
  std::string_view rest = templates::report_html();
  while (true) {
    const auto begin = rest.find("{{");
    out << rest.substr(0, begin);
    if (begin == std::string_view::npos) return;
    const auto end = rest.find("}}", begin);
    const auto part = parts.find(rest.substr(begin + 2, end - begin - 2));
    if (part != parts.end()) part->second(out);
    rest.remove_prefix(end + 2);
  }
}

}  // namespace reports
