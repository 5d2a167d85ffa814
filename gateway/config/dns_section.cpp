#include "gateway/config/dns_section.hpp"

#include <sstream>

namespace gateway::config {
namespace {

enum class Kind : std::uint8_t { System, Dnssec };

/// The records of the file, one each; comments and empty lines are left out.
std::vector<std::string> records_of(const std::string& text) {
  std::vector<std::string> records;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    line.erase(std::min(line.find(';'), line.size()));
    if (line.find_first_not_of(" \t\r") != std::string::npos) records.push_back(std::move(line));
  }
  return records;
}

void read_trust_anchor(Section& section, const FileReader& read_file, Configuration& configuration,
                       Report& report) {
  const std::optional<std::string> name = section.text("trust_anchor");
  if (!name) return;
  const Result<std::string> content = read_file(*name);
  if (content.has_error()) {
    return report.error(section.place_of("trust_anchor"), "unreadable-file", content.error().what,
                        "names are relative to the folder of this file; look at its permissions");
  }
  configuration.dns_trust_anchors = records_of(content.value());
  if (configuration.dns_trust_anchors.empty()) {
    report.error(section.place_of("trust_anchor"), "bad-value", *name + " holds no record",
                 "it must hold DS or DNSKEY records, as /usr/share/dns/root.key does");
  }
}

}  // namespace

void read_dns(Section& top, const FileReader& read_file, Configuration& configuration,
              Report& report) {
  const std::optional<YAML::Node> node = top.mapping("dns");
  if (!node) return;
  Section section(*node, "dns", {"resolver", "trust_anchor"}, report);
  if (!node->IsMap()) return;
  const Kind kind =
      section.choice<Kind>("resolver", {{"system", Kind::System}, {"dnssec", Kind::Dnssec}})
          .value_or(Kind::System);
  read_trust_anchor(section, read_file, configuration, report);
  if (kind == Kind::System) return;
  configuration.settings.use_dnssec = true;
  // Without one nothing could ever be validated, and nothing would say so.
  section.require("trust_anchor");
}

}  // namespace gateway::config
