#include "fakes/pool/sip_reader.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace fakes {
namespace {

constexpr std::size_t kMessageOctetsMax = 1024 * 1024;
constexpr std::string_view kEnd = "\r\n\r\n";

// RFC 3261 7.3.3, 20; RFC 6665 8.2.
constexpr auto kShortForms = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"i", "Call-ID"},
    {"m", "Contact"},
    {"e", "Content-Encoding"},
    {"l", "Content-Length"},
    {"c", "Content-Type"},
    {"f", "From"},
    {"s", "Subject"},
    {"k", "Supported"},
    {"t", "To"},
    {"v", "Via"},
    {"o", "Event"},
    {"u", "Allow-Events"},
});

bool is_token_char(char c) {
  const bool alphanumeric =
      (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  return alphanumeric || std::string_view("-.!%*_+`'~").find(c) != std::string_view::npos;
}

bool is_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_token_char);
}

std::string long_form(std::string_view name) {
  for (const auto& [brief, whole] : kShortForms) {
    if (same_name(name, brief)) return std::string(whole);
  }
  return std::string(name);
}

/// Takes the head of a message apart: everything before the empty line.
class HeadReader {
 public:
  explicit HeadReader(SipReading& reading) : reading_(reading) {}

  void read(std::string_view head) {
    if (head.find('\0') != std::string_view::npos) wrong("25.1: NUL in the header");
    std::string_view line = take_line(head);
    SipMessage message;
    if (!read_first_line(line, message)) return;
    while (!head.empty()) read_field(take_line(head), message);
    reading_.message = std::move(message);
  }

 private:
  void wrong(std::string what) { reading_.wrong.push_back("RFC 3261 " + std::move(what)); }

  /// RFC 3261 7: every line ends with CRLF, a bare LF or CR is none.
  std::string_view take_line(std::string_view& head) {
    const std::size_t end = head.find("\r\n");
    const std::string_view line = head.substr(0, end);
    head.remove_prefix(end == std::string_view::npos ? head.size() : end + 2);
    if (line.find_first_of("\r\n") != std::string_view::npos) {
      wrong("7: a line end that is not CRLF in '" + std::string(line) + "'");
    }
    return line;
  }

  bool read_first_line(std::string_view line, SipMessage& message) {
    const std::size_t first = line.find(' ');
    const std::size_t second = line.find(' ', first == line.npos ? first : first + 1);
    if (second == std::string_view::npos) {
      return wrong("7.1: no first line: '" + std::string(line) + "'"), false;
    }
    const std::string_view front = line.substr(0, first);
    const std::string_view middle = line.substr(first + 1, second - first - 1);
    const std::string_view rest = line.substr(second + 1);
    if (front == "SIP/2.0") {
      const auto code = number_of(middle);
      if (!code || *code < 100 || *code > 699 || middle.size() != 3) {
        return wrong("7.2: '" + std::string(middle) + "' is no status code"), false;
      }
      message.code = static_cast<int>(*code);
      message.reason = rest;
      return true;
    }
    if (rest != "SIP/2.0") return wrong("7.1: the version is '" + std::string(rest) + "'"), false;
    if (!is_token(front)) return wrong("7.1: '" + std::string(front) + "' is no method"), false;
    if (middle.empty() || middle.find_first_of("<>\"") != std::string_view::npos) {
      wrong("7.1: '" + std::string(middle) + "' is no Request-URI");
    }
    message.method = front;
    message.uri = middle;
    return true;
  }

  void read_field(std::string_view line, SipMessage& message) {
    const bool folded = !line.empty() && (line.front() == ' ' || line.front() == '\t');
    if (folded && !message.fields.empty()) {
      std::string& value = message.fields.back().value;
      value += (value.empty() ? "" : " ") + std::string(trimmed(line));
      return;
    }
    const std::size_t colon = line.find(':');
    const std::string_view name = trimmed(line.substr(0, colon));
    if (colon == std::string_view::npos || !is_token(name)) {
      return wrong("7.3.1: no header field: '" + std::string(line) + "'");
    }
    message.add(long_form(name), std::string(trimmed(line.substr(colon + 1))));
  }

  SipReading& reading_;
};

SipReading read_head(std::string_view head) {
  SipReading reading;
  HeadReader(reading).read(head);
  return reading;
}

}  // namespace

SipReading read_sip_datagram(std::string octets) {
  const std::size_t end = octets.find(kEnd);
  SipReading reading = read_head(std::string_view(octets).substr(0, end));
  if (reading.message && end == std::string::npos) {
    reading.wrong.push_back("RFC 3261 7: no empty line behind the header");
  } else if (reading.message) {
    SipMessage& message = *reading.message;
    message.body = octets.substr(end + kEnd.size());
    const auto length = number_of(message.field("Content-Length"));
    if (message.has("Content-Length") && (!length || *length != message.body.size())) {
      reading.wrong.push_back("RFC 3261 18.3, 20.14: Content-Length is '" +
                              std::string(message.field("Content-Length")) + "', the body has " +
                              std::to_string(message.body.size()) + " octets");
    }
  }
  reading.octets = std::move(octets);
  return reading;
}

std::optional<SipReading> SipReader::next() {
  if (lost_) return std::nullopt;
  // RFC 3261 7.5: empty lines before a message are skipped; a double one is a keep-alive (5626).
  while (unread_.starts_with("\r\n")) unread_.erase(0, 2);
  const std::size_t end = unread_.find(kEnd);
  if (end == std::string::npos) {
    if (unread_.size() <= kMessageOctetsMax) return std::nullopt;
    lost_ = true;
    return SipReading{{}, std::exchange(unread_, {}), {"RFC 3261 7: the header does not end"}};
  }
  SipReading reading = read_head(std::string_view(unread_).substr(0, end));
  const auto length =
      reading.message ? number_of(reading.message->field("Content-Length")) : std::nullopt;
  if (reading.message && !length) {
    // Of a stream nobody knows where such a message ends.
    reading.wrong.push_back("RFC 3261 18.3, 20.14: '" +
                            std::string(reading.message->field("Content-Length")) +
                            "' as Content-Length on a stream");
  }
  if (!length || *length > kMessageOctetsMax) {
    lost_ = true;
    reading.message.reset();
    reading.octets = std::exchange(unread_, {});
    return reading;
  }
  const std::size_t whole = end + kEnd.size() + *length;
  if (unread_.size() < whole) return std::nullopt;
  reading.message->body = unread_.substr(end + kEnd.size(), *length);
  reading.octets = unread_.substr(0, whole);
  unread_.erase(0, whole);
  return reading;
}

}  // namespace fakes
