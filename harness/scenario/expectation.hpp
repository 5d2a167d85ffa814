// What must come of a run: sentences about it, fields of its outcome, or the
// oracle's prediction.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gateway/base/time.hpp"

namespace harness {

enum class Statement : std::uint8_t {
  ReceivesOnce,
  ReceivesNot,
  ReceivesNothing,
  Bounced,
  BouncedFor,
  NoBounce,
  SeesStreamError,
  SeesOneStreamErrorOf,
  SeesNoStreamError,
  SeesEndOfConnection,
  Reads,
  ReadsTimes,
  ReadsNot,
  ReadsHeaderWith,
  ReadsNoHeaderWith,
  SendsAtMost,
  SeesConnections,
  GatewayConnects,
  GatewayConnectsNot,
  GatewayConnectsBefore,
  GatewayConnectsTimes,
  ReconnectsWithin,
  ReconnectsDiffer,
  ReconnectsGrow,
  GatewayAsks,
  GatewayAsksNot,
  LogSays,
  LogSaysWith,
  LogSaysNot,
  ReceivesStanzas,
  NegotiatesTls,
  NegotiatesNoTls,
  NegotiatesSuite,
  NegotiatesAlpn,
  SeesServerName,
  SeesMessage,
  SeesNoMessage,
  SeesMessageWith,
  SeesNoMessageWith,
  SeesNoMessageWithout,
  GetsTlsAlert,
  GetsNoTlsAlert,
  GetsCloseNotify,
  GetsNoCloseNotify,
  IsShownCertificate,
  IsShownNoCertificate,
  ReadsNothingAfter,
  SeesNothingOf,
  SeesNoNoteOf,
  SeesTyping,
  SeesNoTyping,
  SeesAs,
  SeesAsWithNote,
  SeesAsWithoutNote,
  ReceivesFrom,
  ReceivesNotFrom,
  ReceivesNothingFrom,
  GetsReceipt,
  GetsNoReceipt,
  IsSubscribed,
  IsNotSubscribed,
  GetsError,
  GetsNoError,
};

/// What a stanza must be like; reception.hpp says which names there are.
struct StanzaProperty {
  std::string name;
  std::optional<std::string> value;  // absent: the stanza has nothing of the kind
};

/// "alice@contoso.example receives two messages with xml:lang "de" and no id".
struct Reception {
  std::string who;  // a bare JID: at any of its resources
  std::size_t count = 1;
  std::string kind;  // "message", "presence", "iq"; empty: any
  std::vector<StanzaProperty> properties;
};

/// One sentence; `words` are its captures in order. Times count from the first
/// step.
struct Expectation {
  std::string text;
  Statement statement = Statement::ReceivesOnce;
  std::vector<std::string> words;
  Reception reception{};  // of ReceivesStanzas, whose only word is who receives
  std::optional<gateway::Duration> within;
  std::optional<gateway::Duration> after;
};

/// A field that is absent may have any value.
struct ExpectedOutcome {
  std::optional<std::string> configuration, method, stage, closed_by, condition, to_partner,
      to_gateway;
  bool empty() const {
    return !configuration && !method && !stage && !closed_by && !condition && !to_partner &&
           !to_gateway;
  }
};

struct Expect {
  bool oracle = false;  // the outcome must be the predicted one
  bool access = false;  // what people try arrives if the oracle's table of who may do what says so
  ExpectedOutcome outcome;
  std::vector<Expectation> sentences;
};

}  // namespace harness
