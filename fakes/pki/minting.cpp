// Building certificates field by field. Sources: RFC 5280 4.1-4.2, RFC 4985 2, RFC 6120 13.7.1.4.
#include "fakes/pki/minting.hpp"

#include <openssl/bn.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <ctime>
#include <stdexcept>

namespace fakes {
namespace {

void require(bool done, const char* what) {
  if (!done) throw std::runtime_error(std::string("test PKI: ") + what);
}

void add_text(X509_NAME* name, const char* field, const std::string& text) {
  require(X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8,
                                     reinterpret_cast<const unsigned char*>(text.data()),
                                     static_cast<int>(text.size()), -1, 0) == 1,
          "subject");
}

void add_extension(X509* certificate, X509* issuer, int id, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, id, value);
  require(extension != nullptr, value);
  const bool added = X509_add_ext(certificate, extension, -1) == 1;
  X509_EXTENSION_free(extension);
  require(added, value);
}

ASN1_STRING* new_string(int type, const std::string& octets) {
  ASN1_STRING* text = ASN1_STRING_type_new(type);
  require(
      text != nullptr && ASN1_STRING_set(text, octets.data(), static_cast<int>(octets.size())) == 1,
      "string");
  return text;
}

void add_name(GENERAL_NAMES* names, int type, const std::string& name) {
  GENERAL_NAME* entry = GENERAL_NAME_new();
  GENERAL_NAME_set0_value(entry, type, new_string(V_ASN1_IA5STRING, name));
  sk_GENERAL_NAME_push(names, entry);
}

void add_other_name(GENERAL_NAMES* names, const char* oid, int type, const std::string& text) {
  GENERAL_NAME* entry = GENERAL_NAME_new();
  ASN1_TYPE* value = ASN1_TYPE_new();
  ASN1_TYPE_set(value, type, new_string(type, text));
  ASN1_OBJECT* object = OBJ_txt2obj(oid, 1);
  require(object != nullptr, "otherName");
  GENERAL_NAME_set0_othername(entry, object, value);
  sk_GENERAL_NAME_push(names, entry);
}

void add_alternative_names(X509* certificate, const CertificateRequest& request) {
  const gateway::GeneralNamesHandle names(GENERAL_NAMES_new());
  for (const std::string& name : request.dns_names) add_name(names.get(), GEN_DNS, name);
  for (const std::string& uri : request.uris) add_name(names.get(), GEN_URI, uri);
  for (const std::string& name : request.srv_names) {
    add_other_name(names.get(), "1.3.6.1.5.5.7.8.7", V_ASN1_IA5STRING, name);
  }
  for (const std::string& address : request.xmpp_addresses) {
    add_other_name(names.get(), "1.3.6.1.5.5.7.8.5", V_ASN1_UTF8STRING, address);
  }
  for (const OtherName& other : request.other_names) {
    add_other_name(names.get(), other.oid.c_str(), V_ASN1_UTF8STRING, other.text);
  }
  if (sk_GENERAL_NAME_num(names.get()) == 0) return;
  require(X509_add1_ext_i2d(certificate, NID_subject_alt_name, names.get(), 0, 0) == 1,
          "subjectAltName");
}

std::string purposes_text(const std::vector<Purpose>& purposes) {
  std::string text;
  for (const Purpose purpose : purposes) {
    if (!text.empty()) text += ',';
    switch (purpose) {
      case Purpose::ServerAuth:
        text += "serverAuth";
        break;
      case Purpose::ClientAuth:
        text += "clientAuth";
        break;
      case Purpose::CodeSigning:
        text += "codeSigning";
        break;
      case Purpose::OcspSigning:
        text += "OCSPSigning";
        break;
    }
  }
  return text;
}

const char* key_usage_text(const CertificateRequest& request, Standing standing) {
  if (standing != Standing::Leaf) return "critical,keyCertSign,cRLSign";
  if (request.is_ca) return "critical,digitalSignature,keyCertSign";
  return "critical,digitalSignature";
}

/// RFC 5280 4.2: a private one, marked as critical.
void add_unknown_extension(X509* certificate) {
  ASN1_OBJECT* const kind = OBJ_txt2obj("1.3.6.1.4.1.32473.1", 1);  // RFC 5612: documentation
  ASN1_OCTET_STRING* const content = ASN1_OCTET_STRING_new();
  const unsigned char null[] = {0x05, 0x00};
  ASN1_OCTET_STRING_set(content, null, sizeof(null));
  X509_EXTENSION* const extension = X509_EXTENSION_create_by_OBJ(nullptr, kind, 1, content);
  require(extension != nullptr && X509_add_ext(certificate, extension, -1) == 1, "extension");
  X509_EXTENSION_free(extension);
  ASN1_OCTET_STRING_free(content);
  ASN1_OBJECT_free(kind);
}

void add_extensions(X509* certificate, X509* issuer, const CertificateRequest& request,
                    Standing standing) {
  const bool ca = standing == Standing::Authority || request.is_ca;
  add_extension(certificate, issuer, NID_basic_constraints,
                ca ? "critical,CA:TRUE" : "critical,CA:FALSE");
  add_extension(certificate, issuer, NID_key_usage, key_usage_text(request, standing));
  if (standing == Standing::Leaf && !request.purposes.empty()) {
    add_extension(certificate, issuer, NID_ext_key_usage, purposes_text(request.purposes).c_str());
  }
  if (!request.permitted_names.empty()) {
    const std::string permitted = "critical,permitted;DNS:" + request.permitted_names;
    add_extension(certificate, issuer, NID_name_constraints, permitted.c_str());
  }
  add_extension(certificate, issuer, NID_subject_key_identifier, "hash");
  add_extension(certificate, issuer, NID_authority_key_identifier, "keyid:always");
  add_alternative_names(certificate, request);
  if (request.critical_extension) add_unknown_extension(certificate);
  if (request.must_staple) add_extension(certificate, issuer, NID_tlsfeature, "status_request");
  if (request.padding > 0) {
    add_extension(certificate, issuer, NID_netscape_comment,
                  std::string(request.padding, 'x').c_str());
  }
}

void set_serial(OSSL_LIB_CTX* library, X509* certificate) {
  constexpr int kSerialBits = 63;  // positive, and never zero: the top bit is set
  BN_CTX* context = BN_CTX_new_ex(library);
  BIGNUM* number = BN_new();
  const bool drawn =
      BN_rand_ex(number, kSerialBits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY, 0, context) == 1 &&
      BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != nullptr;
  BN_free(number);
  BN_CTX_free(context);
  require(drawn, "serial number");
}

std::string written(const gateway::BioHandle& bio) {
  char* text = nullptr;
  const long length = BIO_get_mem_data(bio.get(), &text);
  return {text, static_cast<std::size_t>(length)};
}

}  // namespace

gateway::KeyHandle generate_key(OSSL_LIB_CTX* library, KeyKind kind) {
  EVP_PKEY* key = nullptr;
  switch (kind) {
    case KeyKind::P256:
      key = EVP_PKEY_Q_keygen(library, nullptr, "EC", "P-256");
      break;
    case KeyKind::Rsa2048:
      key = EVP_PKEY_Q_keygen(library, nullptr, "RSA", std::size_t{2048});
      break;
    case KeyKind::Rsa1024:
      key = EVP_PKEY_Q_keygen(library, nullptr, "RSA", std::size_t{1024});
      break;
  }
  require(key != nullptr, "key");
  return gateway::KeyHandle(key);
}

gateway::CertificateHandle mint_certificate(OSSL_LIB_CTX* library,
                                            const CertificateRequest& request, Standing standing,
                                            EVP_PKEY* subject_key, const Signer& signer) {
  gateway::CertificateHandle certificate(X509_new_ex(library, nullptr));
  X509* const out = certificate.get();
  X509* const issuer = signer.certificate != nullptr ? signer.certificate : out;
  X509_set_version(out, X509_VERSION_3);
  set_serial(library, out);
  ASN1_TIME_set(X509_getm_notBefore(out),
                static_cast<std::time_t>(request.not_before.time_since_epoch().count()));
  ASN1_TIME_set(X509_getm_notAfter(out),
                static_cast<std::time_t>(request.not_after.time_since_epoch().count()));
  X509_NAME* const subject = X509_get_subject_name(out);
  add_text(subject, "O", "s2spec test PKI");
  if (!request.common_name.empty()) add_text(subject, "CN", request.common_name);
  X509_set_issuer_name(out, X509_get_subject_name(issuer));
  require(X509_set_pubkey(out, subject_key) == 1, "public key");
  add_extensions(out, issuer, request, standing);
  const EVP_MD* digest = request.digest == Digest::Sha1 ? EVP_sha1() : EVP_sha256();
  require(X509_sign(out, signer.key, digest) > 0, "signature");
  return certificate;
}

std::string to_pem(X509* certificate) {
  const gateway::BioHandle bio(BIO_new(BIO_s_mem()));
  require(PEM_write_bio_X509(bio.get(), certificate) == 1, "PEM");
  return written(bio);
}

std::string to_pem(X509_CRL* list) {
  const gateway::BioHandle bio(BIO_new(BIO_s_mem()));
  require(PEM_write_bio_X509_CRL(bio.get(), list) == 1, "PEM");
  return written(bio);
}

std::string to_pem(EVP_PKEY* key) {
  const gateway::BioHandle bio(BIO_new(BIO_s_mem()));
  require(PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1,
          "PEM");
  return written(bio);
}

}  // namespace fakes
