// A pool with a test in the gateway's place: octets written by hand go in, whole messages come out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "fakes/pki/seeded_entropy.hpp"
#include "fakes/pool/pool.hpp"

namespace fakes::testing {

inline constexpr gateway::ConnectionId kFromGateway = 1;  // the gateway opened it
inline constexpr gateway::ConnectionId kToGateway = 2;    // the pool's first one

/// Lines of a test with CRLF instead of LF.
inline std::string with_crlf(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '\n' ? "\r\n" : std::string(1, c);
  return out;
}

class PoolUnderTest {
 public:
  explicit PoolUnderTest(SipTransport transport = SipTransport::Tcp)
      : pool_(settings(transport), PoolDependencies{entropy_, nullptr, nullptr}) {
    if (transport != SipTransport::Udp) {
      handle(gateway::Accepted{kFromGateway, settings(transport).endpoint, {}});
    }
  }

  static PoolSettings settings(SipTransport transport) {
    PoolSettings made;
    made.host = "pool.contoso.example";
    made.transport = transport;
    made.endpoint = gateway::parse_endpoint("198.51.100.20:5060").value();
    made.gateway = gateway::parse_endpoint("198.51.100.10:5060").value();
    EndpointState desk;
    desk.endpoint = "desk";
    made.users = {{"alice@contoso.example", {desk}}, {"bob@contoso.example", {}}};
    return made;
  }

  void handle(const Event& event) {
    Actions actions;
    pool_.handle(event, {now_, gateway::WallTime(std::chrono::seconds(1'767'225'600))}, actions);
    for (Action& action : actions) keep(action);
  }
  void order(UserOrder order) {
    handle(Event(std::move(order)));
    handle(gateway::Connected{kToGateway});
  }
  /// On the connection that the gateway opened.
  void say(std::string_view text) {
    handle(gateway::Received{kFromGateway, with_crlf(text)});
    handle(gateway::Connected{kToGateway});
  }
  /// On the connection that the pool opened.
  void reply(std::string octets) { handle(gateway::Received{kToGateway, std::move(octets)}); }
  /// The answer to the newest request of the pool.
  void answer(int code, std::string_view fields = {}) {
    SipMessage response = response_to(last_request(), code, "gw1");
    std::string text = write_sip(response);
    const std::string marker = "Content-Length: 0\r\n";
    text.insert(text.find(marker), with_crlf(fields));
    reply(std::move(text));
  }
  void pass(gateway::Duration time) {
    const gateway::Instant end = now_ + time;
    for (auto due = pool_.next_deadline(); due && *due <= end; due = pool_.next_deadline()) {
      now_ = std::max(now_, *due);
      handle(Wake{});
    }
    now_ = end;
  }

  /// Everything it sent since the last call.
  std::vector<SipMessage> take_sent() { return std::exchange(sent_, {}); }
  const std::string& raw() const { return raw_; }  // octets, all of them
  SipMessage last_request() const { return last_request_; }
  std::vector<std::string> observed(Observation kind) const {
    std::vector<std::string> texts;
    for (const Observed& seen : observed_) {
      if (seen.kind == kind) texts.push_back(seen.text);
    }
    return texts;
  }
  std::size_t sends() const { return sends_; }
  const Pool& pool() const { return pool_; }

 private:
  void keep(Action& action) {
    if (auto* seen = std::get_if<Observed>(&action)) observed_.push_back(std::move(*seen));
    if (const auto* send = std::get_if<gateway::Send>(&action)) read(send->bytes);
    if (const auto* send = std::get_if<gateway::SendDatagram>(&action)) read(send->bytes);
  }
  void read(const std::string& octets) {
    ++sends_;
    raw_ += octets;
    SipReader reader;
    reader.feed(octets);
    while (auto reading = reader.next()) {
      if (!reading->message) continue;
      if (reading->message->is_request()) last_request_ = *reading->message;
      sent_.push_back(std::move(*reading->message));
    }
  }

  SeededEntropy entropy_{1, "pool"};
  gateway::Instant now_{};
  Pool pool_;
  std::vector<SipMessage> sent_;
  SipMessage last_request_;
  std::vector<Observed> observed_;
  std::string raw_;
  std::size_t sends_ = 0;
};

}  // namespace fakes::testing
