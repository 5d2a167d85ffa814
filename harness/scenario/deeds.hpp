// Steps in which somebody of the scenario does something: "alice adds romeo",
// "romeo is away", "fed.example becomes public-unverified".
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/scenario/sentence.hpp"
#include "harness/scenario/step.hpp"

namespace harness {

struct Setup;

/// How these steps are written, as patterns for `match`.
std::span<const std::string_view> deed_patterns();
std::optional<DeedStep> parse_deed(const std::vector<Word>& words);

/// What is so before the first step: users are signed in where the scenario
/// says.
Errands errands_at_first(const Setup& setup);

/// Follows people through the steps of a scenario, for what they do depends on
/// what they did.
class People {
 public:
  explicit People(const Setup& setup);

  /// Finds out who is who, and what that makes of the step.
  /// @return what is wrong with it
  std::optional<std::string> bind(DeedStep& step);

 private:
  struct Bound;
  using Complaint = std::optional<std::string>;

  Complaint bind_user(const Bound& bound);
  Complaint bind_contact(const Bound& bound);
  Complaint bind_partner(DeedStep& step) const;
  Complaint change_list(const Bound& bound);
  Complaint change_user(const Bound& bound);
  Complaint sign_out(const Bound& bound);
  Complaint publish(const Bound& bound);
  fakes::EndpointState& state_of(const std::string& user, const std::string& endpoint);

  const Setup& setup_;
  std::vector<std::pair<std::string, fakes::EndpointState>> endpoints_;  // signed in, with the user
  std::vector<ChangeUser> users_;
  std::vector<ChangeContact> lists_;
};

}  // namespace harness
