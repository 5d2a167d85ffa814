// See tls_probe.hpp.
#include "fakes/wire/tls_probe.hpp"

#include <utility>

#include "fakes/wire/octets.hpp"
#include "fakes/wire/tls_codes.hpp"
#include "fakes/wire/tls_messages.hpp"

namespace fakes::wire {
namespace {

constexpr std::uint16_t kSsl2 = 0x0002;
constexpr std::uint16_t kTls12 = 0x0303;
constexpr std::uint16_t kTls13 = 0x0304;
constexpr std::uint8_t kAlertRecord = 21;
constexpr std::uint8_t kHandshakeRecord = 22;
constexpr std::uint8_t kApplicationRecord = 23;
constexpr std::size_t kKeyOctets = 32;
constexpr std::size_t kEarlyOctets = 200;
constexpr std::string_view kGarbage = "<?xml version='1.0'?><no-tls-at-all/>";

const std::vector<std::uint16_t> kSuites13 = {0x1301, 0x1302};
const std::vector<std::uint16_t> kSuites12 = {0xc02b, 0xc02c, 0xc02f, 0xc030};
const std::vector<std::uint16_t> kSuitesOld = {0xc009, 0xc00a, 0xc013, 0xc014, 0x002f, 0x000a};

std::string number(std::uint32_t value, std::size_t size) {
  std::string out;
  for (std::size_t i = size; i > 0; --i) {
    out.push_back(static_cast<char>((value >> (8 * (i - 1))) & 0xffU));
  }
  return out;
}

std::string vector(std::string_view content, std::size_t length_size) {
  return number(static_cast<std::uint32_t>(content.size()), length_size).append(content);
}

std::string extension(std::uint16_t type, std::string_view content) {
  return number(type, 2) + vector(content, 2);
}

std::string record(std::uint8_t type, std::uint16_t version, std::string_view content) {
  return number(type, 1) + number(version, 2) + vector(content, 2);
}

std::string message(std::uint8_t type, std::string_view body) {
  return number(type, 1) + vector(body, 3);
}

std::string alpn_extension(const std::string& protocol) {
  return extension(16, vector(vector(protocol, 1), 2));
}

/// TLS 1.3 is asked for by an extension, the rest by the field (RFC 8446 4.1.2).
std::uint16_t legacy(std::uint16_t version) { return version == kTls13 ? kTls12 : version; }

/// A resumption of a session that never was: identity, age, and a binder of chance.
std::string unknown_key_extension(std::string_view random) {
  const std::string identity = vector("a ticket nobody issued", 2) + number(0, 4);
  return extension(41, vector(identity, 2) + vector(vector(random.substr(0, kKeyOctets), 1), 2));
}

const std::vector<std::uint16_t>& ordinary_suites(std::uint16_t version) {
  if (version == kTls13) return kSuites13;
  return version == kTls12 ? kSuites12 : kSuitesOld;
}

bool read_word(std::string_view word, CraftedHello& out) {
  const std::size_t equals = word.find('=');
  const std::string_view key = word.substr(0, equals);
  const std::string_view value =
      equals == std::string_view::npos ? std::string_view() : word.substr(equals + 1);
  if (key == "version") {
    const auto code = tls_version_code(value);
    if (code) out.version = *code;
    return code.has_value();
  }
  if (key == "suite") {
    const auto code = suite_code(value);
    if (code) out.suites.push_back(*code);
    return code.has_value();
  }
  if (key == "alpn") return out.alpn = value, true;
  if (key == "sni") return out.server_name = value, true;
  if (word == "compression=deflate") return out.deflate = true;
  if (word == "without=renegotiation_info") return out.renegotiation_info = false, true;
  if (word == "with=early_data") return out.early_data = true;
  if (word == "garbage") return out.garbage = true;
  return false;
}

}  // namespace

std::optional<CraftedHello> parse_crafted_hello(std::string_view text) {
  CraftedHello hello;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(word.size() + 1, text.size()));
    if (word.empty()) continue;
    if (!read_word(word, hello)) return std::nullopt;
  }
  if (hello.suites.empty()) hello.suites = ordinary_suites(hello.version);
  return hello;
}

TlsProbe::TlsProbe(CraftedHello hello, Side side, std::string random)
    : hello_(std::move(hello)), side_(side), random_(std::move(random)) {}

std::string TlsProbe::start() {
  if (hello_.garbage) return std::string(kGarbage);
  return side_ == Side::Client ? client_hello() : std::string();
}

std::string TlsProbe::client_hello() const {
  std::string suites;
  for (const std::uint16_t suite : hello_.suites) suites += number(suite, 2);
  if (hello_.version == kSsl2) {
    // Two octets of length with the top bit set, then CLIENT-HELLO, version, three lengths.
    const std::string specs = number(0x010080, 3) + number(0x0700c0, 3);
    const std::string body = number(1, 1) + number(kSsl2, 2) + number(6, 2) + number(0, 2) +
                             number(16, 2) + specs + random_.substr(0, 16);
    return number(0x8000U | static_cast<std::uint32_t>(body.size()), 2) + body;
  }
  std::string extensions;
  if (!hello_.server_name.empty()) {
    extensions += extension(0, vector(number(0, 1) + vector(hello_.server_name, 2), 2));
  }
  extensions += extension(10, vector(number(0x001d, 2) + number(0x0017, 2), 2));
  extensions += extension(11, vector(number(0, 1), 1));
  extensions += extension(
      13, vector(number(0x0403, 2) + number(0x0804, 2) + number(0x0401, 2) + number(0x0203, 2), 2));
  if (!hello_.alpn.empty()) extensions += alpn_extension(hello_.alpn);
  if (hello_.renegotiation_info) extensions += extension(0xff01, number(0, 1));
  if (hello_.version == kTls13) {
    const std::string share = number(0x001d, 2) + vector(random_.substr(kKeyOctets, kKeyOctets), 2);
    extensions += extension(43, vector(number(kTls13, 2), 1));
    extensions += extension(51, vector(share, 2));
    extensions += extension(45, vector(number(1, 1), 1));
    if (hello_.early_data) extensions += extension(42, "") + unknown_key_extension(random_);
  }
  const std::string methods = hello_.deflate ? number(0x0100, 2) : number(0, 1);
  const std::string body = number(legacy(hello_.version), 2) + random_.substr(0, kKeyOctets) +
                           vector("", 1) + vector(suites, 2) + vector(methods, 1) +
                           vector(extensions, 2);
  std::string octets = record(kHandshakeRecord, 0x0301, message(1, body));
  if (hello_.early_data) {
    octets += record(kApplicationRecord, kTls12, std::string(kEarlyOctets, 'x'));
  }
  return octets;
}

std::string TlsProbe::server_hello() const {
  std::string extensions;
  if (hello_.renegotiation_info) extensions += extension(0xff01, number(0, 1));
  if (!hello_.alpn.empty()) extensions += alpn_extension(hello_.alpn);
  std::string body = number(legacy(hello_.version), 2) + random_.substr(0, kKeyOctets) +
                     vector("", 1) + number(hello_.suites.front(), 2) +
                     number(hello_.deflate ? 1 : 0, 1);
  if (!extensions.empty()) body += vector(extensions, 2);
  return record(kHandshakeRecord, legacy(hello_.version), message(2, body));
}

std::vector<TlsProbe::Seen> TlsProbe::receive(std::string_view octets, std::string& reply) {
  constexpr std::size_t kHeaderOctets = 5;
  std::vector<Seen> seen;
  unread_ += octets;
  while (!unread_.empty()) {
    const auto type = static_cast<std::uint8_t>(unread_[0]);
    if (type < 20 || type > 24 || (unread_.size() > 1 && unread_[1] != 3)) {
      seen.push_back({Seen::Kind::ClearText, std::exchange(unread_, {})});
      return seen;
    }
    if (unread_.size() < kHeaderOctets) return seen;
    const std::size_t size = Octets(std::string_view(unread_).substr(3)).number(2);
    if (unread_.size() < kHeaderOctets + size) return seen;
    const std::string content = unread_.substr(kHeaderOctets, size);
    unread_.erase(0, kHeaderOctets + size);
    read_record(type, content, seen, reply);
  }
  return seen;
}

void TlsProbe::read_record(std::uint8_t type, std::string_view content, std::vector<Seen>& seen,
                           std::string& reply) {
  if (encrypted_) return;
  if (type == kAlertRecord && content.size() == 2) {
    const std::string warning = describe_warning(content);
    const bool fatal = warning.empty();
    seen.push_back({fatal ? Seen::Kind::FatalAlert : Seen::Kind::Message,
                    fatal ? alert_text(static_cast<std::uint8_t>(content[1])) : warning});
  }
  if (type != kHandshakeRecord) return;
  handshake_ += content;
  read_messages(seen, reply);
}

void TlsProbe::read_messages(std::vector<Seen>& seen, std::string& reply) {
  constexpr std::size_t kHeaderOctets = 4;
  while (!encrypted_ && handshake_.size() >= kHeaderOctets) {
    const std::size_t size = Octets(std::string_view(handshake_).substr(1)).number(3);
    if (handshake_.size() < kHeaderOctets + size) return;
    std::string text = describe_handshake(handshake_.substr(0, kHeaderOctets + size));
    handshake_.erase(0, kHeaderOctets + size);
    if (text.starts_with("ClientHello") && !hello_.garbage) reply += server_hello();
    encrypted_ = text.starts_with("ServerHello version=1.3");
    if (!text.empty()) seen.push_back({Seen::Kind::Message, std::move(text)});
  }
}

}  // namespace fakes::wire
