// The fakes' reader: the same items however the octets are cut, and never more kept than it says.
#include "fakes/wire/reader.hpp"

#include "tests/fuzz/fuzz.hpp"

namespace {

using namespace fakes::wire;

struct ItemText {
  std::string operator()(const HeaderRead& read) const { return "header " + read.header.source; }
  std::string operator()(const ChildRead& read) const {
    return "child {" + read.child.ns + "}" + read.child.name + " " + read.child.source;
  }
  std::string operator()(const ClosingTagRead&) const { return "closing tag"; }
  std::string operator()(const ReadFailed& failed) const { return "failed " + failed.reason; }
};

std::vector<std::string> items_of(const std::vector<std::string_view>& pieces) {
  Reader reader;
  std::vector<std::string> items;
  for (const std::string_view piece : pieces) {
    reader.feed(piece);
    while (const auto item = reader.next()) {
      items.push_back(std::visit(ItemText{}, *item));
      FUZZ_CHECK(items.size() <= 1 + 2 * 1048576, "it does not end");
    }
  }
  FUZZ_CHECK(reader.restart() <= kMaxUnreadBytes + 1048576, "too much is kept");
  return items;
}

std::string joined(const std::vector<std::string>& items) {
  std::string text;
  for (const std::string& item : items) text += "\n    " + item;
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  const auto whole = items_of({text});
  const auto in_pieces = items_of(fuzz::cut(text));
  FUZZ_CHECK(whole == in_pieces, "whole:" + joined(whole) + "\n  cut:" + joined(in_pieces));
  return 0;
}
