// s2spec: conformance of XMPP federation, by scenarios.
#include <fmt/format.h>

#include <exception>

#include "harness/app/commands.hpp"

namespace {

using harness::app::Exit;

std::string command_line_of(int count, char** words) {
  std::string line = "s2spec";
  for (int i = 1; i < count; ++i) {
    const std::string word = words[i];
    const bool plain = word.find_first_of(" '\"*?") == std::string::npos;
    line += plain ? " " + word : " '" + word + "'";
  }
  return line;
}

int run_main(int count, char** words) {
  const std::string command_line = command_line_of(count, words);
  Exit exit = Exit::Usage;
  CLI::App app(
      "s2spec runs an XMPP federation gateway against scripted partners, a fake DNS and fake\n"
      "authoritative servers, and says whether it keeps to RFC 6120 and XEP-0220.",
      "s2spec");
  app.set_version_flag("--version", std::string("s2spec ") + S2SPEC_VERSION);
  app.set_help_all_flag("--help-all", "Print the help of every command");
  app.require_subcommand(1);
  harness::app::add_run_command(app, command_line, exit);
  harness::app::add_list_command(app, exit);
  harness::app::add_show_command(app, exit);
  harness::app::add_lint_command(app, exit);
  harness::app::add_coverage_command(app, command_line, exit);
  harness::app::add_report_command(app, exit);
  try {
    app.parse(count, words);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? static_cast<int>(Exit::Conforms) : static_cast<int>(Exit::Usage);
  }
  return static_cast<int>(exit);
}

}  // namespace

int main(int count, char** words) {
  try {
    return run_main(count, words);
  } catch (const std::exception& failure) {
    fmt::print(stderr, "s2spec: {}\n", failure.what());
    return static_cast<int>(Exit::Usage);
  }
}
