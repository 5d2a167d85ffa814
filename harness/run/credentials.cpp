// What each certificate of a scenario says: its names, its chain, its dates, its use.
#include "harness/run/credentials.hpp"

#include <algorithm>
#include <utility>

#include "fakes/pki/pki.hpp"
#include "harness/run/addresses.hpp"

namespace harness {
namespace {

using fakes::CertificateRequest;
using fakes::ChainShape;
using fakes::Issuer;
using fakes::Purpose;

constexpr std::size_t kCommonNameMax = 64;  // RFC 5280 A.1: ub-common-name

std::string upper_case(std::string name) {
  for (char& c : name) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return name;
}

/// Everything behind the first label, with its dot.
std::string behind_first_label(const std::string& name) {
  return name.substr(std::min(name.find('.'), name.size()));
}

/// Puts what `change` makes of each right name in its place.
template <class Change>
void rename(CertificateRequest& request, Change change) {
  for (std::string& name : request.dns_names) name = change(name);
}

/// The right names, moved out of the dNSNames, each with a prefix.
std::vector<std::string> moved_names(CertificateRequest& request, const std::string& prefix) {
  rename(request, [&](const std::string& name) { return prefix + name; });
  return std::exchange(request.dns_names, {});
}

using Recipe = void (*)(CertificateRequest&);
using R = CertificateRequest;

/// How the request for a right certificate is spoilt, or varied. The order is that of the words.
constexpr std::pair<Certificate, Recipe> kRecipes[] = {
    {Certificate::Invalid, [](R& r) { r.issuer = Issuer::Untrusted; }},
    {Certificate::Expired, [](R& r) { r.not_after = fakes::kPkiExpired; }},
    {Certificate::NotYetValid,
     [](R& r) { r.not_before = fakes::kPkiNotAfter - std::chrono::hours(24); }},
    {Certificate::OtherHost,
     [](R& r) {
       r.dns_names = {"other.example"};
       r.common_name = "other.example";
     }},
    {Certificate::UntrustedRoot, [](R& r) { r.issuer = Issuer::Untrusted; }},
    {Certificate::SelfSigned, [](R& r) { r.issuer = Issuer::SelfSigned; }},
    {Certificate::MissingIntermediate, [](R& r) { r.chain = ChainShape::IntermediateMissing; }},
    {Certificate::IntermediateValid, [](R& r) { r.chain = ChainShape::Intermediate; }},
    {Certificate::IntermediateIsNoCa, [](R& r) { r.chain = ChainShape::IntermediateIsNoCa; }},
    {Certificate::IntermediateExpired, [](R& r) { r.chain = ChainShape::IntermediateExpired; }},
    {Certificate::NameConstraints, [](R& r) { r.chain = ChainShape::IntermediateConstrained; }},
    {Certificate::ServerOnlyEku, [](R& r) { r.purposes = {Purpose::ServerAuth}; }},
    {Certificate::CodeSigningEku, [](R& r) { r.purposes = {Purpose::CodeSigning}; }},
    {Certificate::NoSanRightCn, [](R& r) { r.dns_names.clear(); }},
    {Certificate::CnBesideSan, [](R& r) { r.dns_names = {"other.example"}; }},
    {Certificate::WildcardOneLabel,
     [](R& r) { rename(r, [](auto& name) { return "*" + behind_first_label(name); }); }},
    {Certificate::WildcardTooDeep, [](R& r) { rename(r, [](auto& name) { return "*." + name; }); }},
    {Certificate::WildcardPartial,
     [](R& r) {
       rename(r, [](auto& name) { return name.substr(0, 1) + "*" + behind_first_label(name); });
     }},
    {Certificate::SrvNameOnly, [](R& r) { r.srv_names = moved_names(r, "_xmpp-server."); }},
    {Certificate::SrvNameClientService,
     [](R& r) { r.srv_names = moved_names(r, "_xmpp-client."); }},
    {Certificate::XmppAddrOnly, [](R& r) { r.xmpp_addresses = moved_names(r, ""); }},
    {Certificate::NulInName,
     [](R& r) { rename(r, [](auto& name) { return name + '\0' + ".other.example"; }); }},
    {Certificate::UpperCase, [](R& r) { rename(r, upper_case); }},
    {Certificate::Rsa2048, [](R& r) { r.key = fakes::KeyKind::Rsa2048; }},
    {Certificate::Rsa1024, [](R& r) { r.key = fakes::KeyKind::Rsa1024; }},
    {Certificate::Sha1, [](R& r) { r.digest = fakes::Digest::Sha1; }},
    {Certificate::CaTrueLeaf, [](R& r) { r.is_ca = true; }},
    {Certificate::CriticalExtension, [](R& r) { r.critical_extension = true; }},
    {Certificate::XmppAddrOfUser, [](R& r) { r.xmpp_addresses = moved_names(r, "admin@"); }},
    {Certificate::ServiceHostOnly,
     [](R& r) { rename(r, [](auto& name) { return "xmpp." + name; }); }},
    {Certificate::MustStaple, [](R& r) { r.must_staple = true; }},
    {Certificate::RevokedByOcsp, [](R& r) { r.remark = "revoked by OCSP"; }},
    {Certificate::RevokedByCrl, [](R& r) { r.remark = "revoked by CRL"; }},
    {Certificate::ExpiresShortly, [](R& r) { r.not_after = fakes::kPkiShortly; }},
    {Certificate::IntermediateExpiresShortly,
     [](R& r) { r.chain = ChainShape::IntermediateExpiresShortly; }},
    {Certificate::NinetyKilobytes, [](R& r) { r.padding = 90'000; }},
    {Certificate::HundredAndTenKilobytes, [](R& r) { r.padding = 110'000; }},
};

CertificateRequest request_for(Certificate certificate, const std::vector<std::string>& domains) {
  CertificateRequest request;
  for (const std::string& domain : domains) {
    request.dns_names.push_back(certificate == Certificate::IdnULabel ? domain : a_labels(domain));
  }
  if (domains.front().size() <= kCommonNameMax) request.common_name = domains.front();
  for (const auto& [spoilt, recipe] : kRecipes) {
    if (spoilt == certificate) recipe(request);
  }
  return request;
}

}  // namespace

std::optional<gateway::Credentials> credentials_for(const fakes::Pki& pki, Certificate certificate,
                                                    const std::vector<std::string>& domains) {
  if (certificate == Certificate::None) return std::nullopt;
  const bool plain = certificate == Certificate::Valid || certificate == Certificate::Invalid;
  if (plain && domains.size() == 1) {
    const bool valid = certificate == Certificate::Valid;
    return pki.credentials(valid ? fakes::CertificateKind::Valid : fakes::CertificateKind::Invalid,
                           a_labels(domains.front()));
  }
  return pki.issue(request_for(certificate, domains));
}

std::string revocation_list(const fakes::Pki& pki, const std::vector<RevokedHolder>& holders,
                            RevocationList kind) {
  std::vector<gateway::Credentials> revoked;
  for (const RevokedHolder& domains : holders) {
    revoked.push_back(*credentials_for(pki, Certificate::RevokedByCrl, domains));
  }
  switch (kind) {
    case RevocationList::None:
    case RevocationList::Current:
      return pki.revocation_list(revoked, fakes::ListKind::Current);
    case RevocationList::Expired:
      return pki.revocation_list(revoked, fakes::ListKind::Expired);
    case RevocationList::Forged:
      return pki.revocation_list(revoked, fakes::ListKind::Forged);
  }
  return {};
}

std::string stapled_status(const fakes::Pki& pki, const gateway::Credentials& leaf,
                           Certificate certificate, Staple staple) {
  using fakes::StatusKind;
  static constexpr std::pair<Staple, StatusKind> kKinds[] = {
      {Staple::Good, StatusKind::Good},
      {Staple::GoodByDelegate, StatusKind::GoodByDelegate},
      {Staple::GoodByWrongDelegate, StatusKind::GoodByWrongDelegate},
      {Staple::GoodByStranger, StatusKind::GoodByStranger},
      {Staple::GoodOfOther, StatusKind::GoodOfOther},
      {Staple::GoodUntilShortly, StatusKind::GoodUntilShortly},
      {Staple::Revoked, StatusKind::Revoked},
      {Staple::Unknown, StatusKind::Unknown},
      {Staple::Expired, StatusKind::Expired},
      {Staple::NotYetValid, StatusKind::NotYetValid},
      {Staple::TryLater, StatusKind::TryLater},
      {Staple::Malformed, StatusKind::Malformed},
  };
  if (staple == Staple::Own) {
    if (certificate != Certificate::RevokedByOcsp) return {};
    staple = Staple::Revoked;
  }
  for (const auto& [name, kind] : kKinds) {
    if (name == staple) return pki.ocsp_response(leaf, kind);
  }
  return {};
}

const std::string& issuer_of(const fakes::Pki& pki, Certificate certificate) {
  const bool untrusted =
      certificate == Certificate::Invalid || certificate == Certificate::UntrustedRoot;
  return untrusted ? pki.untrusted_root_pem() : pki.trusted_root_pem();
}

const std::string& trust_anchors(const fakes::Pki& pki) { return pki.trusted_root_pem(); }

}  // namespace harness
