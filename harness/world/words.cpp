// One overload set serves both variants: most of their members are the same types.
#include "harness/world/words.hpp"

#include <fmt/format.h>

namespace harness {
namespace {

struct Words {
  std::string operator()(const gateway::StreamAccepted& e) const { return (*this)(e.connection); }
  std::string operator()(const gateway::SipAccepted& e) const { return (*this)(e.connection); }
  std::string operator()(const gateway::Accepted& e) const {
    return fmt::format("Accepted connection {} from {}", e.connection, to_string(e.peer));
  }
  std::string operator()(const gateway::Connected& e) const {
    return fmt::format("Connected, its connection {}", e.connection);
  }
  std::string operator()(const gateway::ConnectFailed& e) const {
    return fmt::format("ConnectFailed ({}), its connection {}", gateway::to_string(e.error),
                       e.connection);
  }
  std::string operator()(const gateway::Received& e) const {
    return fmt::format("Received {} octets on its connection {}", e.bytes.size(), e.connection);
  }
  std::string operator()(const gateway::PeerFinished& e) const {
    return fmt::format("PeerFinished, its connection {}", e.connection);
  }
  std::string operator()(const gateway::ConnectionEnded& e) const {
    return fmt::format("ConnectionEnded, its connection {}", e.connection);
  }
  std::string operator()(const gateway::DatagramReceived& e) const {
    return fmt::format("DatagramReceived, {} octets from {}", e.bytes.size(), to_string(e.peer));
  }
  std::string operator()(const gateway::DnsAnswer& e) const {
    return fmt::format("DnsAnswer {} ({})", e.id, gateway::to_string(e.status));
  }
  std::string operator()(const gateway::LocalStanza&) const { return "LocalStanza"; }
  std::string operator()(const gateway::UserChanged& e) const {
    return "UserChanged " + e.user.text();
  }
  std::string operator()(const gateway::ContactChanged& e) const {
    return "ContactChanged " + e.pair.user.text() + " " + e.pair.contact.text();
  }
  std::string operator()(const gateway::PartnersChanged&) const { return "PartnersChanged"; }
  std::string operator()(const gateway::DeadlineReached&) const { return "DeadlineReached"; }
  std::string operator()(const gateway::ShutdownRequested&) const { return "ShutdownRequested"; }
  std::string operator()(const fakes::Wake&) const { return "Wake"; }
  std::string operator()(const fakes::SendStanza&) const { return "SendStanza"; }
  std::string operator()(const fakes::OpenStream&) const { return "OpenStream"; }
  std::string operator()(const fakes::FallSilent&) const { return "FallSilent"; }
  std::string operator()(const fakes::SendRaw&) const { return "SendRaw"; }
  std::string operator()(const fakes::CloseStreams&) const { return "CloseStreams"; }
  std::string operator()(const fakes::BreakConnections&) const { return "BreakConnections"; }
  std::string operator()(const fakes::AskAgain&) const { return "AskAgain"; }
  std::string operator()(const fakes::UserOrder&) const { return "UserOrder"; }
  std::string operator()(const fakes::ContactOrder&) const { return "ContactOrder"; }
};

}  // namespace

std::string describe(const gateway::GatewayEvent& event) { return std::visit(Words{}, event); }
std::string describe(const fakes::Event& event) { return std::visit(Words{}, event); }

}  // namespace harness
