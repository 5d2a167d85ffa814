// The list, and the reading of nm's lines.
#include "tests/guards/symbol_rules.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace guards {
namespace {

// C functions, by their whole name.
constexpr std::string_view kNames[] = {"socket",
                                       "socketpair",
                                       "connect",
                                       "bind",
                                       "listen",
                                       "accept",
                                       "accept4",
                                       "send",
                                       "sendto",
                                       "sendmsg",
                                       "sendmmsg",
                                       "recv",
                                       "recvfrom",
                                       "recvmsg",
                                       "recvmmsg",
                                       "poll",
                                       "ppoll",
                                       "select",
                                       "pselect",
                                       "getaddrinfo",
                                       "gethostbyname",
                                       "clock_gettime",
                                       "clock_getres",
                                       "gettimeofday",
                                       "time",
                                       "ftime",
                                       "clock",
                                       "localtime",
                                       "localtime_r",
                                       "getrandom",
                                       "getentropy",
                                       "rand",
                                       "rand_r",
                                       "srand",
                                       "random",
                                       "srandom",
                                       "drand48",
                                       "arc4random",
                                       "RAND_bytes",
                                       "RAND_priv_bytes",
                                       "pthread_create",
                                       "fork",
                                       "open",
                                       "open64",
                                       "openat",
                                       "fopen",
                                       "fopen64",
                                       "sleep",
                                       "usleep",
                                       "nanosleep",
                                       "clock_nanosleep",
                                       "getenv",
                                       "secure_getenv"};

// Families of C functions, by the beginning of their name.
constexpr std::string_view kBeginnings[] = {"epoll_", "timerfd_", "ares_", "thrd_"};

// C++, by a part of the demangled name.
constexpr std::string_view kParts[] = {
    "_clock::now",        "std::random_device",   "std::thread",         "std::this_thread",
    "std::basic_filebuf", "std::basic_ifstream",  "std::basic_ofstream", "std::filesystem",
    "boost::asio::",      "std::mersenne_twister"};

bool is_forbidden(std::string_view symbol) {
  const auto is = [symbol](std::string_view name) { return symbol == name; };
  const auto begins = [symbol](std::string_view name) { return symbol.starts_with(name); };
  const auto holds = [symbol](std::string_view part) {
    return symbol.find(part) != std::string_view::npos;
  };
  return std::any_of(std::begin(kNames), std::end(kNames), is) ||
         std::any_of(std::begin(kBeginnings), std::end(kBeginnings), begins) ||
         std::any_of(std::begin(kParts), std::end(kParts), holds);
}

/// "                 U clock_gettime@GLIBC_2.17" -> "clock_gettime"; empty for other lines.
std::string_view undefined_symbol(std::string_view line) {
  const std::size_t start = line.find_first_not_of(' ');
  if (start == std::string_view::npos || start == 0) return {};
  line.remove_prefix(start);
  // U undefined, w and v weak undefined.
  if (!line.starts_with("U ") && !line.starts_with("w ") && !line.starts_with("v ")) return {};
  line.remove_prefix(2);
  return line.substr(0, line.find('@'));
}

}  // namespace

std::vector<std::string> forbidden_symbols(std::string_view nm_output) {
  std::set<std::string> found;
  while (!nm_output.empty()) {
    const std::size_t end = nm_output.find('\n');
    const std::string_view symbol = undefined_symbol(nm_output.substr(0, end));
    nm_output.remove_prefix(end == std::string_view::npos ? nm_output.size() : end + 1);
    if (is_forbidden(symbol)) found.emplace(symbol);
  }
  return {found.begin(), found.end()};
}

}  // namespace guards
