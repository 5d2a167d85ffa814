// The published schema names the same keys and words as the loader's tables.
#include <gmock/gmock.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "fakes/partner/deviations.hpp"
#include "harness/scenario/fields.hpp"

namespace harness {
namespace {

using nlohmann::json;
using Words = std::set<std::string>;

json schema() {
  return json::parse(std::ifstream(std::string(S2SPEC_SOURCE_DIR) + "/scenarios/schema.json"));
}

Words keys_of(const json& object) {
  Words words;
  for (const auto& [key, value] : object.at("properties").items()) words.insert(key);
  return words;
}

Words as_set(std::span<const std::string_view> words) { return {words.begin(), words.end()}; }

template <class T>
void expect_same(std::span<const Field<T>> fields, const json& object) {
  Words keys;
  for (const Field<T>& field : fields) {
    keys.insert(std::string(field.key));
    if (field.choices.empty()) continue;
    const json& property = object.at("properties").at(std::string(field.key));
    EXPECT_EQ(property.at("enum").get<std::vector<std::string>>(),
              std::vector<std::string>(field.choices.begin(), field.choices.end()))
        << field.key;
  }
  EXPECT_EQ(keys, keys_of(object));
  EXPECT_EQ(object.at("additionalProperties"), false);
}

TEST(Schema, HasTheKeysOfTheLoader) {
  const json all = schema();
  const json& parts = all.at("$defs");

  expect_same(gateway_fields(), parts.at("gateway"));
  expect_same(partner_fields(), parts.at("partner"));
  expect_same(authority_fields(), parts.at("authority"));
  expect_same(handshake_fields(), parts.at("handshake"));
  expect_same(network_fields(), parts.at("network"));
  expect_same(dns_fields(), parts.at("dns").at("oneOf").at(1));
  EXPECT_EQ(keys_of(parts.at("limits")), as_set(limit_names()));
  EXPECT_EQ(keys_of(parts.at("expect")), as_set(expect_keys()));
  EXPECT_EQ(keys_of(parts.at("outcome")), as_set(outcome_keys()));
  EXPECT_EQ(keys_of(all), as_set(scenario_keys()));
}

void expect_described(const json& node, const std::string& path) {
  if (!node.is_object()) return;
  if (node.contains("properties")) {
    for (const auto& [key, value] : node.at("properties").items()) {
      EXPECT_TRUE(value.contains("description")) << path << "/" << key;
    }
  }
  for (const auto& [key, value] : node.items()) expect_described(value, path + "/" + key);
}

TEST(Schema, DescribesEveryKey) { expect_described(schema(), ""); }

}  // namespace
}  // namespace harness
