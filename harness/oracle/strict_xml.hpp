// Reads one XML stream as the strictest reader of XML 1.0 and Namespaces in XML 1.0 would, with the
// restrictions of RFC 6120 11; for what the gateway writes. By hand, so that no bug of the parser
// that the gateway reads with hides one of its writer.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace harness::oracle {

/// A start tag, names resolved.
struct StrictTag {
  std::string prefix, local, ns;
  std::size_t depth = 0;  // 0: the stream header
  bool empty = false;
};

class StrictXml {
 public:
  /// Reads on. After the first complaint nothing more is read.
  void feed(std::string_view octets);

  /// What is not well-formed (XML 1.0 2.1, Namespaces 7) or not allowed (RFC 6120 11.1).
  const std::string& complaint() const { return complaint_; }
  /// A header came that no XML declaration stood before (11.5).
  bool undeclared_header() const { return undeclared_header_; }
  /// Octets came behind the closing tag of the stream (4.4).
  bool spoke_after_closing() const { return spoke_after_closing_; }
  /// Headers and first-level elements, in order; a restart begins with another header.
  const std::vector<StrictTag>& tags() const { return tags_; }

 private:
  using Bindings = std::map<std::string, std::string, std::less<>>;
  struct Open {
    std::string name;
    Bindings bindings;
  };
  using Attributes = std::vector<std::pair<std::string, std::string>>;

  bool step();
  bool text_ends(std::size_t end);
  bool markup_ends(std::string_view markup);
  void declaration(std::string_view markup);
  void start_tag(std::string_view inside);
  void end_tag(std::string_view inside);
  std::optional<Attributes> attributes(std::string_view text);
  bool bind(const Attributes& attributes, Bindings& bindings);
  bool resolve_attributes(const Attributes& attributes, const Bindings& bindings);
  void check_references(std::string_view text);
  void complain(std::string_view what, std::string_view about);

  std::string unread_;
  std::vector<Open> open_;
  std::vector<StrictTag> tags_;
  std::string complaint_;
  bool declared_ = false;  // an XML declaration stands before the header to come
  bool closed_ = false;
  bool undeclared_header_ = false;
  bool spoke_after_closing_ = false;
};

}  // namespace harness::oracle
