// Each sentence is answered by the moments at which what it speaks of happened.
#include "harness/run/evidence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <limits>
#include <set>

#include "harness/run/people_evidence.hpp"
#include "harness/run/perform.hpp"
#include "harness/run/readings.hpp"
#include "harness/run/received_stanza.hpp"
#include "harness/run/reconnects.hpp"
#include "harness/run/tls_evidence.hpp"
#include "harness/scenario/sentence.hpp"
#include "harness/scenario/statements.hpp"

namespace harness {
namespace {

using reports::Entry;
using reports::EntryKind;
using Moments = std::vector<std::int64_t>;

class Evidence {
 public:
  /// @param steps  what happened in so many of them counts, and what came before
  Evidence(const Setup& setup, const reports::Transcript& transcript, std::size_t steps)
      : setup_(setup) {
    std::size_t begun = 0;
    for (const Entry& entry : transcript.entries) {
      if (entry.kind == EntryKind::Note && entry.text == kEndOfScenario) break;
      begun += entry.kind == EntryKind::Step;
      if (begun > steps) break;
      take(entry);
    }
  }

  std::int64_t start_us() const { return start_us_.value_or(0); }

  /// The moments of what `expectation` speaks of, in order.
  Moments moments_of(const Expectation& expectation) const {
    const std::vector<std::string>& w = expectation.words;
    switch (expectation.statement) {
      case Statement::ReceivesOnce:
      case Statement::ReceivesNot:
        return deliveries([&](const ReceivedStanza& stanza) {
          return !stanza.is_error() && stanza.is_for(w[0]) && stanza.body == w[1];
        });
      case Statement::ReceivesNothing:
        return deliveries([&](const ReceivedStanza& stanza) {
          return !stanza.is_error() && stanza.is_for(w[0]);
        });
      case Statement::Bounced:
        return deliveries(
            [&](const ReceivedStanza& stanza) { return is_bounce(stanza, w[0], w[1]); });
      case Statement::BouncedFor:
        return deliveries([&](const ReceivedStanza& stanza) {
          return is_bounce(stanza, w[0], w[1]) && body_of(stanza.attribute("id")) == w[2];
        });
      case Statement::NoBounce:
        return deliveries(
            [&](const ReceivedStanza& stanza) { return stanza.is_error() && stanza.is_for(w[0]); });
      case Statement::ReceivesStanzas:
        return deliveries(
            [&](const ReceivedStanza& stanza) { return matches(stanza, expectation.reception); });
      case Statement::SeesStreamError:
        return readings_.stream_errors(w[0], w[1]);
      case Statement::SeesOneStreamErrorOf:
        return joined(readings_.stream_errors(w[0], w[1]), readings_.stream_errors(w[0], w[2]));
      case Statement::SeesNoStreamError:
        return readings_.of(w[0], "<stream:error");
      case Statement::SeesEndOfConnection:
        return ends_of_connections_with(w[0]);
      case Statement::ReadsHeaderWith:
        return readings_.headers_with(w[0], " " + w[1] + "='" + w[2] + "'");
      case Statement::ReadsNoHeaderWith:
        return readings_.headers_with(w[0], " " + w[1] + "=");
      case Statement::SendsAtMost:
        return octets_beyond(w[0], w[1]);
      case Statement::Reads:
      case Statement::ReadsTimes:
      case Statement::ReadsNot:
        return readings_.of(w[0], w[1]);
      case Statement::SeesConnections:
        return entries(EntryKind::ConnectionOpened, w[0], "");
      case Statement::GatewayConnects:
      case Statement::GatewayConnectsNot:
      case Statement::GatewayConnectsBefore:
      case Statement::GatewayConnectsTimes:
        return entries(EntryKind::ConnectAttempt, "gateway", w[0]);
      case Statement::GatewayAsks:
      case Statement::GatewayAsksNot:
        return entries(EntryKind::DnsQuestion, "gateway", w[0] + " " + w[1]);
      case Statement::LogSays:
      case Statement::LogSaysNot:
        return logs(w[0], "");
      case Statement::LogSaysWith:
        return logs(w[0], w[1]);
      case Statement::ReconnectsWithin:
      case Statement::ReconnectsDiffer:
      case Statement::ReconnectsGrow:
        return {};  // harness/run/reconnects
      case Statement::NegotiatesTls:
      case Statement::NegotiatesNoTls:
      case Statement::NegotiatesSuite:
      case Statement::NegotiatesAlpn:
      case Statement::SeesServerName:
      case Statement::SeesMessage:
      case Statement::SeesNoMessage:
      case Statement::SeesMessageWith:
      case Statement::SeesNoMessageWith:
      case Statement::SeesNoMessageWithout:
      case Statement::GetsTlsAlert:
      case Statement::GetsNoTlsAlert:
      case Statement::GetsCloseNotify:
      case Statement::GetsNoCloseNotify:
      case Statement::IsShownCertificate:
      case Statement::IsShownNoCertificate:
        return tls_moments(expectation, entries_);
      case Statement::ReadsNothingAfter:
        return readings_.after(w[0], w[1]);
      case Statement::SeesNothingOf:
      case Statement::SeesNoNoteOf:
      case Statement::SeesTyping:
      case Statement::SeesNoTyping:
      case Statement::SeesAs:
      case Statement::SeesAsWithNote:
      case Statement::SeesAsWithoutNote:
      case Statement::ReceivesFrom:
      case Statement::ReceivesNotFrom:
      case Statement::ReceivesNothingFrom:
      case Statement::GetsReceipt:
      case Statement::GetsNoReceipt:
      case Statement::IsSubscribed:
      case Statement::IsNotSubscribed:
      case Statement::GetsError:
      case Statement::GetsNoError:
        return people_moments(expectation, setup_, facts_);
    }
    return {};
  }

  Moments connects_to(const std::string& endpoint) const {
    return entries(EntryKind::ConnectAttempt, "gateway", endpoint);
  }

 private:
  void take(const Entry& entry) {
    if (entry.kind == EntryKind::Step && !start_us_) start_us_ = entry.at_us;
    if (entry.kind == EntryKind::LocalDeliver || entry.kind == EntryKind::PartnerDeliver) {
      if (auto stanza = read_stanza(entry.text, entry.at_us)) {
        deliveries_.push_back(std::move(*stanza));
      }
    }
    const bool read = entry.kind == EntryKind::XmlReceived || entry.kind == EntryKind::SipReceived;
    if (read) readings_.take(entry);
    if (auto fact = read_person_fact(entry)) facts_.push_back(std::move(*fact));
    entries_.push_back(&entry);
  }

  template <class Wanted>
  Moments deliveries(const Wanted& wanted) const {
    Moments moments;
    for (const ReceivedStanza& stanza : deliveries_) {
      if (wanted(stanza)) moments.push_back(stanza.at_us);
    }
    return moments;
  }

  static bool is_bounce(const ReceivedStanza& stanza, const std::string& to,
                        const std::string& condition) {
    return stanza.is_error() && stanza.is_for(to) && stanza.error == condition;
  }

  /// An empty text stands for any.
  Moments entries(EntryKind kind, std::string_view node, std::string_view text) const {
    Moments moments;
    for (const Entry* entry : entries_) {
      if (entry->kind != kind || entry->node != node) continue;
      if (text.empty() || entry->text == text) moments.push_back(entry->at_us);
    }
    return moments;
  }

  static Moments joined(Moments some, const Moments& others) {
    some.insert(some.end(), others.begin(), others.end());
    std::sort(some.begin(), some.end());
    return some;
  }

  /// When the gateway ended a connection with the fake: FIN, or RST.
  Moments ends_of_connections_with(const std::string& node) const {
    std::set<std::uint32_t> connections;
    Moments moments;
    for (const Entry* entry : entries_) {
      if (entry->node == node && entry->connection != 0) connections.insert(entry->connection);
      const bool end =
          entry->kind == EntryKind::ConnectionFinished || entry->kind == EntryKind::ConnectionReset;
      if (end && entry->node == "gateway" && connections.contains(entry->connection)) {
        moments.push_back(entry->at_us);
      }
    }
    return moments;
  }

  /// When the fake said more than so many octets, in all its streams.
  Moments octets_beyond(const std::string& node, const std::string& limit) const {
    const std::uint64_t octets_max = parse_count(limit).value_or(0);
    std::uint64_t octets = 0;
    Moments moments;
    for (const Entry* entry : entries_) {
      if (entry->kind != EntryKind::XmlSent || entry->node != node) continue;
      octets += entry->text.size();
      if (octets > octets_max) moments.push_back(entry->at_us);
    }
    return moments;
  }

  /// The second word of a log line is its code; `part` stands somewhere behind it.
  Moments logs(std::string_view code, std::string_view part) const {
    Moments moments;
    for (const Entry* entry : entries_) {
      if (entry->kind != EntryKind::Log) continue;
      const std::size_t begin = entry->text.find(' ') + 1;
      const std::size_t end = entry->text.find(' ', begin);
      const std::string_view line = entry->text;
      if (line.substr(begin, end - begin) == code && line.find(part, end) != line.npos) {
        moments.push_back(entry->at_us);
      }
    }
    return moments;
  }

  std::string body_of(const std::string& id) const {
    for (const Step& step : setup_.steps) {
      const auto* message = std::get_if<SendStanzaStep>(&step.action);
      if (message != nullptr && message->id == id) return message->body;
    }
    return {};
  }

  const Setup& setup_;
  std::optional<std::int64_t> start_us_;
  std::vector<ReceivedStanza> deliveries_;
  std::vector<PersonFact> facts_;
  Readings readings_;
  std::vector<const Entry*> entries_;
};

std::string seconds(std::int64_t us) {
  return fmt::format("{:.3f} s", static_cast<double>(us) / 1e6);
}

/// @return what is wrong, or nothing
std::string complaint_about(const Expectation& expectation, const Moments& moments,
                            const Evidence& evidence, const reports::Transcript& transcript) {
  const std::string times = fmt::format("it happened {} times", moments.size());
  switch (kind_of(expectation.statement).wanted) {
    case Wanted::Some:
      return moments.empty() ? "it did not happen" : "";
    case Wanted::One:
      if (moments.empty()) return "it did not happen";
      return moments.size() == 1 ? "" : times;
    case Wanted::None:
      return moments.empty() ? "" : times;
    case Wanted::Number:
      return std::to_string(moments.size()) == expectation.words.back() ? "" : times;
    case Wanted::Exactly:
      return moments.size() == expectation.reception.count ? "" : times;
    case Wanted::Range: {
      const auto count = static_cast<long>(moments.size());
      const bool fits = count >= std::atol(expectation.words[1].c_str()) &&
                        count <= std::atol(expectation.words[2].c_str());
      return fits ? "" : times;
    }
    case Wanted::Order: {
      const Moments later = evidence.connects_to(expectation.words[1]);
      if (moments.empty() || later.empty()) return "one of the two did not happen";
      return moments.front() < later.front() ? "" : "it was the other way round";
    }
    case Wanted::Holds:
      return moments.empty() ? "it is not so" : "";
    case Wanted::Waits:
      return reconnect_complaint(expectation, transcript);
  }
  return "";
}

std::string time_complaint(const Expectation& expectation, std::int64_t elapsed_us) {
  if (expectation.within && elapsed_us > expectation.within->count()) {
    return "it happened after " + seconds(elapsed_us);
  }
  if (expectation.after && elapsed_us < expectation.after->count()) {
    return "it happened already after " + seconds(elapsed_us);
  }
  return "";
}

void add_complaint(const Expectation& expectation, const Evidence& evidence,
                   const reports::Transcript& transcript, std::vector<std::string>& failed) {
  const Moments moments = evidence.moments_of(expectation);
  std::string complaint = complaint_about(expectation, moments, evidence, transcript);
  if (complaint.empty() && (expectation.within || expectation.after)) {
    complaint = time_complaint(expectation, moments.front() - evidence.start_us());
  }
  if (!complaint.empty()) failed.push_back("expected: " + expectation.text + "; " + complaint);
}

}  // namespace

std::vector<std::string> failed_expectations(const std::vector<Expectation>& expectations,
                                             const Setup& setup,
                                             const reports::Transcript& transcript) {
  std::vector<std::string> failed;
  for (std::size_t i = 0; i < setup.steps.size(); ++i) {
    const auto* check = std::get_if<CheckStep>(&setup.steps[i].action);
    if (check == nullptr) continue;
    const Evidence evidence(setup, transcript, i + 1);
    add_complaint(check->expectation, evidence, transcript, failed);
  }
  if (expectations.empty()) return failed;
  const Evidence evidence(setup, transcript, std::numeric_limits<std::size_t>::max());
  for (const Expectation& expectation : expectations) {
    add_complaint(expectation, evidence, transcript, failed);
  }
  return failed;
}

}  // namespace harness
