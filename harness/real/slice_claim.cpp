// A TCP socket that is bound but never listens: it refuses connects as if it were not there, leaves
// nothing behind when closed, and a second bind to the same place fails (bind(2), EADDRINUSE).
#include "harness/real/slice_claim.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "harness/real/address_map.hpp"

namespace harness {
namespace {

constexpr std::uint16_t kClaimPort = 5269;  // a scenario's own port: no other is touched

sockaddr_in place_of(std::uint32_t slice) {
  const gateway::IpAddress address = AddressMap::last_of(slice);
  sockaddr_in place{};
  place.sin_family = AF_INET;
  place.sin_port = htons(kClaimPort);
  place.sin_addr.s_addr =
      htonl(static_cast<std::uint32_t>(address.octets[0] << 24 | address.octets[1] << 16 |
                                       address.octets[2] << 8 | address.octets[3]));
  return place;
}

/// @return -1 if somebody else holds the slice
int hold(std::uint32_t slice) {
  const int held = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (held < 0) return -1;
  const sockaddr_in place = place_of(slice);
  if (bind(held, reinterpret_cast<const sockaddr*>(&place), sizeof(place)) == 0) return held;
  close(held);
  return -1;
}

}  // namespace

SliceClaim SliceClaim::take(std::uint32_t first) {
  for (std::uint32_t step = 0; step < AddressMap::kSlices; ++step) {
    const std::uint32_t slice = (first + step) % AddressMap::kSlices;
    if (const int held = hold(slice); held >= 0) return {slice, held};
  }
  return {first % AddressMap::kSlices, -1};
}

SliceClaim::~SliceClaim() {
  if (socket_ >= 0) close(socket_);
}

}  // namespace harness
