// <db:result/> and <db:verify/>: what was understood is written so that it is understood again
// (XEP-0220 2), and no key but ours is taken for ours.
#include "gateway/dialback/dialback_elements.hpp"
#include "gateway/dialback/dialback_key.hpp"
#include "gateway/xml/stream_reader.hpp"
#include "gateway/xml/writer.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

using namespace gateway;

constexpr std::string_view kSecret = "a secret of 16 octets";
constexpr std::string_view kHeader =
    "<stream:stream xmlns='jabber:server' xmlns:stream='http://etherx.jabber.org/streams' "
    "xmlns:db='jabber:server:dialback'>";

bool same(const DialbackElement& a, const DialbackElement& b) {
  return a.kind == b.kind && a.type == b.type && a.from == b.from && a.to == b.to && a.id == b.id &&
         a.key == b.key && a.condition == b.condition;
}

std::string trimmed(std::string_view text) {
  constexpr std::string_view kWhite = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kWhite);
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(kWhite) - first + 1));
}

void check_key(const DialbackElement& element) {
  const DialbackBinding binding{element.to, element.from, element.id};
  const std::string key = dialback_key(kSecret, binding);
  FUZZ_CHECK(dialback_key_matches(kSecret, binding, key), "our own key is not ours");
  FUZZ_CHECK(dialback_key_matches(kSecret, binding, element.key) == (trimmed(element.key) == key),
             element.key);
}

void check_element(const xml::Element& element) {
  const auto understood = read_dialback(element);
  if (!understood) return;
  const auto again = read_dialback(write_dialback(*understood));
  FUZZ_CHECK(again && same(*again, *understood), xml::write(element));
  check_key(*understood);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  xml::StreamReader reader;
  reader.feed(kHeader);
  reader.feed(fuzz::text_of(data, size));
  while (const auto event = reader.next()) {
    if (std::holds_alternative<xml::ReadFailed>(*event)) break;
    const auto* received = std::get_if<xml::ElementReceived>(&*event);
    if (received != nullptr && is_dialback(received->element)) check_element(received->element);
  }
  return 0;
}
