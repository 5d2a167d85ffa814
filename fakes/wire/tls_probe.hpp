// A TLS peer that says one crafted hello and reads what comes back in the clear: for what no TLS
// library would say any more, such as SSL 3.0, DEFLATE or RC4. RFC 8446 4.1, 5.1; RFC 5246 7.4.1.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fakes::wire {

/// What the hello says; everything else is what an ordinary peer says.
struct CraftedHello {
  std::uint16_t version = 0x0303;
  std::vector<std::uint16_t> suites;  // server: the first one is selected
  bool deflate = false;               // client: offered before null; server: selected
  std::string alpn;
  std::string server_name;  // "": none
  bool renegotiation_info = true;
  bool early_data = false;  // client, TLS 1.3: with a key nobody shared, and octets behind it
  bool garbage = false;     // no TLS at all
};

/// "version=1.1 suite=TLS_RSA_WITH_NULL_SHA compression=deflate alpn=h2 sni=d
/// without=renegotiation_info with=early_data", or "garbage". A suite each time it stands there; an
/// ordinary set of the version if none does.
/// @return nothing if a word is not of these
std::optional<CraftedHello> parse_crafted_hello(std::string_view text);

class TlsProbe {
 public:
  enum class Side : std::uint8_t { Client, Server };
  struct Seen {
    enum class Kind : std::uint8_t { Message, FatalAlert, ClearText };
    Kind kind = Kind::Message;
    std::string text;  // a line of describe_handshake(), an alert's name, or the octets
  };

  /// @param random  32 octets for the hello, 32 for a key share
  TlsProbe(CraftedHello hello, Side side, std::string random);

  /// Client: its hello. Server: nothing yet.
  std::string start();
  /// What the peer said; `reply` is appended to.
  std::vector<Seen> receive(std::string_view octets, std::string& reply);

 private:
  void read_record(std::uint8_t type, std::string_view content, std::vector<Seen>& seen,
                   std::string& reply);
  void read_messages(std::vector<Seen>& seen, std::string& reply);
  std::string client_hello() const;
  std::string server_hello() const;

  CraftedHello hello_;
  Side side_;
  std::string random_;
  std::string unread_;      // of records
  std::string handshake_;   // of handshake messages
  bool encrypted_ = false;  // behind a TLS 1.3 ServerHello nothing can be read
};

}  // namespace fakes::wire
