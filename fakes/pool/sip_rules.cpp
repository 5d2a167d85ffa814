#include "fakes/pool/sip_rules.hpp"

#include <array>
#include <utility>

namespace fakes {
namespace {

using Sentences = std::vector<std::string>;

struct OnceRow {
  std::string_view name;
  std::string_view source;
};
// 8.1.1, 8.2.6.2: exactly once in every message.
constexpr auto kOnce = std::to_array<OnceRow>({
    {"To", "RFC 3261 8.1.1.2"},
    {"From", "RFC 3261 8.1.1.3"},
    {"Call-ID", "RFC 3261 8.1.1.4"},
    {"CSeq", "RFC 3261 8.1.1.5"},
});
// 7.3.1: a single value each.
constexpr auto kAtMostOnce = std::to_array<std::string_view>(
    {"Max-Forwards", "Content-Length", "Content-Type", "Content-Disposition", "Event", "Expires",
     "Subscription-State", "Min-Expires", "Subject", "Date", "MIME-Version"});

struct MustRow {
  std::string_view method;  // of the request, or in CSeq
  int code;                 // 0: the request itself; 2: every 2xx
  std::string_view name;
  std::string_view source;
};
constexpr auto kMust = std::to_array<MustRow>({
    {"SUBSCRIBE", 0, "Event", "RFC 6665 8.2"},
    {"SUBSCRIBE", 0, "Contact", "RFC 6665 8.2, RFC 3261 8.1.1.8"},
    {"SUBSCRIBE", 2, "Expires", "RFC 6665 4.2.1.1"},
    {"SUBSCRIBE", 2, "Contact", "RFC 6665 8.2, RFC 3261 12.1.1"},
    {"SUBSCRIBE", 423, "Min-Expires", "RFC 3261 21.4.17"},
    {"SUBSCRIBE", 489, "Allow-Events", "RFC 6665 8.3.2"},
    {"NOTIFY", 0, "Event", "RFC 6665 8.2"},
    {"NOTIFY", 0, "Contact", "RFC 6665 8.2"},
    {"NOTIFY", 0, "Subscription-State", "RFC 6665 4.1.3"},
    {"", 405, "Allow", "RFC 3261 21.4.6"},
    {"", 415, "Accept", "RFC 3261 21.4.13"},
    {"", 420, "Unsupported", "RFC 3261 21.4.15"},
});

class Rules {
 public:
  Rules(const SipMessage& message, SipTransport transport)
      : message_(message), transport_(transport) {}

  Sentences run() {
    check_counts();
    check_cseq();
    check_via();
    check_tags();
    check_body();
    check_musts();
    if (message_.is_request()) check_request();
    check_message();
    check_subscription();
    return std::move(wrong_);
  }

 private:
  void wrong(std::string_view source, std::string what) {
    wrong_.push_back(std::string(source) + ": " + std::move(what));
  }
  std::string value_of(std::string_view name) const {
    return "'" + std::string(message_.field(name)) + "'";
  }

  void check_counts() {
    for (const auto& [name, source] : kOnce) {
      const std::size_t count = message_.count(name);
      if (count != 1) wrong(source, std::string(name) + " " + std::to_string(count) + " times");
    }
    for (const std::string_view name : kAtMostOnce) {
      if (message_.count(name) > 1) wrong("RFC 3261 7.3.1", std::string(name) + " more than once");
    }
  }

  void check_cseq() {
    const auto cseq = cseq_of(message_);
    if (!cseq) return wrong("RFC 3261 20.16", "CSeq " + value_of("CSeq"));
    if (message_.is_request() && cseq->method != message_.method) {
      wrong("RFC 3261 8.1.1.5", "CSeq " + value_of("CSeq") + " in " + message_.method);
    }
    if (cseq->number >= 0x80000000U) wrong("RFC 3261 8.1.1.5", "CSeq " + value_of("CSeq"));
    method_ = cseq->method;
  }

  void check_via() {
    const std::string_view via = message_.field("Via");
    if (via.empty()) return wrong("RFC 3261 8.1.1.7", "no Via");
    if (!message_.is_request()) return;
    const std::string expected = "SIP/2.0/" + std::string(to_string(transport_)) + " ";
    if (!via.starts_with(expected)) {
      wrong("RFC 3261 18.1.1",
            "Via " + value_of("Via") + " over " + std::string(to_string(transport_)));
    }
    const std::string branch = parameter_of(via, "branch").value_or("");
    if (!branch.starts_with("z9hG4bK") || branch.size() < 12) {
      wrong("RFC 3261 8.1.1.7", "branch '" + branch + "'");
    }
  }

  void check_tags() {
    if (message_.is_request() && !parameter_of(message_.field("From"), "tag")) {
      wrong("RFC 3261 8.1.1.3", "no tag in From " + value_of("From"));
    }
    const bool final = message_.code > 100;
    if (final && !parameter_of(message_.field("To"), "tag")) {
      wrong("RFC 3261 8.2.6.2", "no tag in To " + value_of("To"));
    }
  }

  void check_body() {
    if (transport_ != SipTransport::Udp && !message_.has("Content-Length")) {
      wrong("RFC 3261 20.14", "no Content-Length on a stream");
    }
    if (!message_.body.empty() && !message_.has("Content-Type")) {
      wrong("RFC 3261 20.15", "a body without Content-Type");
    }
  }

  void check_musts() {
    for (const auto& [method, code, name, source] : kMust) {
      if (!method.empty() && method != method_) continue;
      const bool applies = code == 2 ? message_.code / 100 == 2 : message_.code == code;
      if (applies && message_.count(name) == 0) {
        const std::string in = code == 0 ? std::string(method) : std::to_string(message_.code);
        wrong(source, "no " + std::string(name) + " in " + in);
      }
    }
  }

  void check_request() {
    const auto forwards = number_of(message_.field("Max-Forwards"));
    if (!forwards || *forwards == 0 || *forwards > 255) {
      wrong("RFC 3261 8.1.1.6", "Max-Forwards " + value_of("Max-Forwards"));
    }
    const bool has_address = message_.uri.starts_with("sip:") || message_.uri.starts_with("sips:");
    if (!has_address) wrong("RFC 3261 8.1.1.1", "Request-URI '" + message_.uri + "'");
  }

  /// RFC 3428 4, 7.
  void check_message() {
    if (method_ != "MESSAGE") return;
    if (message_.is_request() && message_.has("Contact")) {
      wrong("RFC 3428 4", "Contact in MESSAGE");
    }
    if (message_.code / 100 != 2) return;
    if (!message_.body.empty()) wrong("RFC 3428 7", "a body in the 2xx to MESSAGE");
    if (message_.has("Contact")) wrong("RFC 3428 7", "Contact in the 2xx to MESSAGE");
  }

  void check_subscription() {
    if (method_ != "SUBSCRIBE" && method_ != "NOTIFY") return;
    const bool is_success = message_.code / 100 == 2;
    if (message_.code == 202) wrong("RFC 6665 8.3.1", "202 to " + method_);
    const bool expires = message_.has("Expires") && !number_of(message_.field("Expires"));
    if (expires) wrong("RFC 3261 20.19", "Expires " + value_of("Expires"));
    if (is_success || message_.method != "NOTIFY") return;
    const std::string_view state = without_parameters(message_.field("Subscription-State"));
    const bool known = state == "active" || state == "pending" || state == "terminated";
    if (!known) wrong("RFC 6665 4.1.3", "Subscription-State " + value_of("Subscription-State"));
    const bool lives = state == "active" || state == "pending";
    const auto left = parameter_of(message_.field("Subscription-State"), "expires");
    if (lives && (!left || !number_of(*left))) {
      wrong("RFC 6665 4.2.2", "no expires in Subscription-State " + value_of("Subscription-State"));
    }
  }

  const SipMessage& message_;
  SipTransport transport_;
  std::string method_;
  Sentences wrong_;
};

}  // namespace

std::string_view to_string(SipTransport transport) {
  switch (transport) {
    case SipTransport::Tcp:
      return "TCP";
    case SipTransport::Tls:
      return "TLS";
    case SipTransport::Udp:
      return "UDP";
  }
  return "?";
}

Sentences broken_rules(const SipMessage& message, SipTransport transport) {
  return Rules(message, transport).run();
}

Sentences broken_rules_of_answer(const SipMessage& response, const SipMessage& request) {
  Sentences wrong;
  const auto differs = [&](const char* name) {
    wrong.push_back("RFC 3261 8.2.6.2: " + std::string(name) + " '" +
                    std::string(response.field(name)) + "' in the answer to '" +
                    std::string(request.field(name)) + "'");
  };
  for (const char* name : {"From", "Call-ID", "CSeq"}) {
    if (response.field(name) != request.field(name)) differs(name);
  }
  // To gets a tag, Via may get `received` (18.2.1).
  for (const char* name : {"To", "Via"}) {
    if (!response.field(name).starts_with(request.field(name))) differs(name);
  }
  return wrong;
}

}  // namespace fakes
