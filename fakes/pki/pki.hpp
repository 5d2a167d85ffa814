// A certificate authority for tests, minted at run time: no key or certificate lies in the
// repository, and none can expire there. Everything follows from the seed. Source: RFC 5280.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gateway/base/time.hpp"
#include "gateway/tls/tls_context.hpp"

namespace fakes {

enum class Issuer : std::uint8_t {
  Trusted,
  Untrusted,   // an authority that nobody lists
  SelfSigned,  // the leaf vouches for itself
};

enum class ChainShape : std::uint8_t {
  Direct,               // the root signs the leaf
  Intermediate,         // root, intermediate, leaf; the intermediate is sent along
  IntermediateMissing,  // the same, and it is not
  IntermediateIsNoCa,   // the intermediate is a mere leaf (CA:FALSE), sent along
  IntermediateExpired,  // it was valid until kPkiExpired, and is sent along
  // It may vouch for names under elsewhere.example alone (RFC 5280 4.2.1.10), and is sent along.
  IntermediateConstrained,
  IntermediateExpiresShortly,  // valid until kPkiShortly, and sent along
};

enum class KeyKind : std::uint8_t { P256, Rsa2048, Rsa1024 };
enum class Digest : std::uint8_t { Sha256, Sha1 };
enum class Purpose : std::uint8_t { ServerAuth, ClientAuth, CodeSigning, OcspSigning };

struct OtherName {
  std::string oid;   // dotted
  std::string text;  // a UTF8String
};

inline constexpr gateway::WallTime kPkiNotBefore =
    std::chrono::sys_days{std::chrono::year{2020} / 1 / 1};
inline constexpr gateway::WallTime kPkiNotAfter =
    std::chrono::sys_days{std::chrono::year{2049} / 12 / 31};
inline constexpr gateway::WallTime kPkiExpired =
    std::chrono::sys_days{std::chrono::year{2020} / 7 / 1};

/// A minute after simulated time begins (harness/sim): what ends while a stream is open.
inline constexpr gateway::WallTime kPkiShortly =
    std::chrono::sys_days{std::chrono::year{2026} / 1 / 1} + std::chrono::minutes(1);

/// What the certificate shall say. Names go in as they are: a wildcard is just a name, and a name
/// may hold a NUL.
struct CertificateRequest {
  std::vector<std::string> dns_names;       // A-labels
  std::vector<std::string> srv_names;       // "_xmpp-server.example.org"
  std::vector<std::string> xmpp_addresses;  // UTF-8
  std::vector<std::string> uris;            // "sip:example.org"
  std::vector<OtherName> other_names;
  std::string common_name;  // empty: the subject is empty but for an organisation
  Issuer issuer = Issuer::Trusted;
  ChainShape chain = ChainShape::Direct;
  gateway::WallTime not_before = kPkiNotBefore;
  gateway::WallTime not_after = kPkiNotAfter;
  std::vector<Purpose> purposes = {Purpose::ServerAuth, Purpose::ClientAuth};  // empty: no EKU
  KeyKind key = KeyKind::P256;
  Digest digest = Digest::Sha256;
  bool is_ca = false;           // basicConstraints CA:TRUE on the leaf
  std::string permitted_names;  // of an authority: nameConstraints, this domain; empty: none
  bool critical_extension = false;  // one that nobody knows (RFC 5280 4.2)
  bool must_staple = false;         // RFC 7633: its server staples a status
  std::size_t padding = 0;          // octets of a comment: a big certificate
  std::string remark;               // makes it another certificate, and says nothing
};

/// How a list of revoked certificates stands.
enum class ListKind : std::uint8_t {
  Current,
  Expired,  // until kPkiExpired
  Forged,   // signed by somebody else in the authority's name
};

/// What an OCSP response says of a certificate, or what is wrong with it.
enum class StatusKind : std::uint8_t {
  Good,
  Revoked,
  Unknown,
  GoodByDelegate,       // signed by whom the authority named for that (RFC 6960 4.2.2.2)
  GoodByWrongDelegate,  // the same, with a certificate that is not for that
  GoodByStranger,       // signed by an authority nobody trusts
  GoodOfOther,          // about another certificate
  GoodUntilShortly,     // until kPkiShortly
  Expired,              // good, until kPkiExpired
  NotYetValid,          // good, from the end of the certificate on
  TryLater,             // the responder has no answer
  Malformed,
};

enum class CertificateKind : std::uint8_t {
  None,
  Valid,
  Invalid,  // the right names, issued by an authority nobody trusts
};

/// Two authorities (P-256, 2020-01-01 to 2049-12-31), and what they issue. Equal requests to two
/// objects of one seed give equal PEM, in whatever order they are made. Issued certificates are
/// kept: asking again costs nothing. Not for several threads at once.
class Pki {
 public:
  explicit Pki(std::uint64_t seed);
  ~Pki();
  Pki(const Pki&) = delete;
  Pki& operator=(const Pki&) = delete;

  const std::string& trusted_root_pem() const;
  const std::string& untrusted_root_pem() const;

  gateway::Credentials issue(const CertificateRequest& request) const;

  /// The list of the trusted authority, PEM, with these certificates on it.
  std::string revocation_list(const std::vector<gateway::Credentials>& revoked,
                              ListKind kind) const;
  /// DER. @param leaf  issued by the trusted authority, directly
  std::string ocsp_response(const gateway::Credentials& leaf, StatusKind kind) const;

  /// For `domain` and every name right below it. @param domain  A-labels
  std::optional<gateway::Credentials> credentials(CertificateKind kind,
                                                  const std::string& domain) const;

 private:
  struct Mint;
  std::unique_ptr<Mint> mint_;
};

}  // namespace fakes
