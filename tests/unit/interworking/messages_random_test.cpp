// Random writing, answers, losses, blocks and restarts: every text is delivered once or its sender
// hears that it was not, never neither, and both only where a restart left it unknown
// (docs/interworking.md 6 and 9); the texts of one contact to one user stay in order.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <memory>
#include <random>

#include "tests/unit/interworking/small_service.hpp"

namespace gateway::test {
namespace {

struct Fate {
  int delivered = 0;
  int refused = 0;       // the sender heard that it failed
  bool unknown = false;  // a restart came while it was under way
};

class Post {
 public:
  explicit Post(std::uint32_t seed) : random_(seed) { live(); }

  void act() {
    switch (random_() % 12) {
      case 0:
      case 1:
      case 2:
        return contact_writes();
      case 3:
      case 4:
        return user_writes();
      case 5:
      case 6:
      case 7:
        return pool_answers();
      case 8:
        return partner_takes_or_loses();
      case 9:
        service_->after(std::chrono::milliseconds(random_() % 3000));
        return collect();
      case 10:
        if (random_() % 4 == 0) blocked_ = !blocked_;
        return block();
      default:
        if (random_() % 3 == 0) restart();
    }
  }

  /// Everything gets its answer.
  void settle() {
    while (!pool_.empty() || !partner_.empty()) {
      pool_answers();
      partner_takes_or_loses();
    }
    service_->after(3s);
    collect();
    while (!pool_.empty()) pool_answers();
  }

  const std::map<std::string, Fate>& fates() const { return fates_; }
  const std::vector<std::string>& offences() const { return offences_; }
  std::size_t kept() const { return store_.size(); }

 private:
  void live() {
    service_ = std::make_unique<SmallService>();
    seen_stanzas_ = seen_requests_ = seen_responses_ = seen_changes_ = 0;
    block();
  }
  void block() {
    service_->directory.set_contact(alice_and_romeo(), {.added = true, .blocked = blocked_});
  }

  void contact_writes() {
    const std::string name = "c" + std::to_string(++count_);
    fates_[name];
    service_->partner(kRomeo, kAlice,
                      "<message id='" + name + "' type='chat'><body>" + name + "</body></message>");
    collect();
  }
  void user_writes() {
    const std::string name = "u" + std::to_string(++count_);
    fates_[name];
    sip::Message message =
        SmallService::request("sip:alice@contoso.example", "sip:romeo@fed.example", name);
    message.call_id = "call-" + name;
    unanswered_[service_->user(message)] = name;
    collect();
  }

  /// Accepts, refuses, or lets the agent say that nobody answered.
  void pool_answers() {
    if (pool_.empty()) return;
    const Asked asked = pool_.front();
    pool_.pop_front();
    const bool good = asked.report || random_() % 3 != 0;
    if (asked.report) ++fates_[asked.name].refused;
    if (good && !asked.report) deliver_to_user(asked.name);
    service_->response(asked.which, good ? 200 : (random_() % 2 == 0 ? 480 : 408));
    collect();
  }
  void deliver_to_user(const std::string& name) {
    ++fates_[name].delivered;
    const int number = std::stoi(name.substr(1));
    if (number <= last_delivered_) offences_.push_back(name + " overtook another");
    last_delivered_ = number;
  }

  void partner_takes_or_loses() {
    if (partner_.empty()) return;
    const SmallService::Stanza stanza = partner_.front();
    partner_.pop_front();
    const std::string name = stanza.text_in("body");
    if (random_() % 3 != 0) {
      ++fates_[name].delivered;
      service_->taken(stanza.reference);
    } else {
      service_->partner("romeo@fed.example", kAlice,
                        "<message type='error' id='" + stanza.attribute("id") +
                            "'><error type='wait'><remote-server-timeout "
                            "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>");
    }
    collect();
  }

  /// The process ends between two events; what was under way arrives or does not.
  void restart() {
    for (const Asked& asked : pool_) {
      Fate& fate = fates_[asked.name];
      fate.unknown = true;
      if (random_() % 2 == 0) continue;
      if (asked.report) {
        ++fate.refused;
      } else {
        deliver_to_user(asked.name);
      }
    }
    for (const auto& stanza : partner_) {
      Fate& fate = fates_[stanza.text_in("body")];
      fate.unknown = true;
      if (random_() % 2 == 0) ++fate.delivered;
    }
    // Who never got an answer knows that (RFC 3261 17.1.2: timer F).
    for (const auto& [transaction, name] : unanswered_) ++fates_[name].refused;
    pool_.clear();
    partner_.clear();
    unanswered_.clear();
    StoredState state;
    for (const auto& [id, message] : store_) {
      state.messages.push_back(message);
      state.next_message_id = std::max(state.next_message_id, id + 1);
    }
    live();
    service_->begin(state);
    collect();
  }

  /// Notes what has come out since the last look.
  void collect() {
    SmallService& service = *service_;
    service.look();
    for (; seen_changes_ < service.changes.size(); ++seen_changes_) {
      const StoreChange& change = service.changes[seen_changes_];
      if (const auto* one = std::get_if<StoredMessage>(&change)) store_[one->id] = *one;
      if (const auto* one = std::get_if<MessageDone>(&change)) store_.erase(one->id);
    }
    for (; seen_responses_ < service.responses.size(); ++seen_responses_) {
      const auto& response = service.responses[seen_responses_];
      const auto asked = unanswered_.find(response.transaction);
      if (asked == unanswered_.end()) {
        offences_.push_back("an answer to nothing");
        continue;
      }
      if (response.response.status >= 300) ++fates_[asked->second].refused;
      unanswered_.erase(asked);
    }
    std::vector<std::uint64_t> errors;
    for (; seen_stanzas_ < service.stanzas.size(); ++seen_stanzas_) {
      const auto& stanza = service.stanzas[seen_stanzas_];
      if (stanza.attribute("type") == "error") {
        ++fates_[stanza.attribute("id")].refused;
        if (stanza.reference != 0) errors.push_back(stanza.reference);
      } else {
        partner_.push_back(stanza);
      }
    }
    for (; seen_requests_ < service.requests.size(); ++seen_requests_) {
      const sip::Message& message = service.requests[seen_requests_].message;
      const bool report = !fates_.contains(message.body);
      const std::string name = report ? message.call_id.substr(5) : message.body;  // "call-u7"
      pool_.push_back({seen_requests_, name, report});
    }
    for (const std::uint64_t reference : errors) service.taken(reference);
    if (!errors.empty()) collect();
  }

  /// A MESSAGE that the pool has not answered yet.
  struct Asked {
    std::size_t which;
    std::string name;
    bool report;
  };

  std::minstd_rand random_;
  std::unique_ptr<SmallService> service_;
  int count_ = 0;
  int last_delivered_ = 0;
  bool blocked_ = false;
  std::map<std::string, Fate> fates_;
  std::vector<std::string> offences_;
  std::map<std::uint64_t, StoredMessage> store_;
  std::deque<Asked> pool_;
  std::deque<SmallService::Stanza> partner_;
  std::map<sip::TransactionId, std::string> unanswered_;
  std::size_t seen_stanzas_ = 0, seen_requests_ = 0, seen_responses_ = 0, seen_changes_ = 0;
};

class MessagesRandom : public testing::TestWithParam<std::uint32_t> {};

TEST_P(MessagesRandom, AreDeliveredOnceOrTheSenderHears) {
  Post post(GetParam());
  for (int i = 0; i < 2000; ++i) post.act();
  post.settle();

  EXPECT_THAT(post.offences(), testing::IsEmpty());
  EXPECT_EQ(post.kept(), 0U) << "the store holds what is promised no more";
  for (const auto& [name, fate] : post.fates()) {
    EXPECT_LE(fate.delivered, 1) << name;
    EXPECT_GE(fate.delivered + fate.refused, 1) << name << " is lost";
    if (!fate.unknown) {
      EXPECT_EQ(fate.delivered + fate.refused, 1) << name;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, MessagesRandom, testing::Range(1U, 9U));

}  // namespace
}  // namespace gateway::test
