// The service between two worlds that a test plays by hand: what it sends is kept, what the pool
// and the partner say is put in.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gateway/base/entropy.hpp"
#include "gateway/interworking/interworking.hpp"

namespace gateway {

/// Never the same octets twice.
class CountingEntropy final : public Entropy {
 public:
  void fill(std::span<std::uint8_t> out) override {
    std::uint64_t number = next_++;
    for (std::uint8_t& octet : out) {
      octet = static_cast<std::uint8_t>(number & 0xFF);
      number >>= 8;
    }
  }

 private:
  std::uint64_t next_ = 1;
};

/// Keeps what was committed, and shows it again to the next life.
class KeptStore final : public Store {
 public:
  Result<StoredState> load() override { return state; }
  Result<void> commit(const std::vector<StoreChange>& changes) override;

  StoredState state;
  bool fails = false;
};

struct SentRequest {
  sip::RequestId id = 0;
  sip::Message message;
};

class Joined {
 public:
  explicit Joined(PartnerType type = PartnerType::Federated);

  // ---- the directory
  void user(const std::string& name, std::optional<UserStanding> standing);
  void contact(const std::string& user, const std::string& contact, ContactStanding standing);
  void partner_type(PartnerType type);
  void restart();

  // ---- the partner
  /// `xml` in jabber:server: "<presence type='subscribe' from='..' to='..'/>"
  void stanza(const std::string& xml);
  void presence(const std::string& type, const std::string& from, const std::string& to,
                const std::string& inside = "");
  /// What was sent to the partner since the last look, each as "TYPE FROM > TO [show] [status]".
  std::vector<std::string> stanzas();

  /// Of the stanza that was sent last.
  std::string last_id() const { return last_id_; }

  // ---- the pool
  sip::TransactionId subscribe(const std::string& user, const std::string& contact,
                               int expires = 3600, const std::string& scheme = "sip");
  /// In the dialog that the first SUBSCRIBE of `transaction` began.
  sip::TransactionId refresh(sip::TransactionId transaction, int expires);
  void respond(const SentRequest& request, int status);
  /// Answers the SUBSCRIBE with 200 and sends NOTIFY with that state and body.
  sip::TransactionId accept(const SentRequest& subscribe, const std::string& state,
                            const std::string& body);
  sip::TransactionId notify(const SentRequest& subscribe, const std::string& state,
                            const std::string& body);
  /// Takes what was sent to the pool since the last look.
  std::vector<SentRequest> requests();
  std::vector<SentRequest> requests(const std::string& method);
  /// The status of the response to a request of the pool's; 0 if there was none.
  int status_of(sip::TransactionId transaction) const;
  const sip::Message* response_of(sip::TransactionId transaction) const;

  void pass(std::chrono::seconds time);
  bool logged(const std::string& code) const;

  KeptStore store;
  CountingEntropy entropy;
  std::unique_ptr<Interworking> service;

 private:
  void take(InterworkingActions actions);
  void handle(const InterworkingEvent& event);
  void begin();
  sip::TransactionId arrive(sip::Message request);

  Settings settings_;
  std::vector<UserChanged> users_;
  Now now_;
  std::vector<xml::Element> stanzas_;
  std::string last_id_;
  std::vector<SentRequest> requests_;
  std::vector<std::pair<sip::TransactionId, sip::Message>> arrived_;
  std::vector<sip::SendResponse> responses_;
  std::vector<LogEvent> log_;
  sip::TransactionId next_transaction_ = 1;
  std::uint32_t next_cseq_ = 1;
};

/// A PIDF document of `alice`: "desk open", "phone open away", "desk closed"; a note behind a bar:
/// "desk open | in a meeting".
std::string pidf(std::initializer_list<const char*> tuples);

inline constexpr UserStanding kOrdinary{Home::Pool, {true, true}};

}  // namespace gateway
