// Drives expat in pieces: RFC 6120 4 (streams), 11 (restrictions on XML).
// A *unit* is what a size limit holds for: the header, or one first-level child.
#include "gateway/xml/stream_reader.hpp"

#include <expat.h>

#include <algorithm>
#include <cctype>
#include <deque>
#include <utility>

#include "gateway/xml/element_builder.hpp"
#include "gateway/xml/unfinished_token.hpp"
#include "gateway/xml/utf8.hpp"
#include "gateway/xmpp/namespaces.hpp"

namespace gateway::xml {
namespace {

// What is handed to expat at once while no unit is open: keeps its copy of a long feed small.
constexpr std::size_t kPieceBytesMax = 4096;

constexpr std::string_view kWhitespace = " \t\r\n";
constexpr const char* kTextBetweenStanzas = "text between stanzas";

struct FreeParser {
  void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};

bool is_whitespace(std::string_view text) {
  return text.find_first_not_of(kWhitespace) == std::string_view::npos;
}

bool names_utf8(std::string_view encoding) {
  constexpr std::string_view kName = "utf-8";
  return std::equal(encoding.begin(), encoding.end(), kName.begin(), kName.end(),
                    [](unsigned char a, char b) { return std::tolower(a) == b; });
}

/// RFC 6120 11.1, 11.3, 11.6
StreamCondition condition_of(XML_Error error) {
  if (error == XML_ERROR_UNDEFINED_ENTITY) return StreamCondition::RestrictedXml;
  if (error == XML_ERROR_NO_MEMORY) return StreamCondition::ResourceConstraint;
  return StreamCondition::NotWellFormed;
}

/// RFC 6120 4.8.5: names of the content namespace have no prefix.
bool has_prefixed_content(const StartTag& tag) {
  const ResolvedName name(tag.name);
  return name.ns == ns::kServer && !name.prefix.empty();
}

}  // namespace

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

  bool advance();
  std::string_view choose_piece();
  std::optional<ReadFailed> fault_at_beginning(std::string_view pending) const;
  void on_status(XML_Status status);
  bool text_begins_unit() const;
  void forget_given();

  void fail(StreamCondition condition, std::string text);
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

void StreamReader::Parser::install_handlers() {
  XML_SetUserData(expat.get(), this);
  XML_SetReturnNSTriplet(expat.get(), XML_TRUE);
  // Expat would hold whole tags back; what UnfinishedToken does instead delays no event.
  XML_SetReparseDeferralEnabled(expat.get(), XML_FALSE);
  XML_SetXmlDeclHandler(expat.get(), [](void* me, const char* version, const char* encoding, int) {
    self(me).on_declaration(version == nullptr ? "" : version, encoding);
  });
  XML_SetStartNamespaceDeclHandler(expat.get(), [](void* me, const char* prefix, const char* name) {
    self(me).on_namespace(prefix == nullptr ? "" : prefix, name == nullptr ? "" : name);
  });
  XML_SetElementHandler(
      expat.get(),
      [](void* me, const char* name, const char** attributes) {
        self(me).on_start(name, attributes);
      },
      [](void* me, const char*) { self(me).on_end(); });
  XML_SetCharacterDataHandler(expat.get(), [](void* me, const char* text, int length) {
    self(me).on_text({text, static_cast<std::size_t>(length)});
  });
  XML_SetStartCdataSectionHandler(expat.get(), [](void* me) { self(me).on_cdata(); });
  XML_SetCommentHandler(expat.get(), [](void* me, const char*) {
    self(me).fail_in_callback(StreamCondition::RestrictedXml, "a comment");
  });
  XML_SetProcessingInstructionHandler(expat.get(), [](void* me, const char*, const char*) {
    self(me).fail_in_callback(StreamCondition::RestrictedXml, "a processing instruction");
  });
  // Called before the internal subset is read: no entity is ever declared.
  XML_SetStartDoctypeDeclHandler(
      expat.get(), [](void* me, const char*, const char*, const char*, int) {
        self(me).fail_in_callback(StreamCondition::RestrictedXml, "a document type declaration");
      });
}

// ---- octets in, events out ---------------------------------------------------------------------

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

// ---- what expat calls
// ----------------------------------------------------------------------------

void StreamReader::Parser::fail(StreamCondition condition, std::string text) {
  over = true;
  buffer.clear();
  buffer_start = read = given;
  events.emplace_back(ReadFailed{condition, std::move(text)});
}

void StreamReader::Parser::fail_in_callback(StreamCondition condition, std::string text) {
  if (over) return;  // expat may call once more after it was told to stop
  over = true;
  XML_StopParser(expat.get(), XML_FALSE);
  events.emplace_back(ReadFailed{condition, std::move(text)});
}

void StreamReader::Parser::emit_in_callback(ReaderEvent event) {
  read = event_end();
  events.push_back(std::move(event));
  XML_StopParser(expat.get(), XML_TRUE);
}

std::size_t StreamReader::Parser::event_end() const {
  return static_cast<std::size_t>(XML_GetCurrentByteIndex(expat.get())) +
         static_cast<std::size_t>(XML_GetCurrentByteCount(expat.get()));
}

void StreamReader::Parser::on_declaration(std::string_view version, const char* encoding) {
  if (encoding != nullptr && !names_utf8(encoding)) {
    return fail_in_callback(StreamCondition::UnsupportedEncoding, "an encoding other than UTF-8");
  }
  // RFC 6120 11.8
  if (version != "1.0") fail_in_callback(StreamCondition::BadFormat, "an XML version but 1.0");
}

void StreamReader::Parser::on_namespace(std::string_view prefix, std::string_view name) {
  if (over) return;
  ++declarations;
  if (prefix.size() > limits.name_bytes_max || name.size() > limits.attribute_bytes_max) {
    return fail_in_callback(StreamCondition::PolicyViolation, "a namespace is too long");
  }
  std::string qualified = "xmlns";
  qualified += kNameSeparator;
  qualified += prefix;
  if (!vocabulary.add(ResolvedName(qualified))) {
    return fail_in_callback(StreamCondition::PolicyViolation, "too many different prefixes");
  }
  if (header_seen) return;
  if (prefix.empty()) header.content_ns = name;
  if (!prefix.empty() && name == ns::kDialback) header.declares_dialback = true;
}

void StreamReader::Parser::on_start(const char* name, const char** attributes) {
  if (over) return;
  const StartTag tag{name, attributes, std::exchange(declarations, 0)};
  if (auto broken = broken_limit(tag, limits, vocabulary)) {
    return fail_in_callback(StreamCondition::PolicyViolation, std::move(*broken));
  }
  if (!header_seen) return on_header(tag);
  if (has_prefixed_content(tag)) {
    return fail_in_callback(StreamCondition::BadNamespacePrefix,
                            "a prefix for the content namespace");
  }
  if (auto broken = builder.start(tag)) {
    fail_in_callback(StreamCondition::PolicyViolation, std::move(*broken));
  }
}

void StreamReader::Parser::on_header(const StartTag& tag) {
  const ResolvedName name(tag.name);
  header.ns = name.ns;
  header.name = name.local;
  header.prefix = name.prefix;
  for (Attribute& attribute : attributes_of(tag)) {
    if (attribute.ns == ns::kXml && attribute.name == "lang") header.lang = attribute.value;
    if (!attribute.ns.empty()) continue;
    if (attribute.name == "to") header.to = attribute.value;
    if (attribute.name == "from") header.from = attribute.value;
    if (attribute.name == "id") header.id = attribute.value;
    if (attribute.name == "version") header.version = attribute.value;
  }
  header_seen = true;
  unit_start = event_end();
  emit_in_callback(std::exchange(header, {}));
}

void StreamReader::Parser::on_end() {
  if (over) return;
  if (builder.depth() == 0) {
    emit_in_callback(FooterReceived{});
    over = true;
    return;
  }
  auto child = builder.end();
  if (!child) return;
  unit_start = event_end();
  emit_in_callback(ElementReceived{std::move(*child)});
}

void StreamReader::Parser::on_text(std::string_view text) {
  if (over) return;
  if (builder.depth() > 0) return builder.text(text);
  // RFC 6120 11.7 allows white space here; text is against the schema of streams (A.1).
  if (!is_whitespace(text)) {
    return fail_in_callback(StreamCondition::InvalidXml, kTextBetweenStanzas);
  }
  unit_start = event_end();
  if (std::exchange(whitespace_reported, true)) return;
  emit_in_callback(WhitespaceReceived{});
}

/// Between stanzas not even an empty section passes for white space.
void StreamReader::Parser::on_cdata() {
  if (builder.depth() > 0) return;
  fail_in_callback(StreamCondition::InvalidXml, kTextBetweenStanzas);
}

// ---- the public face
// -----------------------------------------------------------------------------

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
