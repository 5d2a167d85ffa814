// Partners from their setups; an authoritative server elsewhere is a partner that only answers.
#include "harness/run/cast.hpp"

#include "fakes/partner/partner.hpp"
#include "fakes/pool/pool.hpp"
#include "harness/run/addresses.hpp"
#include "harness/run/credentials.hpp"

namespace harness {
namespace {

fakes::PartnerTls tls_of(PartnerTls tls) {
  switch (tls) {
    case PartnerTls::None:
      return fakes::PartnerTls::None;
    case PartnerTls::StartTls:
      return fakes::PartnerTls::StartTls;
    case PartnerTls::Required:
      return fakes::PartnerTls::Required;
    case PartnerTls::Direct:
      return fakes::PartnerTls::Direct;
  }
  return fakes::PartnerTls::None;
}

fakes::Verdict verdict_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::Correct:
      return fakes::Verdict::Correct;
    case Verdict::Valid:
      return fakes::Verdict::Valid;
    case Verdict::Invalid:
      return fakes::Verdict::Invalid;
    case Verdict::Error:
      return fakes::Verdict::Error;
    case Verdict::Silence:
      return fakes::Verdict::Silence;
    case Verdict::Late:
      return fakes::Verdict::Late;
    case Verdict::WrongId:
      return fakes::Verdict::WrongId;
    case Verdict::CloseStream:
      return fakes::Verdict::CloseStream;
    case Verdict::OtherSecret:
      return fakes::Verdict::Correct;
  }
  return fakes::Verdict::Correct;
}

fakes::AuthoritySettings authority_of(const AuthoritySetup& setup) {
  fakes::AuthoritySettings settings;
  settings.verdict = verdict_of(setup.verdict);
  settings.condition = setup.condition;
  if (setup.delay.count() > 0) settings.delay = setup.delay;
  return settings;
}

std::vector<std::string> domains_of(const PartnerSetup& partner) {
  std::vector<std::string> domains{partner.domain};
  domains.insert(domains.end(), partner.further_domains.begin(), partner.further_domains.end());
  return domains;
}

std::vector<std::string> certified_domains_of(const PartnerSetup& partner) {
  return partner.certificate_domains.empty() ? domains_of(partner) : partner.certificate_domains;
}

gateway::TlsVersion version_of(TlsVersion version) {
  return version == TlsVersion::Tls12 ? gateway::TlsVersion::Tls12 : gateway::TlsVersion::Tls13;
}

fakes::Handshake handshake_of(const PartnerSetup& partner,
                              const std::optional<gateway::Credentials>& credentials,
                              const fakes::Pki& pki) {
  const HandshakeSetup& setup = partner.handshake;
  fakes::Handshake handshake;
  handshake.version_min = version_of(setup.version_min);
  handshake.version_max = version_of(setup.version_max);
  handshake.alpn = setup.alpn;
  handshake.alpn_selected = setup.alpn_selected;
  handshake.server_name = setup.server_name;
  handshake.requests_certificate = setup.requests_certificate;
  handshake.early_data_tickets = setup.early_data_tickets;
  handshake.hello = setup.hello;
  if (credentials) {
    handshake.ocsp_response = stapled_status(pki, *credentials, partner.certificate, setup.staple);
  }
  return handshake;
}

fakes::RequestAnswer answer_of(ContactAnswer answer) {
  switch (answer) {
    case ContactAnswer::Approve:
      return fakes::RequestAnswer::Approve;
    case ContactAnswer::Deny:
      return fakes::RequestAnswer::Deny;
    case ContactAnswer::Ignore:
      return fakes::RequestAnswer::Ignore;
  }
  return fakes::RequestAnswer::Approve;
}

std::vector<fakes::ContactSettings> contacts_of(const PartnerSetup& partner) {
  std::vector<fakes::ContactSettings> contacts;
  for (const ContactSetup& contact : partner.contacts) {
    contacts.push_back(
        {address_of(partner, contact), contact.resources, answer_of(contact.answers)});
  }
  return contacts;
}

fakes::PartnerSettings settings_of(const Setup& setup, std::size_t place, const fakes::Pki& pki) {
  const PartnerSetup& partner = setup.partners[place];
  const gateway::IpAddress address = partner_address(setup, place);
  fakes::PartnerSettings settings;
  settings.domain = partner.domain;
  settings.further_domains = partner.further_domains;
  settings.plain_endpoint = gateway::Endpoint{address, kPlainPort};
  settings.direct_endpoint = gateway::Endpoint{address, kDirectTlsPort};
  settings.gateway_domain = setup.gateway.domains.front();
  settings.tls = tls_of(partner.tls);
  settings.external = partner.external;
  settings.dialback = partner.dialback;
  settings.insists = partner.insists;
  settings.bidirectional = partner.bidirectional;
  settings.stream_management = partner.stream_management;
  settings.credentials = credentials_for(pki, partner.certificate, certified_domains_of(partner));
  settings.trust_anchors_pem = trust_anchors(pki);
  if (setup.gateway.certificate == Certificate::RevokedByCrl) {
    settings.revocation_lists = {
        revocation_list(pki, {setup.gateway.domains}, RevocationList::Current)};
  }
  settings.handshake = handshake_of(partner, settings.credentials, pki);
  settings.dialback_secret = "the secret of " + partner.domain;
  settings.authority = authority_of(partner.authority);
  settings.contacts = contacts_of(partner);
  return settings;
}

void deviate(const std::vector<Deviation>& deviations, fakes::PartnerSettings& settings) {
  for (const auto& [name, value] : deviations) {
    fakes::set_deviation(settings.deviations, name, value);
  }
}

/// The host that DNS names for the partner's domain, where that is not the partner's own.
fakes::PartnerSettings authority_settings_of(const Setup& setup, std::size_t place,
                                             const fakes::Pki& pki) {
  const PartnerSetup& partner = setup.partners[place];
  const AuthoritySetup& authority = partner.authority;
  fakes::PartnerSettings settings = settings_of(setup, place, pki);
  settings.plain_endpoint = gateway::Endpoint{authority_address(place), kPlainPort};
  settings.direct_endpoint = gateway::Endpoint{authority_address(place), kDirectTlsPort};
  if (authority.tls) settings.tls = tls_of(*authority.tls);
  if (authority.insists) settings.insists = *authority.insists;
  if (authority.certificate) {
    settings.credentials =
        credentials_for(pki, *authority.certificate, certified_domains_of(partner));
    PartnerSetup shown = partner;
    shown.certificate = *authority.certificate;
    settings.handshake = handshake_of(shown, settings.credentials, pki);
  }
  if (authority.host == AuthorityHost::Stranger) {
    settings.domain = "stranger.example";
    settings.further_domains.clear();
  }
  if (authority.verdict == Verdict::OtherSecret) settings.dialback_secret = "a stranger's secret";
  deviate(authority.deviations, settings);
  return settings;
}

std::optional<gateway::Error> add_partner(const std::string& name, const std::string& role,
                                          fakes::PartnerSettings settings, World& world) {
  fakes::TlsContexts contexts;
  auto client = world.tls_context(role, fakes::client_tls_settings(settings));
  if (!client) return client.error();
  contexts.client = *client;
  if (const auto server_settings = fakes::server_tls_settings(settings)) {
    auto server = world.tls_context(role, *server_settings);
    if (!server) return server.error();
    contexts.server = *server;
  }
  fakes::PartnerDependencies dependencies{world.entropy(name), std::move(contexts)};
  world.add_actor(name,
                  std::make_unique<fakes::Partner>(std::move(settings), std::move(dependencies)));
  return std::nullopt;
}

fakes::SipTransport transport_of(SipTransport transport) {
  switch (transport) {
    case SipTransport::Udp:
      return fakes::SipTransport::Udp;
    case SipTransport::Tcp:
      return fakes::SipTransport::Tcp;
    case SipTransport::Tls:
      return fakes::SipTransport::Tls;
  }
  return fakes::SipTransport::Tcp;
}

fakes::PoolSettings pool_settings_of(const Setup& setup, const fakes::Pki& pki) {
  fakes::PoolSettings settings;
  settings.host = pool_host(setup);
  settings.transport = transport_of(setup.pool.transport);
  settings.endpoint = {pool_address(), sip_port(setup.pool)};
  settings.gateway = {gateway_address(), sip_port(setup.pool)};
  settings.gateway_name = setup.gateway.domains.front();
  for (const UserSetup& user : setup.users) {
    fakes::PoolUser& known = settings.users.emplace_back();
    known.address = address_of(setup, user);
    for (const std::string& name : user.endpoints) {
      known.endpoints.emplace_back().endpoint = name;
    }
  }
  settings.trust_anchors_pem = trust_anchors(pki);
  settings.credentials = credentials_for(pki, Certificate::Valid, {settings.host});
  for (const auto& [name, value] : setup.pool.deviations) {
    fakes::set_pool_deviation(settings.deviations, name, value);
  }
  return settings;
}

std::optional<gateway::Error> add_pool(const Setup& setup, const fakes::Pki& pki, World& world) {
  const std::string name(kPool);
  fakes::PoolSettings settings = pool_settings_of(setup, pki);
  fakes::PoolDependencies dependencies{world.entropy(name), nullptr, nullptr};
  if (settings.transport == fakes::SipTransport::Tls) {
    auto client = world.tls_context(name, fakes::client_tls_settings(settings));
    if (!client) return client.error();
    auto server = world.tls_context(name, fakes::server_tls_settings(settings));
    if (!server) return server.error();
    dependencies.client_tls = *client;
    dependencies.server_tls = *server;
  }
  world.add_actor(name, std::make_unique<fakes::Pool>(std::move(settings), dependencies));
  return std::nullopt;
}

}  // namespace

std::optional<gateway::Error> add_cast(const Setup& setup, const fakes::Pki& pki, World& world) {
  for (std::size_t place = 0; place < setup.partners.size(); ++place) {
    const PartnerSetup& partner = setup.partners[place];
    fakes::PartnerSettings settings = settings_of(setup, place, pki);
    if (partner.authority.host != AuthorityHost::Own) {
      auto failure = add_partner(authority_host(partner), "authority",
                                 authority_settings_of(setup, place, pki), world);
      if (failure) return failure;
    }
    // Deviations are the partner's alone: who vouches elsewhere answers by its verdict.
    deviate(partner.deviations, settings);
    auto failure = add_partner(partner.domain, "partner", std::move(settings), world);
    if (failure) return failure;
  }
  if (!setup.users.empty()) return add_pool(setup, pki, world);
  return std::nullopt;
}

}  // namespace harness
