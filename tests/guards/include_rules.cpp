// The table. A change here is a change of the architecture: write the reason into ARCHITECTURE.md.
#include "tests/guards/include_rules.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace guards {
namespace {

using Names = std::initializer_list<std::string_view>;

// A folder of the gateway may use itself and what stands before it.
constexpr std::array<std::string_view, 22> kGatewayOrder = {
    "base",    "xml",      "xmpp",     "tls",    "identity", "policy", "presence",     "sip",
    "mapping", "dialback", "resolve",  "stream", "service",  "store",  "interworking", "engine",
    "core",    "config",   "database", "cert",   "net",      "app"};
constexpr std::string_view kLastOfCore = "core";

struct Exception {
  std::string_view folder;
  std::string_view header;
};

const std::array kExceptions = {
    // Vocabulary without code behind it: names that the reader and the writer speak.
    Exception{"gateway/xml", "gateway/xmpp/conditions.hpp"},
    Exception{"gateway/xml", "gateway/xmpp/namespaces.hpp"},
    // What a step changes while the gateway runs, for whoever carries it out.
    Exception{"harness/scenario", "harness/world/directory_change.hpp"},
    // OpenSSL speaks of dates as std::tm; that nobody asks what time it is, the symbols show.
    Exception{"gateway/tls", "ctime"},
    Exception{"fakes/pki", "ctime"},
};

struct FolderRule {
  std::string_view folder;
  Names may_use;  // folders, with all that is below them
};

// Everything but the gateway. The longest folder that fits counts; each may use itself.
const std::array kFolderRules = {
    // Fakes share what carries octets with the gateway, never what decides.
    FolderRule{"fakes", {"gateway/base", "gateway/tls", "fakes"}},
    // The oracle judges by the transcript alone, with code of its own.
    FolderRule{"harness/oracle", {"gateway/base", "reports/model"}},
    FolderRule{"harness/scenario", {"gateway/base", "gateway/xmpp", "gateway/policy", "fakes"}},
    FolderRule{"harness/world",
               {"gateway/base", "gateway/xml", "gateway/xmpp", "gateway/tls", "gateway/policy",
                "gateway/interworking", "gateway/config", "gateway/core", "gateway/engine", "fakes",
                "reports/model"}},
    FolderRule{"harness/sim",
               {"gateway/base", "gateway/xml", "gateway/xmpp", "gateway/tls", "gateway/policy",
                "gateway/config", "gateway/core", "gateway/engine", "gateway/store", "fakes",
                "harness/world", "reports/model"}},
    FolderRule{"harness/real",
               {"gateway/base", "gateway/xml", "gateway/xmpp", "gateway/tls", "gateway/policy",
                "gateway/config", "gateway/core", "gateway/engine", "gateway/net", "fakes",
                "harness/world", "reports/model"}},
    FolderRule{
        "harness/run",
        {"gateway/base", "gateway/xmpp", "gateway/tls", "gateway/policy", "fakes", "harness/world",
         "harness/sim", "harness/real", "harness/scenario", "harness/oracle", "reports/model"}},
    FolderRule{"harness/coverage",
               {"gateway/base", "harness/scenario", "reports/json", "reports/model"}},
    FolderRule{"harness/lint", {"gateway/base", "harness/scenario", "harness/run"}},
    FolderRule{"harness/app", {"gateway/base", "harness", "reports"}},
    FolderRule{"harness/bench", {"gateway/base", "gateway/tls", "fakes", "harness", "reports"}},
    // A report is a function of a RunRecord.
    FolderRule{"reports", {"gateway/base", "reports"}},
    FolderRule{"reports/model", {"gateway/base"}},
};

struct LibraryRule {
  std::string_view header;  // its name, or the beginning of it and '*'
  Names folders;            // the only ones that may include it
};

const std::array kLibraryRules = {
    LibraryRule{"boost/asio*", {"gateway/net", "gateway/app", "harness/real"}},
    LibraryRule{"boost/beast*", {}},
    LibraryRule{"ares*", {"gateway/net"}},
    LibraryRule{"ldns/*", {"harness/real"}},
    LibraryRule{"yaml-cpp/*",
                {"gateway/config", "harness/scenario", "harness/oracle", "harness/lint"}},
    LibraryRule{"spdlog/*", {"gateway/app"}},
    LibraryRule{"CLI/*", {"gateway/app", "harness/app", "harness/bench"}},
    // Fakes, transcripts and the yardstick compute keys, hashes and handshakes of their own.
    LibraryRule{"openssl/*",
                {"gateway/tls", "gateway/cert", "fakes/pki", "fakes/authority", "harness/world",
                 "harness/bench", "reports/model"}},
    LibraryRule{"expat.h", {"gateway/xml", "fakes/wire"}},
    // Each by itself: what a name is in A-labels is RFC 3490, not a decision.
    LibraryRule{"idna.h", {"gateway/xmpp", "fakes/partner", "harness/oracle"}},
    LibraryRule{"osipparser2/*", {"gateway/sip"}},
    LibraryRule{"sqlite3.h", {"gateway/database"}},
    LibraryRule{"stringprep.h", {"gateway/xmpp"}},
    LibraryRule{"tinyxml2.h", {"harness/oracle", "harness/run", "reports"}},
    LibraryRule{"zlib.h", {"reports/html"}},
    // Distributions differ between standard libraries; what chance there is comes from Entropy.
    LibraryRule{"random", {}},
};

// In the core and the fakes time, chance and octets come in by the front door.
constexpr std::array<std::string_view, 17> kStandardButNotSansIo = {
    "thread",     "mutex",    "shared_mutex", "condition_variable", "future",
    "stop_token", "latch",    "barrier",      "semaphore",          "ctime",
    "time.h",     "cstdio",   "fstream",      "filesystem",         "iostream",
    "syncstream", "coroutine"};

bool is_below(std::string_view folder, std::string_view ancestor) {
  if (!folder.starts_with(ancestor)) return false;
  return folder.size() == ancestor.size() || folder[ancestor.size()] == '/';
}

std::string_view folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

/// "gateway/stream" -> 8; the size of the order if it is no folder of the gateway.
std::size_t place_in_gateway(std::string_view folder) {
  constexpr std::string_view kRoot = "gateway/";
  if (!folder.starts_with(kRoot)) return kGatewayOrder.size();
  std::string_view name = folder.substr(kRoot.size());
  name = name.substr(0, name.find('/'));
  const auto* found = std::find(kGatewayOrder.begin(), kGatewayOrder.end(), name);
  return static_cast<std::size_t>(found - kGatewayOrder.begin());
}

bool is_core(std::string_view folder) {
  return place_in_gateway(folder) <= place_in_gateway("gateway/" + std::string(kLastOfCore));
}

bool fits(std::string_view pattern, std::string_view header) {
  if (!pattern.ends_with('*')) return header == pattern;
  return header.starts_with(pattern.substr(0, pattern.size() - 1));
}

bool is_exception(std::string_view folder, std::string_view header) {
  return std::any_of(kExceptions.begin(), kExceptions.end(), [&](const Exception& exception) {
    return exception.folder == folder && exception.header == header;
  });
}

const FolderRule* rule_of(std::string_view folder) {
  const FolderRule* best = nullptr;
  for (const FolderRule& rule : kFolderRules) {
    if (!is_below(folder, rule.folder)) continue;
    if (best == nullptr || rule.folder.size() > best->folder.size()) best = &rule;
  }
  return best;
}

std::string objection_to_ours(std::string_view folder, const std::string& header) {
  const std::string_view target = folder_of(header);
  if (target.empty()) return "is not written from the root of the project";
  if (is_below(target, folder) || is_exception(folder, header)) return {};
  if (const std::size_t place = place_in_gateway(folder); place < kGatewayOrder.size()) {
    return place_in_gateway(target) <= place ? "" : "points against the order of the gateway";
  }
  const FolderRule* rule = rule_of(folder);
  if (rule == nullptr) return "stands in a folder that the table does not know";
  const bool allowed = std::any_of(rule->may_use.begin(), rule->may_use.end(),
                                   [&](std::string_view used) { return is_below(target, used); });
  return allowed ? "" : "is not among what " + std::string(rule->folder) + " may use";
}

std::string objection_to_library(std::string_view folder, const std::string& header) {
  for (const LibraryRule& rule : kLibraryRules) {
    if (!fits(rule.header, header)) continue;
    const bool allowed = std::any_of(rule.folders.begin(), rule.folders.end(),
                                     [&](std::string_view used) { return is_below(folder, used); });
    return allowed ? "" : "is a library that this folder does not use";
  }
  const bool sans_io = is_core(folder) || is_below(folder, "fakes");
  if (!sans_io || is_exception(folder, header)) return {};
  if (std::find(kStandardButNotSansIo.begin(), kStandardButNotSansIo.end(), header) !=
      kStandardButNotSansIo.end()) {
    return "is for threads, clocks or files, and this folder is sans-IO";
  }
  const bool standard = header.find_first_of("./") == std::string::npos;
  if (standard || header.starts_with("boost/system/")) return {};
  return is_core(folder) ? "is a library that the core does not know" : "";
}

}  // namespace

std::vector<Include> includes_of(std::string_view text) {
  std::vector<Include> includes;
  int line = 0;
  while (!text.empty()) {
    ++line;
    const std::size_t end = text.find('\n');
    std::string_view rest = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);

    const auto skip = [&rest](std::string_view word) {
      rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
      if (!rest.starts_with(word)) return false;
      rest.remove_prefix(word.size());
      return true;
    };
    if (!skip("#") || !skip("include") || !skip("")) continue;
    if (rest.empty() || (rest.front() != '"' && rest.front() != '<')) continue;
    const bool ours = rest.front() == '"';
    rest.remove_prefix(1);
    includes.push_back({std::string(rest.substr(0, rest.find(ours ? '"' : '>'))), ours, line});
  }
  return includes;
}

std::string objection_to(std::string_view file, const Include& include) {
  const std::string_view folder = folder_of(file);
  return include.ours ? objection_to_ours(folder, include.name)
                      : objection_to_library(folder, include.name);
}

std::vector<std::string> objections_to(std::string_view file, std::string_view text) {
  std::vector<std::string> objections;
  for (const Include& include : includes_of(text)) {
    const std::string objection = objection_to(file, include);
    if (objection.empty()) continue;
    objections.push_back(std::string(file) + ":" + std::to_string(include.line) + ": " +
                         include.name + " " + objection);
  }
  return objections;
}

}  // namespace guards
