// What a path of a matrix axis ("gateway.tls", "user.home") stands for.
#include "harness/scenario/dns_records.hpp"
#include "harness/scenario/field_kinds.hpp"
#include "harness/scenario/fields.hpp"
#include "harness/scenario/limit_fields.hpp"
#include "harness/scenario/steps.hpp"

namespace harness {
namespace {

template <class T>
std::optional<SetupChange> compile_in(Reading& in, const YAML::Node& path, std::string_view key,
                                      std::span<const Field<T>> fields, const YAML::Node& value,
                                      std::function<T&(Setup&)> target) {
  const Field<T>* field = find_field(fields, key);
  if (field == nullptr) {
    in.error(path.Mark(), "unknown-key", "no setting has the path '" + path.Scalar() + "'",
             known_keys(fields));
    return std::nullopt;
  }
  auto change = field->compile(in, value);
  if (!change) return std::nullopt;
  return [change = std::move(*change), target = std::move(target)](Setup& setup) {
    change(target(setup));
  };
}

std::optional<SetupChange> compile_steps_change(Reading& in, const YAML::Node& value) {
  std::optional<std::vector<Step>> steps = compile_steps(in, value);
  if (!steps) return std::nullopt;
  return [steps = std::move(*steps)](Setup& setup) { setup.steps = steps; };
}

/// Appended to the steps there are: what the axes before it have begun goes on.
std::optional<SetupChange> compile_more_steps(Reading& in, const YAML::Node& value) {
  std::optional<std::vector<Step>> more = compile_steps(in, value);
  if (!more) return std::nullopt;
  return [more = std::move(*more)](Setup& setup) {
    setup.steps.insert(setup.steps.end(), more.begin(), more.end());
  };
}

}  // namespace

std::optional<SetupChange> compile_path(Reading& in, const YAML::Node& path,
                                        const YAML::Node& value) {
  const std::string whole = path.Scalar();
  const auto rest = [&whole](std::string_view prefix) -> std::optional<std::string> {
    if (!whole.starts_with(prefix)) return std::nullopt;
    return whole.substr(prefix.size());
  };
  if (whole == "steps") return compile_steps_change(in, value);
  if (whole == "more_steps") return compile_more_steps(in, value);
  if (whole == "dns") {
    return [more = compile_dns(in, value)](Setup& setup) {
      setup.dns.insert(setup.dns.end(), more.begin(),
                       more.end());  // the later one counts
    };
  }
  if (const auto name = rest("gateway.limits.")) {
    auto change = compile_limit(in, path, *name, value);
    if (!change) return std::nullopt;
    return [change = std::move(*change)](Setup& setup) { change(setup.gateway); };
  }
  if (const auto name = rest("partner.deviations.")) {
    auto change = compile_deviation<PartnerSetup>(in, path, *name, value);
    if (!change) return std::nullopt;
    return [change = std::move(*change)](Setup& setup) { change(setup.partners.front()); };
  }
  if (const auto name = rest("partner.authority.deviations.")) {
    auto change = compile_deviation<AuthoritySetup>(in, path, *name, value);
    if (!change) return std::nullopt;
    return
        [change = std::move(*change)](Setup& setup) { change(setup.partners.front().authority); };
  }
  if (const auto key = rest("partner.authority.")) {
    return compile_in<AuthoritySetup>(
        in, path, *key, authority_fields(), value,
        [](Setup& setup) -> AuthoritySetup& { return setup.partners.front().authority; });
  }
  if (const auto key = rest("partner.handshake.")) {
    return compile_in<HandshakeSetup>(
        in, path, *key, handshake_fields(), value,
        [](Setup& setup) -> HandshakeSetup& { return setup.partners.front().handshake; });
  }
  if (const auto key = rest("gateway.")) {
    return compile_in<GatewaySetup>(in, path, *key, gateway_fields(), value,
                                    [](Setup& setup) -> GatewaySetup& { return setup.gateway; });
  }
  if (const auto key = rest("partner.")) {
    return compile_in<PartnerSetup>(
        in, path, *key, partner_fields(), value,
        [](Setup& setup) -> PartnerSetup& { return setup.partners.front(); });
  }
  if (const auto name = rest("pool.deviations.")) {
    auto change = compile_deviation<PoolSetup>(in, path, *name, value);
    if (!change) return std::nullopt;
    return [change = std::move(*change)](Setup& setup) { change(setup.pool); };
  }
  if (const auto key = rest("pool.")) {
    return compile_in<PoolSetup>(in, path, *key, pool_fields(), value,
                                 [](Setup& setup) -> PoolSetup& { return setup.pool; });
  }
  if (const auto key = rest("user.")) {
    return compile_in<UserSetup>(in, path, *key, user_fields(), value,
                                 [](Setup& setup) -> UserSetup& { return setup.users.front(); });
  }
  if (const auto key = rest("contact.")) {
    return compile_in<ContactSetup>(
        in, path, *key, contact_fields(), value,
        [](Setup& setup) -> ContactSetup& { return setup.partners.front().contacts.front(); });
  }
  if (const auto key = rest("network.")) {
    return compile_in<NetworkSetup>(in, path, *key, network_fields(), value,
                                    [](Setup& setup) -> NetworkSetup& { return setup.network; });
  }
  in.error(path.Mark(), "unknown-key", "no setting has the path '" + whole + "'",
           "begin with gateway., partner., user., contact. or network., or use "
           "steps, more_steps or dns");
  return std::nullopt;
}

}  // namespace harness
