// See the header. Elements are described by the writer, which has tests of its own.
#include "tests/unit/xml/read_every_way.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <variant>

#include "gateway/xml/writer.hpp"

namespace gateway::xml {
namespace {

struct Describe {
  std::string operator()(const HeaderReceived&) const { return "header"; }
  std::string operator()(const ElementReceived& event) const {
    return "element " + write(event.element);
  }
  std::string operator()(const FooterReceived&) const { return "footer"; }
  std::string operator()(const WhitespaceReceived&) const { return "space"; }
  std::string operator()(const ReadFailed& event) const {
    return "failed " + std::string(to_string(event.condition));
  }
};

std::vector<std::string> read_pieces(const std::vector<std::string_view>& pieces,
                                     const ReaderLimits& limits) {
  StreamReader reader(limits);
  std::vector<std::string> events;
  for (const std::string_view piece : pieces) {
    reader.feed(piece);
    for (std::string& event : drain(reader)) {
      if (event != "space") events.push_back(std::move(event));
    }
  }
  return events;
}

}  // namespace

std::string describe(const ReaderEvent& event) { return std::visit(Describe{}, event); }

std::vector<std::string> drain(StreamReader& reader) {
  std::vector<std::string> events;
  while (const auto event = reader.next()) events.push_back(describe(*event));
  return events;
}

std::vector<std::string> read_every_way(std::string_view octets, const ReaderLimits& limits) {
  const auto whole = read_pieces({octets}, limits);
  std::vector<std::string_view> single;
  for (std::size_t i = 0; i < octets.size(); ++i) single.push_back(octets.substr(i, 1));
  EXPECT_EQ(read_pieces(single, limits), whole) << "octet by octet";
  // Long streams are cut at a stride that meets every residue sooner or later.
  const std::size_t stride = octets.size() / 1000 + 1;
  for (std::size_t cut = 0; cut < octets.size(); cut += stride) {
    EXPECT_EQ(read_pieces({octets.substr(0, cut), octets.substr(cut)}, limits), whole)
        << "cut at " << cut;
  }
  return whole;
}

std::vector<std::string> read_behind_header(std::string_view octets, const ReaderLimits& limits) {
  auto events = read_every_way(std::string(kHeader) + std::string(octets), limits);
  EXPECT_FALSE(events.empty());
  if (events.empty()) return events;
  EXPECT_EQ(events.front(), "header");
  events.erase(events.begin());
  return events;
}

}  // namespace gateway::xml
