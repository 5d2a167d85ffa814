// xmpp-gateway: what the command line means. Each command has a file of its own.

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <string>

#include "gateway/app/check_config_command.hpp"
#include "gateway/app/exit_code.hpp"
#include "gateway/app/run_command.hpp"

namespace {

using gateway::app::ExitCode;

constexpr const char* kFooter =
    "Exit status:\n"
    "   0  done; run: stopped in good order by SIGTERM or SIGINT\n"
    "   1  the configuration is not valid; stderr says where and why\n"
    "   2  the configuration file cannot be read\n"
    "   3  run: cannot start, for example because an address is taken\n"
    "  64  the command line is not understood\n"
    "  70  an internal error\n"
    "\n"
    "docs/configuration.md describes the configuration file.";

ExitCode run_command_line(int argc, char** argv) {
  CLI::App app("XMPP federation gateway: server-to-server streams to partner domains.",
               "xmpp-gateway");
  app.set_version_flag("--version", "xmpp-gateway " S2SPEC_VERSION);
  app.set_help_all_flag("--help-all", "Print the help of every command and exit");
  app.require_subcommand(1);
  app.footer(kFooter);

  std::string file;
  CLI::App* run = app.add_subcommand("run", "Serve until SIGTERM or SIGINT");
  run->add_option("-c,--config", file, "The configuration file")->required()->type_name("FILE");
  CLI::App* check = app.add_subcommand(
      "check-config", "Say what is wrong with a configuration file, with line and column");
  check->add_option("file", file, "The configuration file")->required()->type_name("FILE");

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? ExitCode::Success : ExitCode::UsageError;
  }
  return run->parsed() ? gateway::app::run(file) : gateway::app::check_config(file);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return static_cast<int>(run_command_line(argc, argv));
  } catch (const std::exception& exception) {
    std::fprintf(stderr, "xmpp-gateway: internal error: %s\n", exception.what());
    return static_cast<int>(ExitCode::InternalError);
  }
}
