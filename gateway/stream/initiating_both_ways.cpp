// A stream that we opened and the peer may use too (XEP-0288): what is asked for, and what is then
// taken. Without it a stanza from the receiving entity is refused.
#include "gateway/stream/initiating_stream.hpp"
#include "gateway/xmpp/namespaces.hpp"
#include "gateway/xmpp/stanza.hpp"

namespace gateway {

/// XEP-0288 2.2: inside TLS, before SASL or dialback, once.
void InitiatingStream::ask_for_both_ways(StreamActions& out) {
  if (!settings_.bidirectional || !offer_.bidi || !is_protected() || both_ways_) return;
  both_ways_ = true;
  out.push_back(WriteElement{xml::Element(ns::kBidi, "bidi")});
}

void InitiatingStream::open_pair(const DomainPair& pair, Method method, StreamActions& out) {
  // The inverse of what we were authenticated for: the domain that we found and connected to.
  if (both_ways_) heard_pairs_.insert(pair);
  out.push_back(PairOpened{.pair = pair, .method = method, .carries_ours = true});
}

/// The same validation as on a stream that the peer opened (RFC 6120 8.1, 4.9.3).
void InitiatingStream::on_stanza(const xml::Element& stanza, StreamActions& out) {
  const auto addresses = addresses_of(stanza);
  if (!addresses) {
    return close_with(StreamCondition::ImproperAddressing, "a stanza without 'from' or 'to'", out);
  }
  const DomainPair pair{.ours = addresses->to.domain(), .theirs = addresses->from.domain()};
  if (heard_pairs_.contains(pair)) {
    management_.count_handled();
    out.push_back(StanzaArrived{stanza});
    return;
  }
  for (const DomainPair& open : heard_pairs_) {
    if (open.theirs != pair.theirs) continue;
    return close_with(StreamCondition::HostUnknown,
                      "the stream is not authenticated for " + pair.ours.text(), out);
  }
  close_with(StreamCondition::InvalidFrom,
             "the stream is not authenticated for " + pair.theirs.text(), out);
}

/// RFC 6120 4.4: who closed first still processes what the other was about to say.
void InitiatingStream::on_late_stanza(const xml::Element& stanza, StreamActions& out) {
  if (!hears_out_ || !both_ways_) return;
  const auto addresses = addresses_of(stanza);
  if (!addresses) return;
  if (!heard_pairs_.contains(
          {.ours = addresses->to.domain(), .theirs = addresses->from.domain()})) {
    return;
  }
  out.push_back(StanzaArrived{stanza});
}

/// XEP-0288 2.2: the peer may offer keys of its other domains here, and must be given an error
/// rather than the end of the stream. Keys are taken on streams that the partner opens, where its
/// settings and limits are applied; nothing is verified over a connection that a key of ours went
/// out on.
void InitiatingStream::refuse_dialback(const DialbackElement& request, StreamActions& out) {
  bool ours = false;
  for (const auto& [pair, state] : pairs_) ours = ours || pair.ours == request.to;
  const auto condition = ours ? StanzaCondition::PolicyViolation : StanzaCondition::ItemNotFound;
  out.push_back(StreamLog{Severity::Info, "dialback-refused",
                          "a key of " + request.from.text() +
                              " on a stream that we opened: it has to open one of its own"});
  out.push_back(WriteElement{write_dialback({.kind = request.kind,
                                             .type = DialbackType::Error,
                                             .from = request.to,
                                             .to = request.from,
                                             .id = request.id,
                                             .key = {},
                                             .condition = condition})});
}

}  // namespace gateway
