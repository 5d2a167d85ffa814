// The entries of `partners`; settings and defaults as in docs/configuration.md.

#include "gateway/config/partner_section.hpp"

#include <map>
#include <string>

namespace gateway::config {

namespace {

DiagnosticSeverity severity_of(SettingSeverity severity) {
  switch (severity) {
    case SettingSeverity::Note:
      return DiagnosticSeverity::Note;
    case SettingSeverity::Warning:
      return DiagnosticSeverity::Warning;
    case SettingSeverity::Error:
      return DiagnosticSeverity::Error;
  }
  return DiagnosticSeverity::Error;
}

/// @return false if a value is wrong: then nothing can be said about their combination
bool read_negotiation(Section& section, NegotiationSettings& settings) {
  const auto tls = section.choice<Tls>("tls", {{"required", Tls::Required},
                                               {"optional", Tls::Optional},
                                               {"not-supported", Tls::NotSupported}});
  const auto sasl = section.choice<Sasl>("sasl", {{"required", Sasl::Required},
                                                  {"optional", Sasl::Optional},
                                                  {"not-supported", Sasl::NotSupported}});
  const auto dialback = section.boolean("dialback");
  settings.tls = tls.value_or(settings.tls);
  settings.sasl = sasl.value_or(settings.sasl);
  settings.dialback = dialback.value_or(settings.dialback);
  return tls.has_value() == section.has("tls") && sasl.has_value() == section.has("sasl") &&
         dialback.has_value() == section.has("dialback");
}

void read_negotiation_and_judge(Section& section, const std::string& name,
                                NegotiationSettings& settings, Report& report) {
  if (!read_negotiation(section, settings)) return;
  for (const SettingDiagnostic& diagnostic : diagnostics_of(settings)) {
    report.add(severity_of(diagnostic.severity), section.place(), std::string(diagnostic.code),
               "partner " + name + ": " + std::string(diagnostic.text), "");
  }
}

void read_type(Section& section, Partner& partner) {
  if (!section.require("type")) return;
  const auto type =
      section.choice<PartnerType>("type", {{"federated", PartnerType::Federated},
                                           {"public-verified", PartnerType::PublicVerified},
                                           {"public-unverified", PartnerType::PublicUnverified}});
  partner.type = type.value_or(partner.type);
}

void read_options(Section& section, Partner& partner) {
  partner.description = section.text("description").value_or("");
  if (const auto limit = section.number("connection_limit", {1, 100000})) {
    partner.connection_limit = static_cast<std::uint32_t>(*limit);
  }
  partner.keepalive = section.boolean("keepalive").value_or(partner.keepalive);
  if (const auto proxy = section.domain("proxy_fqdn")) partner.proxy_fqdn = proxy->domain.ascii();
  if (const auto port = section.number("proxy_port", {1, 65535})) {
    partner.proxy_port = static_cast<std::uint16_t>(*port);
  }
  partner.require_trusted_certificate =
      section.boolean("require_trusted_certificate").value_or(partner.require_trusted_certificate);
  partner.profile =
      section
          .choice<DialbackProfile>("profile", {{"xep0220", DialbackProfile::Xep0220},
                                               {"lync2013", DialbackProfile::Lync2013}})
          .value_or(partner.profile);
  partner.bidirectional = section.boolean("bidirectional").value_or(partner.bidirectional);
  partner.stream_management =
      section.boolean("stream_management").value_or(partner.stream_management);
  partner.multiplex_targets =
      section.boolean("multiplex_targets").value_or(partner.multiplex_targets);
  partner.certificate_answers_dialback = section.boolean("certificate_answers_dialback")
                                             .value_or(partner.certificate_answers_dialback);
}

/// Without a domain the entry is an error already; the stand-in lets its other keys be read.
Partner partner_named(const std::optional<PlacedDomain>& primary) {
  return Partner{.domain = primary ? primary->domain : Domain::parse("unnamed.invalid").value(),
                 .description = {},
                 .additional_domains = {},
                 .negotiation = {},
                 .connection_limit = {},
                 .proxy_fqdn = {}};
}

}  // namespace

std::optional<PlacedPartner> read_partner(const YAML::Node& node, Report& report) {
  Section section(node, "partner",
                  {"domain", "description", "additional_domains", "type", "tls", "sasl", "dialback",
                   "connection_limit", "keepalive", "proxy_fqdn", "proxy_port",
                   "require_trusted_certificate", "profile", "multiplex_targets",
                   "certificate_answers_dialback", "stream_management", "bidirectional"},
                  report);
  if (!node.IsMap()) return std::nullopt;
  section.require("domain");
  const std::optional<PlacedDomain> primary = section.domain("domain");
  std::vector<PlacedDomain> additional = section.domains("additional_domains");
  PlacedPartner placed{partner_named(primary), section.place(), {}};
  Partner& partner = placed.partner;
  read_negotiation_and_judge(section, primary ? primary->domain.text() : "?", partner.negotiation,
                             report);
  read_type(section, partner);
  read_options(section, partner);
  if (!primary) return std::nullopt;
  placed.domains.push_back(*primary);
  for (PlacedDomain& domain : additional) {
    partner.additional_domains.push_back(domain.domain);
    placed.domains.push_back(std::move(domain));
  }
  return placed;
}

void check_claims(const std::vector<PlacedDomain>& ours, const std::vector<PlacedPartner>& partners,
                  Report& report) {
  std::map<Domain, Place> claimed;
  for (const PlacedDomain& domain : ours) {
    if (!claimed.emplace(domain.domain, domain.place).second) {
      report.error(domain.place, "duplicate-domain",
                   domain.domain.text() + " stands twice in domains", "remove one of the two");
    }
  }
  const std::map<Domain, Place> our_own = claimed;
  for (const PlacedPartner& partner : partners) {
    for (const PlacedDomain& domain : partner.domains) {
      const auto [earlier, first] = claimed.emplace(domain.domain, domain.place);
      if (first) continue;
      const bool is_ours = our_own.contains(domain.domain);
      report.error(domain.place, is_ours ? "domain-is-ours" : "duplicate-domain",
                   domain.domain.text() +
                       (is_ours ? " is one of our own domains" : " is claimed a second time") +
                       ", see line " + std::to_string(earlier->second.line),
                   "a domain belongs to one partner, or to us");
    }
  }
}

}  // namespace gateway::config
