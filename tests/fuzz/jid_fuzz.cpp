// Domains and JIDs: what was accepted once is accepted again, and does not change (RFC 7622).
#include "gateway/xmpp/jid.hpp"

#include "tests/fuzz/fuzz.hpp"

namespace {

using gateway::Domain;
using gateway::Jid;

void check_domain(std::string_view text) {
  const auto domain = Domain::parse(text);
  if (!domain) return;
  FUZZ_CHECK(!domain->text().empty() && domain->ascii().size() <= 1023, domain->text());
  const auto from_text = Domain::parse(domain->text());
  FUZZ_CHECK(from_text && *from_text == *domain && from_text->text() == domain->text(),
             domain->text());
  const auto from_ascii = Domain::parse(domain->ascii());
  FUZZ_CHECK(from_ascii && *from_ascii == *domain && from_ascii->text() == domain->text(),
             domain->ascii());
  for (const char c : domain->ascii()) {
    FUZZ_CHECK(c > ' ' && c < 0x7f && (c < 'A' || c > 'Z'), domain->ascii());
  }
}

void check_jid(std::string_view text) {
  const auto jid = Jid::parse(text);
  if (!jid) return;
  FUZZ_CHECK(jid->local().size() <= 1023 && jid->resource().size() <= 1023, jid->text());
  FUZZ_CHECK(jid->local().find_first_of("@/") == std::string::npos, jid->text());
  const auto again = Jid::parse(jid->text());
  FUZZ_CHECK(again && *again == *jid && again->text() == jid->text(), jid->text());
  const auto bare = Jid::parse(jid->bare().text());
  FUZZ_CHECK(bare && bare->bare() == *bare && bare->domain() == jid->domain(), jid->text());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  check_domain(text);
  check_jid(text);
  return 0;
}
