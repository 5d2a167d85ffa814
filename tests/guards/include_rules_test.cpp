// Arrows between folders point one way: every #include of the project against the table, and the
// judge itself against samples that it must refuse.
#include "tests/guards/include_rules.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace guards {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string content_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

bool is_source(const fs::path& path) {
  return path.extension() == ".cpp" || path.extension() == ".hpp" || path.extension() == ".in";
}

TEST(IncludeRules, HoldInEveryFile) {
  const fs::path root = S2SPEC_SOURCE_DIR;
  std::size_t files = 0;

  for (const char* part : {"gateway", "fakes", "harness", "reports"}) {
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root / part)) {
      if (!entry.is_regular_file() || !is_source(entry.path())) continue;
      ++files;
      const std::string name = entry.path().lexically_relative(root).generic_string();
      for (const std::string& objection : objections_to(name, content_of(entry.path()))) {
        ADD_FAILURE() << objection;
      }
    }
  }

  EXPECT_GT(files, 100U) << "the sources were not found under " << root;
}

struct Sample {
  const char* file;
  const char* line;
};

class ForbiddenInclude : public ::testing::TestWithParam<Sample> {};

TEST_P(ForbiddenInclude, IsRefused) {
  EXPECT_EQ(objections_to(GetParam().file, GetParam().line).size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(
    Samples, ForbiddenInclude,
    ::testing::Values(
        Sample{"gateway/base/time.cpp", "#include \"gateway/xml/element.hpp\""},
        Sample{"gateway/xml/writer.cpp", "#include \"gateway/xmpp/jid.hpp\""},
        Sample{"gateway/xmpp/jid.cpp", "#include \"gateway/xmpp_extra/jid.hpp\""},
        Sample{"gateway/stream/a.cpp", "#include \"gateway/engine/engine.hpp\""},
        Sample{"gateway/engine/engine.cpp", "#include \"gateway/net/service.hpp\""},
        Sample{"gateway/engine/engine.cpp", "#include \"harness/sim/network.hpp\""},
        Sample{"gateway/net/service.cpp", "#include \"fakes/dns/zone.hpp\""},
        Sample{"gateway/engine/engine.cpp", "#include \"engine.hpp\""},
        Sample{"gateway/engine/engine.cpp", "#include <boost/asio.hpp>"},
        Sample{"gateway/engine/engine.cpp", "#  include <boost/asio/steady_timer.hpp>"},
        Sample{"gateway/resolve/target_finder.cpp", "#include <ares.h>"},
        Sample{"gateway/resolve/target_finder.cpp", "#include <ares_nameser.h>"},
        Sample{"gateway/policy/settings.cpp", "#include <yaml-cpp/yaml.h>"},
        Sample{"gateway/engine/engine.cpp", "#include <spdlog/spdlog.h>"},
        Sample{"gateway/engine/engine.cpp", "#include <thread>"},
        Sample{"gateway/engine/engine.cpp", "#include <random>"},
        Sample{"gateway/engine/engine.cpp", "#include <ctime>"},
        Sample{"gateway/engine/engine.cpp", "#include <sys/socket.h>"},
        Sample{"gateway/stream/a.cpp", "#include <openssl/rand.h>"},
        Sample{"fakes/partner/a.cpp", "#include \"gateway/dialback/dialback_key.hpp\""},
        Sample{"fakes/partner/a.cpp", "#include <thread>"},
        Sample{"harness/oracle/judge.cpp", "#include \"gateway/policy/settings.hpp\""},
        Sample{"harness/oracle/judge.cpp", "#include \"fakes/wire/parse.hpp\""},
        Sample{"harness/run/a.cpp", "#include \"gateway/stream/initiating_stream.hpp\""},
        Sample{"harness/sim/a.cpp", "#include \"gateway/net/clock.hpp\""},
        Sample{"harness/scenario/a.cpp", "#include \"harness/run/runner.hpp\""},
        Sample{"harness/sim/a.cpp", "#include <random>"},
        Sample{"reports/html/a.cpp", "#include \"harness/run/runner.hpp\""},
        Sample{"reports/model/a.cpp", "#include \"reports/html/html_report.hpp\""},
        Sample{"elsewhere/a.cpp", "#include \"gateway/base/time.hpp\""}));

class AllowedInclude : public ::testing::TestWithParam<Sample> {};

TEST_P(AllowedInclude, IsAccepted) {
  EXPECT_THAT(objections_to(GetParam().file, GetParam().line), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    Samples, AllowedInclude,
    ::testing::Values(
        Sample{"gateway/engine/engine.cpp", "#include \"gateway/stream/liveness.hpp\""},
        Sample{"gateway/xml/stream_reader.cpp", "#include \"gateway/xmpp/conditions.hpp\""},
        Sample{"gateway/tls/digest.cpp", "#include <openssl/evp.h>"},
        Sample{"gateway/base/result.hpp", "#include <boost/system/result.hpp>"},
        Sample{"gateway/net/service.cpp", "#include <boost/asio/post.hpp>"},
        Sample{"fakes/partner/a.cpp", "#include \"fakes/actor.hpp\""},
        Sample{"harness/run/a.cpp", "#include <thread>"},
        Sample{"harness/app/a.cpp", "#include \"reports/html/html_report.hpp\""},
        Sample{"gateway/engine/engine.cpp", "// #include <thread>"}));

TEST(IncludeRules, NameTheLine) {
  EXPECT_THAT(
      objections_to("gateway/base/a.cpp", "\n#include <string>\n#include <thread>\n"),
      ElementsAre("gateway/base/a.cpp:3: thread is for threads, clocks or files, and this folder "
                  "is sans-IO"));
}

}  // namespace
}  // namespace guards
