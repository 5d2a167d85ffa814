// What was sent on one stream and is not acknowledged yet (XEP-0198 4): until it is, it remains the
// sender's responsibility. Also when to ask for an acknowledgement, and how long to wait. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "gateway/base/time.hpp"
#include "gateway/xml/element.hpp"

namespace gateway {

class Unacknowledged {
 public:
  struct Settings {
    std::size_t stanzas_max;
    Duration answer_timeout;  // for <enable/>, and for <r/> until it covers what was asked about
  };
  /// The text advises against one <r/> a stanza (XEP-0198 8.2): one after so many, or once the
  /// stream has been quiet for so long. At most one is under way.
  static constexpr std::size_t kRequestEvery = 5;
  static constexpr Duration kRequestAfter = std::chrono::milliseconds(500);

  enum class Due : std::uint8_t { Nothing, Request, Unanswered };

  /// Counting begins as <enable/> or <enabled/> goes out (XEP-0198 4).
  /// @param first  where counting begins: 0, but for tests of what comes after 2^32-1
  Unacknowledged(Settings settings, Instant now, std::uint32_t first = 0)
      : settings_(settings),
        sent_(first),
        covered_(first),
        answer_by_(now + settings.answer_timeout) {}

  /// The peer enabled it too: <r/> may be sent.
  void agree(Instant now);
  bool agreed() const { return agreed_; }

  bool full() const { return stanzas_.size() >= settings_.stanzas_max; }
  void sent(xml::Element stanza, Instant now);
  void requested(Instant now);
  /// @return false if the peer claims to have handled what it was never sent (modulo 2^32 this is
  ///         also what a count looks like that goes back)
  bool acknowledge(std::uint32_t handled, Instant now);

  std::optional<Instant> next_deadline() const;
  Due due(Instant now) const;

  bool empty() const { return stanzas_.empty(); }
  std::size_t size() const { return stanzas_.size(); }
  std::uint32_t sent_count() const { return sent_; }
  /// In the order they were sent; nothing is left.
  std::vector<xml::Element> take_all();

 private:
  bool may_request() const { return agreed_ && !asked_ && !stanzas_.empty(); }

  Settings settings_;
  bool agreed_ = false;
  bool asked_ = false;  // an <r/> has no answer yet
  std::uint32_t sent_ = 0;
  std::uint32_t covered_ = 0;  // sent_ when the last <r/> went out
  std::optional<Instant> request_at_;
  std::optional<Instant> answer_by_;
  std::deque<xml::Element> stanzas_;  // the last of the sent_ ones
};

}  // namespace gateway
