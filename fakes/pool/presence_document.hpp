// Presence documents as the pool writes them of its users and reads them of contacts: PIDF (RFC
// 3863), RPID activities (RFC 4480), the show value inside the status (RFC 8048 6.2).
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "fakes/pool/orders.hpp"

namespace fakes {

inline constexpr std::string_view kPidfType = "application/pidf+xml";

/// One tuple an endpoint, in their order.
/// @param user  "alice@contoso.example"
std::string write_presence(std::string_view user, const std::vector<EndpointState>& endpoints);

/// What somebody sees of one endpoint of a contact.
struct SeenEndpoint {
  std::string resource;  // empty: of the contact as a whole
  bool open = false;
  std::string show;
  std::map<std::string, std::string> notes;  // language -> text; "" where none is said
  std::string priority;                      // "0.8", empty: none
  friend bool operator==(const SeenEndpoint&, const SeenEndpoint&) = default;
};
struct SeenPresence {
  std::vector<SeenEndpoint> endpoints;
  std::vector<std::string> wrong;  // each a sentence with the section that asks otherwise
};
/// @param contact  "romeo@fed.example": whose document it must be
SeenPresence read_presence(std::string_view octets, std::string_view contact);

/// "0.8" -> "102": PIDF's priority as XMPP writes it (docs/interworking.md 5).
std::string xmpp_priority_of(std::string_view pidf_priority);

}  // namespace fakes
