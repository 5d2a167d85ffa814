// The gateway's stream reader: it makes the same of octets however the network cuts them, and what
// it reads can be written and read again.
#include "gateway/xml/stream_reader.hpp"

#include "gateway/xml/writer.hpp"
#include "gateway/xmpp/namespaces.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

using namespace gateway::xml;

std::string shown(const std::optional<std::string>& value) {
  return value ? "'" + *value + "'" : "none";
}

struct EventText {
  std::string operator()(const HeaderReceived& header) const {
    return "header " + header.prefix + ":" + header.name + " " + header.ns + " " +
           header.content_ns + " " + shown(header.to) + shown(header.from) + shown(header.id) +
           shown(header.version) + shown(header.lang) + (header.declares_dialback ? " db" : "");
  }
  std::string operator()(const ElementReceived& received) const {
    return "element " + write(received.element);
  }
  std::string operator()(const FooterReceived&) const { return "footer"; }
  std::string operator()(const WhitespaceReceived&) const { return {}; }  // once a feed
  std::string operator()(const ReadFailed& failed) const {
    return "failed " + std::string(to_string(failed.condition));
  }
};

std::vector<std::string> events_of(const std::vector<std::string_view>& pieces,
                                   const ReaderLimits& limits) {
  StreamReader reader(limits);
  std::vector<std::string> events;
  for (const std::string_view piece : pieces) {
    reader.feed(piece);
    while (const auto event = reader.next()) {
      std::string text = std::visit(EventText{}, *event);
      if (!text.empty()) events.push_back(std::move(text));
      if (std::holds_alternative<ReadFailed>(*event)) return events;
    }
  }
  return events;
}

std::string joined(const std::vector<std::string>& events) {
  std::string text;
  for (const std::string& event : events) text += "\n    " + event;
  return text;
}

constexpr ReaderLimits kTight{.stanza_bytes_max = 256,
                              .header_bytes_max = 512,
                              .depth_max = 4,
                              .attributes_max = 8,
                              .attribute_bytes_max = 128,
                              .name_bytes_max = 32,
                              .children_max = 8,
                              .vocabulary_bytes_max = 1024};

// The reader lets a tag that came in pieces wait until it can be whole (unfinished_token.hpp). This
// ends whatever is open: comment, processing instruction, CDATA, attribute value, tag.
constexpr std::string_view kEnd = "-->?>]]>'>\">]>";

void check(const std::string& text, const ReaderLimits& limits) {
  const auto whole = events_of({text}, limits);
  const auto in_pieces = events_of(fuzz::cut(text), limits);
  FUZZ_CHECK(whole == in_pieces, "whole:" + joined(whole) + "\n  cut:" + joined(in_pieces));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = std::string(fuzz::text_of(data, size)) + std::string(kEnd);
  check(text, {});
  check(text, kTight);
  return 0;
}
