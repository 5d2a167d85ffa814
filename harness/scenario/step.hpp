// What happens in a scenario: the steps, as the sentences of steps.hpp have it.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "gateway/base/time.hpp"
#include "harness/scenario/errands.hpp"
#include "harness/scenario/expectation.hpp"

namespace harness {

enum class Sender : std::uint8_t { LocalUser, PartnerUser };

enum class StanzaKind : std::uint8_t {
  Message,
  Presence,
  Iq,
  Raw,  // written out in the scenario, right or wrong
};

struct SendStanzaStep {
  Sender sender = Sender::LocalUser;
  std::string partner{};  // PartnerUser: whose fake sends it
  std::string id{};       // "m1", "m2", ... in the order of the steps, or the one it is given
  std::string from{};     // Raw: who sends it, whatever the XML says
  std::string to{};       // Raw: empty
  std::string body{};     // of a message that is nothing else
  StanzaKind kind = StanzaKind::Message;
  std::string type = "chat";  // empty: no such attribute
  std::string xml{};          // what is inside; Raw: the whole stanza
  bool awaited = true;
  bool settles = false;  // where it arrives has no id: what follows shows within the quiet time
};
struct OpenStreamStep {
  std::string partner;
  std::uint64_t others = 0;  // so many new ones; 0: one that is open already will do
};
struct FallSilentStep {
  std::string partner;
};
struct CloseStreamsStep {
  std::string partner;
};
struct BreakConnectionsStep {
  std::string partner;
};
struct SendOctetsStep {
  std::string partner;
  std::string octets;
  std::uint64_t times = 1;
};
struct AskAgainStep {
  std::string partner;
};
struct RestartGatewayStep {};
struct ShutDownStep {};  // the gateway, while everybody else goes on
struct WaitStep {
  gateway::Duration duration{0};
};

/// What people do (deeds.hpp).
enum class Deed : std::uint8_t {
  Adds,
  Removes,
  Blocks,
  Unblocks,
  Watches,
  StopsWatching,
  AsksFor,  // once
  Approves,
  Denies,
  Probes,
  SignsIn,
  SignsOut,
  Is,
  SetsNote,
  Says,
  SaysForReceipt,
  Types,
  StopsTyping,
  Becomes,  // of a partner: another type
  MovesTo,
  GetsAccess,
  Leaves,  // the directory
};
struct DeedStep {
  Deed deed = Deed::Adds;
  std::string who{};
  std::string whom{};
  std::string where{};  // endpoint or resource
  std::string word{};   // state, type, home, access
  std::string text{};   // note or message
  Errands errands{};    // once bind_steps knows everybody
};
/// What the pool does by itself, its users asked or not.
struct PoolStep {
  fakes::UserOrder order;
};
/// Something that must be so by now.
struct CheckStep {
  Expectation expectation;
};

using StepAction =
    std::variant<SendStanzaStep, OpenStreamStep, FallSilentStep, CloseStreamsStep,
                 BreakConnectionsStep, SendOctetsStep, AskAgainStep, RestartGatewayStep,
                 ShutDownStep, WaitStep, DeedStep, PoolStep, CheckStep>;
struct Step {
  std::string text;
  StepAction action;
};

}  // namespace harness
