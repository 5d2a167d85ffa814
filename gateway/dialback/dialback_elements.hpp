// <db:result/> and <db:verify/> as values (XEP-0220 2.1, 2.2, 2.5).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/base/result.hpp"
#include "gateway/xml/element.hpp"
#include "gateway/xmpp/conditions.hpp"
#include "gateway/xmpp/domain.hpp"

namespace gateway {

enum class DialbackKind : std::uint8_t { Result, Verify };
enum class DialbackType : std::uint8_t { Request, Valid, Invalid, Error };

struct DialbackElement {
  DialbackKind kind = DialbackKind::Result;
  DialbackType type = DialbackType::Request;
  Domain from;
  Domain to;
  std::string id;                                             // Verify only
  std::string key;                                            // Request only
  StanzaCondition condition = StanzaCondition::UndefinedCondition;  // Error only
};

bool is_dialback(const xml::Element& element);  // db:result or db:verify

/// @return "improper-addressing" (from or to absent or no domain), "bad-dialback-type"
Result<DialbackElement> read_dialback(const xml::Element& element);
/// The stream error for one that could not be read.
StreamCondition condition_of_unreadable(const Error& error);
xml::Element write_dialback(const DialbackElement& element);

}  // namespace gateway
