// The two authorities, and the store of what they issued. Each key and certificate draws from a
// random stream named after its request, so that the order of requests does not matter.
#include "fakes/pki/pki.hpp"

#include <map>
#include <utility>

#include "fakes/pki/minting.hpp"
#include "fakes/pki/revocation.hpp"
#include "fakes/pki/seeded_entropy.hpp"
#include "gateway/tls/crypto_context.hpp"
#include "gateway/tls/pem.hpp"

namespace fakes {
namespace {

using gateway::CertificateHandle;
using gateway::KeyHandle;

/// Unambiguous: every part carries its length.
class Description {
 public:
  Description& add(const std::string& part) {
    text_ += std::to_string(part.size()) + ':' + part;
    return *this;
  }
  template <class Number>
  Description& add_number(Number number) {
    return add(std::to_string(static_cast<long long>(number)));
  }
  Description& add_list(const std::vector<std::string>& list) {
    add_number(list.size());
    for (const std::string& part : list) add(part);
    return *this;
  }
  std::string text() && { return std::move(text_); }

 private:
  std::string text_;
};

std::string describe(const CertificateRequest& request) {
  Description out;
  out.add_list(request.dns_names).add_list(request.srv_names).add_list(request.xmpp_addresses);
  out.add_number(request.other_names.size());
  for (const OtherName& name : request.other_names) out.add(name.oid).add(name.text);
  out.add(request.common_name);
  out.add_number(request.issuer).add_number(request.chain);
  out.add_number(request.not_before.time_since_epoch().count());
  out.add_number(request.not_after.time_since_epoch().count());
  out.add_number(request.purposes.size());
  for (const Purpose purpose : request.purposes) out.add_number(purpose);
  out.add_number(request.key).add_number(request.digest).add_number(request.is_ca);
  out.add(request.permitted_names);
  out.add_number(request.critical_extension).add_number(request.must_staple);
  out.add_number(request.padding).add(request.remark);
  if (!request.uris.empty()) out.add_list(request.uris);
  return std::move(out).text();
}

/// What an authority is called, and what its certificate says.
struct AuthorityKind {
  std::string name;
  Standing standing = Standing::Authority;
  CertificateRequest request{};
};

AuthorityKind intermediate_kind(ChainShape shape) {
  AuthorityKind kind{.name = "intermediate"};
  switch (shape) {
    case ChainShape::Direct:
    case ChainShape::Intermediate:
    case ChainShape::IntermediateMissing:
      break;
    case ChainShape::IntermediateIsNoCa:
      kind.name = "intermediate that is no authority";
      kind.standing = Standing::FalseAuthority;
      break;
    case ChainShape::IntermediateExpired:
      kind.name = "intermediate that expired";
      kind.request.not_after = kPkiExpired;
      break;
    case ChainShape::IntermediateExpiresShortly:
      kind.name = "intermediate that expires shortly";
      kind.request.not_after = kPkiShortly;
      break;
    case ChainShape::IntermediateConstrained:
      kind.name = "intermediate for elsewhere";
      kind.request.permitted_names = "elsewhere.example";
      break;
  }
  return kind;
}

struct Authority {
  KeyHandle key;
  CertificateHandle certificate;
  std::string pem;
  Signer signer() const { return {certificate.get(), key.get()}; }
};

}  // namespace

struct Pki::Mint {
  std::uint64_t seed;
  SeededEntropy entropy;
  std::shared_ptr<gateway::CryptoContext> crypto;  // after `entropy`, from which it draws
  Authority trusted;
  Authority untrusted;
  std::map<std::pair<Issuer, ChainShape>, Authority> intermediates;
  std::map<std::string, gateway::Credentials> issued;
  std::map<std::string, std::string> statements;  // of revocation, by what they are about

  explicit Mint(std::uint64_t from_seed);
  void draw_for(const std::string& purpose) { entropy = SeededEntropy(seed, purpose); }
  Authority found_authority(AuthorityKind kind, const Authority* parent);
  const Authority& root(Issuer issuer) const;
  const Authority& signer_of(const CertificateRequest& request);
  gateway::Credentials mint(const CertificateRequest& request, const std::string& description);
  std::string ocsp_response(const std::string& key, const gateway::Credentials& leaf,
                            StatusKind kind);
};

Pki::Mint::Mint(std::uint64_t from_seed)
    : seed(from_seed),
      entropy(from_seed),
      crypto(gateway::CryptoContext::with_injected_randomness()) {
  crypto->use_entropy(entropy);
  trusted = found_authority({.name = "trusted root"}, nullptr);
  untrusted = found_authority({.name = "untrusted root"}, nullptr);
}

Authority Pki::Mint::found_authority(AuthorityKind kind, const Authority* parent) {
  draw_for(kind.name);
  Authority out;
  out.key = generate_key(crypto->library(), KeyKind::P256);
  kind.request.common_name = kind.name;
  const Signer signer = parent != nullptr ? parent->signer() : Signer{nullptr, out.key.get()};
  out.certificate =
      mint_certificate(crypto->library(), kind.request, kind.standing, out.key.get(), signer);
  out.pem = to_pem(out.certificate.get());
  return out;
}

const Authority& Pki::Mint::root(Issuer issuer) const {
  return issuer == Issuer::Untrusted ? untrusted : trusted;
}

const Authority& Pki::Mint::signer_of(const CertificateRequest& request) {
  if (request.chain == ChainShape::Direct) return root(request.issuer);
  // Sent or not, it is the same intermediate.
  const bool missing = request.chain == ChainShape::IntermediateMissing;
  const auto key = std::pair(request.issuer, missing ? ChainShape::Intermediate : request.chain);
  const auto found = intermediates.find(key);
  if (found != intermediates.end()) return found->second;
  AuthorityKind kind = intermediate_kind(key.second);
  kind.name = (request.issuer == Issuer::Untrusted ? "untrusted " : "trusted ") + kind.name;
  Authority made = found_authority(std::move(kind), &root(request.issuer));
  return intermediates.emplace(key, std::move(made)).first->second;
}

gateway::Credentials Pki::Mint::mint(const CertificateRequest& request,
                                     const std::string& description) {
  const Authority* authority = request.issuer == Issuer::SelfSigned ? nullptr : &signer_of(request);
  draw_for("leaf " + description);
  const KeyHandle key = generate_key(crypto->library(), request.key);
  const Signer signer = authority != nullptr ? authority->signer() : Signer{nullptr, key.get()};
  const CertificateHandle leaf =
      mint_certificate(crypto->library(), request, Standing::Leaf, key.get(), signer);

  gateway::Credentials out{to_pem(leaf.get()), to_pem(key.get())};
  const bool sends_intermediate =
      request.chain != ChainShape::Direct && request.chain != ChainShape::IntermediateMissing;
  if (authority != nullptr && sends_intermediate) out.chain_pem += authority->pem;
  return out;
}

std::string Pki::Mint::ocsp_response(const std::string& key, const gateway::Credentials& leaf,
                                     StatusKind kind) {
  const bool delegated = kind == StatusKind::GoodByDelegate;
  gateway::Credentials delegate;
  if (delegated || kind == StatusKind::GoodByWrongDelegate) {
    CertificateRequest request;
    request.common_name = "responder";
    request.purposes = {delegated ? Purpose::OcspSigning : Purpose::ServerAuth};
    delegate = mint(request, "delegate " + key);
  }
  draw_for(key);
  OSSL_LIB_CTX* const library = crypto->library();
  const CertificateHandle subject = from_pem(library, leaf.chain_pem);
  if (!delegate.chain_pem.empty()) {
    const CertificateHandle responder = from_pem(library, delegate.chain_pem);
    const KeyHandle responder_key = gateway::read_private_key(library, delegate.private_key_pem);
    return mint_ocsp_response(subject.get(), trusted.certificate.get(),
                              {responder.get(), responder_key.get()}, kind);
  }
  const Authority& signer = kind == StatusKind::GoodByStranger ? untrusted : trusted;
  return mint_ocsp_response(subject.get(), trusted.certificate.get(), signer.signer(), kind);
}

Pki::Pki(std::uint64_t seed) : mint_(std::make_unique<Mint>(seed)) {}
Pki::~Pki() = default;

const std::string& Pki::trusted_root_pem() const { return mint_->trusted.pem; }
const std::string& Pki::untrusted_root_pem() const { return mint_->untrusted.pem; }

gateway::Credentials Pki::issue(const CertificateRequest& request) const {
  const std::string description = describe(request);
  const auto found = mint_->issued.find(description);
  if (found != mint_->issued.end()) return found->second;
  return mint_->issued.emplace(description, mint_->mint(request, description)).first->second;
}

std::string Pki::revocation_list(const std::vector<gateway::Credentials>& revoked,
                                 ListKind kind) const {
  Description description;
  description.add("list").add_number(kind);
  for (const gateway::Credentials& leaf : revoked) description.add(leaf.chain_pem);
  const std::string key = std::move(description).text();
  const auto found = mint_->statements.find(key);
  if (found != mint_->statements.end()) return found->second;
  mint_->draw_for(key);
  const Authority& signer = kind == ListKind::Forged ? mint_->untrusted : mint_->trusted;
  RevokedCertificates certificates;
  for (const gateway::Credentials& leaf : revoked) {
    certificates.push_back(from_pem(mint_->crypto->library(), leaf.chain_pem));
  }
  std::string list =
      mint_revocation_list(mint_->crypto->library(), mint_->trusted.certificate.get(),
                           signer.key.get(), certificates, kind);
  return mint_->statements.emplace(key, std::move(list)).first->second;
}

std::string Pki::ocsp_response(const gateway::Credentials& leaf, StatusKind kind) const {
  Description description;
  description.add("status").add_number(kind).add(leaf.chain_pem);
  const std::string key = std::move(description).text();
  const auto found = mint_->statements.find(key);
  if (found != mint_->statements.end()) return found->second;
  std::string response = mint_->ocsp_response(key, leaf, kind);
  return mint_->statements.emplace(key, std::move(response)).first->second;
}

std::optional<gateway::Credentials> Pki::credentials(CertificateKind kind,
                                                     const std::string& domain) const {
  if (kind == CertificateKind::None) return std::nullopt;
  CertificateRequest request;
  request.dns_names = {domain, "*." + domain};
  request.common_name = domain.size() <= 64 ? domain : "";  // RFC 5280 A.1: ub-common-name
  request.issuer = kind == CertificateKind::Valid ? Issuer::Trusted : Issuer::Untrusted;
  return issue(request);
}

}  // namespace fakes
