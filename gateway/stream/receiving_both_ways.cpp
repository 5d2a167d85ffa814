// A stream that a peer opened and lets us use too (XEP-0288 2.2): asked for inside TLS and before
// authentication, used for authenticated pairs only.
#include "gateway/stream/receiving_stream.hpp"
#include "gateway/xmpp/namespaces.hpp"

namespace gateway {

void ReceivingStream::on_bidi(StreamActions& out) {
  // There is no answer to <bidi/>, hence no way to refuse it but to end the stream.
  if (!offer_.bidi || !is_protected()) {
    return close_with(StreamCondition::PolicyViolation,
                      "<bidi/> where it was not offered; it is offered inside TLS only, and only "
                      "if `bidirectional` is on for the partner",
                      out);
  }
  if (sasl_succeeded_ || !pairs_.empty()) {
    return close_with(StreamCondition::PolicyViolation, "<bidi/> after authentication began", out);
  }
  both_ways_ = true;
}

void ReceivingStream::open_pair(const DomainPair& pair, Method method, StreamActions& out) {
  if (both_ways_) used_pairs_.insert(pair);
  out.push_back(PairOpened{.pair = pair, .method = method, .carries_ours = both_ways_});
}

/// Our stanzas can no longer go this way; what waits for it bounces.
void ReceivingStream::fail_pairs(const std::string& reason, bool in_order, StreamActions& out) {
  for (const DomainPair& pair : used_pairs_) {
    out.push_back(PairFailed{pair, StanzaCondition::RemoteServerTimeout, reason, in_order});
  }
  used_pairs_.clear();
}

}  // namespace gateway
