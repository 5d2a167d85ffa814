// What a partner counts of one stream once stream management is enabled on it (XEP-0198 4). Both
// roles use it; the deviations that lie about counts are told here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "fakes/partner/link.hpp"
#include "fakes/partner/surroundings.hpp"
#include "fakes/wire/element.hpp"

namespace fakes {

class Acknowledgements {
 public:
  bool enabled() const { return enabled_; }
  void enable(const Surroundings& s, Link& link);

  /// The gateway's stanza was taken.
  void count_received(const Surroundings& s, Link& link);
  /// A stanza goes out. @return what to say behind it: <r/>, or nothing
  std::string count_sent();
  /// <r/> and <a/>; anything else is noted.
  void on_element(const wire::Element& element, Surroundings& s, Link& link);
  /// Stanzas of the partner that nobody has acknowledged.
  std::uint32_t outstanding() const { return sent_ - acknowledged_; }

 private:
  std::string answer(const Surroundings& s) const;

  bool enabled_ = false;
  std::uint32_t received_ = 0;
  std::uint32_t sent_ = 0;
  std::uint32_t acknowledged_ = 0;
};

}  // namespace fakes
