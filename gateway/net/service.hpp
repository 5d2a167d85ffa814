// One gateway::Gateway in service: real sockets (Asio), real DNS (c-ares), real clocks. Everything
// runs on the one thread that runs the io_context.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "gateway/config/configuration.hpp"
#include "gateway/core/gateway.hpp"
#include "gateway/store/store.hpp"

namespace gateway::net {

/// What the gateway says to the outside; each may be empty. Called on the io_context's thread.
/// They may call the Service's methods, but must not destroy it.
struct ServiceObserver {
  std::function<void(const xml::Element& stanza)> deliver_stanza;
  std::function<void(const LogEvent& event)> log;
  std::function<void(const StateChanged& change)> state_changed;
  std::function<void(std::string_view line)> keylog;               // empty: no key log is made
  std::function<void(const GatewayEvent& event)> before_event;     // is handled by the gateway
  std::function<void(const GatewayAction& action)> before_action;  // is carried out
};

class Service {
 public:
  /// `io` must outlive the service. Nothing happens before start().
  /// @param store  null: what must survive is kept in memory, and does not
  Service(boost::asio::io_context& io, Configuration configuration, ServiceObserver observer,
          std::unique_ptr<Store> store = nullptr);
  /// Drops whatever is still open; no observer is called any more.
  ~Service();
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  /// Prepares TLS and the resolver, binds every listener, goes on with what is stored. Call once.
  /// @return "listen-failed" (naming the endpoint), "dns-servers-invalid", or what
  ///         TlsContext::create() or Store::load() reports; after an error the service is of no use
  Result<void> start();

  /// Where the service listens, in the order of Configuration::listeners; ports given as 0 are
  /// those the system chose.
  std::vector<Endpoint> listening() const;

  /// Where the pool reaches us; nothing without a pool.
  std::optional<Endpoint> listening_for_pool() const;

  /// The directory, a user's list or the partners are others now.
  void tell(UserChanged change);
  void tell(ContactChanged change);
  void tell(PartnersChanged change);

  /// A stanza of a local user. Dropped with a log event unless the service runs.
  void send_local(xml::Element stanza);

  /// Stops listening, closes every stream in good order; `done` is called once, when the gateway
  /// holds nothing any more, or Limits::close_timeout and a second later, whatever is still open.
  void shutdown(std::function<void()> done);

  /// Nothing before start().
  GatewayResources resources() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace gateway::net
