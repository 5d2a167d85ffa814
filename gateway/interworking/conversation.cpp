#include "gateway/interworking/conversation.hpp"

#include <algorithm>

#include "gateway/interworking/message_out.hpp"

namespace gateway {
namespace {

constexpr std::size_t kThreadsMax = 8;
constexpr std::size_t kCallIdOctets = 16;

}  // namespace

void Conversation::contact_wrote(const Jid& from, const std::string& thread,
                                 const std::optional<ChatState>& state, Instant now) {
  open_ = true;
  last_ = now;
  locked_ = from.resource();
  if (!thread.empty()) {
    thread_ = thread;
    thread_is_contacts_ = true;
  }
  wants_states_ = state.has_value();  // XEP-0085 5.1: also that it replies without
  if (!wants_states_) told_.reset();
  typing_from_.reset();  // RFC 3994 3.3: a text ends it
  repeat_at_.reset();
}

Jid Conversation::address_of(const Jid& contact, Instant now) const {
  if (!contact.resource().empty()) return contact;
  if (locked_.empty() || is_over(now)) return contact;
  return Jid(contact.local(), contact.domain(), locked_);
}

std::string Conversation::call_id_of(const std::string& thread, Entropy& entropy) {
  if (thread.empty()) return random_hex(entropy, kCallIdOctets);
  const auto known = std::find_if(threads_.rbegin(), threads_.rend(),
                                  [&](const auto& one) { return one.second == thread; });
  if (known != threads_.rend()) return known->first;
  std::string call_id = call_id_of_thread(thread);
  remember(call_id, thread);
  return call_id;
}

std::string Conversation::thread_of(const std::string& call_id, Instant now) {
  const auto known = std::find_if(threads_.rbegin(), threads_.rend(),
                                  [&](const auto& one) { return one.first == call_id; });
  if (known != threads_.rend()) {
    thread_ = known->second;
  } else if (!is_open(now) || !thread_is_contacts_) {
    thread_ = thread_of_call_id(call_id);
    thread_is_contacts_ = false;
    remember(call_id, thread_);
  }
  return thread_;
}

void Conversation::remember(std::string call_id, std::string thread) {
  threads_.emplace_back(std::move(call_id), std::move(thread));
  if (threads_.size() > kThreadsMax) threads_.pop_front();
}

std::optional<Composing> Conversation::contact_types(ChatState state, const Jid& from,
                                                     Instant now) {
  const bool was_typing = typing_from_.has_value();
  last_ = std::max(last_, now);
  wants_states_ = true;
  if (state == ChatState::Gone) {  // XEP-0085 5.7: the thread is not used again
    open_ = false;
    locked_.clear();
    thread_.clear();
    threads_.clear();
    thread_is_contacts_ = false;
  }
  if (composing_of(state) == ComposingState::Active) {
    typing_from_ = from;
    repeats_ = 0;
    if (was_typing) return std::nullopt;
    repeat_at_ = now + kComposingRefresh;
    return Composing{ComposingState::Active, kComposingRefresh};
  }
  typing_from_.reset();
  repeat_at_.reset();
  if (!was_typing) return std::nullopt;
  return Composing{ComposingState::Idle, std::nullopt};
}

std::optional<ChatState> Conversation::user_types(const Composing& composing, const Jid& user,
                                                  Instant now) {
  if (!wants_states_) return std::nullopt;
  const ChatState state = chat_state_of(composing.state);
  const bool active = composing.state == ComposingState::Active;
  idle_at_.reset();
  if (active) idle_at_ = now + composing.refresh.value_or(kComposingTimeout);
  typing_user_ = user;
  // Idle is news only to those who were told of typing; and nothing is said twice (XEP-0085 5.3).
  if (told_ == state || (!active && told_ != ChatState::Composing)) return std::nullopt;
  last_ = std::max(last_, now);
  told_ = state;
  return state;
}

bool Conversation::user_wrote(Instant now) {
  last_ = now;
  idle_at_.reset();
  if (!wants_states_) return false;
  told_ = ChatState::Active;
  return true;
}

Conversation::Due Conversation::on_deadline(Instant now) {
  Due due;
  if (idle_at_ && *idle_at_ <= now) {
    idle_at_.reset();
    if (told_ == ChatState::Composing) due.to_contact = told_ = ChatState::Active;
  }
  if (repeat_at_ && *repeat_at_ <= now) {
    const bool again = ++repeats_ < kRepeatsMax;
    due.to_user = again ? Composing{ComposingState::Active, kComposingRefresh} : Composing{};
    repeat_at_.reset();
    if (again) repeat_at_ = now + kComposingRefresh;
  }
  return due;
}

std::optional<Instant> Conversation::next_deadline() const {
  if (idle_at_ && repeat_at_) return std::min(*idle_at_, *repeat_at_);
  return idle_at_ ? idle_at_ : repeat_at_;
}

}  // namespace gateway
