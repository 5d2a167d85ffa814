#include "fakes/pool/exchange.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "fakes/pool/sip_rules.hpp"

namespace fakes {
namespace {

constexpr auto kShortForms = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"Call-ID", "i"},
    {"Contact", "m"},
    {"Content-Length", "l"},
    {"Content-Type", "c"},
    {"From", "f"},
    {"Subject", "s"},
    {"To", "t"},
    {"Via", "v"},
    {"Event", "o"},
});

std::string branch_of(const SipMessage& message) {
  return parameter_of(message.field("Via"), "branch").value_or("");
}

/// RFC 3261 17.2.3: what makes a request the same request.
std::string key_of(const SipMessage& request) {
  return branch_of(request) + " " + std::string(without_parameters(request.field("Via"))) + " " +
         request.method;
}

void shorten(SipMessage& message) {
  for (SipField& field : message.fields) {
    for (const auto& [whole, brief] : kShortForms) {
      if (same_name(field.name, whole)) field.name = brief;
    }
  }
}

/// RFC 3261 18.2.1, RFC 3581 4: where it came from, for whoever asks.
void note_source(SipMessage& request, const gateway::Endpoint& source) {
  std::string via(request.field("Via"));
  const std::size_t asked = via.find(";rport");
  if (asked == std::string::npos) return;
  via.insert(asked + std::string_view(";rport").size(), "=" + std::to_string(source.port));
  request.set("Via", via + ";received=" + gateway::to_string(source.address));
}

void fold(SipMessage& message) {
  for (SipField& field : message.fields) {
    const std::size_t semicolon = field.value.find(";tag=");
    if (semicolon != std::string::npos) field.value.insert(semicolon, "\r\n ");
  }
}

}  // namespace

// ---- what is sent
// -------------------------------------------------------------------------------

std::string SipExchange::written(SipMessage message, PoolSurroundings& s) const {
  const std::string& off = s.deviations.content_length_off;
  const auto by = number_of(off.empty() ? "" : std::string_view(off).substr(1));
  if (by) {
    const std::size_t size = message.body.size();
    const std::size_t less = std::min<std::size_t>(size, *by);
    message.set("Content-Length", std::to_string(off.front() == '-' ? size - less : size + *by));
  } else {
    message.set("Content-Length", std::to_string(message.body.size()));
  }
  if (s.deviations.folded_lines) fold(message);
  if (s.deviations.short_forms) shorten(message);
  return write_sip(message);
}

// One connection of its own for requests (18.1.1), kept open.
SipChannel& SipExchange::channel_for_requests(PoolSurroundings& s) {
  for (auto& [id, channel] : channels_) {
    if (channel.ours() && channel.open()) return channel;
  }
  last_connection_ += 2;
  s.out.push_back(gateway::Connect{last_connection_, s.settings.gateway});
  return channels_.try_emplace(last_connection_, last_connection_, true).first->second;
}

void SipExchange::send(const std::vector<SipMessage>& messages, const SipPath& path,
                       PoolSurroundings& s) {
  std::vector<std::string> texts;
  for (const SipMessage& message : messages) texts.push_back(written(message, s));
  if (path.peer) {
    for (std::string& text : texts) {
      s.out.push_back(gateway::SendDatagram{s.settings.endpoint, *path.peer, text});
      s.observe(Observation::SipSent, std::move(text));
    }
    return;
  }
  const auto found = channels_.find(path.connection);
  if (found == channels_.end()) return s.note("the connection to answer on is gone");
  found->second.say(texts, s);
}

void SipExchange::request(SipMessage request, OnResponse on_response, PoolSurroundings& s) {
  std::vector<std::pair<SipMessage, OnResponse>> one;
  one.emplace_back(std::move(request), std::move(on_response));
  requests(std::move(one), s);
}

void SipExchange::requests(std::vector<std::pair<SipMessage, OnResponse>> requests,
                           PoolSurroundings& s) {
  if (silent_) return;
  const bool datagrams = s.settings.transport == SipTransport::Udp;
  SipPath path;
  if (datagrams) {
    path.peer = s.settings.gateway;
  } else {
    path.connection = channel_for_requests(s).id();
  }
  std::vector<SipMessage> messages;
  for (auto& [message, on_response] : requests) {
    const std::string branch = "z9hG4bK" + s.token();
    message.fields.insert(
        message.fields.begin(),
        {{"Via", "SIP/2.0/" + std::string(to_string(s.settings.transport)) + " " + s.settings.host +
                     ":" + std::to_string(s.settings.endpoint.port) + ";branch=" + branch},
         {"Max-Forwards", "70"}});
    Asked& asked = asked_[branch];
    asked.request = message;
    asked.on_response = std::move(on_response);
    asked.connection = path.connection;
    asked.timeout = s.now.instant + kTransactionTimeout;
    asked.interval = datagrams ? kSipT1 : gateway::Duration(0);
    asked.repeat_at = s.now.instant + asked.interval;
    messages.push_back(std::move(message));
  }
  send(messages, path, s);
}

void SipExchange::respond(const ArrivedRequest& to, const SipMessage& response,
                          PoolSurroundings& s) {
  if (silent_) return;
  if (to.path.peer) answered_[key_of(to.message)] = written(response, s);
  send({response}, to.path, s);
}

void SipExchange::respond_later(ArrivedRequest to, SipMessage response, gateway::Duration wait,
                                PoolSurroundings& s) {
  late_.push_back({std::move(to), std::move(response), s.now.instant + wait});
}

void SipExchange::send_raw(std::string octets, PoolSurroundings& s) {
  if (s.settings.transport == SipTransport::Udp) {
    s.out.push_back(gateway::SendDatagram{s.settings.endpoint, s.settings.gateway, octets});
    return s.observe(Observation::SipSent, std::move(octets));
  }
  for (auto channel = channels_.rbegin(); channel != channels_.rend(); ++channel) {
    if (channel->second.ready()) return channel->second.say_raw(std::move(octets), s);
  }
  channel_for_requests(s).say_raw(std::move(octets), s);
}

// ---- connections
// --------------------------------------------------------------------------------

void SipExchange::on(const gateway::Accepted& event, PoolSurroundings& s) {
  channels_.try_emplace(event.connection, event.connection, false).first->second.on_connected(s);
}

void SipExchange::on(const gateway::Connected& event, PoolSurroundings& s) {
  const auto found = channels_.find(event.connection);
  if (found != channels_.end()) found->second.on_connected(s);
}

void SipExchange::on(const gateway::ConnectFailed& event, PoolSurroundings& s) {
  on(gateway::ConnectionEnded{event.connection}, s);
}

void SipExchange::on(const gateway::PeerFinished& event, PoolSurroundings& s) {
  if (silent_) return;
  const auto found = channels_.find(event.connection);
  if (found != channels_.end()) found->second.finish(s);
}

void SipExchange::on(const gateway::ConnectionEnded& event, PoolSurroundings& s) {
  channels_.erase(event.connection);
  std::vector<std::string> broken;
  for (const auto& [branch, asked] : asked_) {
    if (asked.connection == event.connection && asked.interval.count() == 0) {
      broken.push_back(branch);
    }
  }
  for (const std::string& branch : broken) answer_for(branch, 0, s);
}

void SipExchange::close(PoolSurroundings& s) {
  silent_ = false;
  if (!channels_.empty()) close_at_ = s.now.instant + kCloseLull;
}

void SipExchange::break_off(PoolSurroundings& s) {
  silent_ = false;
  for (auto& [id, channel] : channels_) channel.abort(s);
}

// ---- what comes
// ---------------------------------------------------------------------------------

std::vector<ArrivedRequest> SipExchange::on(const gateway::Received& event, PoolSurroundings& s) {
  const auto found = channels_.find(event.connection);
  if (found == channels_.end()) return {};
  if (close_at_) close_at_ = s.now.instant + kCloseLull;
  std::vector<ArrivedRequest> requests;
  for (SipReading& reading : found->second.receive(event.bytes, s)) {
    for (ArrivedRequest& request : take(std::move(reading), {.connection = event.connection}, s)) {
      requests.push_back(std::move(request));
    }
  }
  return requests;
}

std::vector<ArrivedRequest> SipExchange::on(const gateway::DatagramReceived& event,
                                            PoolSurroundings& s) {
  s.observe(Observation::SipReceived, event.bytes);
  return take(read_sip_datagram(event.bytes), {.peer = event.peer}, s);
}

std::vector<ArrivedRequest> SipExchange::take(SipReading reading, const SipPath& path,
                                              PoolSurroundings& s) {
  for (std::string& sentence : reading.wrong) s.wrong(std::move(sentence), path.connection);
  if (!reading.message) return {};
  SipMessage& message = *reading.message;
  const bool over_tls = s.settings.transport == SipTransport::Tls;
  const SipTransport came_over = path.peer  ? SipTransport::Udp
                                 : over_tls ? SipTransport::Tls
                                            : SipTransport::Tcp;
  for (std::string& sentence : broken_rules(message, came_over)) {
    s.wrong(std::move(sentence), path.connection);
  }
  if (silent_) return {};
  if (!message.is_request())
    return take_response(message, path.connection, s), std::vector<ArrivedRequest>();
  if (message.method == "ACK") return {};
  const std::string key = key_of(message);
  const auto [answered, is_new] = answered_.try_emplace(key);
  if (is_new && path.peer) note_source(message, *path.peer);
  if (is_new) return {{path, std::move(message)}};
  if (!path.peer) {
    s.wrong("RFC 3261 8.1.1.7: a second request with the branch of another", path.connection);
  } else if (!answered->second.empty()) {
    s.out.push_back(gateway::SendDatagram{s.settings.endpoint, *path.peer, answered->second});
    s.observe(Observation::SipSent, answered->second);
  }
  return {};
}

void SipExchange::take_response(const SipMessage& response, gateway::ConnectionId connection,
                                PoolSurroundings& s) {
  const std::string branch = branch_of(response);
  const auto found = asked_.find(branch);
  if (found == asked_.end()) {
    // Over UDP an answer may come twice; elsewhere it answers nothing, unless it comes too late.
    if (s.settings.transport == SipTransport::Udp || given_up_.contains(branch)) return;
    return s.wrong("RFC 3261 17.1.3: a response to nothing: branch '" + branch + "'", connection);
  }
  for (std::string& sentence : broken_rules_of_answer(response, found->second.request)) {
    s.wrong(std::move(sentence), connection);
  }
  if (response.code < 200) {
    found->second.repeat_at = s.now.instant + kSipT2;
    return;
  }
  const Asked asked = std::move(found->second);
  asked_.erase(found);
  if (asked.request.method == "INVITE") acknowledge(asked, response, s);
  asked.on_response(response, s);
}

// RFC 3261 17.1.1.3.
void SipExchange::acknowledge(const Asked& asked, const SipMessage& response, PoolSurroundings& s) {
  SipMessage ack;
  ack.method = "ACK";
  ack.uri = asked.request.uri;
  for (const char* name : {"Via", "Max-Forwards", "From", "Call-ID"}) {
    ack.add(name, std::string(asked.request.field(name)));
  }
  ack.add("To", std::string(response.field("To")));
  const auto cseq = cseq_of(asked.request);
  ack.add("CSeq", std::to_string(cseq ? cseq->number : 1) + " ACK");
  SipPath path{.connection = asked.connection};
  if (asked.connection == 0) path.peer = s.settings.gateway;
  send({ack}, path, s);
}

void SipExchange::answer_for(std::string branch, int code, PoolSurroundings& s) {
  const auto found = asked_.find(branch);
  if (found == asked_.end()) return;
  const Asked asked = std::move(found->second);
  given_up_.insert(branch);
  asked_.erase(found);
  SipMessage response = response_to(asked.request, code, {});
  asked.on_response(response, s);
}

// ---- time
// ---------------------------------------------------------------------------------------

std::optional<gateway::Instant> SipExchange::deadline() const {
  std::optional<gateway::Instant> first = close_at_;
  const auto consider = [&first](gateway::Instant other) {
    if (!first || other < *first) first = other;
  };
  for (const auto& [branch, asked] : asked_) {
    consider(asked.timeout);
    if (asked.interval.count() > 0) consider(asked.repeat_at);
  }
  for (const Late& late : late_) consider(late.at);
  return first;
}

void SipExchange::on_deadline(PoolSurroundings& s) {
  if (close_at_ && *close_at_ <= s.now.instant) {
    close_at_.reset();
    for (auto& [id, channel] : channels_) channel.finish(s);
  }
  for (std::size_t i = 0; i < late_.size();) {
    if (late_[i].at > s.now.instant) {
      ++i;
      continue;
    }
    const Late due = std::move(late_[i]);
    late_.erase(late_.begin() + static_cast<std::ptrdiff_t>(i));
    respond(due.to, due.response, s);
  }
  std::vector<std::string> over;
  for (auto& [branch, asked] : asked_) {
    if (asked.timeout <= s.now.instant) {
      over.push_back(branch);
    } else if (asked.interval.count() > 0 && asked.repeat_at <= s.now.instant) {
      asked.interval = std::min(asked.interval * 2, kSipT2);
      asked.repeat_at = s.now.instant + asked.interval;
      if (!silent_) send({asked.request}, {.peer = s.settings.gateway}, s);
    }
  }
  for (const std::string& branch : over) answer_for(branch, 408, s);
}

}  // namespace fakes
