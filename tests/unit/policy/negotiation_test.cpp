// The eighteen rows against the specification's own file, never against the code under test.
#include "gateway/policy/negotiation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <string>
#include <vector>

namespace gateway {
namespace {

const std::string kMatrixFile = S2SPEC_SOURCE_DIR "/scenarios/matrix/negotiation-settings.yaml";

Tls tls_of(const std::string& text) {
  if (text == "required") return Tls::Required;
  return text == "optional" ? Tls::Optional : Tls::NotSupported;
}

Sasl sasl_of(const std::string& text) {
  if (text == "required") return Sasl::Required;
  return text == "optional" ? Sasl::Optional : Sasl::NotSupported;
}

NegotiationSettings settings_of(const YAML::Node& row) {
  return {.tls = tls_of(row["tls"].as<std::string>()),
          .sasl = sasl_of(row["sasl"].as<std::string>()),
          .dialback = row["dialback"].as<bool>()};
}

std::string severity_of(SettingSeverity severity) {
  switch (severity) {
    case SettingSeverity::Note: return "note";
    case SettingSeverity::Warning: return "warning";
    case SettingSeverity::Error: return "error";
  }
  return "?";
}

TEST(NegotiationSettings, AllowExactlyTheMethodsOfTheMatrixFile) {
  const YAML::Node rows = YAML::LoadFile(kMatrixFile);
  ASSERT_EQ(rows.size(), 18U);
  for (const YAML::Node& row : rows) {
    const AllowedMethods methods = allowed_methods(settings_of(row));

    std::vector<std::string> allowed;
    if (methods.sasl_over_tls) allowed.emplace_back("sasl-over-tls");
    if (methods.tls_dialback) allowed.emplace_back("tls-dialback");
    if (methods.tcp_dialback) allowed.emplace_back("tcp-dialback");
    EXPECT_EQ(allowed, row["methods"].as<std::vector<std::string>>()) << YAML::Dump(row);
    EXPECT_EQ(methods.none(), row["methods"].size() == 0) << YAML::Dump(row);
  }
}

TEST(NegotiationSettings, CarryExactlyTheDiagnosticsOfTheMatrixFile) {
  for (const YAML::Node& row : YAML::LoadFile(kMatrixFile)) {
    std::map<std::string, std::string> found;
    for (const SettingDiagnostic& diagnostic : diagnostics_of(settings_of(row))) {
      found.emplace(diagnostic.code, severity_of(diagnostic.severity));
      EXPECT_FALSE(diagnostic.text.empty());
    }
    const auto expected = row["diagnostics"].as<std::map<std::string, std::string>>();
    EXPECT_EQ(found, expected) << YAML::Dump(row);
  }
}

}  // namespace
}  // namespace gateway
