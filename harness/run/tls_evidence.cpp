// See tls_evidence.hpp.
#include "harness/run/tls_evidence.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace harness {
namespace {

using reports::Entry;
using reports::EntryKind;
using Moments = std::vector<std::int64_t>;

std::string_view first_word(std::string_view line) { return line.substr(0, line.find(' ')); }

std::string_view behind_first_word(std::string_view line) {
  return line.substr(std::min(line.find(' ') + 1, line.size()));
}

/// Whether a line of "key=a,b key2=c" holds "key=a", as the whole value or as one of its list.
bool says(std::string_view line, std::string_view wanted) {
  const std::size_t equals = wanted.find('=');
  while (!line.empty()) {
    const std::string_view word = first_word(line);
    line.remove_prefix(std::min(word.size() + 1, line.size()));
    if (word == wanted) return true;
    if (equals == std::string_view::npos || !word.starts_with(wanted.substr(0, equals + 1))) {
      continue;
    }
    const std::string list = "," + std::string(word.substr(equals + 1)) + ",";
    if (list.find("," + std::string(wanted.substr(equals + 1)) + ",") != list.npos) return true;
  }
  return false;
}

/// What one fake saw.
class View {
 public:
  View(const std::vector<const Entry*>& entries, std::string_view node)
      : entries_(entries), node_(node) {}

  template <class Wanted>
  Moments of(EntryKind kind, const Wanted& wanted) const {
    Moments moments;
    for (const Entry* entry : entries_) {
      if (entry->kind != kind || entry->node != node_) continue;
      if (wanted(std::string_view(entry->text))) moments.push_back(entry->at_us);
    }
    return moments;
  }

  /// Messages of the gateway that hold this ("": anything), or do not. What a server selects
  /// counts whoever the server is.
  enum class Holding : std::uint8_t { Yes, No };
  Moments messages(std::string_view type, std::string_view part,
                   Holding holding = Holding::Yes) const {
    const bool of_server =
        type == "ServerHello" || type == "EncryptedExtensions" || type == "NewSessionTicket";
    return of(EntryKind::TlsMessage, [&](std::string_view line) {
      const std::string_view message = behind_first_word(line);
      const bool counts = of_server || first_word(line) == "received";
      if (!counts || first_word(message) != type) return false;
      const bool holds = part.empty() || says(message, part);
      return holds == (holding == Holding::Yes);
    });
  }

  Moments handshakes_that_say(const std::string& fact) const {
    return of(EntryKind::TlsEstablished, [&](auto line) { return says(line, fact); });
  }

 private:
  const std::vector<const Entry*>& entries_;
  std::string_view node_;
};

/// TLS 1.2 says it in one message, TLS 1.3 in another.
Moments selections_of_protocol(const View& view, const std::string& protocol) {
  Moments moments = view.messages("ServerHello", "alpn=" + protocol);
  const Moments more = view.messages("EncryptedExtensions", "alpn=" + protocol);
  moments.insert(moments.end(), more.begin(), more.end());
  std::ranges::sort(moments);
  return moments;
}

}  // namespace

std::vector<std::int64_t> tls_moments(const Expectation& expectation,
                                      const std::vector<const reports::Entry*>& entries) {
  const std::vector<std::string>& w = expectation.words;
  const View view(entries, w[0]);
  const Statement is = expectation.statement;
  const auto anything = [](std::string_view) { return true; };
  if (is == Statement::NegotiatesTls) {
    return view.of(EntryKind::TlsEstablished,
                   [&](auto line) { return first_word(line) == "TLSv" + w[1]; });
  }
  if (is == Statement::NegotiatesNoTls) return view.of(EntryKind::TlsEstablished, anything);
  if (is == Statement::NegotiatesSuite) return view.messages("ServerHello", "suite=" + w[1]);
  if (is == Statement::NegotiatesAlpn) return selections_of_protocol(view, w[1]);
  if (is == Statement::SeesServerName) return view.messages("ClientHello", "sni=" + w[1]);
  if (is == Statement::SeesMessage || is == Statement::SeesNoMessage) {
    return view.messages(w[1], "");
  }
  if (is == Statement::SeesMessageWith || is == Statement::SeesNoMessageWith) {
    return view.messages(w[1], w[2]);
  }
  if (is == Statement::SeesNoMessageWithout) {
    return view.messages(w[1], w[2], View::Holding::No);
  }
  if (is == Statement::GetsTlsAlert) {
    return view.of(EntryKind::TlsAlertReceived, [&](auto line) { return line == w[1]; });
  }
  if (is == Statement::GetsNoTlsAlert) return view.of(EntryKind::TlsAlertReceived, anything);
  if (is == Statement::GetsCloseNotify || is == Statement::GetsNoCloseNotify) {
    return view.messages("close_notify", "");
  }
  if (is == Statement::IsShownCertificate) return view.handshakes_that_say("names=" + w[1]);
  return view.handshakes_that_say("peer-certificate=no");
}

}  // namespace harness
