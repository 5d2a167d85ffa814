// The gateway's own loader and reader do the work, so that a scenario meets what an operator meets.
#include "harness/world/gateway_plan.hpp"

#include "gateway/xml/stream_reader.hpp"

namespace harness {
namespace {

constexpr std::string_view kHeader =
    "<stream:stream xmlns='jabber:server' xmlns:stream='http://etherx.jabber.org/streams'>";

std::string_view word_of(gateway::DiagnosticSeverity severity) {
  switch (severity) {
    case gateway::DiagnosticSeverity::Note: return "note";
    case gateway::DiagnosticSeverity::Warning: return "warning";
    case gateway::DiagnosticSeverity::Error: return "error";
  }
  return "?";
}

}  // namespace

gateway::LoadedConfiguration load(const GatewayPlan& plan) {
  return gateway::load_configuration(
      plan.configuration_yaml, "gateway.yaml",
      [&plan](const std::string& name) -> gateway::Result<std::string> {
        const auto found = plan.files.find(name);
        if (found == plan.files.end()) {
          return gateway::make_error("no-such-file", "the scenario provides no file " + name);
        }
        return found->second;
      });
}

std::string codes_of(const std::vector<gateway::Diagnostic>& diagnostics) {
  std::string codes;
  for (const gateway::Diagnostic& diagnostic : diagnostics) {
    if (!codes.empty()) codes += ' ';
    codes.append(word_of(diagnostic.severity)).append(":").append(diagnostic.code);
  }
  return codes;
}

gateway::Result<gateway::xml::Element> parse_stanza(std::string_view xml) {
  gateway::xml::StreamReader reader;
  reader.feed(kHeader);
  reader.feed(xml);
  while (auto event = reader.next()) {
    if (auto* element = std::get_if<gateway::xml::ElementReceived>(&*event)) {
      return std::move(element->element);
    }
    if (auto* failed = std::get_if<gateway::xml::ReadFailed>(&*event)) {
      return gateway::make_error("bad-stanza", failed->text);
    }
  }
  return gateway::make_error("bad-stanza", "no whole element in: " + std::string(xml));
}

}  // namespace harness
