#include "gateway/sip/parse.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "gateway/sip/header_value.hpp"
#include "gateway/sip/osip_reading.hpp"
#include "gateway/sip/token.hpp"

namespace gateway::sip {
namespace {

constexpr std::string_view kEndOfHead = "\r\n\r\n";

Error syntax_error(std::string why) { return make_error("message-syntax", std::move(why)); }

Error size_error(std::string_view part) {
  return make_error("message-too-large", "the " + std::string(part) + " is larger than allowed");
}

bool is_space(char c) { return c == ' ' || c == '\t'; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

// A line that begins with space goes on the one before (RFC 3261 7.3.1).
std::string unfolded(std::string_view head) {
  std::string result;
  for (std::size_t i = 0; i < head.size(); ++i) {
    if (head.substr(i, 2) == "\r\n" && i + 2 < head.size() && is_space(head[i + 2])) {
      i += 2;
      result += ' ';
    } else {
      result += head[i];
    }
  }
  return result;
}

// No header holds a control character (RFC 3261 25.1); the parser drops some of them, and ends a
// name at NUL, also where it was written with a percent sign.
bool holds_control(std::string_view head) {
  const auto is_control = [](char c) {
    return (c >= 0 && c < ' ' && c != '\t' && c != '\r' && c != '\n') || c == '\x7f';
  };
  return std::any_of(head.begin(), head.end(), is_control) ||
         head.find("%00") != std::string_view::npos;
}

// Only CRLF ends a line (RFC 3261 7); the parser would also take a lone CR or LF for an end, and
// would so read headers that nobody before it has seen.
bool holds_lone_line_break(std::string_view head) {
  for (std::size_t i = 0; i < head.size(); ++i) {
    if (head[i] == '\n') return true;
    if (head[i] != '\r') continue;
    if (i + 1 == head.size() || head[i + 1] != '\n') return true;
    ++i;
  }
  return false;
}

// "MESSAGE sip:romeo@fed.example SIP/2.0" or "SIP/2.0 200 OK", on one line: the parser would search
// for the end of a request line in the lines below.
bool is_start_line(std::string_view line) {
  const std::size_t first = line.find(' ');
  if (first == std::string_view::npos) return false;
  const std::string_view word = line.substr(0, first);
  if (word == "SIP/2.0") return line.size() > first + 4;
  const std::size_t second = line.find(' ', first + 1);
  return second != std::string_view::npos && is_token(word) && line.substr(second + 1) == "SIP/2.0";
}

bool names_content_length(std::string_view name) {
  const std::string key = folded(name);
  return key == "content-length" || key == "l";
}

struct Head {
  std::string text;  // without Content-Length, which is not the parser's matter
  std::optional<std::size_t> body_bytes;
};

Result<Head> read_head(std::string_view octets) {
  const std::string whole = unfolded(octets);
  if (holds_control(whole)) return syntax_error("the head holds a control character");
  if (holds_lone_line_break(whole)) return syntax_error("a line ends without CRLF");
  Head head;
  std::string_view rest = whole;
  for (bool start = true; !rest.empty(); start = false) {
    const std::size_t end = rest.find("\r\n");
    const std::string_view line = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 2);
    const std::size_t colon = line.find(':');
    const std::string_view name = trimmed(line.substr(0, std::min(colon, line.size())));
    const bool legal =
        start ? is_start_line(line) : colon != std::string_view::npos && is_token(name);
    if (!legal) return syntax_error("a line is neither a start line nor a header");
    if (start || !names_content_length(name)) {
      head.text.append(line).append("\r\n");
      continue;
    }
    const std::string_view digits = trimmed(line.substr(colon + 1));
    std::size_t bytes = 0;
    const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bytes);
    const bool whole_number = error == std::errc() && stop == digits.data() + digits.size();
    if (!whole_number || head.body_bytes.value_or(bytes) != bytes) {
      return syntax_error("Content-Length is no number, or there are two of them");
    }
    head.body_bytes = bytes;
  }
  head.text += "\r\n";
  return head;
}

std::string_view uri_in(std::string_view address) {
  const std::size_t bracket = address.rfind('<');
  if (bracket == std::string_view::npos) return trimmed(address.substr(0, address.find(';')));
  address.remove_prefix(bracket + 1);
  return address.substr(0, address.find('>'));
}

void keep_spelling(std::string_view address, std::string& uri) {
  const std::string_view written = uri_in(address);
  const auto as_written = Uri::parse(written);
  const auto as_read = Uri::parse(uri);
  if (as_written && as_read && *as_written == *as_read) uri = written;
}

// The parser chooses anew what is percent-encoded; a response and what follows in a dialog must say
// From and To as they were said (RFC 3261 8.2.6.2, 12.2.1.1).
void keep_spelling_of_ends(std::string_view head, Message& message) {
  while (!head.empty()) {
    const std::size_t end = head.find("\r\n");
    const std::string_view line = head.substr(0, end);
    head.remove_prefix(std::min(end, head.size() - 2) + 2);
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const std::string name = folded(trimmed(line.substr(0, colon)));
    const std::string_view value = line.substr(colon + 1);
    if (name == "from" || name == "f") keep_spelling(value, message.from.uri);
    if (name == "to" || name == "t") keep_spelling(value, message.to.uri);
  }
}

Result<Message> assemble(const Head& head, std::string_view body) {
  auto message = read_with_osip(head.text);
  if (!message) return message.error();
  keep_spelling_of_ends(head.text, *message);
  message->body = body;
  if (!message->body.empty() && message->content_type.empty()) {
    return syntax_error("there is a body, and no Content-Type");
  }
  return message;
}

}  // namespace

Result<Message> parse_datagram(std::string_view octets, const ParseLimits& limits) {
  const std::size_t end = octets.find(kEndOfHead);
  if (end == std::string_view::npos) return syntax_error("the head has no end");
  if (end > limits.head_bytes_max) return size_error("head");
  const auto head = read_head(octets.substr(0, end + 2));
  if (!head) return head.error();
  const std::string_view rest = octets.substr(end + kEndOfHead.size());
  const std::size_t body_bytes = head->body_bytes.value_or(rest.size());
  if (body_bytes > limits.body_bytes_max) return size_error("body");
  if (body_bytes > rest.size()) return syntax_error("the body is shorter than Content-Length says");
  return assemble(*head, rest.substr(0, body_bytes));
}

void StreamFramer::skip_line_breaks() {
  constexpr std::size_t kPing = 4;  // two of them
  const std::size_t start = std::min(pending_.find_first_not_of("\r\n"), pending_.size());
  line_break_octets_ += start;
  pending_.erase(0, start);
  if (line_break_octets_ >= kPing) pinged_ = true;
  line_break_octets_ = pending_.empty() ? line_break_octets_ % kPing : 0;
}

Result<std::optional<Message>> StreamFramer::next() {
  skip_line_breaks();
  if (pending_.empty()) return std::optional<Message>();
  const std::size_t end = pending_.find(kEndOfHead);
  if (end > limits_.head_bytes_max && pending_.size() > limits_.head_bytes_max) {
    return size_error("head");
  }
  if (end == std::string::npos) return std::optional<Message>();
  const auto head = read_head(std::string_view(pending_).substr(0, end + 2));
  if (!head) return head.error();
  if (!head->body_bytes) return syntax_error("Content-Length is missing on a stream");
  if (*head->body_bytes > limits_.body_bytes_max) return size_error("body");
  const std::size_t body_begin = end + kEndOfHead.size();
  if (pending_.size() - body_begin < *head->body_bytes) return std::optional<Message>();
  auto message = assemble(*head, std::string_view(pending_).substr(body_begin, *head->body_bytes));
  if (!message) return message.error();
  pending_.erase(0, body_begin + *head->body_bytes);
  return std::optional<Message>(std::move(*message));
}

}  // namespace gateway::sip
