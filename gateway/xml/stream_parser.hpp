// The inside of StreamReader: expat, the octets it has and has not got, and what it found.
// A *unit* is what a size limit holds for: the header, or one first-level child.
#pragma once

#include <expat.h>

#include <deque>
#include <memory>
#include <string>
#include <string_view>

#include "gateway/xml/element_builder.hpp"
#include "gateway/xml/stream_reader.hpp"
#include "gateway/xml/unfinished_token.hpp"
#include "gateway/xml/utf8.hpp"

namespace gateway::xml {

inline constexpr std::string_view kWhitespace = " \t\r\n";
inline constexpr const char* kTextBetweenStanzas = "text between stanzas";

inline bool is_whitespace(std::string_view text) {
  return text.find_first_not_of(kWhitespace) == std::string_view::npos;
}

struct FreeParser {
  void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};

struct StreamReader::Parser {
  explicit Parser(const ReaderLimits& reader_limits);

  void feed(std::string_view octets);
  std::optional<ReaderEvent> next();
  std::string take_unread();
  std::size_t buffered_bytes() const { return fed() - read; }

  const ReaderLimits limits;

 private:
  using Handle = std::unique_ptr<XML_ParserStruct, FreeParser>;

  static Parser& self(void* user_data) { return *static_cast<Parser*>(user_data); }
  void install_handlers();

  std::size_t fed() const { return buffer_start + buffer.size(); }
  std::size_t unit_limit() const {
    return header_seen ? limits.stanza_bytes_max : limits.header_bytes_max;
  }
  bool unit_is_open() const { return !header_seen || builder.depth() > 0 || token.is_open(); }

  // ---- octets in, events out: stream_reader.cpp
  bool advance();
  std::string_view choose_piece();
  std::optional<ReadFailed> fault_at_beginning(std::string_view pending) const;
  void on_status(XML_Status status);
  bool text_begins_unit() const;
  void forget_given();

  void fail(StreamCondition condition, std::string text);

  // ---- what expat calls: stream_parser_callbacks.cpp
  void fail_in_callback(StreamCondition condition, std::string text);
  void emit_in_callback(ReaderEvent event);
  std::size_t event_end() const;

  void on_declaration(std::string_view version, const char* encoding);
  void on_namespace(std::string_view prefix, std::string_view name);
  void on_start(const char* name, const char** attributes);
  void on_header(const StartTag& tag);
  void on_end();
  void on_text(std::string_view text);
  void on_cdata();

  Handle expat;
  // Indexes count the octets of the stream: buffer_start <= read <= given <= fed().
  std::string buffer;            // octets that expat did not get, or may not have read
  std::size_t buffer_start = 0;  // of the first octet in `buffer`
  std::size_t given = 0;         // expat got everything before
  std::size_t read = 0;          // the end of the last event
  std::size_t unit_start = 0;    // of the unit that is open or comes next

  Utf8Checker utf8;
  UnfinishedToken token;
  Vocabulary vocabulary;
  ElementBuilder builder;
  HeaderReceived header;         // what namespace declarations have said so far
  std::size_t declarations = 0;  // of namespaces, for the start tag to come

  std::deque<ReaderEvent> events;
  bool header_seen = false;
  bool suspended = false;            // expat waits in the middle of a piece
  bool over = false;                 // failed, ended or drained
  bool whitespace_reported = false;  // since the last feed
};

}  // namespace gateway::xml
