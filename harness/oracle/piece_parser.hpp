// Turns one part of a stream, or one scripted stanza, into a Piece or a Scripted. tinyxml2 reads
// the XML.
#pragma once

#include <tinyxml2.h>

#include <string_view>

#include "harness/oracle/reading.hpp"
#include "harness/oracle/xml_names.hpp"

namespace harness::oracle {

class PieceParser {
 public:
  /// Fills what the header says; its declarations replace the former ones.
  void parse_header(std::string_view text, Declarations& declarations, Piece& piece);
  void parse_element(std::string_view text, const Declarations& declarations, Piece& piece);
  /// A stanza handed over outside a stream.
  void parse_scripted(std::string_view text, Scripted& stanza);

 private:
  tinyxml2::XMLDocument document_;  // kept: its memory pools are used again
};

}  // namespace harness::oracle
