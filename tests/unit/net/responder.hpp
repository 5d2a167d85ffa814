// A small DNS responder on 127.0.0.1; packets are written by hand (RFC 1035 4.1).
#pragma once

#include <algorithm>
#include <array>
#include <boost/asio/ip/udp.hpp>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tests/unit/net/loopback.hpp"

namespace gateway::net {

inline constexpr int kNoError = 0, kServFail = 2, kNxDomain = 3, kRefused = 5;

inline std::string u16(unsigned value) {
  return {static_cast<char>(value >> 8 & 0xff), static_cast<char>(value & 0xff)};
}

inline std::string name_of(std::string_view text) {
  std::string wire;
  while (!text.empty()) {
    const std::string_view label = text.substr(0, text.find('.'));
    wire.push_back(static_cast<char>(label.size()));
    wire.append(label);
    text.remove_prefix(std::min(text.size(), label.size() + 1));
  }
  return wire + '\0';
}

/// A resource record for the name asked (a compression pointer to offset 12).
inline std::string record(unsigned type, const std::string& data) {
  return "\xc0\x0c" + u16(type) + u16(1) + u16(0) + u16(60) +
         u16(static_cast<unsigned>(data.size())) + data;
}
inline std::string srv(unsigned priority, unsigned weight, unsigned port, std::string_view target) {
  return record(33, u16(priority) + u16(weight) + u16(port) + name_of(target));
}

/// A resource record for any name: an alias, or what an alias leads to.
inline std::string record_of(std::string_view owner, unsigned type, const std::string& data) {
  return name_of(owner) + u16(type) + u16(1) + u16(0) + u16(60) +
         u16(static_cast<unsigned>(data.size())) + data;
}

/// A question as it stands in the packet.
inline std::string question(std::string_view name, unsigned type) {
  return name_of(name) + u16(type) + u16(1);
}

/// Answers every question alike, or by `zone`, and remembers the questions.
class Responder {
 public:
  explicit Responder(boost::asio::io_context& io)
      : socket_(io, boost::asio::ip::udp::endpoint(boost::asio::ip::address_v4::loopback(), 0)) {
    receive();
  }
  Endpoint endpoint() const { return {kLoopback, socket_.local_endpoint().port()}; }

  bool silent = false;
  bool only_forged = false;
  int rcode = kNoError;
  std::vector<std::string> records;
  std::map<std::string, std::vector<std::string>> zone;  // if set: what it lacks is NXDOMAIN
  std::function<void(std::string& reply)> forge;  // what somebody else says before the real answer
  int questions = 0;
  std::string last_question;

 private:
  void receive() {
    socket_.async_receive_from(boost::asio::buffer(packet_), from_,
                               [this](const boost::system::error_code& error, std::size_t count) {
                                 if (error) return;
                                 answer(std::string(packet_.data(), count));
                                 receive();
                               });
  }
  void answer(const std::string& asked) {
    ++questions;
    const std::size_t end = asked.find('\0', 12) + 5;
    last_question = asked.substr(12, end - 12);
    if (silent) return;
    if (!zone.empty()) {
      const auto entry = zone.find(last_question);
      rcode = entry == zone.end() ? kNxDomain : kNoError;
      records = entry == zone.end() ? std::vector<std::string>{} : entry->second;
    }
    std::string reply = asked.substr(0, 2) + '\x85' + static_cast<char>(0x80 | rcode) + u16(1) +
                        u16(static_cast<unsigned>(records.size())) + u16(0) + u16(0) +
                        last_question;
    for (const std::string& one : records) reply += one;
    if (forge) {
      std::string forged = reply;
      forge(forged);
      socket_.send_to(boost::asio::buffer(forged), from_);
      if (only_forged) return;
    }
    socket_.send_to(boost::asio::buffer(reply), from_);
  }

  boost::asio::ip::udp::socket socket_;
  boost::asio::ip::udp::endpoint from_;
  std::array<char, 1500> packet_{};
};

}  // namespace gateway::net
