// docs/interworking.md 2 looked up (harness/oracle/access), and 3 to 6 for what else it takes: who
// sees presence has asked for it, and typing is told to those who tell it.
#include "harness/run/access_expectations.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "harness/oracle/standing.hpp"
#include "harness/run/facts_of.hpp"
#include "harness/scenario/expectations.hpp"
#include "harness/scenario/sentence.hpp"

namespace harness {
namespace {

using oracle::AccessPath;
using oracle::Direction;

/// What contacts see of an activity (docs/interworking.md 5), as far as scenarios use them here.
std::string shown(const fakes::EndpointState& state) {
  if (state.activities.empty()) return "available";
  const std::string& activity = state.activities.front();
  if (activity == "vacation") return "xa";
  return activity == "away" ? "away" : "dnd";
}

class Attempts {
 public:
  explicit Attempts(const Setup& setup) {
    for (const std::string& fact : facts_of(setup).directory) standing_.apply(fact);
    for (const Step& step : setup.steps) {
      for_each_errand(step, [this](const Errand& errand) {
        if (const auto* change = std::get_if<DirectoryChange>(&errand)) {
          standing_.apply(to_text(*change));
        }
        if (const auto* order = std::get_if<fakes::UserOrder>(&errand)) take_added(*order);
      });
    }
    for (const Step& step : setup.steps) read(step);
  }

  std::vector<Expectation> sentences() && {
    for (const auto& [pair, presence] : shown_) say_seen(pair, presence);
    return std::move(sentences_);
  }

 private:
  using Pair = std::pair<std::string, std::string>;  // who sees, and whom
  struct Presence {
    std::string state, note;
    bool visible = false;
    bool note_visible = false;
  };

  template <class Visit>
  static void for_each_errand(const Step& step, const Visit& visit) {
    const auto* deed = std::get_if<DeedStep>(&step.action);
    if (deed == nullptr) return;
    for (const Errand& errand : deed->errands) visit(errand);
  }

  /// Whoever watches a contact, and may, has added it (docs/interworking.md 2).
  void take_added(const fakes::UserOrder& order) {
    const auto* watch = std::get_if<fakes::Watch>(&order);
    if (watch == nullptr || watch->expires.count() == 0) return;
    if (passes(watch->user, watch->contact, AccessPath::Subscribe, Direction::Outbound)) {
      standing_.add(watch->user, watch->contact);
    }
  }

  bool passes(const std::string& user, const std::string& contact, AccessPath path,
              Direction direction) const {
    return standing_.access_of(user, contact, path, direction) == oracle::Access::Passes;
  }

  void say(std::string text) {
    auto words = split_sentence(text);
    auto expectation = words ? parse_expectation(text, std::move(*words)) : std::nullopt;
    if (expectation) sentences_.push_back(std::move(*expectation));
  }
  void say_received(bool holds, const std::string& who, const std::string& text,
                    const std::string& from) {
    const std::string what = " \"" + text + "\" from " + from;
    say(who + (holds ? " receives" + what + " once" : " does not receive" + what));
  }
  void say_subscribed(bool holds, const std::string& who, const std::string& whom) {
    say(who + (holds ? " is subscribed to " : " is not subscribed to ") + whom);
  }
  void say_seen(const Pair& pair, const Presence& presence) {
    const auto& [who, whom] = pair;
    if (!presence.visible) return say(who + " sees nothing of " + whom);
    const bool note = presence.note_visible && !presence.note.empty();
    say(who + " sees " + whom + " " + presence.state +
        (note ? " with note \"" + presence.note + "\"" : " with no note"));
  }

  void read(const Step& step) {
    for_each_errand(step, [this](const Errand& errand) {
      std::visit([this](const auto& what) { on(what); }, errand);
    });
    const auto* stanza = std::get_if<SendStanzaStep>(&step.action);
    if (stanza == nullptr || stanza->body.empty()) return;
    const std::string contact = stanza->from.substr(0, stanza->from.find('/'));
    say_received(passes(stanza->to, contact, AccessPath::Message, Direction::Inbound), stanza->to,
                 stanza->body, contact);
  }

  void on(const DirectoryChange&) {}
  void on(const fakes::UserOrder& order) {
    std::visit([this](const auto& what) { on(what); }, order);
  }
  void on(const ContactErrand& errand) {
    std::visit([this](const auto& what) { on(what); }, errand.order);
  }
  template <class Other>
  void on(const Other&) {}  // shows nothing by itself

  void on(const fakes::Watch& order) {
    const bool allowed =
        passes(order.user, order.contact, AccessPath::Subscribe, Direction::Outbound);
    if (order.expires.count() == 0) return;
    watched_[order.contact] = {order.user, allowed};
    say_subscribed(allowed, order.user, order.contact);
  }
  void on(const fakes::Unwatch& order) {
    watched_.erase(order.contact);
    std::erase_if(sentences_, [&](const Expectation& expectation) {
      return expectation.text == order.user + " is subscribed to " + order.contact ||
             expectation.text == order.user + " is not subscribed to " + order.contact;
    });
  }
  void on(const fakes::Say& order) {
    const bool allowed =
        passes(order.user, order.contact, AccessPath::Message, Direction::Outbound);
    say_received(allowed, order.contact, order.text, order.user);
    if (!order.wants_receipt) return;
    const bool confirmed =
        allowed && passes(order.user, order.contact, AccessPath::Receipt, Direction::Inbound);
    say(order.user + (confirmed ? " gets a receipt from " : " gets no receipt from ") +
        order.contact);
  }
  void on(const fakes::Type& order) {
    if (!order.active) return;
    const bool allowed =
        typing_.contains({order.contact, order.user}) &&
        passes(order.user, order.contact, AccessPath::Typing, Direction::Inbound) &&
        passes(order.user, order.contact, AccessPath::Typing, Direction::Outbound);
    say(order.contact + (allowed ? " sees " : " never sees ") + order.user + " typing");
  }
  void on(const fakes::Publish& order) {
    for (const auto& [user, contact] : asked_) {
      if (user != order.user) continue;
      Presence& presence = shown_[{contact, user}];
      presence.state = shown(order.state);
      presence.note = order.state.note;
      presence.visible = passes(user, contact, AccessPath::Subscribe, Direction::Inbound) &&
                         passes(user, contact, AccessPath::Presence, Direction::Outbound);
      presence.note_visible = passes(user, contact, AccessPath::Note, Direction::Outbound);
    }
  }
  void on(const fakes::ContactAdds& order) {
    asked_.emplace(order.user, order.contact);
    say_subscribed(passes(order.user, order.contact, AccessPath::Subscribe, Direction::Inbound),
                   order.contact, order.user);
  }
  void on(const fakes::ContactIs& order) {
    const std::string contact = order.contact.substr(0, order.contact.find('/'));
    const auto watch = watched_.find(contact);
    if (watch == watched_.end()) return;
    const auto& [user, allowed] = watch->second;
    Presence& presence = shown_[{user, contact}];
    presence.state = order.presence.show.empty() ? "available" : order.presence.show;
    presence.note = order.presence.note;
    presence.visible = allowed && passes(user, contact, AccessPath::Presence, Direction::Inbound);
    presence.note_visible = passes(user, contact, AccessPath::Note, Direction::Inbound);
  }
  void on(const ContactSays& errand) {
    const auto words = typing_in(errand.xml);
    if (!words) return;
    const auto& [contact, user] = *words;
    typing_.insert(*words);
    const bool allowed = passes(user, contact, AccessPath::Typing, Direction::Inbound);
    say(user + (allowed ? " sees " : " never sees ") + contact + " typing");
  }

  /// Who types to whom, if that is what it says; people_steps.cpp writes it.
  static std::optional<Pair> typing_in(const std::string& xml) {
    if (xml.find("<composing") == std::string::npos) return std::nullopt;
    const auto address = [&xml](const std::string& name) {
      const std::size_t begin = xml.find(" " + name + "='") + name.size() + 3;
      const std::string whole = xml.substr(begin, xml.find('\'', begin) - begin);
      return whole.substr(0, whole.find('/'));
    };
    return Pair{address("from"), address("to")};
  }

  oracle::Standing standing_;
  std::vector<Expectation> sentences_;
  std::set<Pair> asked_;                                         // user, contact
  std::set<Pair> typing_;                                        // contact, user
  std::map<std::string, std::pair<std::string, bool>> watched_;  // by contact: who, and allowed
  std::map<Pair, Presence> shown_;
};

}  // namespace

std::vector<Expectation> access_expectations(const Setup& setup) {
  return Attempts(setup).sentences();
}

}  // namespace harness
