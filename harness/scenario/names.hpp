// The words a scenario uses for enumerations; one table each for reading,
// writing and the schema.
#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "harness/scenario/certificate_faults.hpp"
#include "harness/scenario/model.hpp"

namespace harness {

template <class E>
using Name = std::pair<std::string_view, E>;

inline constexpr auto kCertificateNames = [] {
  std::array<Name<Certificate>, kCertificateFaults.size()> names;
  for (std::size_t i = 0; i < names.size(); ++i) {
    names[i] = {kCertificateFaults[i].name, kCertificateFaults[i].certificate};
  }
  return names;
}();
inline constexpr std::array<Name<RevocationList>, 4> kRevocationListNames{
    {{"none", RevocationList::None},
     {"current", RevocationList::Current},
     {"expired", RevocationList::Expired},
     {"forged", RevocationList::Forged}}};
inline constexpr std::array<Name<Staple>, 13> kStapleNames{
    {{"own", Staple::Own},
     {"good", Staple::Good},
     {"good-by-delegate", Staple::GoodByDelegate},
     {"good-by-wrong-delegate", Staple::GoodByWrongDelegate},
     {"good-by-stranger", Staple::GoodByStranger},
     {"good-of-other", Staple::GoodOfOther},
     {"good-until-shortly", Staple::GoodUntilShortly},
     {"revoked", Staple::Revoked},
     {"unknown", Staple::Unknown},
     {"expired", Staple::Expired},
     {"not-yet-valid", Staple::NotYetValid},
     {"try-later", Staple::TryLater},
     {"malformed", Staple::Malformed}}};
inline constexpr std::array<Name<TlsVersion>, 2> kTlsVersionNames{
    {{"1.2", TlsVersion::Tls12}, {"1.3", TlsVersion::Tls13}}};
inline constexpr std::array<Name<PartnerTls>, 4> kPartnerTlsNames{
    {{"none", PartnerTls::None},
     {"starttls", PartnerTls::StartTls},
     {"required", PartnerTls::Required},
     {"direct", PartnerTls::Direct}}};
inline constexpr std::array<Name<gateway::Tls>, 3> kTlsNames{
    {{"required", gateway::Tls::Required},
     {"optional", gateway::Tls::Optional},
     {"not-supported", gateway::Tls::NotSupported}}};
inline constexpr std::array<Name<gateway::Sasl>, 3> kSaslNames{
    {{"required", gateway::Sasl::Required},
     {"optional", gateway::Sasl::Optional},
     {"not-supported", gateway::Sasl::NotSupported}}};
inline constexpr std::array<Name<gateway::DialbackProfile>, 2> kProfileNames{
    {{"xep0220", gateway::DialbackProfile::Xep0220},
     {"lync2013", gateway::DialbackProfile::Lync2013}}};
inline constexpr std::array<Name<gateway::PartnerType>, 3> kPartnerTypeNames{
    {{"federated", gateway::PartnerType::Federated},
     {"public-verified", gateway::PartnerType::PublicVerified},
     {"public-unverified", gateway::PartnerType::PublicUnverified}}};
inline constexpr std::array<Name<gateway::Home>, 3> kHomeNames{
    {{"pool", gateway::Home::Pool},
     {"branch-appliance", gateway::Home::BranchAppliance},
     {"legacy", gateway::Home::LegacyDeployment}}};
inline constexpr std::array<Name<gateway::ExternalAccess>, 4> kAccessNames{
    {{"both", {.federation = true, .xmpp = true}},
     {"none", {.federation = false, .xmpp = false}},
     {"federation-only", {.federation = true, .xmpp = false}},
     {"xmpp-only", {.federation = false, .xmpp = true}}}};
inline constexpr std::array<Name<SipTransport>, 3> kSipTransportNames{
    {{"udp", SipTransport::Udp}, {"tcp", SipTransport::Tcp}, {"tls", SipTransport::Tls}}};
inline constexpr std::array<Name<ContactAnswer>, 3> kContactAnswerNames{
    {{"approve", ContactAnswer::Approve},
     {"deny", ContactAnswer::Deny},
     {"ignore", ContactAnswer::Ignore}}};
inline constexpr std::array<Name<AuthorityHost>, 3> kAuthorityHostNames{
    {{"own", AuthorityHost::Own},
     {"elsewhere", AuthorityHost::Elsewhere},
     {"stranger", AuthorityHost::Stranger}}};
inline constexpr std::array<Name<DnsShape>, 10> kDnsShapeNames{
    {{"srv", DnsShape::Srv},
     {"no-srv", DnsShape::NoSrv},
     {"dead-first", DnsShape::DeadFirst},
     {"two-addresses", DnsShape::TwoAddresses},
     {"slow", DnsShape::Slow},
     {"truncated", DnsShape::Truncated},
     {"not-found", DnsShape::NotFound},
     {"servfail", DnsShape::ServFail},
     {"no-service", DnsShape::NoService},
     {"all-dead", DnsShape::AllDead}}};
inline constexpr std::array<Name<Passphrase>, 2> kPassphraseNames{
    {{"configured", Passphrase::Configured}, {"random", Passphrase::Random}}};
inline constexpr std::array<Name<Verdict>, 9> kVerdictNames{
    {{"correct", Verdict::Correct},
     {"valid", Verdict::Valid},
     {"invalid", Verdict::Invalid},
     {"error", Verdict::Error},
     {"silence", Verdict::Silence},
     {"late", Verdict::Late},
     {"wrong-id", Verdict::WrongId},
     {"close-stream", Verdict::CloseStream},
     {"other-secret", Verdict::OtherSecret}}};
inline constexpr std::array<Name<DnsMood>, 8> kDnsMoodNames{{{"normal", DnsMood::Normal},
                                                             {"nxdomain", DnsMood::NxDomain},
                                                             {"nodata", DnsMood::NoData},
                                                             {"servfail", DnsMood::ServFail},
                                                             {"silent", DnsMood::Silent},
                                                             {"truncated", DnsMood::Truncated},
                                                             {"refused", DnsMood::Refused},
                                                             {"bogus", DnsMood::Bogus}}};
inline constexpr std::array<Name<ChunkSize>, 3> kChunkSizeNames{
    {{"whole", ChunkSize::Whole},
     {"one-byte", ChunkSize::OneByte},
     {"coalesced", ChunkSize::Coalesced}}};

/// The word for `value`; "?" if the table does not know it.
template <class Table, class E>
constexpr std::string_view name_of(const Table& table, E value) {
  for (const auto& [name, candidate] : table) {
    if (candidate == value) return name;
  }
  return "?";
}

}  // namespace harness
