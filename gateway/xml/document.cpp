#include "gateway/xml/document.hpp"

#include <expat.h>

#include <memory>
#include <optional>
#include <utility>

#include "gateway/xml/element_builder.hpp"
#include "gateway/xml/utf8.hpp"
#include "gateway/xml/writer.hpp"

namespace gateway::xml {
namespace {

struct FreeParser {
  void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};

class DocumentParser {
 public:
  explicit DocumentParser(const ReaderLimits& limits)
      : limits_(limits),
        vocabulary_(limits.vocabulary_bytes_max),
        builder_(limits),
        expat_(XML_ParserCreateNS("UTF-8", kNameSeparator)) {}

  Result<Element> parse(std::string_view octets) {
    if (!expat_) return make_error("document-too-large", "no memory for an XML parser");
    install_handlers();
    const auto bytes = static_cast<int>(octets.size());
    const XML_Status status = XML_Parse(expat_.get(), octets.data(), bytes, XML_TRUE);
    if (error_) return *error_;
    if (status != XML_STATUS_OK || !root_) {
      return make_error("document-not-well-formed",
                        XML_ErrorString(XML_GetErrorCode(expat_.get())));
    }
    return std::move(*root_);
  }

 private:
  static DocumentParser& self(void* user_data) { return *static_cast<DocumentParser*>(user_data); }

  void install_handlers() {
    XML_SetUserData(expat_.get(), this);
    XML_SetReturnNSTriplet(expat_.get(), XML_TRUE);
    XML_SetStartNamespaceDeclHandler(
        expat_.get(), [](void* me, const char*, const char*) { ++self(me).declarations_; });
    XML_SetElementHandler(
        expat_.get(),
        [](void* me, const char* name, const char** attributes) {
          self(me).on_start(name, attributes);
        },
        [](void* me, const char*) { self(me).on_end(); });
    XML_SetCharacterDataHandler(expat_.get(), [](void* me, const char* text, int length) {
      self(me).on_text({text, static_cast<std::size_t>(length)});
    });
    // Called before the internal subset is read: no entity is ever declared.
    XML_SetStartDoctypeDeclHandler(
        expat_.get(), [](void* me, const char*, const char*, const char*, int) {
          self(me).stop("document-restricted", "a document type declaration");
        });
  }

  void stop(std::string code, std::string what) {
    if (!error_) error_ = make_error(std::move(code), std::move(what));
    XML_StopParser(expat_.get(), XML_FALSE);
  }

  void on_start(const char* name, const char** attributes) {
    const StartTag tag{name, attributes, std::exchange(declarations_, 0)};
    auto broken = broken_limit(tag, limits_, vocabulary_);
    if (!broken) broken = builder_.start(tag);
    if (broken) stop("document-too-large", std::move(*broken));
  }

  void on_end() {
    if (error_) return;
    if (auto root = builder_.end()) root_ = std::move(root);
  }

  void on_text(std::string_view text) {
    if (!error_ && builder_.depth() > 0) builder_.text(text);
  }

  const ReaderLimits& limits_;
  Vocabulary vocabulary_;
  ElementBuilder builder_;
  std::unique_ptr<XML_ParserStruct, FreeParser> expat_;
  std::size_t declarations_ = 0;
  std::optional<Element> root_;
  std::optional<Error> error_;
};

}  // namespace

Result<Element> parse_document(std::string_view octets, const ReaderLimits& limits) {
  if (octets.size() > limits.stanza_bytes_max) {
    return make_error("document-too-large", "the document is too long");
  }
  // Expat takes UTF-16, whatever it was told.
  Utf8Checker utf8;
  const bool is_utf8 = utf8.accept(octets) == octets.size() && utf8.complete();
  if (!is_utf8 || octets.find('\0') != std::string_view::npos) {
    return make_error("document-not-well-formed", "the document is not UTF-8");
  }
  return DocumentParser(limits).parse(octets);
}

std::string write_document(const Element& root) {
  return "<?xml version='1.0' encoding='UTF-8'?>" + write(root, {.stands_alone = true});
}

}  // namespace gateway::xml
