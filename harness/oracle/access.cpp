// Looked up, never worked out.
#include "harness/oracle/access.hpp"

#include <array>

namespace harness::oracle {
namespace {

using enum PartnerType;
using enum ContactKind;

/// One letter a path, in the order of AccessPath: + passes, k is kept, - is refused.
struct Line {
  PartnerType type;
  ContactKind contact;
  std::string_view to_user, to_contact;
};

// clang-format off
// The columns:                                   SPPNMTR    SPPNMTR
constexpr std::array<Line, 15> kOrdinaryUser{{
    {Federated, NotAdded,                        "+++++++", "+++++++"},
    {Federated, Added,                           "+++++++", "+++++++"},
    {Federated, Removed,                         "+++++++", "+++++++"},
    {Federated, Blocked,                         "-------", "-------"},
    {Federated, AddedAndBlocked,                 "-------", "-------"},
    {PublicVerified, NotAdded,                   "+++++++", "+++-+++"},
    {PublicVerified, Added,                      "+++++++", "+++-+++"},
    {PublicVerified, Removed,                    "+++++++", "+++-+++"},
    {PublicVerified, Blocked,                    "-------", "-------"},
    {PublicVerified, AddedAndBlocked,            "-------", "-------"},
    {PublicUnverified, NotAdded,                 "k------", "++--++-"},
    {PublicUnverified, Added,                    "+++++++", "+++-+++"},
    {PublicUnverified, Removed,                  "k------", "++--++-"},
    {PublicUnverified, Blocked,                  "-------", "-------"},
    {PublicUnverified, AddedAndBlocked,          "-------", "-------"},
}};
// clang-format on

// A domain takes part if a partner's entry names that very domain.
constexpr std::array<bool, 4> kDomainTakesPart{true, true, false, false};
// Only the first has a home on the pool and a policy with both switches on.
constexpr std::array<bool, 7> kUserTakesPart{true, false, false, false, false, false, false};

Access access_of_letter(char letter) {
  if (letter == '+') return Access::Passes;
  return letter == 'k' ? Access::Kept : Access::Refused;
}

}  // namespace

Access access_of(const AccessCase& question) {
  if (!kDomainTakesPart.at(static_cast<std::size_t>(question.domain))) return Access::Refused;
  if (!kUserTakesPart.at(static_cast<std::size_t>(question.user))) return Access::Refused;
  for (const Line& line : kOrdinaryUser) {
    if (line.type != question.type || line.contact != question.contact) continue;
    const bool inbound = question.direction == Direction::Inbound;
    const std::string_view letters = inbound ? line.to_user : line.to_contact;
    return access_of_letter(letters[static_cast<std::size_t>(question.path)]);
  }
  return Access::Refused;
}

std::string_view to_string(AccessPath path) {
  constexpr std::array<std::string_view, 7> kNames{"subscribe", "probe",  "presence", "note",
                                                   "message",   "typing", "receipt"};
  return kNames.at(static_cast<std::size_t>(path));
}

}  // namespace harness::oracle
