// A folder for one test's files.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace gateway::database {

class Folder {
 public:
  Folder() {
    std::string name = testing::TempDir() + "store-XXXXXX";
    path_ = ::mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string file(const std::string& name = "gateway.db") const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

inline std::string octets_of(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline void write_octets(const std::string& file, const std::string& octets) {
  std::ofstream(file, std::ios::binary | std::ios::trunc) << octets;
}

}  // namespace gateway::database
