// Translates a setup into facts, and decides whether docs/negotiation.md describes it completely.
#include "harness/run/facts_of.hpp"

#include <algorithm>
#include <array>

#include "harness/scenario/certificate_faults.hpp"
#include "harness/scenario/people.hpp"

namespace harness {
namespace {

/// Whether a revoked certificate is known to be depends on the list of who judges it.
bool is_unknown_to(Certificate certificate, RevocationList list) {
  if (certificate != Certificate::RevokedByCrl) return false;
  return list == RevocationList::None || list == RevocationList::Forged;
}

oracle::Certificate certificate_of(Certificate certificate, RevocationList list) {
  if (is_unknown_to(certificate, list)) return oracle::Certificate::Valid;
  if (certificate == Certificate::None) return oracle::Certificate::None;
  return proves_name(certificate) ? oracle::Certificate::Valid : oracle::Certificate::Invalid;
}

oracle::PartnerTls partner_tls_of(PartnerTls tls) {
  switch (tls) {
    case PartnerTls::None:
      return oracle::PartnerTls::None;
    case PartnerTls::StartTls:
      return oracle::PartnerTls::StartTls;
    case PartnerTls::Required:
      return oracle::PartnerTls::Required;
    case PartnerTls::Direct:
      return oracle::PartnerTls::Direct;
  }
  return oracle::PartnerTls::None;
}

oracle::Tls tls_of(gateway::Tls tls) {
  switch (tls) {
    case gateway::Tls::Required:
      return oracle::Tls::Required;
    case gateway::Tls::Optional:
      return oracle::Tls::Optional;
    case gateway::Tls::NotSupported:
      return oracle::Tls::NotSupported;
  }
  return oracle::Tls::Required;
}

oracle::Sasl sasl_of(gateway::Sasl sasl) {
  switch (sasl) {
    case gateway::Sasl::Required:
      return oracle::Sasl::Required;
    case gateway::Sasl::Optional:
      return oracle::Sasl::Optional;
    case gateway::Sasl::NotSupported:
      return oracle::Sasl::NotSupported;
  }
  return oracle::Sasl::Required;
}

oracle::Verdict verdict_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::Correct:
      return oracle::Verdict::Correct;
    case Verdict::Valid:
      return oracle::Verdict::Valid;
    case Verdict::Invalid:
      return oracle::Verdict::Invalid;
    case Verdict::Error:
      return oracle::Verdict::Error;
    case Verdict::Silence:
      return oracle::Verdict::Silence;
    case Verdict::Late:
      return oracle::Verdict::Late;
    case Verdict::WrongId:
      return oracle::Verdict::WrongId;
    case Verdict::CloseStream:
      return oracle::Verdict::CloseStream;
    case Verdict::OtherSecret:
      return oracle::Verdict::Invalid;
  }
  return oracle::Verdict::Correct;
}

std::vector<std::string> certified_domains_of(const PartnerSetup& partner) {
  if (!partner.certificate_domains.empty()) return partner.certificate_domains;
  std::vector<std::string> domains = partner.further_domains;
  domains.push_back(partner.domain);
  return domains;
}

oracle::AuthorityFacts authority_of(const PartnerSetup& partner, RevocationList list) {
  oracle::AuthorityFacts facts;
  facts.verdict = verdict_of(partner.authority.verdict);
  facts.error_condition = partner.authority.condition;
  facts.elsewhere = partner.authority.host != AuthorityHost::Own;
  facts.stranger = partner.authority.host == AuthorityHost::Stranger;
  facts.tls = partner_tls_of(partner.authority.tls.value_or(partner.tls));
  facts.certificate =
      certificate_of(partner.authority.certificate.value_or(partner.certificate), list);
  facts.insists = partner.authority.insists.value_or(partner.insists);
  return facts;
}

oracle::ScriptedStanza scripted(const SendStanzaStep& step) {
  const bool is_iq_result = step.kind == StanzaKind::Iq && step.type == "result";
  return {.id = step.id,
          .direction = step.sender == Sender::LocalUser ? oracle::Direction::Outbound
                                                        : oracle::Direction::Inbound,
          .from = step.from,
          .to = step.to,
          .body = step.body,
          .answerable = step.type != "error" && !is_iq_result};
}

/// Who insists ends TLS with the alert that fits; docs/negotiation.md names those of two.
bool has_named_alert(Certificate certificate) {
  return proves_name(certificate) || certificate == Certificate::None ||
         certificate == Certificate::Invalid;
}

/// A message that is nothing but a body.
bool is_message(const Step& step) {
  const auto* stanza = std::get_if<SendStanzaStep>(&step.action);
  return stanza != nullptr && stanza->kind == StanzaKind::Message && stanza->xml.empty();
}

/// Deviations that docs/negotiation.md speaks of, or that must change nothing.
bool is_foreseen(const Deviation& deviation) {
  const std::string& name = deviation.first;
  return name == "sasl_failure" || name == "header_style" || name == "extra_features";
}

oracle::Found found_by(DnsShape shape) {
  switch (shape) {
    case DnsShape::Srv:
    case DnsShape::DeadFirst:
    case DnsShape::TwoAddresses:
    case DnsShape::Slow:
    case DnsShape::Truncated:
      return oracle::Found::Published;
    case DnsShape::NoSrv:
      return oracle::Found::AtTheDomain;
    case DnsShape::NotFound:
    case DnsShape::ServFail:
    case DnsShape::NoService:
      return oracle::Found::Nowhere;
    case DnsShape::AllDead:
      return oracle::Found::NobodyThere;
  }
  return oracle::Found::Published;
}

std::string sasl_failure_of(const PartnerSetup& partner) {
  for (const auto& [name, value] : partner.deviations) {
    if (name == "sasl_failure") return value;
  }
  return {};
}

/// One partner as the gateway's table knows it, one message, nothing else going on.
bool is_described(const Setup& setup) {
  const PartnerSetup& partner = setup.partners.front();
  const GatewaySetup& gateway = setup.gateway;
  return setup.partners.size() == 1 && setup.steps.size() == 1 && is_message(setup.steps.front()) &&
         setup.dns.empty() && setup.network.unreachable.empty() &&
         setup.network.black_holes.empty() && partner.listed &&
         std::all_of(partner.deviations.begin(), partner.deviations.end(), is_foreseen) &&
         partner.handshake == HandshakeSetup{} && partner.authority.deviations.empty() &&
         partner.certificate_domains.empty() && partner.further_domains.empty() &&
         gateway.additional_domains.empty() &&
         (!partner.insists || has_named_alert(gateway.certificate)) &&
         gateway.domains.size() == 1 && !gateway.proxy_fqdn && gateway.limits.empty() &&
         !(gateway.dnssec && partner.signed_zone);
}

bool may_lose_stanzas(const Setup& setup) {
  const auto disturbs = [](const Step& step) {
    return std::holds_alternative<FallSilentStep>(step.action) ||
           std::holds_alternative<CloseStreamsStep>(step.action) ||
           std::holds_alternative<BreakConnectionsStep>(step.action) ||
           std::holds_alternative<SendOctetsStep>(step.action);
  };
  return std::any_of(setup.steps.begin(), setup.steps.end(), disturbs);
}

/// These leave the offer and its acceptance as they are.
bool leaves_management_alone(const Deviation& deviation) {
  const std::string& name = deviation.first;
  return name.starts_with("acks_") || name == "enable_ignored" || name == "abort_at_stanza";
}

/// Whatever becomes of the connection, what was sent is then accounted for (XEP-0198). Not so on a
/// stream of the partner's (XEP-0288): it is the partner who enables it there, if that arrives.
bool acknowledges(const Setup& setup) {
  return setup.gateway.stream_management && !setup.gateway.bidirectional &&
         std::all_of(setup.partners.begin(), setup.partners.end(), [](const PartnerSetup& partner) {
           return partner.stream_management &&
                  std::all_of(partner.deviations.begin(), partner.deviations.end(),
                              leaves_management_alone);
         });
}

bool bidirectional_is_foreseeable(const Setup& setup) {
  return setup.partners.size() == 1 && setup.partners.front().deviations.empty() &&
         std::none_of(setup.steps.begin(), setup.steps.end(), [](const Step& step) {
           return std::holds_alternative<SendOctetsStep>(step.action);
         });
}

/// Without users there is no pool, and nothing to tell of.
std::vector<std::string> directory_of(const Setup& setup) {
  std::vector<std::string> directory;
  if (setup.users.empty()) return directory;
  for (const PartnerSetup& partner : setup.partners) {
    if (!partner.listed) continue;
    const auto type = partner.type.value_or(setup.gateway.type);
    std::string additional;
    for (const std::string& domain : setup.gateway.additional_domains) additional += domain + " ";
    directory.push_back("<partner domain='" + partner.domain + "' type='" +
                        std::string(gateway::to_string(type)) + "' additional='" + additional +
                        "'/>");
  }
  for (const UserSetup& user : setup.users) {
    const std::string address = address_of(setup, user);
    directory.push_back(
        to_text(ChangeUser{address, gateway::UserStanding{user.home, user.access}}));
    for (const ChangeContact& entry : list_of(setup, user)) directory.push_back(to_text(entry));
  }
  return directory;
}

/// People's first word to somebody on the other side; partners that only open streams are inbound.
oracle::Direction direction_of_deeds(const Setup& setup) {
  constexpr std::array kWords = {Deed::Adds, Deed::Watches, Deed::AsksFor,       Deed::Probes,
                                 Deed::Says, Deed::Types,   Deed::SaysForReceipt};
  for (const Step& step : setup.steps) {
    const auto* deed = std::get_if<DeedStep>(&step.action);
    if (deed == nullptr || std::ranges::find(kWords, deed->deed) == kWords.end()) continue;
    const auto person = find_person(setup, deed->who);
    const bool of_user = person && person->user != nullptr;
    return of_user ? oracle::Direction::Outbound : oracle::Direction::Inbound;
  }
  return oracle::Direction::Inbound;
}

}  // namespace

oracle::Facts facts_of(const Setup& setup) {
  const PartnerSetup& partner = setup.partners.front();
  const RevocationList list = setup.gateway.revocation_list;
  oracle::Facts facts;
  facts.our_domains = setup.gateway.domains;
  facts.row = {tls_of(setup.gateway.tls), sasl_of(setup.gateway.sasl), setup.gateway.dialback};
  // A partner knows the list its authority publishes.
  facts.own_certificate = certificate_of(setup.gateway.certificate, RevocationList::Current);
  facts.require_trusted_certificate = setup.gateway.require_trusted_certificate;
  facts.listens_direct_tls = setup.gateway.listen_direct_tls;
  facts.multiplex_targets = setup.gateway.multiplex_targets;
  facts.certificate_answers_dialback = setup.gateway.certificate_answers_dialback;
  facts.profile = setup.gateway.profile == gateway::DialbackProfile::Lync2013
                      ? oracle::Profile::Lync2013
                      : oracle::Profile::Xep0220;
  facts.partner = {.domain = partner.domain,
                   .additional_domains = setup.gateway.additional_domains,
                   .tls = partner_tls_of(partner.tls),
                   .external = partner.external,
                   .dialback = partner.dialback,
                   .certificate = certificate_of(partner.certificate, list),
                   .certified_domains = certified_domains_of(partner),
                   .certificate_as_client = {},
                   .insists = partner.insists,
                   .found = found_by(partner.dns),
                   .sasl_failure = sasl_failure_of(partner)};
  if (partner.certificate == Certificate::RevokedByOcsp ||
      partner.certificate == Certificate::MustStaple) {
    facts.partner.certificate_as_client = oracle::Certificate::Valid;
  }
  facts.authority = authority_of(partner, list);
  for (const Step& step : setup.steps) {
    const auto* stanza = std::get_if<SendStanzaStep>(&step.action);
    if (stanza != nullptr && stanza->kind != StanzaKind::Raw) {
      facts.stanzas.push_back(scripted(*stanza));
    }
  }
  facts.direction =
      facts.stanzas.empty() ? direction_of_deeds(setup) : facts.stanzas.front().direction;
  facts.directory = directory_of(setup);
  facts.partner_is_correct = is_described(setup);
  facts.may_lose_stanzas = may_lose_stanzas(setup);
  facts.acknowledges = acknowledges(setup);
  facts.gateway_bidirectional = setup.gateway.bidirectional;
  facts.partner_bidirectional = partner.bidirectional;
  facts.bidirectional_is_foreseeable = bidirectional_is_foreseeable(setup);
  return facts;
}

oracle::Expectation expectation_of(const ExpectedOutcome& outcome) {
  return {.configuration = outcome.configuration,
          .method = outcome.method,
          .stage = outcome.stage,
          .closed_by = outcome.closed_by,
          .condition = outcome.condition,
          .to_partner = outcome.to_partner,
          .to_gateway = outcome.to_gateway};
}

}  // namespace harness
