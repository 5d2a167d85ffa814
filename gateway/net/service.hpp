// One gateway::Engine in service: real sockets (Asio), real DNS (c-ares), real clocks. Everything
// runs on the one thread that runs the io_context.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "gateway/config/configuration.hpp"
#include "gateway/engine/engine.hpp"

namespace gateway::net {

/// What the engine says to the outside; each may be empty. Called on the io_context's thread.
/// They may call the Service's methods, but must not destroy it.
struct ServiceObserver {
  std::function<void(const xml::Element& stanza)> deliver_stanza;
  std::function<void(const LogEvent& event)> log;
  std::function<void(const StateChanged& change)> state_changed;
  std::function<void(std::string_view line)> keylog;           // empty: the engine makes no key log
  std::function<void(const EngineEvent& event)> before_event;  // is handled by the engine
  std::function<void(const EngineAction& action)> before_action;  // is carried out
};

class Service {
 public:
  /// `io` must outlive the service. Nothing happens before start().
  Service(boost::asio::io_context& io, Configuration configuration, ServiceObserver observer);
  /// Drops whatever is still open; no observer is called any more.
  ~Service();
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  /// Prepares TLS and the resolver, binds every listener. Call once.
  /// @return "listen-failed" (naming the endpoint), "dns-servers-invalid", or what
  ///         TlsContext::create() reports; after an error the service is of no use
  Result<void> start();

  /// Where the service listens, in the order of Configuration::listeners; ports given as 0 are
  /// those the system chose.
  std::vector<Endpoint> listening() const;

  /// A stanza of a local user. Dropped with a log event unless the service runs.
  void send_local(xml::Element stanza);

  /// Stops listening, closes every stream in good order; `done` is called once, when the engine
  /// holds nothing any more, or Limits::close_timeout and a second later, whatever is still open.
  void shutdown(std::function<void()> done);

  /// All zero before start().
  EngineResources resources() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace gateway::net
