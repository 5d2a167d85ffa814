// How the value of one key is read, for the kinds of keys that sections have;
// the tables of keys are made of these. Inside harness/scenario only.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fakes/partner/deviations.hpp"
#include "fakes/pool/deviations.hpp"
#include "harness/scenario/fields.hpp"

namespace harness {

template <class T>
using Compiled = std::optional<std::function<void(T&)>>;

template <class T, class M, class V>
Compiled<T> assign(M T::*member, std::optional<V> value) {
  if (!value) return std::nullopt;
  return [member, value = std::move(*value)](T& target) { target.*member = value; };
}

/// @param member  of type E, or of std::optional<E>
template <class T, class M, class E, std::size_t N>
Field<T> choice(std::string_view key, M T::*member, const std::array<Name<E>, N>& names) {
  std::vector<std::string_view> words;
  for (const auto& [name, value] : names) words.push_back(name);
  return {key, std::move(words), [member, &names](Reading& in, const YAML::Node& node) {
            return assign(member, in.choice(node, names));
          }};
}

template <class T>
Field<T> flag(std::string_view key, bool T::*member) {
  return {key, {}, [member](Reading& in, const YAML::Node& node) {
            return assign(member, in.boolean(node));
          }};
}

template <class T>
Field<T> duration(std::string_view key, gateway::Duration T::*member) {
  return {key, {}, [member](Reading& in, const YAML::Node& node) {
            return assign(member, in.duration(node));
          }};
}

template <class T>
Field<T> domain_list(std::string_view key, std::vector<std::string> T::*member) {
  return {key, {}, [member](Reading& in, const YAML::Node& node) {
            return assign(member, in.domains(node));
          }};
}

template <class T>
Field<T> text_list(std::string_view key, std::vector<std::string> T::*member) {
  return {key, {}, [member](Reading& in, const YAML::Node& node) {
            return assign(member, in.texts(node));
          }};
}

template <class T>
Field<T> text(std::string_view key, std::string T::*member) {
  return {key, {}, [member](Reading& in, const YAML::Node& node) {
            return assign(member, in.text(node));
          }};
}

template <class T>
Field<T> text(std::string_view key, std::optional<std::string> T::*member) {
  return {key, {}, [member](Reading& in, const YAML::Node& node) {
            return assign(member, in.text(node));
          }};
}

inline bool takes_deviation(const PoolSetup*, std::string_view name, std::string_view value) {
  fakes::PoolDeviations scratch;
  return fakes::set_pool_deviation(scratch, name, value);
}
inline bool takes_deviation(const void*, std::string_view name, std::string_view value) {
  fakes::Deviations scratch;
  return fakes::set_deviation(scratch, name, value);
}

/// @tparam T  who deviates: a partner, an authoritative server elsewhere, or the pool
template <class T>
Compiled<T> compile_deviation(Reading& in, const YAML::Node& key, const std::string& name,
                              const YAML::Node& node) {
  const std::optional<std::string> value = in.text(node);
  if (!value) return std::nullopt;
  if (!takes_deviation(static_cast<const T*>(nullptr), name, *value)) {
    in.error(key.Mark(), "bad-value", "no deviation '" + name + "' takes '" + *value + "'",
             "fakes/partner/deviations.hpp and fakes/pool/deviations.hpp list them");
    return std::nullopt;
  }
  return [deviation = Deviation{name, *value}](T& who) { who.deviations.push_back(deviation); };
}

template <class T>
Compiled<T> compile_deviations(Reading& in, const YAML::Node& node) {
  std::vector<std::function<void(T&)>> changes;
  for (const auto& [key, value] : in.pairs(node, "deviations")) {
    if (auto change = compile_deviation<T>(in, key, key.Scalar(), value)) {
      changes.push_back(std::move(*change));
    }
  }
  return [changes = std::move(changes)](T& who) {
    for (const auto& change : changes) change(who);
  };
}

}  // namespace harness
