// How an authoritative server answers <db:verify/>, rightly or wrongly. Source:
// XEP-0220 2.2.2, 2.5.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "fakes/wire/element.hpp"
#include "gateway/base/time.hpp"

namespace fakes {

enum class Verdict : std::uint8_t {
  Correct,      // recompute the key and say what is true
  Valid,        // whatever came
  Invalid,      // whatever came
  Error,        // type='error' with `condition`
  Silence,      // no answer, the stream stays
  Late,         // the correct answer, after `delay`
  WrongId,      // 'valid', but for another stream id; nothing else follows
  CloseStream,  // closes in good order instead of answering
};

struct AuthoritySettings {
  Verdict verdict = Verdict::Correct;
  std::string condition = "item-not-found";
  gateway::Duration delay = std::chrono::seconds(20);
  friend bool operator==(const AuthoritySettings&, const AuthoritySettings&) = default;
};

/// "correct", "valid", "invalid", "error", "error:<condition>", "silence", "late",
/// "late:<seconds>", "wrong-id", "close-stream"; nothing for any other text.
std::optional<AuthoritySettings> parse_verdict(std::string_view text);

struct AuthorityAnswer {
  std::string xml;  // empty: none
  gateway::Duration delay{0};
  bool close_stream = false;
};

/// @param request  a <db:verify/> without type for a domain that is served
AuthorityAnswer answer_verify(const AuthoritySettings& settings, std::string_view secret,
                              const wire::Element& request);

/// type='error' in answer to a <db:verify/> or <db:result/>.
std::string dialback_error(const wire::Element& request, std::string_view condition);

}  // namespace fakes
