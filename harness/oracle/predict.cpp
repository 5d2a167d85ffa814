// The rules of authentication and verification, on top of channel.hpp. docs/negotiation.md 1, 3
// to 6.
#include "harness/oracle/predict.hpp"

#include <utility>

#include "harness/oracle/channel.hpp"

namespace harness::oracle {
namespace {

using reports::Outcome;

std::string word(Side side) {
  switch (side) {
    case Side::Nobody:
      return "none";
    case Side::Gateway:
      return "gateway";
    case Side::Partner:
      return "partner";
  }
  return "?";
}

bool outbound(const Facts& facts) { return facts.direction == Direction::Outbound; }

// What the local user is told (2, 3).
std::string bounce_for(const std::string& condition) {
  if (condition == "dns:not-found") return "bounced:remote-server-not-found";
  if (condition == "dialback:invalid") return "bounced:internal-server-error";
  return "bounced:remote-server-timeout";
}

Prediction refused(const Facts& facts, std::string stage, Side by, std::string condition,
                   std::string rule) {
  Outcome outcome{.configuration = "accepted",
                  .method = "none",
                  .stage = std::move(stage),
                  .closed_by = word(by),
                  .condition = std::move(condition),
                  .to_partner = "none",
                  .to_gateway = "none"};
  if (outbound(facts)) {
    outcome.to_partner = bounce_for(outcome.condition);
  } else {
    outcome.to_gateway = "refused";
  }
  return {std::move(outcome), std::move(rule)};
}

Prediction established(const Facts& facts, std::string method, std::string rule) {
  Outcome outcome{.configuration = "accepted",
                  .method = std::move(method),
                  .stage = "established",
                  .closed_by = "none",
                  .condition = "",
                  .to_partner = outbound(facts) ? "delivered" : "none",
                  .to_gateway = outbound(facts) ? "none" : "delivered"};
  return {std::move(outcome), std::move(rule)};
}

Prediction configuration_refused(const NegotiationRow& row, const Facts& facts) {
  Outcome outcome{.configuration = "refused",
                  .method = "none",
                  .stage = "configuration",
                  .closed_by = "none",
                  .condition = "configuration:" + row.error_code(),
                  .to_partner = "none",
                  .to_gateway = outbound(facts) ? "none" : "refused"};
  return {std::move(outcome), "the setting allows no method: it is refused when it is entered"};
}

// ---- verification (5)
// -----------------------------------------------------------------------------

struct Verification {
  enum class Answer : std::uint8_t { Valid, Invalid, Error, Unforeseeable };
  Answer answer = Answer::Valid;
  std::string condition;  // of Error
  std::string why;
};

Verification verification_error(std::string condition, std::string why) {
  return {Verification::Answer::Error, std::move(condition), std::move(why)};
}

// The table of section 5 for a connection that did not come to stand.
Verification failed_leg(const Channel& leg, Side verifier) {
  const bool closed_by_authority = leg.ended_by != Side::Nobody && leg.ended_by != verifier &&
                                   leg.condition.starts_with("stream:");
  if (closed_by_authority) return verification_error("remote-server-timeout", leg.rule);
  return verification_error("remote-connection-failed", leg.rule);
}

Verification with_verdict(const Facts& facts) {
  switch (facts.authority.verdict) {
    case Verdict::Correct:
    case Verdict::Valid:
      return {Verification::Answer::Valid, "", "the key is found valid"};
    case Verdict::Invalid:
      return {Verification::Answer::Invalid, "", "the authoritative server finds the key invalid"};
    case Verdict::Error:
      return verification_error("remote-server-not-found",
                                "the authoritative server answers error");
    case Verdict::Silence:
    case Verdict::WrongId:
      return verification_error("remote-server-timeout",
                                "no answer comes that matches the question");
    case Verdict::CloseStream:
      return verification_error("remote-server-timeout", "the authoritative server closes");
    case Verdict::Late:
      return {Verification::Answer::Unforeseeable, "",
              "whether a late answer counts depends on time"};
  }
  return {};
}

// The gateway verifies the partner's key.
Verification gateway_verifies(const NegotiationRow& row, const Facts& facts,
                              bool protected_by_tls) {
  const AuthorityFacts& authority = facts.authority;
  const bool certificate_answers = facts.certificate_answers_dialback && protected_by_tls &&
                                   row.allows("sasl-over-tls") &&
                                   facts.partner.shown_as_client() == Certificate::Valid;
  if (certificate_answers) {
    return {Verification::Answer::Valid, "", "the certificate answers for the key"};
  }
  const Target target =
      authority.elsewhere
          ? Target{authority.tls, authority.certificate, authority.insists}
          : Target{facts.partner.tls, facts.partner.certificate, facts.partner.insists};
  const Channel leg = gateway_opens(row, facts, target);
  // A host that does not serve the domain says so to the first header; TLS at once comes before.
  const bool reached = leg.stage != "resolve" && leg.stage != "connect";
  if (authority.stranger && (leg.open || (reached && target.tls != PartnerTls::Direct))) {
    return verification_error("remote-server-not-found",
                              "the host that DNS names does not serve the domain");
  }
  if (!leg.open) return failed_leg(leg, Side::Gateway);
  if (!leg.protected_by_tls && target.tls == PartnerTls::Required) {
    return verification_error("remote-server-not-found",
                              "the authoritative server requires TLS and answers error");
  }
  return with_verdict(facts);
}

// The partner verifies the gateway's key; the gateway always knows its own.
Verification partner_verifies(const NegotiationRow& row, const Facts& facts) {
  const Channel leg = partner_opens(row, facts);
  if (!leg.open) return failed_leg(leg, Side::Partner);
  return {Verification::Answer::Valid, "", "the gateway vouches for its key"};
}

// ---- dialback (3, 4, 6)
// ---------------------------------------------------------------------------

Prediction dialback_error(const Facts& facts, const Verification& verification) {
  // Nothing else uses a stream that the gateway opened, so it closes; a partner closes its own.
  const Side by = outbound(facts) ? Side::Gateway : Side::Partner;
  return refused(facts, "dialback", by, "dialback-error:" + verification.condition,
                 "the key could not be verified: " + verification.why);
}

Prediction dialback_invalid(const Facts& facts, const Verification& verification) {
  if (facts.profile == Profile::Lync2013 && !outbound(facts)) {
    return {std::nullopt, "profile lync2013 gives no answer for an invalid key: time decides"};
  }
  const Side receiving = outbound(facts) ? Side::Partner : Side::Gateway;
  return refused(facts, "dialback", receiving, "dialback:invalid", verification.why);
}

Prediction dialback(const NegotiationRow& row, const Facts& facts, const std::string& method) {
  const Verification verification = outbound(facts)
                                        ? partner_verifies(row, facts)
                                        : gateway_verifies(row, facts, method == "tls-dialback");
  switch (verification.answer) {
    case Verification::Answer::Valid:
      return established(
          facts, method,
          "dialback is the best method both sides have here, and " + verification.why);
    case Verification::Answer::Invalid:
      return dialback_invalid(facts, verification);
    case Verification::Answer::Error:
      return dialback_error(facts, verification);
    case Verification::Answer::Unforeseeable:
      return {std::nullopt, verification.why};
  }
  return {};
}

// ---- who may authenticate (3, 4, 6)
// ---------------------------------------------------------------

bool external_possible(const NegotiationRow& row, const Facts& facts) {
  if (!facts.partner.external || !row.allows("sasl-over-tls")) return false;
  const Certificate shown =
      outbound(facts) ? facts.partner.certificate : facts.partner.shown_as_client();
  if (shown != Certificate::Valid) return false;
  // Going out, the partner offers EXTERNAL only for a certificate that proves our domain.
  return !outbound(facts) || facts.own_certificate == Certificate::Valid;
}

bool dialback_possible(const NegotiationRow& row, const Facts& facts, const std::string& method) {
  if (!facts.partner.dialback || !row.allows(method)) return false;
  // On a plain stream a partner that requires TLS takes no key.
  return method != "tcp-dialback" || facts.partner.tls != PartnerTls::Required;
}

Prediction nothing_in_common(const Facts& facts) {
  if (outbound(facts)) {
    return refused(facts, "features", Side::Gateway, "stream:policy-violation",
                   "the partner offers no method that the row allows on this stream");
  }
  return refused(facts, "features", Side::Partner, "stream:unsupported-feature",
                 "the gateway offers no method that the partner has");
}

// The partner refuses EXTERNAL: dialback follows where both have it (3).
Prediction after_sasl_failure(const NegotiationRow& row, const Facts& facts) {
  if (dialback_possible(row, facts, "tls-dialback")) return dialback(row, facts, "tls-dialback");
  return refused(facts, "sasl", Side::Gateway, "sasl:" + facts.partner.sasl_failure,
                 "the partner refuses EXTERNAL, and dialback is not to be had");
}

}  // namespace

Prediction predict(const NegotiationRows& rows, const Facts& facts) {
  const NegotiationRow& row = rows.row(facts.row);
  if (!row.valid()) return configuration_refused(row, facts);
  if (!facts.partner_is_correct) {
    return {std::nullopt, "the scenario leaves what docs/negotiation.md describes"};
  }
  if (outbound(facts) && facts.authority.elsewhere) {
    return {std::nullopt, "DNS leads the gateway's stream to the authoritative server's host"};
  }

  const Channel channel =
      outbound(facts)
          ? gateway_opens(row, facts,
                          {facts.partner.tls, facts.partner.certificate, facts.partner.insists})
          : partner_opens(row, facts);
  if (!channel.open) {
    return refused(facts, channel.stage, channel.ended_by, channel.condition, channel.rule);
  }
  if (channel.protected_by_tls && external_possible(row, facts)) {
    if (outbound(facts) && !facts.partner.sasl_failure.empty())
      return after_sasl_failure(row, facts);
    return established(facts, "sasl-over-tls",
                       "SASL EXTERNAL over TLS is the best method, and both "
                       "sides have it");
  }
  const std::string method = channel.protected_by_tls ? "tls-dialback" : "tcp-dialback";
  if (!dialback_possible(row, facts, method)) return nothing_in_common(facts);
  return dialback(row, facts, method);
}

}  // namespace harness::oracle
