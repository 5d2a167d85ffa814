// Every octet is looked at once, so that one-octet fragments cost no more than whole ones.
#include "harness/oracle/xml_splitter.hpp"

namespace harness::oracle {
namespace {

bool names_stream(std::string_view tag) {
  std::string_view name = tag.substr(1, tag.find_first_of(" \t\r\n/>", 1) - 1);
  if (const auto colon = name.find(':'); colon != std::string_view::npos) {
    name.remove_prefix(colon + 1);
  }
  return name == "stream";
}

}  // namespace

void XmlSplitter::feed(std::string_view octets) {
  if (depth_ == 0 && tag_ == Tag::None) {  // whatever was before is consumed
    buffer_.erase(0, position_);
    position_ = 0;
  }
  buffer_.append(octets);
}

void XmlSplitter::reset() { *this = XmlSplitter{}; }

XmlSplitter::Cut XmlSplitter::next(std::string_view& part) {
  while (position_ < buffer_.size()) {
    const char octet = buffer_[position_++];
    if (tag_ == Tag::None) {
      if (octet == '<') tag_begins();
      continue;
    }
    if (!tag_ends(octet)) continue;
    if (const Cut cut = on_tag(part); cut != Cut::None) return cut;
  }
  return Cut::None;
}

void XmlSplitter::tag_begins() {
  tag_start_ = position_ - 1;
  tag_ = Tag::Start;
  quote_ = 0;
}

bool XmlSplitter::tag_ends(char octet) {
  const std::string_view tag(buffer_.data() + tag_start_, position_ - tag_start_);
  if (tag.size() == 2) {
    if (octet == '/') tag_ = Tag::End;
    if (octet == '!' || octet == '?') tag_ = Tag::Declaration;
  }
  if (tag == "<!--") {
    tag_ = Tag::Comment;
    return false;
  }
  if (tag == "<![CDATA[") {
    tag_ = Tag::CharacterData;
    return false;
  }
  if (tag_ == Tag::Comment) return tag.size() > 6 && tag.ends_with("-->");
  if (tag_ == Tag::CharacterData) return tag.ends_with("]]>");
  if (quote_ != 0) {
    if (octet == quote_) quote_ = 0;
    return false;
  }
  if (octet == '"' || octet == '\'') quote_ = octet;
  return octet == '>';
}

XmlSplitter::Cut XmlSplitter::on_tag(std::string_view& part) {
  const std::string_view tag(buffer_.data() + tag_start_, position_ - tag_start_);
  const Tag kind = tag_;
  tag_ = Tag::None;
  if (kind == Tag::End) {
    if (depth_ == 0) return take(Cut::Closing, tag_start_, part);
    return --depth_ == 0 ? take(Cut::Element, element_start_, part) : Cut::None;
  }
  if (kind != Tag::Start) return Cut::None;
  if (depth_ == 0 && names_stream(tag)) return take(Cut::Header, tag_start_, part);
  if (depth_ == 0) element_start_ = tag_start_;
  if (tag.ends_with("/>")) return depth_ == 0 ? take(Cut::Element, tag_start_, part) : Cut::None;
  ++depth_;
  return Cut::None;
}

XmlSplitter::Cut XmlSplitter::take(Cut cut, std::size_t begin, std::string_view& part) {
  part = std::string_view(buffer_).substr(begin, position_ - begin);
  return cut;
}

}  // namespace harness::oracle
