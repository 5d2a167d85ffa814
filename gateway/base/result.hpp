// Result<T>: a value, or an Error that says what went wrong and what to do about it.
#pragma once

#include <boost/system/result.hpp>
#include <stdexcept>
#include <string>
#include <utility>

namespace gateway {

/// Why a call failed, in words a person can act on. `code` is stable and made for programs
/// ("domain-too-long"), `what` is one sentence without a full stop.
struct Error {
  std::string code;
  std::string what;

  // Not an aggregate: one could be made from a string alone, which makes Result<std::string>
  // unable to tell a value from an error.
  Error() = default;
  Error(std::string error_code, std::string error_what)
      : code(std::move(error_code)), what(std::move(error_what)) {}
  friend bool operator==(const Error&, const Error&) = default;
};

/// Boost.System asks for this when `.value()` is called on a failed result: that is a bug of ours.
[[noreturn]] inline void throw_exception_from_error(const Error& error,
                                                    const boost::source_location&) {
  throw std::logic_error(error.code + ": " + error.what);
}

template <class T>
using Result = boost::system::result<T, Error>;

inline Error make_error(std::string code, std::string what) {
  return Error{std::move(code), std::move(what)};
}

}  // namespace gateway
