// What expat calls as it reads: elements are built, and what XMPP does not allow ends the stream.
// RFC 6120 4.8 (namespaces), 11.1 (restrictions), 11.5 to 11.8.
#include <algorithm>
#include <cctype>
#include <utility>

#include "gateway/xml/stream_parser.hpp"
#include "gateway/xmpp/namespaces.hpp"

namespace gateway::xml {
namespace {

bool names_utf8(std::string_view encoding) {
  constexpr std::string_view kName = "utf-8";
  return std::equal(encoding.begin(), encoding.end(), kName.begin(), kName.end(),
                    [](unsigned char a, char b) { return std::tolower(a) == b; });
}

/// RFC 6120 4.8.5: names of the content namespace have no prefix.
bool has_prefixed_content(const StartTag& tag) {
  const ResolvedName name(tag.name);
  return name.ns == ns::kServer && !name.prefix.empty();
}

/// Where a stream is open already.
bool is_header(const StartTag& tag) {
  const ResolvedName name(tag.name);
  return name.ns == ns::kStreams && name.local == "stream";
}

}  // namespace

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
  if (builder.depth() == 0 && is_header(tag)) {
    return fail_in_callback(StreamCondition::BadFormat, "a second stream header");
  }
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

}  // namespace gateway::xml
