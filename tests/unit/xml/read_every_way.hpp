// Reads a stream whole, octet by octet and cut at each position, and asks for the same events.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gateway/xml/stream_reader.hpp"

namespace gateway::xml {

inline constexpr std::string_view kHeader =
    "<?xml version='1.0'?><stream:stream xmlns='jabber:server' "
    "xmlns:stream='http://etherx.jabber.org/streams' xmlns:db='jabber:server:dialback' "
    "from='fed.example' to='contoso.example' version='1.0'>";

/// An event in one line: "header", "element <a/>", "footer", "space", "failed restricted-xml".
std::string describe(const ReaderEvent& event);

/// All events that are there now.
std::vector<std::string> drain(StreamReader& reader);

/// The events of `octets`, white space left out. The test fails if they depend on the cutting.
std::vector<std::string> read_every_way(std::string_view octets, const ReaderLimits& limits = {});

/// The same for what follows kHeader; the event of the header is left out.
std::vector<std::string> read_behind_header(std::string_view octets,
                                            const ReaderLimits& limits = {});

}  // namespace gateway::xml
