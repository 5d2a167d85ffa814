// Facts are small XML with the addresses of scenarios; read with tinyxml2, as the oracle does.
#include "harness/run/people_evidence.hpp"

#include <tinyxml2.h>

#include <algorithm>
#include <map>

#include "harness/oracle/addresses.hpp"
#include "harness/scenario/statements.hpp"

namespace harness {
namespace {

using reports::EntryKind;
using Moments = std::vector<std::int64_t>;

constexpr std::string_view kOffline = "offline";
constexpr std::string_view kAvailable = "available";

std::string attribute(const tinyxml2::XMLElement& element, const char* name) {
  const char* value = element.Attribute(name);
  return value == nullptr ? "" : value;
}

void read_child(const tinyxml2::XMLElement& child, PersonFact& fact) {
  const std::string_view name = child.Name();
  const char* const raw = child.GetText();
  const std::string text = raw == nullptr ? "" : raw;
  if (name == "show") fact.show = text;
  if (name == "status") fact.notes.push_back(text);
  if (name == "body" && !fact.body) fact.body = text;
  if (name == "composing") fact.typing = true;
  // A local user's client is told "active" or "idle" (RFC 3994).
  if (name == "isComposing") {
    const auto* state = child.FirstChildElement("state");
    fact.typing = state != nullptr && state->GetText() == std::string_view("active");
  }
  if (name == "received" || name == "imdn") fact.receipt = name;
}

/// "alice@contoso.example" means her at any of her endpoints, "alice@contoso.example/desk" that
/// one.
bool is_of(const Person& person, const std::string& address) {
  if (oracle::bare(address) != person.address) return false;
  return person.resource.empty() || address == person.full();
}

/// What a watcher knows by now of each endpoint of somebody.
class View {
 public:
  View(const Person& watcher, const Person& watched, const std::vector<PersonFact>& facts) {
    for (const PersonFact& fact : facts) {
      if (fact.name != "presence" || !is_of(watcher, fact.to) || !is_of(watched, fact.from)) {
        continue;
      }
      last_us_ = fact.at_us;
      if (fact.from.find('/') == std::string::npos && fact.type == "unavailable") {
        for (auto& [endpoint, seen] : endpoints_) seen = &fact;  // of all of them
      }
      endpoints_[fact.from] = &fact;
    }
  }

  std::int64_t last_us() const { return last_us_; }

  /// Every endpoint that is shown as available is so, and there is one.
  bool is(std::string_view state) const {
    if (state == kOffline) return !endpoints_.empty() && available() == 0;
    return available() > 0 && all([&](const PersonFact& seen) {
             return (seen.show.empty() ? kAvailable : std::string_view(seen.show)) == state;
           });
  }
  bool has_note(const std::string& note) const {
    return all([&](const PersonFact& seen) {
      return std::find(seen.notes.begin(), seen.notes.end(), note) != seen.notes.end();
    });
  }
  bool has_no_note() const {
    return all([](const PersonFact& seen) { return seen.notes.empty(); });
  }

 private:
  std::size_t available() const {
    return static_cast<std::size_t>(
        std::count_if(endpoints_.begin(), endpoints_.end(),
                      [](const auto& entry) { return entry.second->type.empty(); }));
  }
  template <class Test>
  bool all(const Test& test) const {
    return std::all_of(endpoints_.begin(), endpoints_.end(), [&](const auto& entry) {
      return !entry.second->type.empty() || test(*entry.second);
    });
  }

  std::map<std::string, const PersonFact*> endpoints_;
  std::int64_t last_us_ = 0;
};

template <class Wanted>
Moments moments(const std::vector<PersonFact>& facts, const Wanted& wanted) {
  Moments found;
  for (const PersonFact& fact : facts) {
    if (wanted(fact)) found.push_back(fact.at_us);
  }
  return found;
}

Moments moment_if(bool holds, std::int64_t at_us) { return holds ? Moments{at_us} : Moments{}; }

bool is_subscribed(const Person& watcher, const Person& watched,
                   const std::vector<PersonFact>& facts) {
  std::string state;
  for (const PersonFact& fact : facts) {
    const bool theirs = is_of(watcher, fact.to) && is_of(watched, fact.from);
    if (fact.name == "subscription" && theirs) state = fact.state;
  }
  return state == "active";
}

/// Refusals of what the user sent; an empty code stands for any.
Moments errors(const Person& who, const std::string& code, const std::vector<PersonFact>& facts) {
  return moments(facts, [&](const PersonFact& fact) {
    if (!fact.answer || !is_of(who, fact.to)) return false;
    return code.empty() ? fact.code >= "300" : fact.code == code;
  });
}

/// Of what came from one person to another: is this what the sentence speaks of?
bool is_meant(const PersonFact& fact, const Expectation& expectation) {
  const Statement statement = expectation.statement;
  const bool message = fact.name == "message" && fact.type != "error";
  if (statement == Statement::SeesNothingOf) return fact.name == "presence";
  if (statement == Statement::SeesNoNoteOf) return !fact.notes.empty();
  if (statement == Statement::SeesTyping || statement == Statement::SeesNoTyping) {
    return fact.typing;
  }
  if (statement == Statement::ReceivesNothingFrom) return message && fact.body;
  if (statement == Statement::ReceivesFrom || statement == Statement::ReceivesNotFrom) {
    return message && fact.body == expectation.words[1];
  }
  return !fact.receipt.empty();  // GetsReceipt, GetsNoReceipt
}

Moments holding(const Expectation& expectation, const Person& who, const Person& other,
                const std::vector<PersonFact>& facts) {
  const Statement statement = expectation.statement;
  const std::vector<std::string>& w = expectation.words;
  if (statement == Statement::IsSubscribed || statement == Statement::IsNotSubscribed) {
    const bool wanted = statement == Statement::IsSubscribed;
    return moment_if(is_subscribed(who, other, facts) == wanted, 0);
  }
  const View view(who, other, facts);
  const bool note_fits = statement == Statement::SeesAsWithNote      ? view.has_note(w[3])
                         : statement == Statement::SeesAsWithoutNote ? view.has_no_note()
                                                                     : true;
  return moment_if(view.is(w[2]) && note_fits, view.last_us());
}

}  // namespace

std::optional<PersonFact> read_person_fact(const reports::Entry& entry) {
  const bool wanted = entry.kind == EntryKind::UserSees || entry.kind == EntryKind::UserReceives ||
                      entry.kind == EntryKind::UserAnswered ||
                      entry.kind == EntryKind::ContactSees ||
                      entry.kind == EntryKind::ContactReceives;
  if (!wanted) return std::nullopt;
  tinyxml2::XMLDocument document;
  if (document.Parse(entry.text.data(), entry.text.size()) != tinyxml2::XML_SUCCESS) {
    return std::nullopt;
  }
  const tinyxml2::XMLElement& root = *document.RootElement();
  PersonFact fact;
  fact.at_us = entry.at_us;
  fact.answer = entry.kind == EntryKind::UserAnswered;
  fact.name = root.Name();
  fact.from = attribute(root, "from");
  fact.to = attribute(root, "to");
  fact.type = attribute(root, "type");
  fact.state = attribute(root, "state");
  fact.code = attribute(root, "code");
  for (const auto* child = root.FirstChildElement(); child != nullptr;
       child = child->NextSiblingElement()) {
    read_child(*child, fact);
  }
  return fact;
}

std::vector<std::int64_t> people_moments(const Expectation& expectation, const Setup& setup,
                                         const std::vector<PersonFact>& facts) {
  const Statement statement = expectation.statement;
  const std::vector<std::string>& w = expectation.words;
  const bool names_text =
      statement == Statement::ReceivesFrom || statement == Statement::ReceivesNotFrom;
  const auto who = find_person(setup, w.front());
  if (!who) return {};
  if (statement == Statement::GetsError || statement == Statement::GetsNoError) {
    return errors(*who, statement == Statement::GetsError ? w[1] : "", facts);
  }
  const auto other = find_person(setup, w[names_text ? 2 : 1]);
  if (!other) return {};
  if (kind_of(statement).wanted == Wanted::Holds) {
    return holding(expectation, *who, *other, facts);
  }
  return moments(facts, [&](const PersonFact& fact) {
    return is_of(*who, fact.to) && is_of(*other, fact.from) && is_meant(fact, expectation);
  });
}

}  // namespace harness
