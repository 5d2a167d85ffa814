#include "harness/scenario/statements.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "harness/scenario/reception.hpp"

namespace harness {
namespace {

constexpr auto kKinds = std::to_array<StatementKind>({
    {"{} receives \"\" once", Statement::ReceivesOnce, Subject::User, Wanted::One},
    {"{} does not receive \"\"", Statement::ReceivesNot, Subject::User, Wanted::None},
    {"{} receives nothing", Statement::ReceivesNothing, Subject::User, Wanted::None},
    {"{} gets a bounce {}", Statement::Bounced, Subject::User, Wanted::One},
    {"{} gets a bounce {} for \"\"", Statement::BouncedFor, Subject::User, Wanted::One},
    {"{} gets no bounce", Statement::NoBounce, Subject::User, Wanted::None},
    {"{} sees stream error {}", Statement::SeesStreamError, Subject::Fake, Wanted::Some},
    {"{} sees stream error {} or {}", Statement::SeesOneStreamErrorOf, Subject::Fake, Wanted::Some},
    {"{} sees no stream error", Statement::SeesNoStreamError, Subject::Fake, Wanted::None},
    {"{} sees the end of the connection", Statement::SeesEndOfConnection, Subject::Fake,
     Wanted::Some},
    {"{} reads \"\"", Statement::Reads, Subject::Fake, Wanted::Some},
    {"{} reads \"\" {} times", Statement::ReadsTimes, Subject::Fake, Wanted::Number},
    {"{} never reads \"\"", Statement::ReadsNot, Subject::Fake, Wanted::None},
    {"{} reads a header with {} \"\"", Statement::ReadsHeaderWith, Subject::Fake, Wanted::Some},
    {"{} reads no header with {}", Statement::ReadsNoHeaderWith, Subject::Fake, Wanted::None},
    {"{} sends at most {} octets", Statement::SendsAtMost, Subject::Fake, Wanted::None},
    {"{} sees {} connections", Statement::SeesConnections, Subject::Fake, Wanted::Number},
    {"the gateway connects to {}", Statement::GatewayConnects, Subject::Nobody, Wanted::Some},
    {"the gateway does not connect to {}", Statement::GatewayConnectsNot, Subject::Nobody,
     Wanted::None},
    {"the gateway connects to {} before {}", Statement::GatewayConnectsBefore, Subject::Nobody,
     Wanted::Order},
    {"the gateway connects to {} {} to {} times", Statement::GatewayConnectsTimes, Subject::Nobody,
     Wanted::Range},
    {"the gateway connects to {} again within {} of each loss", Statement::ReconnectsWithin,
     Subject::Nobody, Wanted::Waits},
    {"the gateway connects to {} again after different waits", Statement::ReconnectsDiffer,
     Subject::Nobody, Wanted::Waits},
    {"the gateway connects to {} again after growing waits", Statement::ReconnectsGrow,
     Subject::Nobody, Wanted::Waits},
    {"the gateway asks {} {}", Statement::GatewayAsks, Subject::Nobody, Wanted::Some},
    {"the gateway does not ask {} {}", Statement::GatewayAsksNot, Subject::Nobody, Wanted::None},
    {"the log says {}", Statement::LogSays, Subject::Nobody, Wanted::Some},
    {"the log says {} with \"\"", Statement::LogSaysWith, Subject::Nobody, Wanted::Some},
    {"the log does not say {}", Statement::LogSaysNot, Subject::Nobody, Wanted::None},
    {"{} negotiates TLS {}", Statement::NegotiatesTls, Subject::Fake, Wanted::Some},
    {"{} negotiates no TLS", Statement::NegotiatesNoTls, Subject::Fake, Wanted::None},
    {"{} negotiates the suite {}", Statement::NegotiatesSuite, Subject::Fake, Wanted::Some},
    {"{} negotiates ALPN \"\"", Statement::NegotiatesAlpn, Subject::Fake, Wanted::Some},
    {"{} sees SNI \"\"", Statement::SeesServerName, Subject::Fake, Wanted::Some},
    {"{} sees a {}", Statement::SeesMessage, Subject::Fake, Wanted::Some},
    {"{} sees no {}", Statement::SeesNoMessage, Subject::Fake, Wanted::None},
    {"{} sees a {} with \"\"", Statement::SeesMessageWith, Subject::Fake, Wanted::Some},
    {"{} sees no {} with \"\"", Statement::SeesNoMessageWith, Subject::Fake, Wanted::None},
    {"{} sees no {} without \"\"", Statement::SeesNoMessageWithout, Subject::Fake, Wanted::None},
    {"{} gets TLS alert {}", Statement::GetsTlsAlert, Subject::Fake, Wanted::Some},
    {"{} gets no TLS alert", Statement::GetsNoTlsAlert, Subject::Fake, Wanted::None},
    {"{} gets close_notify", Statement::GetsCloseNotify, Subject::Fake, Wanted::Some},
    {"{} gets no close_notify", Statement::GetsNoCloseNotify, Subject::Fake, Wanted::None},
    {"{} is shown a certificate for \"\"", Statement::IsShownCertificate, Subject::Fake,
     Wanted::Some},
    {"{} is shown no certificate", Statement::IsShownNoCertificate, Subject::Fake, Wanted::Some},
    {"{} reads nothing after \"\"", Statement::ReadsNothingAfter, Subject::Fake, Wanted::None},
    {"{} sees nothing of {}", Statement::SeesNothingOf, Subject::Person, Wanted::None},
    {"{} sees no note of {}", Statement::SeesNoNoteOf, Subject::Person, Wanted::None},
    {"{} sees {} typing", Statement::SeesTyping, Subject::Person, Wanted::Some},
    {"{} never sees {} typing", Statement::SeesNoTyping, Subject::Person, Wanted::None},
    {"{} sees {} {}", Statement::SeesAs, Subject::Person, Wanted::Holds},
    {"{} sees {} {} with note \"\"", Statement::SeesAsWithNote, Subject::Person, Wanted::Holds},
    {"{} sees {} {} with no note", Statement::SeesAsWithoutNote, Subject::Person, Wanted::Holds},
    {"{} receives \"\" from {} once", Statement::ReceivesFrom, Subject::Person, Wanted::One},
    {"{} does not receive \"\" from {}", Statement::ReceivesNotFrom, Subject::Person, Wanted::None},
    {"{} receives nothing from {}", Statement::ReceivesNothingFrom, Subject::Person, Wanted::None},
    {"{} gets a receipt from {}", Statement::GetsReceipt, Subject::Person, Wanted::One},
    {"{} gets no receipt from {}", Statement::GetsNoReceipt, Subject::Person, Wanted::None},
    {"{} is subscribed to {}", Statement::IsSubscribed, Subject::Person, Wanted::Holds},
    {"{} is not subscribed to {}", Statement::IsNotSubscribed, Subject::Person, Wanted::Holds},
    {"{} gets an error {}", Statement::GetsError, Subject::Person, Wanted::Some},
    {"{} gets no error", Statement::GetsNoError, Subject::Person, Wanted::None},
    {kReceptionPattern, Statement::ReceivesStanzas, Subject::User, Wanted::Exactly},
});

constexpr std::size_t kStatements = static_cast<std::size_t>(Statement::GetsNoError) + 1;

constexpr bool each_has_one_row() {
  if (kKinds.size() != kStatements) return false;
  for (std::size_t i = 0; i < kStatements; ++i) {
    const auto rows = std::count_if(kKinds.begin(), kKinds.end(), [&](const StatementKind& kind) {
      return static_cast<std::size_t>(kind.statement) == i;
    });
    if (rows != 1) return false;
  }
  return true;
}
static_assert(each_has_one_row());

}  // namespace

std::span<const StatementKind> statement_kinds() { return kKinds; }

const StatementKind& kind_of(Statement statement) {
  return *std::find_if(kKinds.begin(), kKinds.end(),
                       [&](const StatementKind& kind) { return kind.statement == statement; });
}

}  // namespace harness
