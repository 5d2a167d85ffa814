// Steps become orders; a stanza is waited for by reading on in the transcript.
#include "harness/run/perform.hpp"

#include "harness/run/cast.hpp"

#include <algorithm>

namespace harness {
namespace {

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '\'':
        out += "&apos;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string name_of(StanzaKind kind) {
  if (kind == StanzaKind::Iq) return "iq";
  return kind == StanzaKind::Presence ? "presence" : "message";
}

/// Whether a stanza has come to its end: delivered, bounced, given up, or sent by its fake on a
/// connection that is over now. Reads each entry once, however often it is asked.
class StanzaWatch {
 public:
  /// @param begin  of the transcript, what was before it is not read: an answer has the id of its
  ///               request
  StanzaWatch(const std::string& id, std::size_t begin)
      : single_quoted_("id='" + id + "'"), double_quoted_("id=\"" + id + "\""), next_(begin) {}

  bool operator()(const reports::Transcript& transcript) {
    for (; !done_ && next_ < transcript.entries.size(); ++next_) read(transcript.entries[next_]);
    return done_;
  }

 private:
  void read(const reports::Entry& entry) {
    using reports::EntryKind;
    const bool is_end = entry.kind == EntryKind::LocalDeliver ||
                        entry.kind == EntryKind::PartnerDeliver ||
                        entry.kind == EntryKind::PartnerGaveUp;
    if (is_end) done_ = is_mine(entry);
    if (entry.kind == EntryKind::XmlSent && is_mine(entry)) sent_on_ = entry.connection;
    if (entry.kind == EntryKind::ConnectionClosed && sent_on_ != 0) {
      done_ = entry.connection == sent_on_;
    }
  }

  bool is_mine(const reports::Entry& entry) const {
    return entry.text.find(single_quoted_) != std::string::npos ||
           entry.text.find(double_quoted_) != std::string::npos;
  }

  std::string single_quoted_;
  std::string double_quoted_;
  std::size_t next_;
  std::uint32_t sent_on_ = 0;
  bool done_ = false;
};

class Performance {
 public:
  Performance(const GatewayPlan& gateway, bool gateway_runs, const Patience& patience, World& world)
      : gateway_(gateway), gateway_runs_(gateway_runs), patience_(patience), world_(world) {}

  void operator()(const SendStanzaStep& stanza) {
    const std::size_t begin = world_.transcript().entries.size();
    if (stanza.sender == Sender::PartnerUser) {
      world_.order(stanza.partner, fakes::SendStanza{stanza_xml(stanza)});
    } else if (gateway_runs_) {
      world_.local_stanza(stanza_xml(stanza));
    } else {
      return world_.note(reports::EntryKind::Note, "no gateway runs: nothing is sent");
    }
    if (!stanza.awaited) return;
    if (stanza.kind == StanzaKind::Raw || stanza.settles) return world_.settle(patience_.quiet);
    world_.run_until(
        [watch = StanzaWatch(stanza.id, begin)](const reports::Transcript& transcript) mutable {
          return watch(transcript);
        },
        patience_.message);
  }
  void operator()(const WaitStep& step) { world_.run_for(step.duration); }
  void operator()(const OpenStreamStep& step) {
    if (step.others == 0) return order(step.partner, fakes::OpenStream{});
    for (std::uint64_t i = 0; i < step.others && world_.failure().empty(); ++i) {
      order(step.partner, fakes::OpenStream{.another = true});
    }
  }
  void operator()(const FallSilentStep& step) { order(step.partner, fakes::FallSilent{}); }
  void operator()(const CloseStreamsStep& step) { order(step.partner, fakes::CloseStreams{}); }
  void operator()(const BreakConnectionsStep& step) {
    order(step.partner, fakes::BreakConnections{});
  }
  void operator()(const AskAgainStep& step) { order(step.partner, fakes::AskAgain{}); }
  void operator()(const RestartGatewayStep&) {
    world_.stop_gateway();
    world_.start_gateway(gateway_);
  }
  void operator()(const SendOctetsStep& step) {
    if (step.times == 1) return order(step.partner, fakes::SendRaw{step.octets});
    for (std::uint64_t i = 0; i < step.times && sends(step); ++i) {
    }
    world_.settle(patience_.quiet);
  }
  void operator()(const DeedStep& step) {
    for (const Errand& errand : step.errands) {
      std::visit([this](const auto& what) { run(what); }, errand);
    }
    world_.settle(patience_.quiet);
  }
  void operator()(const PoolStep& step) { order(std::string(kPool), step.order); }
  void operator()(const CheckStep&) {}  // looked into once all is over
  void operator()(const ShutDownStep&) {
    world_.begin_shutdown();
    world_.settle(patience_.quiet);
  }

 private:
  void run(const fakes::UserOrder& order) { world_.order(std::string(kPool), order); }
  void run(const ContactErrand& errand) { world_.order(errand.partner, errand.order); }
  void run(const ContactSays& errand) {
    world_.order(errand.partner, fakes::SendStanza{errand.xml});
  }
  void run(const DirectoryChange& change) {
    world_.note(reports::EntryKind::DirectoryChanged, to_text(change));
    if (gateway_runs_) world_.change_directory(change);
  }

  /// One after the other arrives before the next goes out: what nobody takes is never made.
  /// @return whether there was a connection to send it on
  bool sends(const SendOctetsStep& step) {
    const std::size_t before = world_.transcript().entries.size();
    world_.order(step.partner, fakes::SendRaw{step.octets});
    const auto& entries = world_.transcript().entries;
    const bool sent = std::any_of(
        entries.begin() + static_cast<std::ptrdiff_t>(before), entries.end(),
        [](const reports::Entry& entry) { return entry.kind == reports::EntryKind::XmlSent; });
    if (sent) world_.run_for(patience_.between);
    return sent && world_.failure().empty();
  }

  /// These have no end of their own: what follows from them shows within the quiet time.
  void order(const std::string& partner, fakes::Event event) {
    world_.order(partner, std::move(event));
    world_.settle(patience_.quiet);
  }

  const GatewayPlan& gateway_;
  bool gateway_runs_;
  const Patience& patience_;
  World& world_;
};

}  // namespace

std::string stanza_xml(const SendStanzaStep& stanza) {
  if (stanza.kind == StanzaKind::Raw) return stanza.xml;
  const std::string name = name_of(stanza.kind);
  std::string xml = "<" + name + " from='" + escaped(stanza.from) + "' to='" + escaped(stanza.to) +
                    "' id='" + escaped(stanza.id) + "'";
  if (!stanza.type.empty()) xml += " type='" + escaped(stanza.type) + "'";
  const std::string inside =
      stanza.body.empty() ? stanza.xml : "<body>" + escaped(stanza.body) + "</body>";
  return xml + (inside.empty() ? "/>" : ">" + inside + "</" + name + ">");
}

void perform(const std::vector<Step>& steps, const GatewayPlan& gateway, bool gateway_runs,
             const Patience& patience, World& world) {
  Performance performance(gateway, gateway_runs, patience, world);
  for (const Step& step : steps) {
    if (!world.failure().empty()) return;
    world.note(reports::EntryKind::Step, step.text);
    std::visit(performance, step.action);
  }
  world.settle(patience.quiet);
  world.note(reports::EntryKind::Note, kEndOfScenario);
}

}  // namespace harness
