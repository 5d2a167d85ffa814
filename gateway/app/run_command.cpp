// `xmpp-gateway run --config FILE`

#include "gateway/app/run_command.hpp"

#include <fmt/core.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <cstdio>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "gateway/app/config_file.hpp"
#include "gateway/app/key_log_file.hpp"
#include "gateway/app/log_writer.hpp"
#include "gateway/core/local_parts.hpp"
#include "gateway/database/sqlite_store.hpp"
#include "gateway/net/service.hpp"

namespace gateway::app {

namespace {

namespace asio = boost::asio;

constexpr std::string_view kServerNs = "jabber:server";

/// Without a pool local users have no home to deliver to: what arrives for them goes to the log.
LogEvent delivery_event(const xml::Element& stanza, bool with_body) {
  LogEvent event{Severity::Info, "stanza-delivered", "", ""};
  event.text =
      fmt::format("{} of type \"{}\" from {} to {}", stanza.name, stanza.attribute_or("type", ""),
                  stanza.attribute_or("from", "?"), stanza.attribute_or("to", "?"));
  const xml::Element* body = stanza.child(kServerNs, "body");
  if (with_body && body != nullptr) event.text += ": " + body->text();
  return event;
}

net::ServiceObserver observer_for(LogWriter& log, std::optional<KeyLogFile>& keylog,
                                  bool log_message_bodies) {
  net::ServiceObserver observer;
  observer.log = [&log](const LogEvent& event) { log.write(event); };
  observer.deliver_stanza = [&log, log_message_bodies](const xml::Element& stanza) {
    log.write(delivery_event(stanza, log_message_bodies));
  };
  observer.state_changed = [&log](const StateChanged& change) {
    log.write({Severity::Debug, "state-changed", change.stream,
               fmt::format("{} -> {} ({})", change.from, change.to, change.section)});
  };
  if (keylog) observer.keylog = [&keylog](std::string_view line) { keylog->write(line); };
  return observer;
}

void announce(LogWriter& log, const net::Service& service, const Configuration& configuration) {
  const std::vector<Endpoint> endpoints = service.listening();
  for (std::size_t i = 0; i < endpoints.size(); ++i) {
    const bool direct = configuration.listeners[i].kind == ListenerKind::DirectTls;
    log.write(Severity::Info, "listening",
              fmt::format("on {}{}", to_string(endpoints[i]), direct ? " (direct TLS)" : ""));
  }
  std::string served =
      fmt::format("serving {} domain(s) and {} partner(s)", configuration.settings.domains.size(),
                  configuration.settings.partners.size());
  if (const auto for_pool = service.listening_for_pool()) {
    log.write(Severity::Info, "listening",
              fmt::format("on {} (the pool's SIP over {})", to_string(*for_pool),
                          to_string(configuration.pool->transport)));
    served += fmt::format(", {} user(s) of the pool at {}", configuration.users.size(),
                          to_string(configuration.pool->pool));
  }
  log.write(Severity::Info, "ready", std::move(served));
}

/// Nothing is opened without `store`; null stands for memory then.
Result<std::unique_ptr<Store>> open_store(const Configuration& configuration) {
  if (!configuration.pool || !configuration.store_file) return std::unique_ptr<Store>();
  auto opened = database::SqliteStore::open(*configuration.store_file);
  if (opened.has_error()) return opened.error();
  return std::unique_ptr<Store>(std::move(opened.value()));
}

/// Stops on the first signal in good order, on the second at once.
class Stopper {
 public:
  Stopper(asio::io_context& io, net::Service& service, LogWriter& log)
      : io_(io), service_(service), log_(log), signals_(io, SIGTERM, SIGINT) {
    wait([this] {
      log_.write(Severity::Info, "stopping", "closing every stream; a second signal ends at once");
      service_.shutdown([this] { io_.stop(); });
      wait([this] { io_.stop(); });
    });
  }

 private:
  void wait(std::function<void()> then) {
    signals_.async_wait([then = std::move(then)](const boost::system::error_code& error, int) {
      if (!error) then();
    });
  }

  asio::io_context& io_;
  net::Service& service_;
  LogWriter& log_;
  asio::signal_set signals_;
};

ExitCode cannot_start(LogWriter& log, const Error& error) {
  log.write(Severity::Error, error.code, error.what);
  return ExitCode::CannotStart;
}

ExitCode serve(const Configuration& configuration) {
  LogWriter log({.level = configuration.log_level, .json = configuration.log_json});
  std::optional<KeyLogFile> keylog;
  if (configuration.keylog_file) {
    Result<KeyLogFile> opened = KeyLogFile::open(*configuration.keylog_file);
    if (opened.has_error()) return cannot_start(log, opened.error());
    keylog.emplace(std::move(opened.value()));
    log.write(Severity::Warning, "keylog-on",
              "TLS secrets go to " + *configuration.keylog_file +
                  "; whoever reads it can read "
                  "every stream");
  }
  Result<std::unique_ptr<Store>> store = open_store(configuration);
  if (store.has_error()) return cannot_start(log, store.error());
  asio::io_context io(1);  // one thread: no locks
  net::Service service(io, configuration,
                       observer_for(log, keylog, configuration.settings.log_message_bodies),
                       std::move(store.value()));
  if (const Result<void> started = service.start(); started.has_error()) {
    return cannot_start(log, started.error());
  }
  const Stopper stopper(io, service, log);
  announce(log, service, configuration);
  io.run();
  log.write(Severity::Info, "stopped", "good bye");
  return ExitCode::Success;
}

}  // namespace

ExitCode run(const std::string& config_file) {
  const Result<LoadedConfiguration> loaded = load_configuration_file(config_file);
  if (loaded.has_error()) {
    fmt::print(stderr, "{}\n", loaded.error().what);
    return ExitCode::ConfigurationUnreadable;
  }
  print_diagnostics(loaded.value());
  if (!loaded.value().configuration) return ExitCode::ConfigurationNotValid;
  return serve(*loaded.value().configuration);
}

}  // namespace gateway::app
