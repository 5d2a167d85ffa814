// What must hold in every run, whatever was expected of it: the promises of docs/negotiation.md and
// RFC 6120 that no refusal and no fault may break.
#pragma once

#include <vector>

#include "harness/oracle/facts.hpp"
#include "harness/oracle/negotiation_rows.hpp"
#include "harness/oracle/reading.hpp"
#include "harness/oracle/violation.hpp"

namespace harness::oracle {

using Violations = std::vector<Violation>;

/// All of the checks below, in this order. `row` is the row of facts.row.
Violations check_invariants(const NegotiationRow& row, const Facts& facts, const Reading& reading);

/// Of a refused configuration nothing runs: no listener, no connection of the gateway.
void check_refused_configuration(const Reading& reading, Violations& found);

/// No stanza is sent by the gateway, nor taken by it, before its pair is authenticated on that
/// connection (RFC 6120 13.7, XEP-0220 2).
void check_authentication_first(const Reading& reading, Violations& found);

/// The gateway speaks SASL inside TLS only (RFC 6120 6.3.4). The failure that tells a peer so
/// (encryption-required) is allowed.
void check_sasl_inside_tls(const Reading& reading, Violations& found);

/// Every authentication used a method of the row.
void check_methods(const NegotiationRow& row, const Reading& reading, Violations& found);

/// Under `tls: required` nothing of a stanza and no dialback key leaves the gateway in the clear:
/// neither as an element, nor anywhere in the raw octets.
void check_nothing_in_clear(const NegotiationRow& row, const Facts& facts, const Reading& reading,
                            Violations& found);

/// Each stream that the gateway answers has an id of its own (RFC 6120 4.7.3).
void check_stream_ids(const Reading& reading, Violations& found);

/// Nor can an id be guessed from those before it: 64 bits at least, and no likeness (4.7.3).
void check_ids_unguessable(const Reading& reading, Violations& found);

/// Whatever the gateway writes is well-formed, with its namespaces (RFC 6120 11.3), and nothing
/// that XMPP forbids (11.1); a declaration stands before each header (11.5); elements of the
/// namespace of streams bear the prefix of the header (4.8.5); features come once a stream (4.3.5);
/// and nothing comes behind the closing tag (4.4).
void check_output(const Reading& reading, Violations& found);

/// undefined-condition is not all that a stream error says (4.9.3.21).
void check_undefined_conditions(const Reading& reading, Violations& found);

/// A key is called valid only after its authoritative server said so for that very stream, or the
/// certificate may answer for it; and a key for a further target goes out only where XEP-0220 2.6.2
/// and RFC 7712 4.4.2 let it share the stream.
void check_dialback(const NegotiationRow& row, const Facts& facts, const Reading& reading,
                    Violations& found);

/// Our stanzas arrive or bounce, exactly once; theirs arrive at most once; nothing arrives that
/// nobody sent, or with other content (RFC 6120 8.4), but what the gateway says for itself. What
/// users behind a pool say is no stanza yet: of them check_access() speaks.
void check_deliveries(const Facts& facts, const Reading& reading, Violations& found);

/// The gateway enables stream management on authenticated streams only, and acknowledges no stanza
/// that it did not hand over, and every one that it was asked about (XEP-0198 3, 4).
void check_acknowledgements(const Reading& reading, Violations& found);

/// A stream becomes bidirectional where both sides want it and TLS protects it, and nowhere else;
/// the gateway offers it inside TLS, asks for it before authentication where it was offered, and
/// shows no key to the connection that it came on (XEP-0288 2).
void check_both_ways(const Facts& facts, const Reading& reading, Violations& found);

/// Of one domain's messages to another those that arrive do so in the order they were sent
/// (RFC 6120 10.1).
void check_order(const Facts& facts, const Reading& reading, Violations& found);

/// What the gateway itself says in stanzas is of a form that RFC 6120 allows (8.2.3, 8.3.2);
/// errors and results answer something, with its addresses swapped and its id, once, and never an
/// error or a result (8.3.1).
void check_own_stanzas(const Reading& reading, Violations& found);

/// Nobody is shown or given what docs/interworking.md 2 forbids, at the time it came.
void check_access(const Facts& facts, const Reading& reading, Violations& found);

/// Where both sides said the closing tag the gateway ends the connection, and does not reset it
/// (RFC 6120 4.4).
void check_orderly_end(const Reading& reading, Violations& found);

/// Where TLS stood, the gateway says close_notify before it ends its direction (RFC 6120 4.4). Not
/// where TLS failed, or somebody reset the connection.
void check_tls_end(const Reading& reading, Violations& found);

/// What the gateway says to its pool is right by every rule of SIP that the pool knows (RFC 3261,
/// 3428, 6665).
void check_sip(const Reading& reading, Violations& found);

/// At the end every connection is closed and nothing is held.
void check_nothing_left(const Reading& reading, Violations& found);

}  // namespace harness::oracle
