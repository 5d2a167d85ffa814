// The reader of the table of settings.
#include "harness/oracle/negotiation_rows.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <fstream>
#include <optional>
#include <sstream>

namespace harness::oracle {
namespace {

std::optional<Tls> tls_named(const std::string& name) {
  if (name == "required") return Tls::Required;
  if (name == "optional") return Tls::Optional;
  if (name == "not-supported") return Tls::NotSupported;
  return std::nullopt;
}

std::optional<Sasl> sasl_named(const std::string& name) {
  if (name == "required") return Sasl::Required;
  if (name == "optional") return Sasl::Optional;
  if (name == "not-supported") return Sasl::NotSupported;
  return std::nullopt;
}

std::string at_line(const YAML::Node& node, const std::string& what) {
  return "line " + std::to_string(node.Mark().line + 1) + ": " + what;
}

// Throws YAML::Exception where the document has another shape.
std::string read_row(const YAML::Node& node, NegotiationRow& row) {
  const auto tls = tls_named(node["tls"].as<std::string>());
  const auto sasl = sasl_named(node["sasl"].as<std::string>());
  if (!tls || !sasl) return at_line(node, "unknown value of tls or sasl");
  row.key = {*tls, *sasl, node["dialback"].as<bool>()};
  row.methods = node["methods"].as<std::vector<std::string>>();
  for (const auto& diagnostic : node["diagnostics"]) {
    row.diagnostics.emplace_back(diagnostic.first.as<std::string>(),
                                 diagnostic.second.as<std::string>());
  }
  if (!row.valid() && row.error_code().empty()) {
    return at_line(node, "a row without methods needs a diagnostic of severity error");
  }
  return {};
}

}  // namespace

bool NegotiationRow::allows(std::string_view method) const {
  return std::find(methods.begin(), methods.end(), method) != methods.end();
}

std::string NegotiationRow::error_code() const {
  for (const auto& [code, severity] : diagnostics) {
    if (severity == "error") return code;
  }
  return {};
}

std::string NegotiationRows::parse(const std::string& yaml) {
  rows_.clear();
  try {
    for (const auto& node : YAML::Load(yaml)) {
      NegotiationRow row;
      if (auto problem = read_row(node, row); !problem.empty()) return problem;
      const auto same = [&](const NegotiationRow& other) { return other.key == row.key; };
      if (std::any_of(rows_.begin(), rows_.end(), same)) return at_line(node, "a row twice");
      rows_.push_back(std::move(row));
    }
  } catch (const YAML::Exception& problem) {
    return problem.what();
  }
  if (rows_.size() != 18) return "expected 18 rows, found " + std::to_string(rows_.size());
  return {};
}

std::string NegotiationRows::load(const std::string& path) {
  std::ifstream file(path);
  if (!file) return "cannot read " + path;
  std::ostringstream text;
  text << file.rdbuf();
  auto problem = parse(text.str());
  return problem.empty() ? problem : path + ": " + problem;
}

const NegotiationRow& NegotiationRows::row(const RowKey& key) const {
  const auto found = std::find_if(rows_.begin(), rows_.end(),
                                  [&](const NegotiationRow& row) { return row.key == key; });
  return found != rows_.end() ? *found : rows_.front();
}

}  // namespace harness::oracle
