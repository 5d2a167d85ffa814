// Reads one XML stream (RFC 6120 4, 11): a header, then whole first-level children, then the end.
// Built on expat; every limit is enforced while octets come in, before anything is kept.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "gateway/xml/element.hpp"
#include "gateway/xmpp/conditions.hpp"

namespace gateway::xml {

struct ReaderLimits {
  std::size_t stanza_bytes_max = 262144;   // one first-level child, markup included
  std::size_t header_bytes_max = 16384;    // the opening tag of the stream
  std::size_t depth_max = 64;              // of elements below the stream root
  std::size_t attributes_max = 128;        // of one element
  std::size_t attribute_bytes_max = 65536; // one value
  std::size_t name_bytes_max = 1024;       // one qualified name
  std::size_t children_max = 16384;        // elements inside one first-level child
  std::size_t vocabulary_bytes_max = 1048576;  // different names in the life of a stream: expat
                                               // remembers each of them until the end
};

struct HeaderReceived {
  std::string ns;              // of the root; RFC 6120 wants ns::kStreams
  std::string name;            // wants "stream"
  std::string prefix;          // the root's prefix, "stream" as a rule
  std::string content_ns;      // the default namespace declared, wants ns::kServer; empty: none
  std::optional<std::string> to, from, id, version, lang;
  bool declares_dialback = false;  // some prefix is bound to ns::kDialback (XEP-0220 2.4.1)
};
struct ElementReceived {
  Element element;
};
struct FooterReceived {};      // </stream:stream>
struct WhitespaceReceived {};  // between first-level children: a sign of life, reported once a feed
struct ReadFailed {            // nothing comes after it
  StreamCondition condition;   // not-well-formed, restricted-xml, policy-violation, ...
  std::string text;            // for the log
};
using ReaderEvent =
    std::variant<HeaderReceived, ElementReceived, FooterReceived, WhitespaceReceived, ReadFailed>;

class StreamReader {
 public:
  explicit StreamReader(ReaderLimits limits = {});
  ~StreamReader();
  StreamReader(StreamReader&&) noexcept;
  StreamReader& operator=(StreamReader&&) noexcept;

  /// Hands octets over; nothing is parsed beyond what next() asks for.
  void feed(std::string_view octets);
  /// The next event, or nothing if more octets are needed. Stops right behind each event, so that
  /// what follows can still be taken for TLS or dropped.
  std::optional<ReaderEvent> next();
  /// Octets fed but not read yet (what came behind `<proceed/>`); empties them. If there were any,
  /// nothing more is read before restart().
  std::string take_unread();
  /// A new stream begins (RFC 6120 4.3.3): forget everything, also unread octets.
  void restart();

  /// Octets fed but not read yet, those of an unfinished element not counted.
  std::size_t buffered_bytes() const;

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace gateway::xml
