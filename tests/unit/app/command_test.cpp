// The commands of xmpp-gateway and their exit status; expectations from docs/configuration.md.

#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "gateway/app/check_config_command.hpp"
#include "gateway/app/config_file.hpp"
#include "gateway/app/run_command.hpp"

namespace gateway::app {
namespace {

namespace fs = std::filesystem;

class Command : public testing::Test {
 protected:
  Command() : folder_(fs::path(testing::TempDir()) / ("command-" + std::to_string(::getpid()))) {
    fs::create_directories(folder_);
  }
  ~Command() override { fs::remove_all(folder_); }

  std::string write(const std::string& name, const std::string& content) {
    std::ofstream(folder_ / name) << content;
    return (folder_ / name).string();
  }

  fs::path folder_;
};

TEST_F(Command, CheckConfigTellsTheThreeCasesApart) {
  const std::string valid =
      write("valid.yaml", "domains: [a.example]\nlisten: [{address: \"127.0.0.1:0\"}]\n");
  const std::string not_valid = write("not-valid.yaml", "colour: blue\n");

  EXPECT_EQ(check_config(valid), ExitCode::Success);
  EXPECT_EQ(check_config(not_valid), ExitCode::ConfigurationNotValid);
  EXPECT_EQ(check_config((folder_ / "absent.yaml").string()), ExitCode::ConfigurationUnreadable);
  EXPECT_EQ(check_config(folder_.string()), ExitCode::ConfigurationUnreadable);
}

TEST_F(Command, TakesFileNamesRelativeToTheConfiguration) {
  write("ca.pem", "not PEM, but there");
  const std::string file = write("gateway.yaml",
                                 "domains: [a.example]\nlisten: []\nkeylog_file: keys.log\n"
                                 "trust_anchors: ca.pem\n");

  const Result<LoadedConfiguration> loaded = load_configuration_file(file);

  ASSERT_TRUE(loaded.has_value());
  ASSERT_EQ(loaded.value().diagnostics.size(), 1U);
  EXPECT_EQ(loaded.value().diagnostics[0].code, "bad-trust-anchors");  // so it was read
}

TEST_F(Command, RunDoesNotStartWithoutItsStore) {
  write("gateway.db", std::string(5000, 'x'));
  const std::string file = write("gateway.yaml",
                                 "domains: [a.example]\nlisten: []\nstore: {file: gateway.db}\n"
                                 "pool: {address: \"127.0.0.1:5060\", transport: udp, "
                                 "listen: \"127.0.0.1:0\", host: a.example}\n");

  testing::internal::CaptureStderr();
  EXPECT_EQ(run(file), ExitCode::CannotStart);
  const std::string told = testing::internal::GetCapturedStderr();

  EXPECT_NE(told.find("store-unreadable"), std::string::npos) << told;
  EXPECT_NE(told.find((folder_ / "gateway.db").string()), std::string::npos) << told;
}

TEST_F(Command, RunRefusesWhatCheckConfigRefuses) {
  EXPECT_EQ(run(write("not-valid.yaml", "colour: blue\n")), ExitCode::ConfigurationNotValid);
  EXPECT_EQ(run((folder_ / "absent.yaml").string()), ExitCode::ConfigurationUnreadable);
}

TEST_F(Command, RunSaysThatItCannotListen) {
  // TEST-NET-1 (RFC 5737) is no address of this host.
  EXPECT_EQ(
      run(write("taken.yaml", "domains: [a.example]\nlisten: [{address: \"192.0.2.1:5269\"}]\n")),
      ExitCode::CannotStart);
}

}  // namespace
}  // namespace gateway::app
