// The file for TLS secrets (NSS key log format), readable for its owner only.

#include "gateway/app/key_log_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace gateway::app {

Result<KeyLogFile> KeyLogFile::open(const std::string& name) {
  const int descriptor = ::open(name.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (descriptor >= 0) return KeyLogFile(descriptor);
  return make_error("keylog-unwritable", "cannot write keylog_file " + name + ": " +
                                             std::generic_category().message(errno));
}

KeyLogFile::KeyLogFile(KeyLogFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

KeyLogFile::~KeyLogFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void KeyLogFile::write(std::string_view line) {
  const std::string whole = std::string(line) + "\n";
  // A lost line costs a capture its meaning, nothing else.
  [[maybe_unused]] const ssize_t written = ::write(descriptor_, whole.data(), whole.size());
}

}  // namespace gateway::app
