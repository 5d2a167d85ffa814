// Whatever the pool says, on connections and in datagrams: what the agent says is SIP, every
// request is answered once at most, and in the end nothing is left.
#include "fakes/pki/seeded_entropy.hpp"
#include "gateway/sip/agent.hpp"
#include "gateway/sip/parse.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

using namespace gateway;
using namespace gateway::sip;

const Endpoint kOurs = parse_endpoint("192.0.2.1:5060").value();
const Endpoint kPool = parse_endpoint("192.0.2.7:5060").value();
constexpr ConnectionId kAccepted = 1;

class Dialogue {
 public:
  explicit Dialogue(Transport transport)
      : agent_({"edge.contoso.example", kOurs, transport, kPool, ""},
               {entropy_, nullptr, nullptr}) {}

  void happen(const AgentEvent& event) {
    AgentActions actions;
    agent_.handle(event, now_, actions);
    look_at(actions);
  }
  void send_request() {
    Message request;
    request.method = "OPTIONS";
    request.request_uri = "sip:pool.contoso.example";
    request.from = {"", "sip:edge.contoso.example", {}};
    request.to = {"", "sip:pool.contoso.example", {}};
    happen(SendRequest{++requests_, request});
  }
  // Until nothing is due any more; there is an end to it.
  void run_out() {
    for (int i = 0; agent_.next_deadline(); ++i) {
      FUZZ_CHECK(i < 100000, "the agent never comes to rest");
      now_.instant = std::max(now_.instant, *agent_.next_deadline());
      AgentActions actions;
      agent_.on_deadline(now_, actions);
      look_at(actions);
    }
    FUZZ_CHECK(agent_.transactions() == 0 && agent_.connections() == 0, "something is left");
    FUZZ_CHECK(answered_ == requests_, "a request of ours has no response");
  }

 private:
  void look_at(const AgentActions& actions) {
    for (const AgentAction& action : actions) {
      if (const auto* arrived = std::get_if<RequestArrived>(&action)) {
        const auto response = response_to(arrived->request, 200, {});
        happen(SendResponse{arrived->transaction, response});
      } else if (const auto* datagram = std::get_if<SendDatagram>(&action)) {
        FUZZ_CHECK(datagram->peer.address == kPool.address, "to a stranger");
      } else if (std::holds_alternative<ResponseArrived>(action)) {
        ++answered_;
      } else if (const auto* connect = std::get_if<Connect>(&action)) {
        happen(ConnectFailed{connect->connection, ConnectError::Unreachable});
      }
    }
  }

  fakes::SeededEntropy entropy_{1};
  Agent agent_;
  Now now_{};
  RequestId requests_ = 0;
  RequestId answered_ = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view octets = fuzz::text_of(data, size);
  Dialogue stream(Transport::Tcp);
  stream.send_request();
  stream.happen(Accepted{kAccepted, kOurs, kPool});
  for (const std::string_view piece : fuzz::cut(octets)) {
    stream.happen(Received{kAccepted, std::string(piece)});
  }
  stream.run_out();

  Dialogue datagrams(Transport::Udp);
  datagrams.send_request();
  datagrams.happen(DatagramReceived{kOurs, kPool, std::string(octets)});
  datagrams.happen(DatagramReceived{kOurs, kPool, std::string(octets)});
  datagrams.run_out();
  return 0;
}
