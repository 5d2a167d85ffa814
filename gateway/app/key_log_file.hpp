// The file for TLS secrets (NSS key log format), readable for its owner only.
#pragma once

#include <string>
#include <string_view>

#include "gateway/base/result.hpp"

namespace gateway::app {

class KeyLogFile {
 public:
  /// Appends to the file if it exists. @return "keylog-unwritable"
  static Result<KeyLogFile> open(const std::string& name);
  ~KeyLogFile();
  KeyLogFile(KeyLogFile&& other) noexcept;
  KeyLogFile& operator=(KeyLogFile&&) = delete;

  /// One write(2) a line, so that readers of the growing file see whole lines.
  void write(std::string_view line);

 private:
  explicit KeyLogFile(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace gateway::app
