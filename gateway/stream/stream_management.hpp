// Stream management without resumption (XEP-0198): its elements, and what one stream machine knows
// of it. Pure.
#pragma once

#include <cstdint>
#include <optional>

#include "gateway/xml/element.hpp"
#include "gateway/xmpp/conditions.hpp"

namespace gateway {

/// What this side counts of the peer's stanzas, and whether acknowledgements were agreed at all.
class StreamManagement {
 public:
  enum class Phase : std::uint8_t {
    Off,
    Requested,  // our <enable/> is out
    On,
    Refused,  // the peer said <failed/>; asked once only (XEP-0198 3)
  };

  Phase phase() const { return phase_; }
  bool is_on() const { return phase_ == Phase::On; }
  void request() { phase_ = Phase::Requested; }
  /// @param first  where counting begins: 0, but for tests of what comes after 2^32-1
  void start(std::uint32_t first = 0) {
    phase_ = Phase::On;
    handled_ = first;
  }
  void refuse() { phase_ = Phase::Refused; }

  /// A stanza of the peer is ours now (XEP-0198 4: "handled").
  void count_handled() {
    if (is_on()) ++handled_;
  }
  /// The value of 'h': after 2^32-1 comes 0.
  std::uint32_t handled() const { return handled_; }

 private:
  Phase phase_ = Phase::Off;
  std::uint32_t handled_ = 0;
};

xml::Element sm_enable();
xml::Element sm_enabled();
xml::Element sm_request();                               // <r/>
xml::Element sm_acknowledgement(std::uint32_t handled);  // <a h='..'/>
xml::Element sm_failed(StanzaCondition condition);
/// XEP-0198 6: tells the peer which count it gave, and how many stanzas it can have had.
xml::Element sm_handled_count_too_high(std::uint32_t handled, std::uint32_t sent);

/// 'h' of an <a/>; nothing if it is missing or no xs:unsignedInt.
std::optional<std::uint32_t> sm_handled(const xml::Element& acknowledgement);

}  // namespace gateway
