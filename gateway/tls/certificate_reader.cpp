// Names, validity and fingerprint of a certificate. Source: RFC 5280 4.1-4.2.
#include "gateway/tls/certificate_reader.hpp"

#include <openssl/err.h>
#include <openssl/objects.h>

#include <array>
#include <chrono>
#include <ctime>

#include "gateway/base/encoding.hpp"
#include "gateway/tls/openssl_handles.hpp"

namespace gateway {
namespace {

std::string octets_of(const ASN1_STRING* text) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
          static_cast<std::size_t>(ASN1_STRING_length(text))};
}

void read_other_name(const OTHERNAME& name, PeerCertificate& out) {
  if (name.value == nullptr) return;
  switch (OBJ_obj2nid(name.type_id)) {
    case NID_SRVName:
      if (name.value->type == V_ASN1_IA5STRING) {
        out.srv_names.push_back(octets_of(name.value->value.ia5string));
      }
      return;
    case NID_XmppAddr:
      if (name.value->type == V_ASN1_UTF8STRING) {
        out.xmpp_addresses.push_back(octets_of(name.value->value.utf8string));
      }
      return;
    default:
      return;
  }
}

void read_names(X509* certificate, PeerCertificate& out) {
  const GeneralNamesHandle names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  if (!names) return;
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type == GEN_DNS) out.dns_names.push_back(octets_of(name->d.dNSName));
    if (name->type == GEN_URI) out.uris.push_back(octets_of(name->d.uniformResourceIdentifier));
    if (name->type == GEN_OTHERNAME) read_other_name(*name->d.otherName, out);
  }
}

std::string text_of(const X509_NAME* name) {
  const BioHandle bio(BIO_new(BIO_s_mem()));
  // Everything outside printable ASCII is escaped: a log line stays one line of valid UTF-8.
  X509_NAME_print_ex(bio.get(), name, 0, XN_FLAG_RFC2253);
  char* text = nullptr;
  const long length = BIO_get_mem_data(bio.get(), &text);
  return length > 0 ? std::string(text, static_cast<std::size_t>(length)) : std::string();
}

std::string fingerprint_of(const X509* certificate) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  if (X509_digest(certificate, EVP_sha256(), digest.data(), &length) != 1) return {};
  return hex_encode({reinterpret_cast<const char*>(digest.data()), length});
}

}  // namespace

WallTime wall_time_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return {};
  using namespace std::chrono;
  const auto day = year{parts.tm_year + 1900} / (parts.tm_mon + 1) / parts.tm_mday;
  return sys_days{day} + hours{parts.tm_hour} + minutes{parts.tm_min} + seconds{parts.tm_sec};
}

PeerCertificate read_certificate(X509* certificate) {
  PeerCertificate out;
  out.presented = true;
  read_names(certificate, out);
  out.subject = text_of(X509_get_subject_name(certificate));
  out.issuer = text_of(X509_get_issuer_name(certificate));
  out.not_before = wall_time_of(X509_get0_notBefore(certificate));
  out.not_after = wall_time_of(X509_get0_notAfter(certificate));
  out.sha256 = fingerprint_of(certificate);
  ERR_clear_error();
  return out;
}

}  // namespace gateway
