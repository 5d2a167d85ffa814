// Records as the parties of a scenario would publish them. Sources: RFC 6120 3.2.1, XEP-0368 3.
#include "harness/run/zones.hpp"

#include "fakes/pki/tlsa.hpp"
#include "harness/run/addresses.hpp"
#include "harness/run/credentials.hpp"

namespace harness {
namespace {

using gateway::RecordType;

void publish(fakes::Zones& zones, std::string name, RecordType type, gateway::DnsRecord record,
             bool secure) {
  fakes::RecordSet& set = zones.sets[{std::move(name), type}];
  set.records.push_back(std::move(record));
  set.secure = secure;
}

void publish_service(fakes::Zones& zones, const std::string& service, const std::string& domain,
                     std::uint16_t port, const std::string& target, bool secure) {
  publish(zones, service + "._tcp." + a_labels(domain), RecordType::Srv,
          gateway::SrvRecord{.priority = 10, .weight = 0, .port = port, .target = a_labels(target)},
          secure);
}

void publish_gateway(fakes::Zones& zones, const Setup& setup) {
  for (const std::string& domain : setup.gateway.domains) {
    const std::string host = "edge." + domain;
    publish_service(zones, "_xmpp-server", domain, kPlainPort, host, false);
    publish_service(zones, "_xmpps-server", domain, kDirectTlsPort, host, false);
    publish(zones, a_labels(host), RecordType::A, gateway_address(), false);
  }
}

std::vector<std::string> domains_of(const PartnerSetup& partner) {
  std::vector<std::string> domains{partner.domain};
  domains.insert(domains.end(), partner.further_domains.begin(), partner.further_domains.end());
  return domains;
}

/// Where the partner's domains lead, and what there is to find besides.
struct Place {
  std::string service;  // "_xmpp-server", "_xmpps-server"
  std::uint16_t port = 0;
  std::string host;
  gateway::IpAddress address;
  bool secure = false;  // DNSSEC vouches for the records
};

constexpr gateway::IpAddress kNobody{gateway::AddressFamily::V4, {203, 0, 113, 250}};
constexpr gateway::Duration kSlow = std::chrono::seconds(2);

void publish_domain(fakes::Zones& zones, const std::string& domain, DnsShape shape,
                    const Place& place) {
  const std::string service = place.service + "._tcp." + domain;
  const auto srv = [&](std::uint16_t priority, const std::string& host) {
    publish(
        zones, service, RecordType::Srv,
        gateway::SrvRecord{.priority = priority, .weight = 0, .port = place.port, .target = host},
        place.secure);
  };
  switch (shape) {
    case DnsShape::NotFound:
      return;
    case DnsShape::NoSrv:
      return publish(zones, domain, RecordType::A, place.address, place.secure);
    case DnsShape::NoService:
      return srv(0, ".");
    case DnsShape::ServFail:
      publish(zones, domain, RecordType::A, place.address, place.secure);
      for (const char* name : {"_xmpp-server._tcp.", "_xmpps-server._tcp."}) {
        zones.sets[{name + domain, RecordType::Srv}].mood = fakes::DnsMood::ServFail;
      }
      return;
    case DnsShape::DeadFirst:
      srv(5, "dead." + domain);
      publish(zones, "dead." + domain, RecordType::A, kNobody, place.secure);
      break;
    case DnsShape::Slow:
      zones.sets[{service, RecordType::Srv}].delay = kSlow;
      break;
    case DnsShape::Truncated:
      zones.sets[{service, RecordType::Srv}].mood = fakes::DnsMood::Truncated;
      break;
    case DnsShape::Srv:
    case DnsShape::TwoAddresses:
    case DnsShape::AllDead:
      break;
  }
  srv(10, place.host);
}

void publish_host(fakes::Zones& zones, DnsShape shape, const Place& place) {
  if (shape == DnsShape::NoSrv || shape == DnsShape::NotFound) return;
  const bool nobody_first = shape == DnsShape::TwoAddresses || shape == DnsShape::AllDead;
  if (nobody_first) publish(zones, place.host, RecordType::A, kNobody, place.secure);
  if (shape != DnsShape::AllDead) {
    publish(zones, place.host, RecordType::A, place.address, place.secure);
  }
  if (shape == DnsShape::Slow) zones.sets[{place.host, RecordType::A}].delay = kSlow;
}

void publish_partner(fakes::Zones& zones, const Setup& setup, std::size_t index) {
  const PartnerSetup& partner = setup.partners[index];
  const bool elsewhere = partner.authority.host != AuthorityHost::Own;
  const PartnerTls tls = elsewhere ? partner.authority.tls.value_or(partner.tls) : partner.tls;
  const bool direct = tls == PartnerTls::Direct;
  const Place place{.service = direct ? "_xmpps-server" : "_xmpp-server",
                    .port = direct ? kDirectTlsPort : kPlainPort,
                    .host = a_labels(elsewhere ? authority_host(partner) : partner_host(partner)),
                    .address = elsewhere ? authority_address(index) : partner_address(setup, index),
                    .secure = partner.signed_zone};
  for (const std::string& domain : domains_of(partner)) {
    publish_domain(zones, a_labels(domain), partner.dns, place);
  }
  publish_host(zones, partner.dns, place);
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
    case DnsMood::Refused:
      return fakes::DnsMood::Refused;
    case DnsMood::Bogus:
      return fakes::DnsMood::Bogus;
  }
  return fakes::DnsMood::Normal;
}

bool is_signed(const Setup& setup) { return setup.partners.front().signed_zone; }

/// Of the first partner, who has the records of the scenario.
std::string tlsa_data_of(const std::string& subject, const gateway::TlsaRecord& record,
                         const Setup& setup, const fakes::Pki& pki) {
  const PartnerSetup& partner = setup.partners.front();
  const auto credentials = subject == "@of-somebody-else"
                               ? credentials_for(pki, Certificate::Valid, {"somebody.example"})
                               : credentials_for(pki, partner.certificate, domains_of(partner));
  if (subject == "@of-its-issuer") {
    return fakes::tlsa_data(issuer_of(pki, partner.certificate), record.selector,
                            record.matching_type);
  }
  if (!credentials) return {};
  return fakes::tlsa_data(credentials->chain_pem, record.selector, record.matching_type);
}

std::vector<gateway::DnsRecord> records_of(const DnsOverride& entry, const Setup& setup,
                                           const fakes::Pki& pki) {
  std::vector<gateway::DnsRecord> records = entry.records;
  for (gateway::DnsRecord& record : records) {
    auto* tlsa = std::get_if<gateway::TlsaRecord>(&record);
    if (tlsa == nullptr || !tlsa->data.starts_with('@')) continue;
    tlsa->data = tlsa_data_of(tlsa->data, *tlsa, setup, pki);
  }
  return records;
}

}  // namespace

fakes::Zones zones_of(const Setup& setup, const fakes::Pki& pki) {
  fakes::Zones zones;
  zones.absence_is_secure = is_signed(setup);
  publish_gateway(zones, setup);
  for (std::size_t place = 0; place < setup.partners.size(); ++place) {
    publish_partner(zones, setup, place);
  }
  for (const DnsOverride& entry : setup.dns) {
    zones.sets[{entry.name, entry.type}] = {.records = records_of(entry, setup, pki),
                                            .mood = mood_of(entry.mood),
                                            .delay = entry.delay,
                                            .secure = entry.secure.value_or(is_signed(setup))};
  }
  return zones;
}

}  // namespace harness
