// The octets of one stream: plain or TLS on one side, XML events on the other. Decides nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "gateway/tls/tls_engine.hpp"
#include "gateway/xml/stream_reader.hpp"

namespace gateway {

/// The TLS handshake is done.
struct WireSecured {};
/// TLS failed: an alert came or went, or the octets were not TLS. Nothing more goes.
struct WireBroken {
  std::string reason;
};
/// The peer will not send any more (TLS close_notify).
struct WireFinished {};

using WireEvent = std::variant<WireSecured, WireBroken, WireFinished, xml::HeaderReceived,
                               xml::ElementReceived, xml::FooterReceived, xml::WhitespaceReceived,
                               xml::ReadFailed>;

class StreamWire {
 public:
  explicit StreamWire(xml::ReaderLimits limits);

  /// Octets from the network.
  void receive(std::string_view octets);
  /// The next thing they mean, or nothing. Ask until nothing is left.
  std::optional<WireEvent> next();

  /// From now on the octets are TLS. What was read and not yet parsed is dropped: it came in clear
  /// and belongs to no stream (RFC 6120 5.4.3.3).
  void begin_tls(TlsEngine engine);
  /// The next octets begin a new stream.
  void restart() { reader_.restart(); }

  /// XML for the peer.
  void write(std::string_view xml);
  /// TLS close_notify, if there is TLS.
  void close();
  /// What must go to the network now; empties it.
  std::string take_output();

  const TlsEngine* tls() const { return tls_ ? &*tls_ : nullptr; }
  std::size_t buffered_bytes() const { return reader_.buffered_bytes() + output_.size(); }

 private:
  void pump();

  xml::StreamReader reader_;
  std::optional<TlsEngine> tls_;
  std::string output_;
  bool secured_reported_ = false;
  bool finished_reported_ = false;
  bool broken_reported_ = false;
};

}  // namespace gateway
