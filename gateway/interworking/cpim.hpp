// Message/CPIM: the wrapper that carries what SIP headers cannot say, such as wishes for
// notifications. RFC 3862; the headers of notifications RFC 5438 6.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gateway/base/result.hpp"

namespace gateway {

inline constexpr std::string_view kCpimType = "message/cpim";
inline constexpr std::string_view kCpimHeaders = "urn:ietf:params:cpim-headers:";
inline constexpr std::string_view kImdnHeaders = "urn:ietf:params:imdn";

struct CpimHeader {
  std::string ns;  // kCpimHeaders where no other is declared
  std::string name;
  std::string value;  // without the escapes of RFC 3862 2.3
  friend bool operator==(const CpimHeader&, const CpimHeader&) = default;
};

/// Like a MIME header: names in any case.
struct ContentHeader {
  std::string name;
  std::string value;
  friend bool operator==(const ContentHeader&, const ContentHeader&) = default;
};

struct CpimMessage {
  std::vector<CpimHeader> headers;
  std::vector<ContentHeader> content_headers;
  std::string content;

  /// The first of that name; null if there is none.
  const std::string* header(std::string_view ns, std::string_view name) const;
  const std::string* content_header(std::string_view name) const;
  friend bool operator==(const CpimMessage&, const CpimMessage&) = default;
};

/// Lines may end in LF alone. At most 100 headers.
/// @return "cpim-syntax", "cpim-too-many-headers", "cpim-required" (Require names what nobody here
///         understands, RFC 3862 4.7)
Result<CpimMessage> parse_cpim(std::string_view octets);

/// Declares the namespace of notifications as `imdn` if a header is in it, before the first that
/// is. No other namespaces are known. The length of the content is added.
std::string write_cpim(const CpimMessage& message);

}  // namespace gateway
