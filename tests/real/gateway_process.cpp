// fork and exec, and a log that is read until it says "ready".
#include "tests/real/gateway_process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace real {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto kStartMax = std::chrono::seconds(20);
constexpr auto kLogMax = std::chrono::seconds(2);
constexpr auto kStep = std::chrono::milliseconds(5);
const std::string kLogName = "gateway.log";

void redirect(int from, const std::string& file, int flags) {
  const int opened = ::open(file.c_str(), flags, 0600);
  if (opened >= 0) ::dup2(opened, from);
}

[[noreturn]] void become(const std::vector<std::string>& command) {
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  ::execvp(arguments[0], arguments.data());
  ::_exit(127);
}

/// Waits for the end of a process, and brings it about when the time is over.
void end_of(pid_t process, Clock::time_point until) {
  while (::waitpid(process, nullptr, WNOHANG) == 0) {
    if (Clock::now() > until) ::kill(process, SIGKILL);
    std::this_thread::sleep_for(kStep);
  }
}

}  // namespace

Folder::Folder() {
  std::string name = (std::filesystem::temp_directory_path() / "gateway.XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
  folder_ = name;
}

Folder::~Folder() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

std::string Folder::write(const std::string& name, const std::string& content) const {
  std::ofstream(folder_ / name) << content;
  return path(name);
}

std::string Folder::read(const std::string& name) const {
  std::ostringstream content;
  content << std::ifstream(folder_ / name).rdbuf();
  return content.str();
}

GatewayProcess::GatewayProcess(const Folder& folder, const std::string& configuration)
    : folder_(folder) {
  process_ = ::fork();
  if (process_ == 0) {
    redirect(STDERR_FILENO, folder.path(kLogName), O_WRONLY | O_CREAT | O_TRUNC);
    become({S2SPEC_GATEWAY, "run", "--config", configuration});
  }
  const auto until = Clock::now() + kStartMax;
  while (!came_up()) {
    if (Clock::now() > until || ::waitpid(process_, nullptr, WNOHANG) != 0) {
      throw std::runtime_error("the gateway does not start: " + log());
    }
    std::this_thread::sleep_for(kStep);
  }
}

GatewayProcess::~GatewayProcess() {
  ::kill(process_, SIGTERM);
  end_of(process_, Clock::now() + kStartMax);
}

std::string GatewayProcess::log() const { return folder_.read(kLogName); }

bool GatewayProcess::log_says(std::string_view text) const {
  const auto until = Clock::now() + kLogMax;
  while (log().find(text) == std::string::npos) {
    if (Clock::now() > until) return false;
    std::this_thread::sleep_for(kStep);
  }
  return true;
}

bool GatewayProcess::came_up() {
  std::istringstream lines(log());
  std::vector<std::uint16_t> ports;
  for (std::string line; std::getline(lines, line);) {
    if (line.find(" ready") != std::string::npos) {
      ports_ = ports;
      return true;
    }
    const std::size_t at = line.find("127.0.0.1:");
    if (line.find("listening") != std::string::npos && at != std::string::npos) {
      ports.push_back(static_cast<std::uint16_t>(std::stoul(line.substr(at + 10))));
    }
  }
  return false;
}

std::string output_of(const std::vector<std::string>& command, const std::string& input,
                      int seconds) {
  const Folder folder;
  const pid_t process = ::fork();
  if (process == 0) {
    redirect(STDIN_FILENO, input.empty() ? "/dev/null" : input, O_RDONLY);
    redirect(STDOUT_FILENO, folder.path("output"), O_WRONLY | O_CREAT | O_APPEND);
    redirect(STDERR_FILENO, folder.path("output"), O_WRONLY | O_CREAT | O_APPEND);
    become(command);
  }
  end_of(process, Clock::now() + std::chrono::seconds(seconds));
  return folder.read("output");
}

}  // namespace real
