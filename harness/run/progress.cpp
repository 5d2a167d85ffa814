// The bar and the lines.
#include "harness/run/progress.hpp"

#include <fmt/format.h>

#include <cstdio>

namespace harness {
namespace {

constexpr std::size_t kBarWidth = 40;
constexpr std::chrono::milliseconds kTerminalPace{100};
constexpr std::chrono::milliseconds kPipePace{1000};

}  // namespace

void Progress::update(std::size_t done, std::size_t total, const reports::Result& result) {
  if (result.status == reports::Status::Failed || result.status == reports::Status::Error) {
    ++failures_;
  }
  if (!due(done == total)) return;
  draw(done, total);
  drawn_ = true;
}

bool Progress::due(bool last) {
  const auto now = std::chrono::steady_clock::now();
  if (next_ == std::chrono::steady_clock::time_point{}) next_ = now + kPipePace;
  if (last) return on_terminal_ || drawn_;
  if (now < next_) return false;
  next_ = now + (on_terminal_ ? kTerminalPace : kPipePace);
  return true;
}

void Progress::draw(std::size_t done, std::size_t total) const {
  const std::string failures = failures_ == 0 ? "" : fmt::format(", {} failed", failures_);
  if (!on_terminal_) {
    fmt::print(stderr, "{} of {} runs{}\n", done, total, failures);
    return;
  }
  const std::size_t filled = total == 0 ? kBarWidth : kBarWidth * done / total;
  fmt::print(stderr, "\r[{:<{}}] {}/{}{}", std::string(filled, '='), kBarWidth, done, total,
             failures);
  std::fflush(stderr);
}

void Progress::finish() {
  if (on_terminal_ && drawn_) fmt::print(stderr, "\r\033[K");
}

}  // namespace harness
