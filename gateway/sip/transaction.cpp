#include "gateway/sip/transaction.hpp"

#include <algorithm>
#include <string_view>

namespace gateway::sip {
namespace {

constexpr std::string_view kMagicCookie = "z9hG4bK";  // RFC 3261 8.1.1.7

bool is_final(int status) { return status >= 200; }

}  // namespace

ClientTransaction::ClientTransaction(Reliability reliability, Instant now)
    : reliability_(reliability), resend_at_(now + kT1), end_at_(now + kTransactionTimeout) {}

bool ClientTransaction::on_response(int status, Instant now) {
  if (state_ == State::Completed || state_ == State::Terminated) return false;
  if (!is_final(status)) {
    state_ = State::Proceeding;
    return true;
  }
  const bool wait_for_strays = reliability_ == Reliability::Unreliable;  // timer K
  state_ = wait_for_strays ? State::Completed : State::Terminated;
  end_at_ = now + kT4;
  return true;
}

ClientTransaction::Due ClientTransaction::on_deadline(Instant now) {
  if (state_ == State::Terminated) return Due::Nothing;
  if (now >= end_at_) {
    const bool unanswered = state_ != State::Completed;
    state_ = State::Terminated;
    return unanswered ? Due::TimedOut : Due::Nothing;
  }
  const bool may_resend = reliability_ == Reliability::Unreliable && state_ != State::Completed;
  if (!may_resend || now < resend_at_) return Due::Nothing;
  resend_interval_ = state_ == State::Proceeding ? kT2 : std::min(2 * resend_interval_, kT2);
  resend_at_ = now + resend_interval_;
  return Due::SendAgain;
}

std::optional<Instant> ClientTransaction::next_deadline() const {
  if (state_ == State::Terminated) return std::nullopt;
  if (reliability_ == Reliability::Reliable || state_ == State::Completed) return end_at_;
  return std::min(resend_at_, end_at_);
}

ServerTransaction::Answer ServerTransaction::on_request_again() const {
  return state_ == State::Completed ? Answer::SendAgain : Answer::Nothing;
}

bool ServerTransaction::on_final_response(Instant now) {
  if (state_ != State::Trying) return false;
  const bool wait_for_strays = reliability_ == Reliability::Unreliable;
  state_ = wait_for_strays ? State::Completed : State::Terminated;
  end_at_ = now + kTransactionTimeout;
  return true;
}

void ServerTransaction::on_deadline(Instant now) {
  if (state_ == State::Completed && now >= end_at_) state_ = State::Terminated;
}

std::optional<Instant> ServerTransaction::next_deadline() const {
  if (state_ != State::Completed) return std::nullopt;
  return end_at_;
}

bool InviteServerTransaction::on_final_response(Instant now) {
  if (state_ != State::Proceeding) return false;
  state_ = State::Completed;
  resend_at_ = now + kT1;
  end_at_ = now + kTransactionTimeout;
  return true;
}

void InviteServerTransaction::on_ack(Instant now) {
  if (state_ != State::Completed) return;
  const bool wait_for_strays = reliability_ == Reliability::Unreliable;
  state_ = wait_for_strays ? State::Confirmed : State::Terminated;
  end_at_ = now + kT4;
}

InviteServerTransaction::Due InviteServerTransaction::on_deadline(Instant now) {
  if (state_ != State::Completed && state_ != State::Confirmed) return Due::Nothing;
  if (now >= end_at_) {
    state_ = State::Terminated;
    return Due::Nothing;
  }
  const bool may_resend = reliability_ == Reliability::Unreliable && state_ == State::Completed;
  if (!may_resend || now < resend_at_) return Due::Nothing;
  resend_interval_ = std::min(2 * resend_interval_, kT2);
  resend_at_ = now + resend_interval_;
  return Due::SendAgain;
}

std::optional<Instant> InviteServerTransaction::next_deadline() const {
  if (state_ == State::Proceeding || state_ == State::Terminated) return std::nullopt;
  if (reliability_ == Reliability::Reliable || state_ == State::Confirmed) return end_at_;
  return std::min(resend_at_, end_at_);
}

TransactionKey client_key(const Message& message) {
  const std::string branch = message.vias.empty() ? std::string() : message.vias.front().branch();
  return {branch, {}, message.cseq.method};
}

std::optional<TransactionKey> server_key(const Message& request) {
  if (request.vias.empty()) return std::nullopt;
  const Via& via = request.vias.front();
  if (!via.branch().starts_with(kMagicCookie)) return std::nullopt;
  const std::string port = via.port ? ":" + std::to_string(*via.port) : std::string();
  return TransactionKey{via.branch(), via.host + port, request.method};
}

}  // namespace gateway::sip
