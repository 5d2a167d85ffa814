// What TLS alone costs: handshakes by plain OpenSSL calls over memory BIOs, with the certificates
// and the checks of the runs they are compared with.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "fakes/pki/pki.hpp"

namespace harness {

/// What makes one handshake cost what it does.
struct HandshakeKind {
  fakes::CertificateKind client_certificate = fakes::CertificateKind::None;
  fakes::CertificateKind server_certificate = fakes::CertificateKind::Valid;
  bool client_enforces = false;  // an untrusted certificate ends the handshake
  bool server_enforces = false;
  friend auto operator<=>(const HandshakeKind&, const HandshakeKind&) = default;
};

class BareHandshakes {
 public:
  explicit BareHandshakes(const fakes::Pki& pki);
  ~BareHandshakes();
  BareHandshakes(const BareHandshakes&) = delete;
  BareHandshakes& operator=(const BareHandshakes&) = delete;

  /// Both ends, to the end of the handshake or to its alert, connections made and freed each time.
  /// @return how many of them were completed
  std::size_t perform(const HandshakeKind& kind, std::size_t count);

 private:
  struct Contexts;
  Contexts& contexts_for(const HandshakeKind& kind);
  const fakes::Pki& pki_;
  std::map<HandshakeKind, std::unique_ptr<Contexts>> contexts_;
};

}  // namespace harness
