// The keys `certificate`, `private_key`, `trust_anchors` and `revocation_lists`.

#include "gateway/config/credentials_section.hpp"

#include "gateway/tls/tls_context.hpp"

namespace gateway::config {

namespace {

std::optional<std::string> read_named_file(Section& top, std::string_view key,
                                           const FileReader& read_file, Report& report) {
  const std::optional<std::string> name = top.text(key);
  if (!name) return std::nullopt;
  Result<std::string> content = read_file(*name);
  if (content.has_error()) {
    report.error(top.place_of(key), "unreadable-file", content.error().what,
                 "names are relative to the folder of this file; look at its permissions");
    return std::nullopt;
  }
  return std::move(content.value());
}

std::string_view key_blamed_for(std::string_view error_code) {
  if (error_code == "bad-certificate") return "certificate";
  if (error_code == "bad-trust-anchors") return "trust_anchors";
  return "private_key";
}

void read_lists(Section& top, const FileReader& read_file, Configuration& configuration,
                Report& report) {
  for (const YAML::Node& member : top.sequence("revocation_lists")) {
    const Result<std::string> content = read_file(scalar_of(member).value_or(""));
    if (content.has_error()) {
      report.error(place_of(member.Mark()), "unreadable-file", content.error().what,
                   "names are relative to the folder of this file; look at its permissions");
      continue;
    }
    TlsSettings settings;
    settings.revocation_lists = {content.value()};
    if (const auto checked = check_pem(settings); checked.has_error()) {
      report.error(place_of(member.Mark()), checked.error().code, checked.error().what,
                   "name the CRL files of your authorities, DER or PEM");
      continue;
    }
    configuration.revocation_lists.push_back(content.value());
  }
}

void try_them(Section& top, const Configuration& configuration, Report& report) {
  TlsSettings settings;
  settings.credentials = configuration.credentials;
  settings.trust_anchors_pem = configuration.trust_anchors_pem;
  const auto checked = check_pem(settings);
  if (checked.has_value()) return;
  const Error& error = checked.error();
  report.error(top.place_of(key_blamed_for(error.code)), error.code, error.what,
               "the files hold PEM text: the chain leaf first, the key unencrypted");
}

void report_missing_half(Section& top, std::string_view present, std::string_view absent,
                         Report& report) {
  report.error(top.place_of(present), "missing-key",
               std::string(present) + " is set, but " + std::string(absent) + " is not",
               "set both or neither");
}

}  // namespace

void read_credentials(Section& top, const FileReader& read_file, Configuration& configuration,
                      Report& report) {
  const bool has_certificate = top.has("certificate");
  const bool has_key = top.has("private_key");
  if (has_certificate && !has_key) report_missing_half(top, "certificate", "private_key", report);
  if (has_key && !has_certificate) report_missing_half(top, "private_key", "certificate", report);
  const auto chain = read_named_file(top, "certificate", read_file, report);
  const auto key = read_named_file(top, "private_key", read_file, report);
  const auto anchors = read_named_file(top, "trust_anchors", read_file, report);
  if (chain && key) configuration.credentials = Credentials{*chain, *key};
  configuration.trust_anchors_pem = anchors.value_or("");
  const bool all_read = has_certificate == chain.has_value() && has_key == key.has_value() &&
                        top.has("trust_anchors") == anchors.has_value();
  read_lists(top, read_file, configuration, report);
  if (all_read && has_certificate == has_key) try_them(top, configuration, report);
}

}  // namespace gateway::config
