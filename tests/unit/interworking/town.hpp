// A small world around the service: three partners with contacts, a pool with two users, all of
// them honest and simple; what is under way between them waits in queues. Random acts and restarts,
// and what must hold once all is quiet.
#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "tests/unit/interworking/joined.hpp"

namespace gateway {

/// What somebody's endpoint shows: show value and note.
struct Shown {
  std::string show;
  std::string note;
  friend bool operator==(const Shown&, const Shown&) = default;
};
using ShownBy = std::map<std::string, Shown>;  // by resource; only those that are there

class Town {
 public:
  explicit Town(std::uint32_t seed);

  /// Something happens, whoever does it.
  void act();
  /// The process ends between two events and begins again; what was sent arrives nevertheless.
  void restart();
  /// Everything under way arrives, and what waits for its time is given it.
  void settle();
  void pass(std::chrono::seconds time);

  /// What does not hold; empty if all does. After settle().
  std::vector<std::string> complaints();
  /// What was forbidden and happened nevertheless, at any time.
  const std::vector<std::string>& offences() const { return offences_; }

 private:
  enum class Asked { No, Waiting, Granted };

  /// One contact and one user, as the partner's server sees them.
  struct Relation {
    Asked contact_to_user = Asked::No;
    bool user_to_contact = false;  // granted
    ShownBy seen;                  // of the user, by the contact
    // What is true of the two, whoever knows it.
    bool added = false;
    bool blocked = false;
  };
  struct Contact {
    PartnerType type;
    ShownBy resources;
    int answer = 0;  // to a request: approves, denies, says nothing
  };
  struct User {
    bool allowed = true;
    ShownBy endpoints;
  };
  /// What became of a message that somebody sent.
  struct Fate {
    int delivered = 0;
    bool told = false;  // its sender heard that it failed, or heard nothing at all
  };
  struct PoolDialog {  // of a contact
    UserAndContact names;
    sip::Message subscribe;
    Instant expires;
  };
  struct Watch {  // of a user
    UserAndContact names;
    sip::Message subscribe;
    std::string tag;
    Instant refresh_at;
    std::string state;
    std::string document;
    bool of_this_life = true;
  };

  std::uint32_t below(std::uint32_t bound) { return static_cast<std::uint32_t>(random_() % bound); }
  bool step();
  void arrive();  // whatever is under way
  void take(InterworkingActions actions);
  void give(InterworkingEvent event) { to_service_.push_back({life_, std::move(event)}); }
  void watch_for_offence(const xml::Element& stanza);

  // ---- the partners
  void on_stanza(const xml::Element& stanza);
  void send(const std::string& type, const Jid& from, const Jid& to, const Shown& shown = {});
  void show_contact(const Jid& contact, const std::string& resource);

  // ---- the pool
  void on_request(const SentRequest& sent, std::uint64_t life);
  void on_subscribe(const SentRequest& sent, std::uint64_t life);
  void on_notify(const SentRequest& sent, std::uint64_t life);
  void on_response(const sip::SendResponse& sent);
  void notify(const std::string& call_id, const std::string& state);
  void notify_all(const Jid& user);
  void watch(const UserAndContact& names);
  void refresh(Watch& watch, int expires);
  void stop_watching(const UserAndContact& names);
  std::optional<Instant> next_refresh() const;
  void refresh_due();
  sip::TransactionId request(sip::Message message);
  void change_contact(const UserAndContact& names);

  // ---- messages
  void user_writes(const UserAndContact& names);
  void contact_writes(const UserAndContact& names);
  void on_message(const xml::Element& stanza);
  void on_message(const SentRequest& sent, std::uint64_t life);

  bool may_see(const UserAndContact& names) const;

  std::mt19937 random_;
  KeptStore store_;
  CountingEntropy entropy_;
  Settings settings_;
  std::unique_ptr<Interworking> service_;
  Now now_;
  std::uint64_t life_ = 0;

  std::map<Jid, User> users_;
  std::map<Jid, Contact> contacts_;
  std::map<UserAndContact, Relation> relations_;
  std::map<std::string, PoolDialog> pool_dialogs_;   // by Call-ID
  std::map<std::string, Watch> watches_;             // by Call-ID
  std::map<sip::TransactionId, std::string> asked_;  // our requests: the Call-ID
  sip::TransactionId next_transaction_ = 1;
  std::uint32_t next_number_ = 1;

  std::map<std::string, Fate> messages_;                  // by text
  std::map<sip::TransactionId, std::string> unanswered_;  // MESSAGE of users: the text

  struct Incoming {
    std::uint64_t life;
    InterworkingEvent event;
  };
  std::deque<Incoming> to_service_;
  std::deque<xml::Element> to_partners_;
  std::deque<std::pair<std::uint64_t, InterworkingAction>> to_pool_;
  std::vector<std::string> offences_;
};

}  // namespace gateway
