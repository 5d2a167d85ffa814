// Records as the parties of a scenario would publish them. Sources: RFC 6120 3.2.1, XEP-0368 3.
#include "harness/run/zones.hpp"

#include "harness/run/addresses.hpp"

namespace harness {
namespace {

using gateway::RecordType;

void publish(fakes::Zones& zones, std::string name, RecordType type, gateway::DnsRecord record) {
  zones.sets[{std::move(name), type}].records.push_back(std::move(record));
}

void publish_service(fakes::Zones& zones, const std::string& service, const std::string& domain,
                     std::uint16_t port, const std::string& target) {
  publish(
      zones, service + "._tcp." + a_labels(domain), RecordType::Srv,
      gateway::SrvRecord{.priority = 10, .weight = 0, .port = port, .target = a_labels(target)});
}

void publish_gateway(fakes::Zones& zones, const Setup& setup) {
  for (const std::string& domain : setup.gateway.domains) {
    const std::string host = "edge." + domain;
    publish_service(zones, "_xmpp-server", domain, kPlainPort, host);
    publish_service(zones, "_xmpps-server", domain, kDirectTlsPort, host);
    publish(zones, host, RecordType::A, gateway_address());
  }
}

void publish_partner(fakes::Zones& zones, const Setup& setup, std::size_t place) {
  const PartnerSetup& partner = setup.partners[place];
  const bool elsewhere = partner.authority.host != AuthorityHost::Own;
  const std::string host = elsewhere ? authority_host(partner) : partner_host(partner);
  const PartnerTls tls = elsewhere ? partner.authority.tls.value_or(partner.tls) : partner.tls;
  const bool direct = tls == PartnerTls::Direct;
  std::vector<std::string> domains{partner.domain};
  domains.insert(domains.end(), partner.further_domains.begin(), partner.further_domains.end());
  for (const std::string& domain : domains) {
    publish_service(zones, direct ? "_xmpps-server" : "_xmpp-server", domain,
                    direct ? kDirectTlsPort : kPlainPort, host);
  }
  publish(zones, a_labels(host), RecordType::A,
          elsewhere ? authority_address(place) : partner_address(setup, place));
}

fakes::DnsMood mood_of(DnsMood mood) {
  switch (mood) {
    case DnsMood::Normal:
      return fakes::DnsMood::Normal;
    case DnsMood::NxDomain:
      return fakes::DnsMood::NxDomain;
    case DnsMood::NoData:
      return fakes::DnsMood::NoData;
    case DnsMood::ServFail:
      return fakes::DnsMood::ServFail;
    case DnsMood::Silent:
      return fakes::DnsMood::Silent;
    case DnsMood::Truncated:
      return fakes::DnsMood::Truncated;
  }
  return fakes::DnsMood::Normal;
}

}  // namespace

fakes::Zones zones_of(const Setup& setup) {
  fakes::Zones zones;
  publish_gateway(zones, setup);
  for (std::size_t place = 0; place < setup.partners.size(); ++place) {
    publish_partner(zones, setup, place);
  }
  for (const DnsOverride& entry : setup.dns) {
    zones.sets[{entry.name, entry.type}] = {
        .records = entry.records, .mood = mood_of(entry.mood), .delay = entry.delay};
  }
  return zones;
}

}  // namespace harness
