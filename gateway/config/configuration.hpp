// gateway.yaml as values, and everything that is wrong with it, with file, line and column.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/address.hpp"
#include "gateway/base/result.hpp"
#include "gateway/core/contact_lists.hpp"
#include "gateway/engine/engine.hpp"
#include "gateway/interworking/interworking.hpp"
#include "gateway/policy/settings.hpp"
#include "gateway/sip/agent.hpp"
#include "gateway/tls/tls_context.hpp"

namespace gateway {

enum class DiagnosticSeverity : std::uint8_t { Note, Warning, Error };

struct Diagnostic {
  DiagnosticSeverity severity = DiagnosticSeverity::Error;
  std::string code;  // "unknown-key", "no-method", ...
  std::string file;
  std::size_t line = 0;    // from 1; 0: the whole file
  std::size_t column = 0;  // from 1
  std::string text;        // what is wrong
  std::string advice;      // what to do
};
/// "gateway.yaml:12:5: error: ... (no-method)"
std::string to_string(const Diagnostic& diagnostic);

struct Listener {
  ListenerKind kind = ListenerKind::StartTls;
  Endpoint endpoint;
};

struct Configuration {
  Settings settings;
  std::vector<Listener> listeners;         // direct TLS ones only with credentials
  std::optional<Credentials> credentials;  // absent: no TLS as receiving entity, no EXTERNAL
  std::string trust_anchors_pem;
  std::vector<std::string> revocation_lists;   // contents of the files, PEM or DER
  std::vector<Endpoint> dns_servers;           // empty: those of the system
  std::vector<std::string> dns_trust_anchors;  // DS and DNSKEY records; with settings.use_dnssec
  Severity log_level = Severity::Info;
  bool log_json = false;
  std::optional<std::string> keylog_file;
  std::optional<sip::AgentSettings> pool;  // absent: streams only, no local users
  std::vector<UserChanged> users;
  std::vector<ContactList> contact_lists;  // of users whose entry has one
  std::optional<std::string> store_file;   // absent: nothing survives

  TlsMaterial tls_material() const;
};

struct LoadedConfiguration {
  std::optional<Configuration> configuration;  // absent if any diagnostic is an error
  std::vector<Diagnostic> diagnostics;         // in order of place
};

/// Fetches the content of a file named in the configuration (certificate, key, trust anchors);
/// relative names are relative to the configuration's folder: the reader's business.
using FileReader = std::function<Result<std::string>(const std::string& name)>;

/// Never throws, never stops at the first error.
LoadedConfiguration load_configuration(std::string_view yaml, const std::string& file_name,
                                       const FileReader& read_file);

}  // namespace gateway
