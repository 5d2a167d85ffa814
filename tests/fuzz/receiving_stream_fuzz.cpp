// A stranger connects and says anything: the engine keeps to its bounds, hands over no stanza of a
// pair that nobody authenticated, and holds nothing once it is shut down. Octets after an octet
// 0xff (never part of UTF-8) go to the verification connection instead, until the next 0xff.
#include <algorithm>
#include <set>
#include <utility>

#include "fakes/pki/seeded_entropy.hpp"
#include "gateway/engine/engine.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

using namespace gateway;
using namespace std::chrono_literals;

constexpr ConnectionId kInbound = 1;
constexpr char kOtherConnection = '\xff';
constexpr char kStreamId = '\xfe';
// Twice the largest stanza, and what expat and the writer add.
constexpr std::size_t kBufferedMax = 1048576;
constexpr int kDeadlinesMax = 1000;

Settings settings() {
  Settings result;
  result.domains = {Domain::parse("contoso.example").value()};
  result.dialback_passphrase = "a secret of 16 octets";
  result.partners.push_back({.domain = Domain::parse("fed.example").value(),
                             .description = {},
                             .additional_domains = {Domain::parse("sub.fed.example").value()},
                             .negotiation = {Tls::Optional, Sasl::NotSupported, true},
                             .connection_limit = {},
                             .proxy_fqdn = {}});
  return result;
}

class World {
 public:
  World() : engine_(settings(), {.entropy = entropy_, .server_tls = {}, .client_tls = {}}) {}

  void tell(const EngineEvent& event) {
    EngineActions actions;
    engine_.handle(event, {clock_, WallTime{}}, actions);
    const EngineResources held = engine_.resources();
    FUZZ_CHECK(held.buffered_bytes <= kBufferedMax, std::to_string(held.buffered_bytes));
    for (const EngineAction& action : actions) std::visit(*this, action);
    answer_what_is_asked();
  }

  void connect() {
    open_.insert(kInbound);
    tell(StreamAccepted{{kInbound, {}, {}}, ListenerKind::StartTls});
  }

  void receive(ConnectionId connection, std::string_view octets) {
    if (!open_.contains(connection)) return;
    std::string bytes;
    for (const char octet : octets) {
      if (octet == kStreamId) {
        bytes += stream_id_;
      } else {
        bytes += octet;
      }
    }
    tell(Received{connection, std::move(bytes)});
  }

  /// The connection that was opened last; 0 if there is none.
  ConnectionId verification() const { return open_.empty() ? 0 : *open_.rbegin(); }

  void shut_down() {
    tell(ShutdownRequested{});
    for (int i = 0; i < kDeadlinesMax && engine_.next_deadline(); ++i) {
      clock_ = std::max(clock_, *engine_.next_deadline());
      tell(DeadlineReached{});
    }
    FUZZ_CHECK(engine_.resources() == EngineResources{}, "something is left");
  }

  // ---- orders
  void operator()(const Connect& order) { to_connect_.push_back(order.connection); }
  /// The other side never finishes: the engine has to lose its patience.
  void operator()(const Finish& order) { finished_.insert(order.connection); }
  void operator()(const Abort& order) { end(order.connection); }
  void operator()(const DnsQuestion& question) { asked_.push_back(question); }
  void operator()(const DeliverStanza&) {
    FUZZ_CHECK(said_valid_, "a stanza was taken before authentication");
  }
  void operator()(const Send& order) {
    FUZZ_CHECK(!ended_.contains(order.connection), "sends on a connection that is over");
    FUZZ_CHECK(!finished_.contains(order.connection), "sends after its FIN");
    if (order.connection != kInbound) return;
    said_valid_ = said_valid_ || order.bytes.find("type='valid'") != std::string::npos;
    note_stream_id(order.bytes);
  }
  void operator()(const LogEvent&) {}
  void operator()(const StateChanged&) {}
  void operator()(const KeyLogLine&) {}

 private:
  void note_stream_id(const std::string& bytes) {
    constexpr std::string_view kBefore = " id='";
    const std::size_t begin = bytes.find(kBefore);
    if (!stream_id_.empty() || begin == std::string::npos) return;
    const std::size_t from = begin + kBefore.size();
    stream_id_ = bytes.substr(from, bytes.find('\'', from) - from);
  }

  void end(ConnectionId connection) {
    open_.erase(connection);
    if (ended_.insert(connection).second) to_end_.push_back(connection);
  }

  /// The world answers at once, each thing as an event of its own.
  void answer_what_is_asked() {
    if (answering_) return;
    answering_ = true;
    while (!asked_.empty() || !to_connect_.empty() || !to_end_.empty()) {
      answer_questions();
      for (const ConnectionId id : std::exchange(to_connect_, {})) {
        open_.insert(id);
        tell(Connected{id});
      }
      for (const ConnectionId id : std::exchange(to_end_, {})) tell(ConnectionEnded{id});
    }
    answering_ = false;
  }

  void answer_questions() {
    for (const DnsQuestion& question : std::exchange(asked_, {})) {
      DnsAnswer answer{question.id, DnsStatus::Ok, {}};
      if (question.type == RecordType::A) answer.records.emplace_back(IpAddress{});
      tell(answer);
    }
  }

  fakes::SeededEntropy entropy_{1};
  Engine engine_;
  Instant clock_{1s};
  std::vector<DnsQuestion> asked_;
  std::vector<ConnectionId> to_connect_, to_end_;
  std::set<ConnectionId> open_, finished_, ended_;
  bool answering_ = false;
  std::string stream_id_;
  bool said_valid_ = false;
};

void converse(World& world, std::string_view text) {
  bool inbound = true;
  for (;;) {
    const std::size_t end = text.find(kOtherConnection);
    for (const std::string_view piece : fuzz::cut(text.substr(0, end))) {
      const ConnectionId connection = inbound ? kInbound : world.verification();
      world.receive(connection, piece);
    }
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + 1);
    inbound = !inbound;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  World world;
  world.connect();
  converse(world, fuzz::text_of(data, size));
  world.shut_down();
  return 0;
}
