// A slice of the loopback for one owner at a time, among all processes of this host: a socket bound
// to the slice's last address holds it, and the system lets it go when the owner ends, however it
// ends.
#pragma once

#include <cstdint>
#include <utility>

namespace harness {

class SliceClaim {
 public:
  /// The first free slice from `first` on, going round. If every one is taken: `first` itself,
  /// unclaimed; whoever uses it hears from the system which address is in use.
  static SliceClaim take(std::uint32_t first);

  SliceClaim(SliceClaim&& other) noexcept
      : slice_(other.slice_), socket_(std::exchange(other.socket_, -1)) {}
  SliceClaim& operator=(SliceClaim&&) = delete;
  ~SliceClaim();

  std::uint32_t slice() const { return slice_; }
  bool is_exclusive() const { return socket_ >= 0; }

 private:
  SliceClaim(std::uint32_t slice, int socket) : slice_(slice), socket_(socket) {}

  std::uint32_t slice_;
  int socket_;  // -1: none
};

}  // namespace harness
