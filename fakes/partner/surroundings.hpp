// What a partner's machines are given with every event; lives for that event only.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "fakes/actor.hpp"
#include "fakes/partner/settings.hpp"
#include "fakes/wire/element.hpp"

namespace fakes {

/// The partner's own counting (gateway/base/io.hpp: connections it opens have even numbers).
struct Numbers {
  gateway::ConnectionId last_connection = 0;
  gateway::QueryId last_query = 0;
};

/// A key that came, with what it was for.
struct ShownKey {
  std::string receiving;    // whom it was shown to
  std::string originating;  // whose it claims to be
  std::string stream_id;
  std::string key;
};

/// What the partner remembers of keys and questions, over all its connections.
struct KeyMemory {
  std::size_t keys = 0;       // <db:result/> that came
  std::size_t questions = 0;  // <db:verify/> that came
  std::optional<ShownKey> last_key;
  std::optional<ShownKey> last_question;
};

struct Surroundings {
  const PartnerSettings& settings;
  const PartnerDependencies& dependencies;
  Numbers& numbers;
  KeyMemory& memory;
  std::vector<wire::Element>& delivered;  // by this event
  gateway::Now now;
  Actions& out;

  void note(gateway::ConnectionId connection, std::string text) {
    observe(Observation::Note, connection, std::move(text));
  }
  void observe(Observation kind, gateway::ConnectionId connection, std::string text,
               bool protected_by_tls = false) {
    out.push_back(Observed{kind, connection, protected_by_tls, std::move(text)});
  }
  /// A stanza came on a stream that may carry it.
  void deliver(gateway::ConnectionId connection, const wire::Element& stanza) {
    observe(Observation::StanzaDelivered, connection, stanza.source);
    delivered.push_back(stanza);
  }
  bool serves(std::string_view domain) const {
    if (domain == settings.domain) return true;
    for (const std::string& further : settings.further_domains) {
      if (domain == further) return true;
    }
    return false;
  }
};

}  // namespace fakes
