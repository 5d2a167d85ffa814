// Links: octets to stream events, a machine's orders to octets and engine actions.
#include "gateway/base/assert.hpp"
#include "gateway/engine/engine_state.hpp"
#include "gateway/xml/writer.hpp"
#include "gateway/xmpp/namespaces.hpp"

namespace gateway {
namespace {

void dispatch(std::variant<InitiatingStream, ReceivingStream>& stream, const StreamEvent& event,
              StreamActions& out) {
  std::visit([&](auto& machine) { machine.handle(event, out); }, stream);
}

std::string attribute(std::string_view name, std::string_view value) {
  return " " + std::string(name) + "='" + xml::escape(value) + "'";
}

/// RFC 6120 4.7: the opening tag of our stream.
std::string header_text(const WriteHeader& header) {
  std::string text = "<?xml version='1.0'?><stream:stream xmlns='jabber:server'";
  text += attribute("xmlns:stream", ns::kStreams);
  if (header.declare_dialback) text += attribute("xmlns:db", ns::kDialback);
  if (header.from) text += attribute("from", header.from->text());
  if (header.to) text += attribute("to", header.to->text());
  if (!header.id.empty()) text += attribute("id", header.id);
  if (!header.version.empty()) text += attribute("version", header.version);
  return text + " xml:lang='en'>";
}

Liveness::Settings liveness_settings(const Link& link, const Limits& limits) {
  Liveness::Settings settings{.keepalive_interval = limits.keepalive_interval,
                              .inactivity_timeout = limits.stream_inactivity_timeout,
                              .peer_must_live = link.partner == nullptr || link.partner->keepalive};
  if (limits.ping_interval.count() > 0) {
    settings.pings = Liveness::Pings{limits.ping_interval, limits.ping_timeout};
  }
  return settings;
}

}  // namespace

Link& Engine::State::add_link(Link link) {
  const ConnectionId id = link.id;
  const auto [place, added] = links.emplace(id, std::move(link));
  GATEWAY_ASSERT(added, "a connection number used twice");
  return place->second;
}

void Engine::State::pump(Link& link) {
  const ConnectionId id = link.id;
  try {
    while (!link.finished) {
      auto event = link.wire.next();
      if (!event) break;
      on_wire_event(link, std::move(*event));
    }
    flush(link);
  } catch (const AssertionFailed& bug) {
    if (!dependencies.contain_assertions) throw;
    contain(id, bug.what());
  }
}

void Engine::State::contain(ConnectionId connection, const std::string& what) {
  Link& link = links.at(connection);
  log(Severity::Error, "internal-error", link.name,
      what + "; the stream is closed, please report this");
  StreamActions actions;
  dispatch(link.stream, CloseWanted{StreamCondition::InternalServerError, "internal error"}, actions);
  carry_out(link, std::move(actions));
  flush(link);
}

void Engine::State::feed(Link& link, const StreamEvent& event) {
  StreamActions actions;
  dispatch(link.stream, event, actions);
  carry_out(link, std::move(actions));
}

void Engine::State::on_wire_event(Link& link, WireEvent event) {
  struct Visitor {
    State& state;
    Link& link;
    void operator()(const WireSecured&) {
      const TlsEngine& tls = *link.wire.tls();
      state.log(Severity::Info, "tls-established", link.name,
                tls.version() + " " + tls.cipher() +
                    (tls.peer_certificate().dane == DaneMatch::NotAsked
                         ? ""
                         : ", the certificate matches a TLSA record"));
      state.feed(link, TlsEstablished{tls.peer_certificate()});
    }
    void operator()(const WireBroken& broken) { state.lose(link, true, broken.reason); }
    void operator()(const WireFinished&) { state.lose(link, false, "the peer closed TLS"); }
    void operator()(const xml::HeaderReceived& header) {
      link.peer_language = language_or_nothing(header.lang.value_or(""));
      if (const auto refusal = state.limit_reached(link, header)) {
        return state.feed(link, *refusal);
      }
      state.feed(link, header);
      const auto* receiving = std::get_if<ReceivingStream>(&link.stream);
      if (receiving == nullptr) return;
      if (receiving->partner() != nullptr) link.partner = receiving->partner();
      link.name = link.name.substr(0, link.name.find(' ') + 1) + receiving->description();
    }
    void operator()(const xml::ElementReceived& read) { state.feed(link, read); }
    void operator()(const xml::FooterReceived& footer) { state.feed(link, footer); }
    void operator()(const xml::WhitespaceReceived&) {}  // heard already
    void operator()(const xml::ReadFailed& failed) {
      state.feed(link, CloseWanted{failed.condition, failed.text});
      state.finish(link);  // nothing more can be read, not even a closing tag
    }
  };
  std::visit(Visitor{*this, link}, event);
}

std::optional<CloseWanted> Engine::State::limit_reached(Link& link,
                                                        const xml::HeaderReceived& header) {
  if (link.is_initiating() || !header.from) return std::nullopt;
  const auto from = Domain::parse(*header.from);
  const Partner* partner = from ? settings.partner_of(*from) : nullptr;
  if (partner == nullptr || partner == link.partner) return std::nullopt;
  if (!over_partner_limit(*partner, link.id)) return std::nullopt;
  return CloseWanted{StreamCondition::PolicyViolation,
                     "the connection limit of partner " + partner->domain.text() + " is reached"};
}

bool Engine::State::over_partner_limit(const Partner& partner, ConnectionId except) const {
  std::size_t count = 0;
  for (const auto& [id, link] : links) {
    count += id != except && link.partner == &partner && !link.is_closing();
  }
  for (const auto& [id, attempt] : attempts) count += attempt.partner == &partner;
  return count >= partner.connection_limit.value_or(settings.limits.partner_connection_limit);
}

void Engine::State::carry_out(Link& link, StreamActions actions) {
  struct Visitor {
    State& state;
    Link& link;
    void operator()(const WriteHeader& header) {
      link.declares_dialback = header.declare_dialback;
      link.wire.write(header_text(header));
    }
    void operator()(const WriteElement& write) {
      link.wire.write(
          xml::write(write.element, {.dialback_declared = link.declares_dialback}));
    }
    void operator()(const WriteFooter&) { link.wire.write("</stream:stream>"); }
    void operator()(const BeginTls&) { state.begin_tls(link); }
    void operator()(const RestartReader&) { link.wire.restart(); }
    void operator()(const EndConnection&) { state.finish(link); }
    void operator()(const PairOpened& opened) {
      link.pairs.push_back(opened.pair);
      link.establish_by.reset();
      if (!link.liveness) {
        link.liveness.emplace(liveness_settings(link, state.settings.limits), state.now.instant);
      }
      state.watch_certificate(link, opened.method);
      state.reschedule(link);
      state.log(Severity::Info, "stream-authenticated", link.name,
                to_string(opened.pair) + " by " + std::string(to_string(opened.method)));
      state.back_off.succeeded(opened.pair);
      state.hasten_attempt(opened.pair);
      if (!opened.carries_ours) return;
      link.carries.insert(opened.pair);
      state.open_route(link, opened.pair);
    }
    void operator()(const PairFailed& failed) {
      link.carries.erase(failed.pair);
      state.on_pair_failed(failed, link.id);
    }
    void operator()(const PairNeedsConnection& needed) {
      state.try_own_connection(needed.pair, needed.reason);
    }
    void operator()(const StanzaArrived& arrived) {
      state.on_partner_stanza(link, arrived.stanza);
    }
    void operator()(const KeepUntilAcknowledged&) {
      const Limits& limits = state.settings.limits;
      link.unacknowledged.emplace(
          Unacknowledged::Settings{limits.queue_stanzas_max, limits.ack_timeout},
          state.now.instant);
      state.reschedule(link);
    }
    void operator()(const AcksAgreed&) {
      if (!link.unacknowledged) return;
      link.unacknowledged->agree(state.now.instant);
      state.log(Severity::Info, "acks-agreed", link.name,
                "stanzas not acknowledged when the stream ends will bounce");
      if (link.part_by) state.ask(link);
      state.ask_if_due(link);
      state.reschedule(link);
    }
    void operator()(const AcksRefused&) {
      link.unacknowledged.reset();
      state.part_if_settled(link);
    }
    void operator()(const StanzasAcknowledged& acked) {
      state.on_acknowledged(link, acked.handled);
    }
    void operator()(const KeyToVerify& key) { state.start_verification(link, key.request); }
    void operator()(const VerificationEnded& ended) {
      if (!link.verification) return;
      const VerificationOrigin origin = *link.verification;
      link.verification.reset();
      state.end_verification(origin, ended.outcome);
    }
    void operator()(const Moved& moved) {
      if (moved.to == "Closing") {
        link.close_by = state.now.instant + state.settings.limits.close_timeout;
        state.reschedule(link);
      }
      state.out().push_back(StateChanged{link.name, link.id, std::string(moved.from),
                                         std::string(moved.to), std::string(moved.section)});
    }
    void operator()(const StreamLog& entry) {
      state.log(entry.severity, std::string(entry.code), link.name, entry.text);
    }
  };
  for (const StreamAction& action : actions) std::visit(Visitor{*this, link}, action);
}

void Engine::State::watch_certificate(Link& link, Method method) {
  const bool counts = method == Method::SaslOverTls ||
                      (link.partner != nullptr && link.partner->require_trusted_certificate);
  if (!counts || link.wire.tls() == nullptr) return;
  const PeerCertificate& certificate = link.wire.tls()->peer_certificate();
  if (!certificate.presented || !certificate.chain_error.empty()) return;
  // It is valid up to and including that second (RFC 5280 4.1.2.5).
  link.proven_until = now.instant + (certificate.valid_until - now.wall) + std::chrono::seconds(1);
}

void Engine::State::begin_tls(Link& link) {
  TlsParameters parameters{.server_name = link.tls_server_name,
                           .expected_name = {},
                           .now = now.wall,
                           .keylog = {},
                           .tlsa = link.tlsa};
  if (dependencies.emit_keylog) {
    parameters.keylog = [this](std::string_view line) { keylog.emplace_back(line); };
  }
  const auto& context = link.is_initiating() ? dependencies.client_tls : dependencies.server_tls;
  GATEWAY_ASSERT(context != nullptr, "TLS without a context");
  link.wire.begin_tls(TlsEngine(context, std::move(parameters)));
}

void Engine::State::flush(Link& link) {
  std::string octets = link.wire.take_output();
  if (!octets.empty()) {
    if (link.liveness) link.liveness->said(now.instant);
    out().push_back(Send{link.id, std::move(octets)});
  }
  if (!link.finished && link.liveness) reschedule(link);
}

void Engine::State::finish(Link& link) {
  if (link.finished) return;
  link.wire.close();
  flush(link);
  link.finished = true;
  out().push_back(Finish{link.id});
  bounce_unacknowledged(link);
}

void Engine::State::lose(Link& link, bool by_tls, const std::string& reason) {
  if (!link.is_closing()) log(Severity::Warning, "connection-lost", link.name, reason);
  feed(link, TransportLost{by_tls, reason});
  finish(link);
}

void Engine::State::remove_link(ConnectionId connection) {
  const auto found = links.find(connection);
  if (found == links.end()) return;
  if (found->second.counted_for) address_limits.leave(*found->second.counted_for);
  links.erase(found);
  deadlines.set({Owner::Link, connection}, std::nullopt);
}

void Engine::State::reschedule(const Link& link) {
  deadlines.set({Owner::Link, link.id}, link.next_deadline());
}

void Engine::State::run_pending() {
  while (!pending.empty()) {
    const auto [connection, event] = std::move(pending.front());
    pending.pop_front();
    const auto found = links.find(connection);
    if (found == links.end() || found->second.finished) {
      const auto* wanted = std::get_if<PairWanted>(&event);
      if (wanted != nullptr) {
        fail_route(wanted->pair, StanzaCondition::RemoteServerTimeout, "the stream is gone");
      }
      continue;
    }
    feed(found->second, event);
    flush(found->second);
  }
}

}  // namespace gateway
