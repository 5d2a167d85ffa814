// Dialback keys as the fakes compute them. Source: XEP-0185 2.
#pragma once

#include <string>
#include <string_view>

namespace fakes {

/// What a key is bound to.
struct KeyBinding {
  std::string_view receiving;    // domain of the receiving server
  std::string_view originating;  // domain of the initiating server
  std::string_view stream_id;    // given by the receiving server
};

/// @return 64 lower-case hexadecimal digits; never fails
std::string dialback_key(std::string_view secret, const KeyBinding& binding);

}  // namespace fakes
