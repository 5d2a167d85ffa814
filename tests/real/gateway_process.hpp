// The real program on the loopback: xmpp-gateway with a configuration in a folder of its own, and
// `openssl` held against it. Source of what is asked of it: docs/configuration.md.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace real {

/// A folder that goes when this goes.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  /// @return the file's whole name
  std::string write(const std::string& name, const std::string& content) const;
  std::string read(const std::string& name) const;
  std::string path(const std::string& name) const { return (folder_ / name).string(); }

 private:
  std::filesystem::path folder_;
};

/// Runs until this goes; throws std::runtime_error if it does not come up.
class GatewayProcess {
 public:
  /// @param configuration  file name; ports 0 are taken by the system
  GatewayProcess(const Folder& folder, const std::string& configuration);
  ~GatewayProcess();
  GatewayProcess(const GatewayProcess&) = delete;
  GatewayProcess& operator=(const GatewayProcess&) = delete;

  /// In the order of `listen`.
  const std::vector<std::uint16_t>& ports() const { return ports_; }
  std::string log() const;
  /// Now or within two seconds.
  bool log_says(std::string_view text) const;

 private:
  bool came_up();

  const Folder& folder_;
  pid_t process_ = -1;
  std::vector<std::uint16_t> ports_;
};

/// What a command says on both of its outputs; it is ended after `seconds`.
/// @param input  what it reads, by name of a file; empty: nothing
std::string output_of(const std::vector<std::string>& command, const std::string& input = "",
                      int seconds = 5);

}  // namespace real
