// Loads gateway.yaml and the files it names from disk.

#include "gateway/app/config_file.hpp"

#include <fmt/core.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

namespace gateway::app {

namespace {

namespace fs = std::filesystem;

Error unreadable(const fs::path& file, int error_number) {
  return make_error("unreadable-file", "cannot read " + file.string() + ": " +
                                           std::generic_category().message(error_number));
}

Result<std::string> read_file(const fs::path& file) {
  std::error_code ignored;
  if (fs::is_directory(file, ignored)) return unreadable(file, EISDIR);
  errno = 0;
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return unreadable(file, errno);
  std::string content{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  if (stream.bad()) return unreadable(file, EIO);
  return content;
}

}  // namespace

Result<LoadedConfiguration> load_configuration_file(const std::string& file) {
  const Result<std::string> yaml = read_file(file);
  if (yaml.has_error()) return yaml.error();
  const fs::path folder = fs::path(file).parent_path();
  LoadedConfiguration loaded =
      load_configuration(yaml.value(), file, [&folder](const std::string& name) {
        return read_file(folder / name);  // an absolute name stays as it is
      });
  if (!loaded.configuration) return loaded;
  for (std::optional<std::string>* name :
       {&loaded.configuration->keylog_file, &loaded.configuration->store_file}) {
    if (*name) *name = (folder / **name).string();
  }
  return loaded;
}

void print_diagnostics(const LoadedConfiguration& loaded) {
  for (const Diagnostic& diagnostic : loaded.diagnostics) {
    fmt::print(stderr, "{}\n", to_string(diagnostic));
  }
}

}  // namespace gateway::app
