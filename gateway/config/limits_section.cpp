// The section `limits`; bounds as in docs/configuration.md.

#include "gateway/config/limits_section.hpp"

namespace gateway::config {

namespace {

using std::chrono::seconds;

constexpr std::uint64_t kStanzaBytesLeast = 10000;  // RFC 6120 13.12

void read_connections(Section& section, Limits& limits, Report& report) {
  if (const auto value = section.number("connection_limit", {1, 100000})) {
    limits.connection_limit = static_cast<std::uint32_t>(*value);
  }
  if (const auto value = section.number("partner_connection_limit", {1, 100000})) {
    limits.partner_connection_limit = static_cast<std::uint32_t>(*value);
  }
  if (const auto value = section.number("address_connection_limit", {1, 100000})) {
    limits.address_connection_limit = static_cast<std::uint32_t>(*value);
  }
  if (const auto value = section.number("address_attempts_limit", {1, 100000})) {
    limits.address_attempts_limit = static_cast<std::uint32_t>(*value);
  }
  if (limits.partner_connection_limit > limits.connection_limit) {
    report.error(section.place_of("partner_connection_limit"), "out-of-range",
                 "partner_connection_limit is higher than connection_limit",
                 "one partner cannot have more streams than all together");
  }
}

void read_times(Section& section, Limits& limits) {
  const auto read = [&section](std::string_view key, Range<seconds> range, seconds& limit) {
    limit = section.seconds(key, range).value_or(limit);
  };
  read("keepalive_interval", {seconds(10), seconds(86400)}, limits.keepalive_interval);
  read("ping_interval", {seconds(0), seconds(86400)}, limits.ping_interval);
  read("ping_timeout", {seconds(1), seconds(600)}, limits.ping_timeout);
  read("stream_establishment_timeout", {seconds(1), seconds(600)},
       limits.stream_establishment_timeout);
  read("stream_inactivity_timeout", {seconds(10), seconds(604800)},
       limits.stream_inactivity_timeout);
  read("subscription_refresh_interval", {seconds(60), seconds(604800)},
       limits.subscription_refresh_interval);
  read("close_timeout", {seconds(1), seconds(60)}, limits.close_timeout);
  read("ack_timeout", {seconds(1), seconds(600)}, limits.ack_timeout);
  read("connect_timeout", {seconds(1), seconds(120)}, limits.connect_timeout);
  read("queue_timeout", {seconds(1), seconds(600)}, limits.queue_timeout);
  read("reconnect_first_wait", {seconds(0), seconds(60)}, limits.reconnect_first_wait);
  read("reconnect_wait_max", {seconds(60), seconds(86400)}, limits.reconnect_wait_max);
}

void read_sizes(Section& section, Limits& limits, Report& report) {
  limits.stanza_bytes_max = section.number("stanza_bytes_max", {kStanzaBytesLeast, 16777216})
                                .value_or(limits.stanza_bytes_max);
  limits.queue_stanzas_max =
      section.number("queue_stanzas_max", {1, 1000000}).value_or(limits.queue_stanzas_max);
  limits.send_buffer_bytes_max = section.number("send_buffer_bytes_max", {65536, 1073741824})
                                     .value_or(limits.send_buffer_bytes_max);
  if (limits.send_buffer_bytes_max < limits.stanza_bytes_max) {
    report.error(section.place_of("send_buffer_bytes_max"), "out-of-range",
                 "send_buffer_bytes_max is lower than stanza_bytes_max",
                 "the buffer must hold at least one stanza");
  }
}

}  // namespace

Limits read_limits(const YAML::Node& node, Report& report) {
  Limits limits;
  Section section(node, "limits",
                  {"connection_limit", "partner_connection_limit", "keepalive_interval", "ping_interval", "ping_timeout",
                   "stream_establishment_timeout", "stream_inactivity_timeout",
                   "subscription_refresh_interval", "close_timeout", "connect_timeout",
                   "ack_timeout", "queue_timeout", "reconnect_first_wait", "reconnect_wait_max",
                   "address_connection_limit", "address_attempts_limit",
                   "stanza_bytes_max", "queue_stanzas_max", "send_buffer_bytes_max"},
                  report);
  read_connections(section, limits, report);
  read_times(section, limits);
  read_sizes(section, limits, report);
  return limits;
}

}  // namespace gateway::config
