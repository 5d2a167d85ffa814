// The whole gateway as one object: events and the time go in, actions come out. Nothing inside knows
// a socket, a clock, a thread or a random source; the same object runs in service and in simulation.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "gateway/base/dns.hpp"
#include "gateway/base/entropy.hpp"
#include "gateway/base/io.hpp"
#include "gateway/base/log_event.hpp"
#include "gateway/base/time.hpp"
#include "gateway/policy/settings.hpp"
#include "gateway/tls/tls_context.hpp"
#include "gateway/xml/element.hpp"

namespace gateway {

// ---- events -------------------------------------------------------------------------------------

/// A local user sends a stanza; `from` is in one of our domains, `to` in a partner's.
struct LocalStanza {
  xml::Element stanza;
  /// Not 0: Engine::taken() tells when the stanza is on a stream, and one that waited long for
  /// that says so (XEP-0203).
  std::uint64_t reference = 0;
  bool may_wait = true;  // false: dropped unless a stream is open
};
/// The deadline given by next_deadline() has come (harmless if it has not).
struct DeadlineReached {};
/// Close every stream in good order (stream error system-shutdown), bounce what is queued.
struct ShutdownRequested {};

enum class ListenerKind : std::uint8_t {
  StartTls,   // 5269: XML first
  DirectTls,  // XEP-0368: TLS first
};
/// Like Accepted, with the listener it came in by.
struct StreamAccepted {
  Accepted connection;
  ListenerKind listener = ListenerKind::StartTls;
};

using EngineEvent = std::variant<StreamAccepted, Connected, ConnectFailed, Received, PeerFinished,
                                 ConnectionEnded, DnsAnswer, LocalStanza, DeadlineReached,
                                 ShutdownRequested>;

// ---- actions ------------------------------------------------------------------------------------

/// For a local user: a stanza from a partner, or the error that bounces one of the user's own.
struct DeliverStanza {
  xml::Element stanza;
};
/// A stream machine moved along an edge of its table.
struct StateChanged {
  std::string stream;   // "out#2 contoso.example->fed.example"
  ConnectionId connection = 0;
  std::string from;
  std::string to;
  std::string section;  // "RFC 6120 5.4.2.1"
};
/// A TLS secret, for decrypting a capture (NSS key log format). Emitted only if asked for.
struct KeyLogLine {
  std::string line;
};

using EngineAction = std::variant<Connect, Send, Finish, Abort, DnsQuestion, DeliverStanza, LogEvent,
                                  StateChanged, KeyLogLine>;
using EngineActions = std::vector<EngineAction>;

/// What the engine holds; all zero once everything is closed.
struct EngineResources {
  std::size_t connections = 0;
  std::size_t streams = 0;
  std::size_t verifications = 0;
  std::size_t queued_stanzas = 0;
  std::size_t buffered_bytes = 0;
  std::size_t timers = 0;
  std::size_t questions = 0;  // to DNS, unanswered
  friend bool operator==(const EngineResources&, const EngineResources&) = default;
};

struct EngineDependencies {
  Entropy& entropy;  // must outlive the engine
  /// With the gateway's certificate: offered as receiving entity. Null: no TLS is offered.
  std::shared_ptr<const TlsContext> server_tls;
  /// For streams the gateway opens; holds the certificate too, if there is one.
  std::shared_ptr<const TlsContext> client_tls;
  bool emit_keylog = false;
  /// A bug of ours (GATEWAY_ASSERT) met on one stream ends that stream only. For service; tests and
  /// the simulation leave it off, so that AssertionFailed reaches them.
  bool contain_assertions = false;
};

/// What a gateway proves itself with, and what it judges others by.
struct TlsMaterial {
  std::optional<Credentials> credentials;
  std::string trust_anchors_pem;
  std::vector<std::string> revocation_lists;  // PEM or DER each
  std::vector<std::string> our_names;         // our domains as A-labels: what SNI may say
};

/// The settings of the two TlsContexts above. The server context exists only with credentials.
TlsSettings server_tls_settings(const TlsMaterial& material);
TlsSettings client_tls_settings(const TlsMaterial& material);

class Engine {
 public:
  /// `settings` must be valid: no partner with a setting that allows no method.
  Engine(Settings settings, EngineDependencies dependencies);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  /// The one door. Appends to `actions`, in the order they must be carried out.
  void handle(const EngineEvent& event, Now now, EngineActions& actions);

  /// When to send DeadlineReached at the latest; nothing if no timer runs.
  std::optional<Instant> next_deadline() const;

  /// The references of local stanzas that the last handle() wrote to a stream, in order.
  const std::vector<std::uint64_t>& taken() const;

  EngineResources resources() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace gateway
