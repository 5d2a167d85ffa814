// See tls_messages.hpp.
#include "fakes/wire/tls_messages.hpp"

#include <cstdint>

#include "fakes/wire/octets.hpp"
#include "fakes/wire/tls_codes.hpp"

namespace fakes::wire {
namespace {

enum MessageType : std::uint8_t {
  kHelloRequest = 0,
  kClientHello = 1,
  kServerHello = 2,
  kNewSessionTicket = 4,
  kEncryptedExtensions = 8,
  kCertificate = 11,
  kCertificateRequest = 13,
  kCertificateStatus = 22,
};

enum ExtensionType : std::uint16_t {
  kServerName = 0,
  kAlpn = 16,
  kSupportedVersions = 43,
};

constexpr std::size_t kRandomOctets = 32;

/// A value of a line: no space, no comma, nothing that is no printable ASCII.
std::string printable(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c <= ' ' || c > '~' || c == ',') c = '?';
  }
  return out;
}

class List {
 public:
  void add(std::string_view item) {
    if (!text_.empty()) text_ += ',';
    text_ += item;
  }
  const std::string& text() const { return text_; }
  bool empty() const { return text_.empty(); }

 private:
  std::string text_;
};

struct Extensions {
  List versions;
  List server_names;
  List protocols;
  List names;
};

void read_server_names(Octets content, List& out) {
  Octets list = content.vector(2);
  while (!list.empty()) {
    list.number(1);  // host_name, the only type there is
    out.add(printable(list.vector(2).text()));
  }
}

void read_protocols(Octets content, List& out) {
  Octets list = content.vector(2);
  while (!list.empty()) out.add(printable(list.vector(1).text()));
}

void read_versions(Octets content, bool is_client, List& out) {
  Octets list = is_client ? content.vector(1) : content;
  while (!list.empty()) out.add(tls_version_name(list.number16()));
}

Extensions read_extensions(Octets& body, bool is_client) {
  Extensions out;
  Octets all = body.vector(2);
  while (!all.empty()) {
    const std::uint16_t type = all.number16();
    const Octets content = all.vector(2);
    out.names.add(extension_name(type));
    if (type == kServerName && is_client) read_server_names(content, out.server_names);
    if (type == kAlpn) read_protocols(content, out.protocols);
    if (type == kSupportedVersions) read_versions(content, is_client, out.versions);
  }
  return out;
}

std::string words(std::string_view key, const List& list) {
  if (list.empty()) return {};
  return std::string(" ").append(key).append("=").append(list.text());
}

std::string words(const Extensions& extensions) {
  return words("sni", extensions.server_names) + words("alpn", extensions.protocols) +
         words("extension", extensions.names);
}

std::string compression_name(std::uint32_t code) {
  if (code == 0) return "null";
  return code == 1 ? "deflate" : std::to_string(code);
}

std::string client_hello(Octets body) {
  const std::uint16_t legacy_version = body.number16();
  body.take(kRandomOctets);
  body.vector(1);  // session id
  List suites;
  for (Octets list = body.vector(2); !list.empty();) suites.add(suite_name(list.number16()));
  List methods;
  for (Octets list = body.vector(1); !list.empty();) methods.add(compression_name(list.number(1)));
  Extensions extensions = read_extensions(body, true);
  if (extensions.versions.empty()) extensions.versions.add(tls_version_name(legacy_version));
  return "ClientHello" + words("version", extensions.versions) + words("suite", suites) +
         words("compression", methods) + words(extensions);
}

std::string server_hello(Octets body) {
  const std::uint16_t legacy_version = body.number16();
  body.take(kRandomOctets);
  body.vector(1);  // session id
  const std::string suite = suite_name(body.number16());
  const std::string method = compression_name(body.number(1));
  Extensions extensions = read_extensions(body, false);
  if (extensions.versions.empty()) extensions.versions.add(tls_version_name(legacy_version));
  return "ServerHello" + words("version", extensions.versions) + " suite=" + suite +
         " compression=" + method + words(extensions);
}

/// TLS 1.2 begins with the length of the list, of three octets; TLS 1.3 with a context (RFC 8446
/// 4.4.2), which is empty in a handshake: then a zero comes first too, and the length fits one off.
std::string certificate(std::string_view body) {
  Octets plain(body);
  const bool is_plain = plain.number(3) + 3 == body.size();
  Octets all(body);
  if (!is_plain) all.vector(1);
  int count = 0;
  for (Octets list = all.vector(3); !list.empty(); ++count) {
    list.vector(3);
    if (!is_plain) list.vector(2);  // extensions of the entry
  }
  return "Certificate count=" + std::to_string(count);
}

}  // namespace

std::string describe_handshake(std::string_view message) {
  Octets whole(message);
  const std::uint32_t type = whole.number(1);
  if (whole.broken()) return {};
  Octets body = whole.vector(3);
  switch (type) {
    case kHelloRequest:
      return "HelloRequest";
    case kClientHello:
      return client_hello(body);
    case kServerHello:
      return server_hello(body);
    case kNewSessionTicket:
      return "NewSessionTicket";
    case kEncryptedExtensions:
      return "EncryptedExtensions" + words(read_extensions(body, false));
    case kCertificate:
      return certificate(body.text());
    case kCertificateRequest:
      return "CertificateRequest";
    case kCertificateStatus:
      return "CertificateStatus";
    default:
      return {};
  }
}

std::string describe_warning(std::string_view alert) {
  constexpr std::uint8_t kCloseNotify = 0;
  constexpr std::uint8_t kNoRenegotiation = 100;
  if (alert.size() != 2) return {};
  const auto code = static_cast<std::uint8_t>(alert[1]);
  return code == kCloseNotify || code == kNoRenegotiation ? alert_text(code) : std::string();
}

}  // namespace fakes::wire
