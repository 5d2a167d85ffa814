// A domainpart, prepared (RFC 7622 3.2; nameprep by libidn) so that equal domains are equal strings.
#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "gateway/base/result.hpp"

namespace gateway {

class Domain {
 public:
  /// Accepts U- and A-labels, IPv4 and bracketed IPv6 literals; strips one final dot; lower case.
  /// @return "domain-empty", "domain-too-long" (over 1023 octets, or 253 as A-labels), "domain-invalid"
  static Result<Domain> parse(std::string_view text);

  const std::string& text() const { return text_; }        // UTF-8, U-labels: as on the stream
  /// A-labels, for DNS, SNI and certificates.
  const std::string& ascii() const { return ascii_; }

  friend bool operator==(const Domain& a, const Domain& b) { return a.ascii_ == b.ascii_; }
  friend std::strong_ordering operator<=>(const Domain& a, const Domain& b) {
    return a.ascii_ <=> b.ascii_;
  }

 private:
  Domain(std::string text, std::string ascii) : text_(std::move(text)), ascii_(std::move(ascii)) {}
  std::string text_;
  std::string ascii_;
};

/// What a stream is authenticated for.
struct DomainPair {
  Domain ours;
  Domain theirs;
  friend auto operator<=>(const DomainPair&, const DomainPair&) = default;
};

/// "fed.example->contoso.example" style text for logs: theirs first.
std::string to_string(const DomainPair& pair);

}  // namespace gateway
