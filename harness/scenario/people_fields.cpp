// The keys of local users and of contacts.
#include <array>

#include "harness/scenario/field_kinds.hpp"
#include "harness/scenario/fields.hpp"

namespace harness {

std::span<const Field<UserSetup>> user_fields() {
  using U = UserSetup;
  static const auto kFields = std::to_array<Field<U>>({
      text("address", &U::address),
      choice("home", &U::home, kHomeNames),
      choice("access", &U::access, kAccessNames),
      text_list("endpoints", &U::endpoints),
      text_list("added", &U::added),
      text_list("blocked", &U::blocked),
  });
  return kFields;
}

std::span<const Field<PoolSetup>> pool_fields() {
  using P = PoolSetup;
  static const auto kFields = std::to_array<Field<P>>({
      choice("transport", &P::transport, kSipTransportNames),
      {"deviations", {}, compile_deviations<P>},
  });
  return kFields;
}

std::span<const Field<ContactSetup>> contact_fields() {
  using C = ContactSetup;
  static const auto kFields = std::to_array<Field<C>>({
      text("address", &C::address),
      text_list("resources", &C::resources),
      choice("answers", &C::answers, kContactAnswerNames),
  });
  return kFields;
}

}  // namespace harness
