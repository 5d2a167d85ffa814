// No socket, clock, chance or thread in the core: its libraries, and a library with all of them
// that the guard must find guilty.
#include "tests/guards/symbol_rules.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <memory>
#include <sstream>

namespace guards {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Undefined {
  std::string nm_output;
  int status = -1;
};

Undefined undefined_symbols_of(const std::string& library) {
  Undefined result;
  FILE* pipe = popen(("'" S2SPEC_NM "' -u -C '" + library + "'").c_str(), "r");
  if (pipe == nullptr) return result;
  char buffer[4096];
  while (const std::size_t read = std::fread(buffer, 1, sizeof(buffer), pipe)) {
    result.nm_output.append(buffer, read);
  }
  result.status = pclose(pipe);
  return result;
}

std::vector<std::string> core_libraries() {
  std::vector<std::string> libraries;
  std::istringstream list(S2SPEC_CORE_LIBRARIES);
  for (std::string library; std::getline(list, library, '|');) libraries.push_back(library);
  return libraries;
}

TEST(CoreLibraries, CallNothingThatIsOutside) {
  const std::vector<std::string> libraries = core_libraries();

  for (const std::string& library : libraries) {
    const Undefined undefined = undefined_symbols_of(library);
    EXPECT_EQ(undefined.status, 0) << library;
    EXPECT_FALSE(undefined.nm_output.empty()) << library;
    EXPECT_THAT(forbidden_symbols(undefined.nm_output), IsEmpty()) << library;
  }

  EXPECT_EQ(libraries.size(), 17U) << "base ... core; a new folder of the core goes on the list";
}

TEST(CoreLibraries, WouldBeCaughtIfTheyDidWhatTheSocketLibraryDoes) {
  const Undefined undefined = undefined_symbols_of(S2SPEC_SOCKET_LIBRARY);

  ASSERT_EQ(undefined.status, 0);
  const std::vector<std::string> found = forbidden_symbols(undefined.nm_output);
  for (const char* symbol : {"socket", "connect", "bind", "listen", "epoll_wait", "getrandom",
                             "std::chrono::_V2::steady_clock::now()"}) {
    EXPECT_THAT(found, Contains(std::string(symbol)));
  }
}

TEST(SymbolRules, FindEachKindInTheOutputOfNm) {
  const char* output =
      "\nengine.cpp.o:\n"
      "                 U clock_gettime@GLIBC_2.17\n"
      "                 U memcpy\n"
      "                 w pthread_create\n"
      "                 U ares_query\n"
      "                 U std::random_device::_M_getval()\n"
      "                 U std::chrono::_V2::system_clock::now()\n"
      "                 U time\n";

  EXPECT_THAT(forbidden_symbols(output),
              ElementsAre("ares_query", "clock_gettime", "pthread_create",
                          "std::chrono::_V2::system_clock::now()",
                          "std::random_device::_M_getval()", "time"));
}

TEST(SymbolRules, DoNotMistakeOurNamesForTheSystems) {
  const char* output =
      "connect.cpp.o:\n"
      "                 U gateway::connect(gateway::Endpoint const&)\n"
      "                 U gateway::time\n"
      "0000000000000010 T time\n";

  EXPECT_THAT(forbidden_symbols(output), IsEmpty());
}

}  // namespace
}  // namespace guards
