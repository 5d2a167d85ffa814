// Times: what may take that long is over when it has passed, and not a microsecond earlier.
#include "tests/limits/boundary.hpp"
#include "tests/unit/engine/plain_gateway.hpp"

namespace gateway::test {
namespace {

using Words = std::vector<std::string>;

bool contains(const Words& words, std::string_view text) {
  for (const std::string& word : words) {
    if (word.find(text) != std::string::npos) return true;
  }
  return false;
}

Settings with(const std::function<void(Settings&)>& change) {
  Settings settings = plain_settings();
  change(settings);
  return settings;
}

/// Whether nothing with `sign` has happened when `wait` and `offset` microseconds are over.
bool nothing_after(Gateway& gateway, Duration wait, int offset, std::string_view sign) {
  gateway.clock += wait + std::chrono::microseconds(offset);
  return !contains(gateway(DeadlineReached{}), sign);
}

bool keeps_silent_partner(int offset) {
  Gateway gateway(with([](Settings& s) { s.limits.ping_interval = 0s; }));
  gateway.open_stream();
  return nothing_after(gateway, 300s, offset, "connection-timeout");
}

bool leaves_silent_partner_alone(int offset) {
  Gateway gateway;
  gateway.open_stream();
  return nothing_after(gateway, 300s, offset, "urn:xmpp:ping");
}

bool waits_for_answer_to_ping(int offset) {
  Gateway gateway;
  gateway.open_stream();
  gateway.clock += 300s;
  gateway(DeadlineReached{});
  return nothing_after(gateway, 60s, offset, "connection-timeout");
}

bool says_no_white_space(int offset) {
  Gateway gateway;
  const ConnectionId id = gateway.open_stream();
  gateway.clock += 150s + std::chrono::microseconds(offset);
  const Words words = gateway(DeadlineReached{});
  return words != Words{"send#" + std::to_string(id) + "  "};
}

bool waits_for_our_establishment(int offset) {
  Gateway gateway;
  gateway(gateway.message());
  gateway.clock += 3s;  // DNS and connect count
  gateway.resolve();
  gateway(Connected{gateway.connection});
  return nothing_after(gateway, 57s, offset, "connection-timeout");
}

bool waits_for_their_establishment(int offset) {
  Gateway gateway;
  gateway(StreamAccepted{{1, {}, {}}, ListenerKind::StartTls});
  gateway(Received{1, header("")});
  return nothing_after(gateway, 60s, offset, "connection-timeout");
}

bool waits_for_further_pair(int offset) {
  Gateway gateway;
  gateway.open_stream();
  gateway(gateway.message("bob@sales.contoso.example"));
  return nothing_after(gateway, 60s, offset, "bounce remote-server-timeout");
}

bool keeps_stream_without_stanzas(int offset) {
  Gateway gateway(with([](Settings& s) { s.partners.front().keepalive = false; }));
  gateway.open_stream();
  return nothing_after(gateway, 600s, offset, "</stream:stream>");
}

bool waits_for_closing_tag(int offset) {
  Gateway gateway;
  gateway.open_stream();
  gateway(ShutdownRequested{});
  return nothing_after(gateway, 5s, offset, "abort#");
}

bool waits_for_connect(int offset) {
  Gateway gateway;
  gateway(gateway.message());
  gateway.resolve();
  return nothing_after(gateway, 10s, offset, "abort#");
}

/// The second of two SRV answers never comes; then the address of the domain is asked for.
bool waits_for_dns(int offset) {
  Gateway gateway;
  gateway(gateway.message());
  return nothing_after(gateway, 10s, offset, "ask ");
}

bool waits_for_verification(int offset) {
  Gateway gateway;
  gateway(StreamAccepted{{1, {}, {}}, ListenerKind::StartTls});
  gateway(Received{1, header("")});
  gateway(Received{1, "<db:result from='fed.example' to='contoso.example'>k</db:result>"});
  gateway.resolve();
  gateway(Connected{gateway.connection});
  return nothing_after(gateway, 30s, offset, "remote-server-timeout");
}

/// Asked about a stanza, the partner answers nothing (XEP-0198).
bool waits_for_acknowledgement(int offset) {
  Gateway gateway;
  gateway.open_stream_with_acks();
  gateway.clock += 500ms;
  gateway(DeadlineReached{});
  return nothing_after(gateway, 30s, offset, "connection-timeout");
}

/// Shutting down with a stanza that is not acknowledged.
bool waits_for_last_acknowledgement(int offset) {
  Gateway gateway;
  gateway.open_stream_with_acks();
  gateway(ShutdownRequested{});
  return nothing_after(gateway, 5s, offset, "system-shutdown");
}

void fail_attempt(Gateway& gateway) {
  gateway.resolve();
  gateway(ConnectFailed{gateway.connection, ConnectError::Refused});
}

/// After two failures; with the same chance the third attempt is due at the same instant.
struct Failed {
  explicit Failed(std::chrono::seconds queue_timeout)
      : gateway(with([&](Settings& s) { s.limits.queue_timeout = queue_timeout; })) {
    gateway(gateway.message());
    fail_attempt(gateway);
    gateway.clock += 60s;  // the first wait is over in any case
    gateway(gateway.message());
    fail_attempt(gateway);  // the second lies between 60 s and 120 s
  }
  Gateway gateway;
};

/// When the third attempt may begin.
Instant retry_at() {
  Failed failed(600s);
  failed.gateway(failed.gateway.message());
  return failed.gateway.engine.next_deadline().value();
}

bool stanza_waits(int offset) {
  Failed failed(10s);
  failed.gateway.clock = retry_at() - 10s - std::chrono::microseconds(offset);
  return !contains(failed.gateway(failed.gateway.message()), "bounce");
}

bool attempt_waits(int offset) {
  Failed failed(600s);
  failed.gateway(failed.gateway.message());
  failed.gateway.clock = retry_at();
  return nothing_after(failed.gateway, 0s, offset, "ask SRV");
}

}  // namespace

std::vector<Boundary> boundaries_of_time() {
  const auto over = AtTheLimit::Over;
  return {
      {"keepalive_interval", "stream error connection-timeout", over, keeps_silent_partner},
      {"ping_interval", "the partner is asked", over, leaves_silent_partner_alone},
      {"ping_timeout", "stream error connection-timeout", over, waits_for_answer_to_ping},
      {"keepalive_interval", "half of it: we send white space", over, says_no_white_space},
      {"stream_establishment_timeout", "ours: connection-timeout", over,
       waits_for_our_establishment},
      {"stream_establishment_timeout", "theirs: connection-timeout", over,
       waits_for_their_establishment},
      {"stream_establishment_timeout", "a further pair: its stanzas bounce", over,
       waits_for_further_pair},
      {"stream_inactivity_timeout", "the stream is closed in good order", over,
       keeps_stream_without_stanzas},
      {"close_timeout", "the connection is dropped", over, waits_for_closing_tag},
      {"close_timeout", "shutting down, the last acknowledgements", over,
       waits_for_last_acknowledgement},
      {"ack_timeout", "stream error connection-timeout", over, waits_for_acknowledgement},
      {"connect_timeout", "the next address is tried", over, waits_for_connect},
      {"(dns_timeout)", "the question counts as unanswered", over, waits_for_dns},
      {"(dialback_timeout)", "dialback error remote-server-timeout", over, waits_for_verification},
      {"queue_timeout", "the stanza bounces at once", AtTheLimit::Allowed, stanza_waits},
      {"(reconnect)", "the attempt begins", over, attempt_waits},
  };
}

}  // namespace gateway::test
