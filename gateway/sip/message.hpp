// A SIP request or response as a value (RFC 3261 7), and its form on the wire.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/sip/uri.hpp"

namespace gateway::sip {

/// From, To, Contact, Route: `"Alice" <sip:alice@contoso.example>;tag=8f`.
struct NameAddress {
  std::string display;  // without quotes
  std::string uri;      // as text: it may be of a scheme that Uri does not know
  std::vector<Parameter> parameters;

  const std::string* parameter(std::string_view name) const;  // null: absent or without value
  std::string tag() const;                                    // empty: none yet
  friend bool operator==(const NameAddress&, const NameAddress&) = default;
};

struct Via {
  std::string transport;  // "UDP", "TCP", "TLS"
  std::string host;
  std::optional<std::uint16_t> port;
  std::vector<Parameter> parameters;

  std::string branch() const;
  friend bool operator==(const Via&, const Via&) = default;
};

struct CSeq {
  std::uint32_t number = 0;  // below 2^31 (RFC 3261 8.1.1.5)
  std::string method;
  friend bool operator==(const CSeq&, const CSeq&) = default;
};

struct Header {
  std::string name;
  std::string value;
  friend bool operator==(const Header&, const Header&) = default;
};

struct Message {
  std::string method;       // of a request; empty: a response
  std::string request_uri;  // of a request
  int status = 0;           // of a response: 100 to 699
  std::string reason;

  std::vector<Via> vias;  // topmost first
  std::vector<NameAddress> record_routes;
  std::vector<NameAddress> routes;
  NameAddress from;
  NameAddress to;
  std::string call_id;
  CSeq cseq;
  std::vector<NameAddress> contacts;
  std::string content_type;     // empty: no body
  std::vector<Header> headers;  // all others, in the order they came
  std::string body;

  bool is_request() const { return !method.empty(); }
  /// The first header of that name in any case; null if there is none.
  const std::string* header(std::string_view name) const;
  void set_header(std::string_view name, std::string value);

  friend bool operator==(const Message&, const Message&) = default;
};

/// With Content-Length, whatever the body. Line breaks in any value become spaces: nobody's text
/// can begin a header.
std::string to_wire(const Message& message);

/// A response to `request` as RFC 3261 8.2.6 makes it; `to_tag` is added where To has none yet,
/// unless it is empty: then the agent adds one.
Message response_to(const Message& request, int status, std::string_view to_tag);

/// "Not Found"; the class's name for a code that RFC 3261 21 does not list.
std::string_view reason_of(int status);

}  // namespace gateway::sip
