// The keys of a scenario's sections: what each is called, which words it takes,
// how it is read. The loader, the axes of a matrix and the check of the
// published schema all use these tables.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "harness/scenario/model.hpp"
#include "harness/scenario/reading.hpp"

namespace harness {

/// One setting of a section T. `compile` reads the value once and returns the
/// change it makes.
template <class T>
struct Field {
  std::string_view key;
  std::vector<std::string_view> choices;  // empty: not an enumeration
  std::function<std::optional<std::function<void(T&)>>(Reading&, const YAML::Node&)> compile;
};

std::span<const Field<GatewaySetup>> gateway_fields();
std::span<const Field<PartnerSetup>> partner_fields();
std::span<const Field<AuthoritySetup>> authority_fields();
std::span<const Field<HandshakeSetup>> handshake_fields();
std::span<const Field<NetworkSetup>> network_fields();
std::span<const Field<DnsOverride>> dns_fields();
std::span<const Field<UserSetup>> user_fields();
std::span<const Field<ContactSetup>> contact_fields();
std::span<const Field<PoolSetup>> pool_fields();
std::span<const std::string_view> limit_names();
/// Whether the limit is a time ("10s" in YAML) and not a number.
bool is_time_limit(std::string_view name);
std::span<const std::string_view> scenario_keys();
std::span<const std::string_view> expect_keys();
std::span<const std::string_view> outcome_keys();

template <class T>
const Field<T>* find_field(std::span<const Field<T>> fields, std::string_view key) {
  for (const Field<T>& field : fields) {
    if (field.key == key) return &field;
  }
  return nullptr;
}

/// "use one of: a, b, c"
template <class T>
std::string known_keys(std::span<const Field<T>> fields) {
  std::string text = "use one of:";
  for (const Field<T>& field : fields) text += " " + std::string(field.key);
  return text;
}
std::string known_keys(std::span<const std::string_view> keys);

/// Reads a whole section; unknown keys are errors.
template <class T>
std::optional<std::function<void(T&)>> compile_section(Reading& in, const YAML::Node& node,
                                                       std::span<const Field<T>> fields,
                                                       std::string_view what) {
  std::vector<std::function<void(T&)>> changes;
  for (const auto& [key, value] : in.pairs(node, what)) {
    const Field<T>* field = find_field(fields, key.Scalar());
    if (field == nullptr) {
      in.error(key.Mark(), "unknown-key",
               "'" + key.Scalar() + "' is no setting of " + std::string(what), known_keys(fields));
      continue;
    }
    if (auto change = field->compile(in, value)) changes.push_back(std::move(*change));
  }
  return [changes = std::move(changes)](T& target) {
    for (const auto& change : changes) change(target);
  };
}

/// Reads what a path of a matrix axis ("gateway.tls",
/// "partner.authority.verdict") changes.
std::optional<SetupChange> compile_path(Reading& in, const YAML::Node& path,
                                        const YAML::Node& value);

}  // namespace harness
