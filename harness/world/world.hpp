// A place in which a gateway and fakes live: the simulation, or real sockets on the loopback. The
// runner speaks to this interface only, so that a scenario cannot tell the difference.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fakes/actor.hpp"
#include "fakes/dns/zone.hpp"
#include "gateway/base/address.hpp"
#include "gateway/base/entropy.hpp"
#include "gateway/base/result.hpp"
#include "gateway/base/time.hpp"
#include "gateway/interworking/interworking.hpp"
#include "gateway/policy/access.hpp"
#include "gateway/policy/settings.hpp"
#include "gateway/tls/tls_context.hpp"
#include "harness/world/directory_change.hpp"
#include "reports/model/transcript.hpp"

namespace harness {

/// The gateway under test: its configuration text as an administrator would write it. File names in
/// it ("certificate: gateway.pem") are looked up in `files`.
struct GatewayPlan {
  std::string configuration_yaml;
  std::map<std::string, std::string> files;
};

/// How the (simulated) network treats what is sent; the loopback back end knows `Whole` only and
/// re-chunks what fakes send for the others.
enum class Fragmentation : std::uint8_t { Whole, OneByte, Coalesced };
struct NetworkPlan {
  gateway::Duration latency{1000};
  Fragmentation fragmentation = Fragmentation::Whole;
  std::vector<gateway::IpAddress> unreachable{};  // a connect fails: no route
  std::vector<gateway::IpAddress> black_holes{};  // a connect is never answered
};

using Predicate = std::function<bool(const reports::Transcript&)>;

class World {
 public:
  virtual ~World() = default;
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  /// Before anything runs. `name` is the actor's node name in the transcript.
  virtual void add_actor(const std::string& name, std::unique_ptr<fakes::Actor> actor) = 0;
  virtual void set_zones(fakes::Zones zones) = 0;

  /// The chance of the fake `name`: repeatable in the simulation. Lives as long as the world.
  virtual gateway::Entropy& entropy(const std::string& name) = 0;
  /// TLS settings made real for fakes; cached across runs. `role` names whose OpenSSL it hangs off:
  /// nodes that shall not disturb each other's chance have roles of their own ("partner").
  virtual gateway::Result<std::shared_ptr<const gateway::TlsContext>> tls_context(
      const std::string& role, const gateway::TlsSettings& settings) = 0;

  /// Checks the configuration as `xmpp-gateway run` would; writes ConfigurationAccepted and
  /// Listening, or ConfigurationRefused (and then no gateway runs).
  virtual bool start_gateway(const GatewayPlan& plan) = 0;

  /// Stops it in good order, writes what it then holds, and forgets it; it may be started again.
  virtual void stop_gateway() = 0;

  // What administrators and users change while the gateway runs; addresses as JIDs. What is no
  // address breaks the run.
  void change_user(const std::string& user, std::optional<gateway::UserStanding> standing);
  void change_contact(const std::string& user, const std::string& contact,
                      gateway::ContactStanding standing);
  void change_partner_type(const std::string& domain, gateway::PartnerType type);

  virtual void local_stanza(const std::string& xml) = 0;  // a local user sends
  virtual void order(const std::string& actor, fakes::Event order) = 0;
  /// One of the three above.
  void change_directory(const DirectoryChange& change);
  virtual void note(reports::EntryKind kind, std::string_view text) = 0;

  /// Lets time pass until `done` holds, or `limit` of this world's time is over.
  /// The predicate is asked after every event. @return whether it held
  virtual bool run_until(const Predicate& done, gateway::Duration limit) = 0;
  /// Lets exactly this much time pass.
  virtual void run_for(gateway::Duration duration) = 0;
  /// Lets what is under way come to its end: time passes until nothing happens for `quiet`.
  virtual void settle(gateway::Duration quiet) { run_for(quiet); }

  /// Tells the gateway to shut down in good order; everybody else goes on, and so does time.
  virtual void begin_shutdown() = 0;
  /// The same (unless that was done), closes the fakes, lets everything end (bounded), and
  /// writes one Resources entry for the gateway and one for the world.
  virtual void shut_down() = 0;

  virtual const reports::Transcript& transcript() const = 0;
  /// After shut_down(): hands the transcript over; nothing is recorded any more.
  virtual reports::Transcript take_transcript() = 0;

  /// Not empty once the run itself broke (an assertion of ours failed, a machine runs wild): what
  /// happened, in which state, at which event, with which seed. Nothing goes on after that.
  const std::string& failure() const { return failure_; }

 protected:
  World() = default;
  std::string failure_;
  std::vector<gateway::Partner> partners_;  // of the gateway that runs

 private:
  virtual void tell_gateway(const gateway::UserChanged& change) = 0;
  virtual void tell_gateway(const gateway::ContactChanged& change) = 0;
  virtual void tell_gateway(const gateway::PartnersChanged& change) = 0;
};

}  // namespace harness
