// Reads records as a zone file would write them: "10 0 5269 xmpp.fed.example", "203.0.113.10".
#include "harness/scenario/dns_records.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "harness/scenario/fields.hpp"
#include "harness/scenario/sentence.hpp"

namespace harness {
namespace {

std::optional<std::uint16_t> parse_u16(const std::string& text) {
  std::uint16_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<gateway::DnsRecord> parse_srv(const std::string& text) {
  const auto words = split_sentence(text);
  if (!words || words->size() != 4) return std::nullopt;
  const auto priority = parse_u16((*words)[0].text);
  const auto weight = parse_u16((*words)[1].text);
  const auto port = parse_u16((*words)[2].text);
  if (!priority || !weight || !port) return std::nullopt;
  return gateway::SrvRecord{*priority, *weight, *port, (*words)[3].text};
}

std::optional<std::string> octets_of(std::string_view hexadecimal) {
  if (hexadecimal.size() % 2 != 0) return std::nullopt;
  std::string octets;
  for (std::size_t i = 0; i < hexadecimal.size(); i += 2) {
    unsigned value = 0;
    const char* const end = hexadecimal.data() + i + 2;
    const auto [stop, error] = std::from_chars(hexadecimal.data() + i, end, value, 16);
    if (error != std::errc{} || stop != end) return std::nullopt;
    octets.push_back(static_cast<char>(value));
  }
  return octets;
}

/// "3 1 1 of-the-partner": a word that names a certificate stands for its data, which no scenario
/// can know (harness/run/zones); otherwise hexadecimal digits.
std::optional<gateway::DnsRecord> parse_tlsa(const std::string& text) {
  const auto words = split_sentence(text);
  if (!words || words->size() != 4) return std::nullopt;
  std::array<std::uint8_t, 3> numbers{};
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const auto number = parse_u16((*words)[i].text);
    if (!number || *number > 255) return std::nullopt;
    numbers[i] = static_cast<std::uint8_t>(*number);
  }
  const std::string& data = (*words)[3].text;
  const auto names = tlsa_subjects();
  const bool is_name = std::find(names.begin(), names.end(), data) != names.end();
  const auto octets = is_name ? std::optional("@" + data) : octets_of(data);
  if (!octets) return std::nullopt;
  return gateway::TlsaRecord{numbers[0], numbers[1], numbers[2], *octets};
}

std::optional<gateway::DnsRecord> parse_record(gateway::RecordType type, const std::string& text) {
  if (type == gateway::RecordType::Tlsa) return parse_tlsa(text);
  if (type == gateway::RecordType::Srv) return parse_srv(text);
  const auto address = gateway::parse_ip_address(text);
  const bool wants_v4 = type == gateway::RecordType::A;
  if (!address || (address->family == gateway::AddressFamily::V4) != wants_v4) return std::nullopt;
  return *address;
}

std::vector<gateway::DnsRecord> compile_records(Reading& in, gateway::RecordType type,
                                                const YAML::Node& node) {
  std::vector<gateway::DnsRecord> records;
  for (const YAML::Node& item : in.items(node, "a list of records")) {
    const std::optional<std::string> text = in.text(item);
    if (!text) continue;
    if (auto record = parse_record(type, *text)) {
      records.push_back(std::move(*record));
    } else {
      in.error(item.Mark(), "bad-value", "'" + *text + "' is no record of this type",
               "SRV: \"PRIORITY WEIGHT PORT TARGET\"; A and AAAA: an address; TLSA: "
               "\"USAGE SELECTOR TYPE DATA\"");
    }
  }
  return records;
}

std::optional<DnsOverride> parse_name_and_type(Reading& in, const YAML::Node& key) {
  const auto words = split_sentence(key.Scalar());
  if (words && words->size() == 2) {
    DnsOverride entry;
    entry.name = (*words)[0].text;
    const std::string& type = (*words)[1].text;
    using enum gateway::RecordType;
    for (const gateway::RecordType known : {A, Aaaa, Srv, Tlsa}) {
      if (type != to_string(known)) continue;
      entry.type = known;
      return entry;
    }
  }
  in.error(key.Mark(), "bad-value", "'" + key.Scalar() + "' is not a name with a type",
           "write NAME A, NAME AAAA, NAME SRV or NAME TLSA");
  return std::nullopt;
}

}  // namespace

std::span<const std::string_view> tlsa_subjects() {
  static constexpr std::array<std::string_view, 3> kNames{"of-the-partner", "of-its-issuer",
                                                          "of-somebody-else"};
  return kNames;
}

std::span<const Field<DnsOverride>> dns_fields() {
  using D = DnsOverride;
  static const auto words = [] {
    std::vector<std::string_view> found;
    for (const auto& [name, value] : kDnsMoodNames) found.push_back(name);
    return found;
  }();
  using Change = std::optional<std::function<void(D&)>>;
  static const std::array<Field<D>, 4> kFields{{
      // The type is in the key of the mapping: compile_dns reads the records itself.
      {"records", {}, [](Reading&, const YAML::Node&) -> Change { return std::nullopt; }},
      {"mood", words,
       [](Reading& in, const YAML::Node& node) -> Change {
         const std::optional<DnsMood> mood = in.choice(node, kDnsMoodNames);
         if (!mood) return std::nullopt;
         return [mood = *mood](D& entry) { entry.mood = mood; };
       }},
      {"delay",
       {},
       [](Reading& in, const YAML::Node& node) -> Change {
         const std::optional<gateway::Duration> delay = in.duration(node);
         if (!delay) return std::nullopt;
         return [delay = *delay](D& entry) { entry.delay = delay; };
       }},
      {"secure",
       {},
       [](Reading& in, const YAML::Node& node) -> Change {
         const std::optional<bool> secure = in.boolean(node);
         if (!secure) return std::nullopt;
         return [secure = *secure](D& entry) { entry.secure = secure; };
       }},
  }};
  return kFields;
}

std::vector<DnsOverride> compile_dns(Reading& in, const YAML::Node& node) {
  std::vector<DnsOverride> overrides;
  for (const auto& [key, value] : in.pairs(node, "dns")) {
    std::optional<DnsOverride> entry = parse_name_and_type(in, key);
    if (!entry) continue;
    if (value.IsSequence()) {
      entry->records = compile_records(in, entry->type, value);
    } else if (auto change = compile_section(in, value, dns_fields(), "a DNS entry")) {
      (*change)(*entry);
      if (value["records"]) entry->records = compile_records(in, entry->type, value["records"]);
    }
    overrides.push_back(std::move(*entry));
  }
  return overrides;
}

}  // namespace harness
