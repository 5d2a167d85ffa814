// Drives expat in pieces: RFC 6120 4 (streams), 11 (restrictions on XML). What it calls in turn is
// in stream_parser_callbacks.cpp.
#include "gateway/xml/stream_reader.hpp"

#include <algorithm>
#include <utility>

#include "gateway/xml/stream_parser.hpp"

namespace gateway::xml {
namespace {

// What is handed to expat at once while no unit is open: keeps its copy of a long feed small.
constexpr std::size_t kPieceBytesMax = 4096;

/// RFC 6120 11.1, 11.3, 11.6
StreamCondition condition_of(XML_Error error) {
  if (error == XML_ERROR_UNDEFINED_ENTITY) return StreamCondition::RestrictedXml;
  if (error == XML_ERROR_NO_MEMORY) return StreamCondition::ResourceConstraint;
  return StreamCondition::NotWellFormed;
}

}  // namespace

StreamReader::Parser::Parser(const ReaderLimits& reader_limits)
    : limits(reader_limits),
      expat(XML_ParserCreateNS("UTF-8", kNameSeparator)),
      vocabulary(limits.vocabulary_bytes_max),
      builder(limits) {
  if (expat) {
    install_handlers();
  } else {
    fail(StreamCondition::ResourceConstraint, "no memory for an XML parser");
  }
}

// ---- octets in, events out
// -----------------------------------------------------------------------

void StreamReader::Parser::feed(std::string_view octets) {
  if (over) return;
  buffer += octets;
  whitespace_reported = false;
}

std::optional<ReaderEvent> StreamReader::Parser::next() {
  while (events.empty() && !over) {
    if (!advance()) break;
  }
  if (events.empty()) return {};
  ReaderEvent event = std::move(events.front());
  events.pop_front();
  return event;
}

/// @return false if more octets are needed
bool StreamReader::Parser::advance() {
  if (suspended) {
    suspended = false;
    on_status(XML_ResumeParser(expat.get()));
    return true;
  }
  const std::string_view piece = choose_piece();
  if (piece.empty()) return false;
  given += piece.size();
  on_status(XML_Parse(expat.get(), piece.data(), static_cast<int>(piece.size()), XML_FALSE));
  return true;
}

/// The octets expat gets next; empty if it must wait, or if the stream has just failed. Never more
/// than the open unit may still have: what is found does not depend on how octets were fed.
std::string_view StreamReader::Parser::choose_piece() {
  const std::string_view pending = std::string_view(buffer).substr(given - buffer_start);
  if (pending.empty()) return {};
  if (auto fault = fault_at_beginning(pending)) {
    fail(fault->condition, std::move(fault->text));
    return {};
  }
  const std::size_t room = unit_start + unit_limit() - given;
  if (room == 0) {
    fail(StreamCondition::PolicyViolation,
         header_seen ? "a stanza is too long" : "the stream header is too long");
    return {};
  }
  if (header_seen && pending.size() < room && token.should_wait(pending)) return {};
  std::size_t bytes = std::min({room, limits.stanza_bytes_max, limits.header_bytes_max});
  if (!unit_is_open()) bytes = std::min(bytes, kPieceBytesMax);
  const std::string_view piece = pending.substr(0, bytes);
  const std::size_t good = utf8.accept(piece);
  if (good == 0) {
    fail(StreamCondition::UnsupportedEncoding, "an octet that is not UTF-8");
    return {};
  }
  return piece.substr(0, good);
}

/// RFC 6120 11.6: no encoding but UTF-8, and U+FEFF is a character like others. Expat would take
/// UTF-16, whatever it was told, swallow a byte order mark, and wait for the end of a word.
std::optional<ReadFailed> StreamReader::Parser::fault_at_beginning(std::string_view pending) const {
  if (given >= 2) return {};
  const std::string_view first = pending.substr(0, 1);
  const bool may_begin = first == "<" || first.front() == '\0' || is_whitespace(first);
  if (given == 0 && !may_begin && Utf8Checker().accept(first) == 1) {
    return ReadFailed{StreamCondition::NotWellFormed, "text before the stream header"};
  }
  if (pending.substr(0, 2 - given).find('\0') != std::string_view::npos) {
    return ReadFailed{StreamCondition::UnsupportedEncoding, "the stream begins like UTF-16"};
  }
  return {};
}

void StreamReader::Parser::on_status(XML_Status status) {
  if (over) return;
  if (status == XML_STATUS_SUSPENDED) {
    suspended = true;
    return;
  }
  if (text_begins_unit()) return fail(StreamCondition::InvalidXml, kTextBetweenStanzas);
  if (status == XML_STATUS_OK) return forget_given();
  const XML_Error error = XML_GetErrorCode(expat.get());
  fail(condition_of(error), XML_ErrorString(error));
}

/// Between stanzas, what expat has stopped at is text. It looks ahead for "]]>" before it reports
/// any; so whether on_text() or an error came first would depend on how octets were fed.
bool StreamReader::Parser::text_begins_unit() const {
  if (!header_seen || builder.depth() > 0) return false;
  if (unit_start < buffer_start) return false;
  const std::size_t first = buffer.find_first_not_of(kWhitespace, unit_start - buffer_start);
  if (first >= given - buffer_start) return false;
  const char octet = buffer[first];
  return static_cast<unsigned char>(octet) > ' ' && octet != '<' && octet != '&';
}

void StreamReader::Parser::forget_given() {
  const XML_Index position = XML_GetCurrentByteIndex(expat.get());
  const std::size_t begin = position < 0 ? given : static_cast<std::size_t>(position);
  token.observe(begin, given, std::string_view(buffer).substr(0, given - buffer_start));
  read = given;
  buffer.erase(0, given - buffer_start);
  buffer_start = given;
}

std::string StreamReader::Parser::take_unread() {
  std::string unread = buffer.substr(read - buffer_start);
  // Expat still holds some of these octets and must not go on with them.
  if (!unread.empty()) over = true;
  const std::size_t end = fed();
  buffer.clear();
  buffer_start = read = given = end;
  return unread;
}

void StreamReader::Parser::fail(StreamCondition condition, std::string text) {
  over = true;
  buffer.clear();
  buffer_start = read = given;
  events.emplace_back(ReadFailed{condition, std::move(text)});
}

// ---- the public face
// ------------------------------------------------------------------------------

StreamReader::StreamReader(ReaderLimits limits) : parser_(std::make_unique<Parser>(limits)) {}
StreamReader::~StreamReader() = default;
StreamReader::StreamReader(StreamReader&&) noexcept = default;
StreamReader& StreamReader::operator=(StreamReader&&) noexcept = default;

void StreamReader::feed(std::string_view octets) { parser_->feed(octets); }
std::optional<ReaderEvent> StreamReader::next() { return parser_->next(); }
std::string StreamReader::take_unread() { return parser_->take_unread(); }
void StreamReader::restart() { parser_ = std::make_unique<Parser>(parser_->limits); }
std::size_t StreamReader::buffered_bytes() const { return parser_->buffered_bytes(); }

}  // namespace gateway::xml
