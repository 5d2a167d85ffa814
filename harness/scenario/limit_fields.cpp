// Which limits there are, and how each is written.
#include "harness/scenario/limit_fields.hpp"

#include <array>
#include <chrono>

#include "harness/scenario/fields.hpp"

namespace harness {
namespace {

/// Durations ("10s") where the limit is a time, whole numbers elsewhere.
std::optional<std::uint64_t> limit_value(Reading& in, std::string_view name,
                                         const YAML::Node& node) {
  if (!is_time_limit(name)) return in.number(node, 1, 1'000'000'000);
  const std::optional<gateway::Duration> value = in.duration(node);
  if (!value) return std::nullopt;
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::seconds>(*value).count());
}

void set_limit(GatewaySetup& gateway, const std::string& name, std::uint64_t value) {
  for (LimitSetup& limit : gateway.limits) {
    if (limit.name == name) {
      limit.value = value;
      return;
    }
  }
  gateway.limits.push_back({name, value});
}

}  // namespace

std::optional<LimitChange> compile_limit(Reading& in, const YAML::Node& key,
                                         const std::string& name, const YAML::Node& node) {
  for (const std::string_view known : limit_names()) {
    if (known != name) continue;
    const std::optional<std::uint64_t> value = limit_value(in, name, node);
    if (!value) return std::nullopt;
    return [name, value = *value](GatewaySetup& gateway) { set_limit(gateway, name, value); };
  }
  in.error(key.Mark(), "unknown-key", "'" + name + "' is no limit", known_keys(limit_names()));
  return std::nullopt;
}

std::optional<LimitChange> compile_limits(Reading& in, const YAML::Node& node) {
  std::vector<LimitChange> changes;
  for (const auto& [key, value] : in.pairs(node, "limits")) {
    if (auto change = compile_limit(in, key, key.Scalar(), value)) {
      changes.push_back(std::move(*change));
    }
  }
  return [changes = std::move(changes)](GatewaySetup& gateway) {
    for (const auto& change : changes) change(gateway);
  };
}

bool is_time_limit(std::string_view name) {
  return name.ends_with("_timeout") || name.ends_with("_interval") ||
         name.starts_with("reconnect_");
}

std::span<const std::string_view> limit_names() {
  static constexpr std::array<std::string_view, 19> kNames{"connection_limit",
                                                           "partner_connection_limit",
                                                           "keepalive_interval",
                                                           "ping_interval",
                                                           "ping_timeout",
                                                           "stream_establishment_timeout",
                                                           "stream_inactivity_timeout",
                                                           "subscription_refresh_interval",
                                                           "close_timeout",
                                                           "connect_timeout",
                                                           "ack_timeout",
                                                           "queue_timeout",
                                                           "reconnect_first_wait",
                                                           "reconnect_wait_max",
                                                           "address_connection_limit",
                                                           "address_attempts_limit",
                                                           "stanza_bytes_max",
                                                           "queue_stanzas_max",
                                                           "send_buffer_bytes_max"};
  return kNames;
}

}  // namespace harness
