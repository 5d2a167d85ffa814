// A SIP message as the pool keeps it: the first line, header fields in order, a body. The pool's
// own; shares no line with the gateway's. RFC 3261 7.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fakes {

struct SipField {
  std::string name;   // the long form (RFC 3261 7.3.3), spelt as it came
  std::string value;  // without white space around it, folded lines joined
};

struct SipMessage {
  // ---- of a request
  std::string method;
  std::string uri;
  // ---- of a response
  int code = 0;
  std::string reason;

  std::vector<SipField> fields;
  std::string body;

  bool is_request() const { return code == 0; }
  /// The first of this name, in whatever case; empty if there is none.
  std::string_view field(std::string_view name) const;
  bool has(std::string_view name) const;
  std::size_t count(std::string_view name) const;
  void add(std::string name, std::string value) {
    fields.push_back({std::move(name), std::move(value)});
  }
  /// In the place of the first of this name, or at the end.
  void set(std::string_view name, std::string value);
};

/// With Content-Length where there is none, and CRLF.
std::string write_sip(const SipMessage& message);

/// A response to `request`: Via, From, To, Call-ID and CSeq are the request's (8.2.6.2).
/// @param to_tag  empty: To stays as it is
SipMessage response_to(const SipMessage& request, int code, std::string_view to_tag);
/// RFC 3261 21, 6665, 3428; "Other" for the rest.
std::string reason_of(int code);

// ---- parts of values
// ------------------------------------------------------------------------------

bool same_name(std::string_view a, std::string_view b);  // ASCII letters in whatever case
std::string_view trimmed(std::string_view text);

/// "presence;id=4" -> "presence".
std::string_view without_parameters(std::string_view value);
/// A parameter of a value, or of what stands behind the ">" of an address; without quotes. Nothing
/// if there is none; empty if it has no value.
std::optional<std::string> parameter_of(std::string_view value, std::string_view name);
/// The URI of From, To or Contact: inside "<>", or before the first parameter.
std::string_view uri_of(std::string_view address);

struct CSeq {
  std::uint64_t number = 0;
  std::string method;
};
std::optional<CSeq> cseq_of(const SipMessage& message);
std::optional<std::uint64_t> number_of(std::string_view text);

}  // namespace fakes
