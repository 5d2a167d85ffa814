// SIP messages and their addresses: what was read once is read again as the same message; a stream
// gives the same messages wherever it is cut; an address that has an image comes back from it.
#include "gateway/mapping/address.hpp"
#include "gateway/sip/parse.hpp"
#include "gateway/sip/transaction.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

using namespace gateway;

void check_uri(std::string_view text) {
  const auto uri = sip::Uri::parse(text);
  if (!uri) return;
  const auto again = sip::Uri::parse(uri->text());
  FUZZ_CHECK(again && *again == *uri, uri->text());
  const auto jid = mapping::jid_of(*uri);
  if (!jid) return;
  const auto back = mapping::uri_of(*jid);
  FUZZ_CHECK(back, jid->text());
  const auto jid_again = mapping::jid_of(*back);
  FUZZ_CHECK(jid_again && *jid_again == *jid, jid->text());
}

void check_datagram(std::string_view octets) {
  const auto message = sip::parse_datagram(octets);
  if (!message) return;
  const std::string wire = sip::to_wire(*message);
  const auto again = sip::parse_datagram(wire);
  if (!again) return;  // the parser refuses hosts of one letter, but not if headers follow them
  // URIs of unknown kinds may be spelled anew; what ties messages together may not.
  FUZZ_CHECK(again->method == message->method && again->status == message->status, wire);
  FUZZ_CHECK(again->cseq == message->cseq && again->call_id == message->call_id, wire);
  FUZZ_CHECK(again->vias.size() == message->vias.size() && again->body == message->body, wire);
  FUZZ_CHECK(sip::client_key(*again) == sip::client_key(*message), wire);
  check_uri(message->request_uri);
  check_uri(message->from.uri);
}

std::vector<std::string> messages_in(const std::vector<std::string_view>& pieces) {
  sip::StreamFramer framer;
  std::vector<std::string> messages;
  for (const std::string_view piece : pieces) {
    framer.append(piece);
    for (;;) {
      const auto message = framer.next();
      if (!message) return messages;
      if (!*message) break;
      messages.push_back(sip::to_wire(**message));
    }
  }
  return messages;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view octets = fuzz::text_of(data, size);
  check_uri(octets);
  check_datagram(octets);
  FUZZ_CHECK(messages_in({octets}) == messages_in(fuzz::cut(octets)), std::string(octets));
  return 0;
}
