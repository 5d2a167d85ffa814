// gateway.yaml: whatever is in the file, it becomes a configuration or diagnostics with a place in
// that file; a configuration holds no partner with a setting that allows nothing.
#include "gateway/config/configuration.hpp"

#include <algorithm>

#include "fakes/pki/pki.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

using namespace gateway;

const fakes::Pki& pki() {
  static const fakes::Pki kPki(1);
  return kPki;
}

Result<std::string> file_named(const std::string& name) {
  static const Credentials kOurs =
      pki().credentials(fakes::CertificateKind::Valid, "contoso.example").value();
  if (name.find("key") != std::string::npos) return kOurs.private_key_pem;
  if (name.find("chain") != std::string::npos) return kOurs.chain_pem;
  if (name.find("ca-") != std::string::npos) return pki().trusted_root_pem();
  return Error{"no-such-file", name};
}

void check_diagnostic(const Diagnostic& diagnostic, std::size_t lines) {
  FUZZ_CHECK(!diagnostic.code.empty() && !diagnostic.text.empty(), to_string(diagnostic));
  FUZZ_CHECK(diagnostic.line <= lines + 1, to_string(diagnostic));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  const auto loaded = load_configuration(text, "gateway.yaml", file_named);
  const std::size_t lines = fuzz::lines_of(text).size();
  bool wrong = false;
  for (const Diagnostic& diagnostic : loaded.diagnostics) {
    check_diagnostic(diagnostic,
                     lines + static_cast<std::size_t>(std::count(text.begin(), text.end(), '\r')));
    wrong = wrong || diagnostic.severity == DiagnosticSeverity::Error;
  }
  FUZZ_CHECK(wrong != loaded.configuration.has_value(), "neither configuration nor error, or both");
  if (!loaded.configuration) return 0;
  FUZZ_CHECK(!loaded.configuration->settings.domains.empty(), "a gateway for no domain");
  for (const Partner& partner : loaded.configuration->settings.partners) {
    const AllowedMethods methods = allowed_methods(partner.negotiation);
    FUZZ_CHECK(!methods.none(), partner.domain.text());
  }
  return 0;
}
