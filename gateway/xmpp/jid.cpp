// JIDs: taken apart as RFC 7622 3.1 says, prepared with nodeprep and resourceprep (RFC 6122).
#include "gateway/xmpp/jid.hpp"

#include <stringprep.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <optional>
#include <utility>

namespace gateway {
namespace {

constexpr std::size_t kPartBytesMax = 1023;  // RFC 7622 3.3, 3.4: after preparation
// Preparation may drop characters; what is longer than this is not worth preparing.
constexpr std::size_t kRawPartBytesMax = 4 * kPartBytesMax;

struct FreeText {
  void operator()(char* text) const { std::free(text); }
};

/// What differs between a localpart and a resourcepart.
struct PartRules {
  const char* profile;
  std::string_view name;       // begins the error codes
  std::string_view forbidden;  // among printable ASCII characters
  bool fold_case;
};

constexpr PartRules kLocalpart{"Nodeprep", "localpart", " \"&'/:<>@", true};  // RFC 7622 3.3.1
constexpr PartRules kResource{"Resourceprep", "resource", "", false};

Error part_error(const PartRules& rules, std::string_view problem, std::string_view why) {
  return make_error(std::string(rules.name) + "-" + std::string(problem),
                    "the " + std::string(rules.name) + " " + std::string(why));
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::optional<std::string> prepare_ascii(const PartRules& rules, std::string_view text) {
  std::string prepared(text);
  for (char& c : prepared) {
    if (c < ' ' || c == '\x7f' || rules.forbidden.find(c) != std::string_view::npos) return {};
    if (rules.fold_case && c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return prepared;
}

/// Unassigned code points are refused: what they normalize to is not known yet (RFC 3454 7).
std::optional<std::string> prepare_unicode(const PartRules& rules, const std::string& text) {
  if (text.find('\0') != std::string::npos) return {};
  char* raw = nullptr;
  const int rc = stringprep_profile(text.c_str(), &raw, rules.profile, STRINGPREP_NO_UNASSIGNED);
  const std::unique_ptr<char, FreeText> prepared(raw);
  if (rc != STRINGPREP_OK || !prepared) return {};
  return std::string(prepared.get());
}

Result<std::string> prepare(const PartRules& rules, std::string_view text) {
  if (text.size() > kRawPartBytesMax) {
    return part_error(rules, "too-long", "is longer than 1023 octets");
  }
  auto prepared =
      is_ascii(text) ? prepare_ascii(rules, text) : prepare_unicode(rules, std::string(text));
  if (!prepared) return part_error(rules, "invalid", "holds a forbidden character");
  if (prepared->empty()) return part_error(rules, "invalid", "is empty");
  if (prepared->size() > kPartBytesMax) {
    return part_error(rules, "too-long", "is longer than 1023 octets");
  }
  return std::move(*prepared);
}

/// A JID in pieces: absent and empty parts differ.
struct Pieces {
  std::optional<std::string_view> local;
  std::string_view domain;
  std::optional<std::string_view> resource;
};

/// RFC 7622 3.2: first the resourcepart is cut off, then the localpart.
Pieces take_apart(std::string_view text) {
  Pieces pieces;
  if (const auto slash = text.find('/'); slash != std::string_view::npos) {
    pieces.resource = text.substr(slash + 1);
    text = text.substr(0, slash);
  }
  if (const auto at = text.find('@'); at != std::string_view::npos) {
    pieces.local = text.substr(0, at);
    text = text.substr(at + 1);
  }
  pieces.domain = text;
  return pieces;
}

}  // namespace

Result<Jid> Jid::parse(std::string_view text) {
  if (text.empty()) return make_error("jid-empty", "the address is empty");
  const Pieces pieces = take_apart(text);
  std::string local;
  if (pieces.local) {
    auto prepared = prepare(kLocalpart, *pieces.local);
    if (!prepared) return prepared.error();
    local = std::move(*prepared);
  }
  auto domain = Domain::parse(pieces.domain);
  if (!domain) return domain.error();
  std::string resource;
  if (pieces.resource) {
    auto prepared = prepare(kResource, *pieces.resource);
    if (!prepared) return prepared.error();
    resource = std::move(*prepared);
  }
  return Jid(std::move(local), std::move(*domain), std::move(resource));
}

Jid::Jid(std::string local, Domain domain, std::string resource)
    : local_(std::move(local)), domain_(std::move(domain)), resource_(std::move(resource)) {}

Jid Jid::bare() const { return {local_, domain_, {}}; }

std::string Jid::text() const {
  std::string text;
  if (!local_.empty()) text += local_ + "@";
  text += domain_.text();
  if (!resource_.empty()) text += "/" + resource_;
  return text;
}

}  // namespace gateway
