// Bodies of MESSAGE, of every type: whatever they are, a text is never empty and is UTF-8, what was
// read of a wrapper is written and read again as the same, and no markup is left of HTML's tags.
#include "gateway/interworking/cpim.hpp"
#include "gateway/interworking/html_text.hpp"
#include "gateway/interworking/message_in.hpp"
#include "gateway/interworking/message_out.hpp"
#include "gateway/xml/utf8.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

using namespace gateway;

bool is_utf8(std::string_view text) {
  xml::Utf8Checker checker;
  return checker.accept(text) == text.size() && checker.complete();
}

void check_content(const std::string& type, std::string_view body) {
  sip::Message message;
  message.method = "MESSAGE";
  message.content_type = type;
  message.body = body;
  const SipContent content = content_of(message);
  if (const auto* text = std::get_if<SaidText>(&content)) {
    FUZZ_CHECK(!text->text.empty() && is_utf8(text->text), text->text);
    FUZZ_CHECK(!text->asks || !text->asks->message_id.empty(), text->text);
  }
  if (const auto* composing = std::get_if<Composing>(&content)) {
    const auto again = parse_composing(write_composing(*composing));
    FUZZ_CHECK(again && *again == *composing, std::string(body));
  }
  if (const auto* refusal = std::get_if<SipRefusal>(&content)) {
    FUZZ_CHECK(refusal->status >= 400 && !refusal->why.empty(), refusal->why);
  }
}

void check_wrapper(std::string_view octets) {
  const auto message = parse_cpim(octets);
  if (!message) return;
  CpimMessage known = *message;
  std::erase_if(known.headers, [](const CpimHeader& header) {
    // What is written has the two namespaces the gateway speaks, and no names of other ones.
    return (header.ns != kCpimHeaders && header.ns != kImdnHeaders) || header.name.empty() ||
           header.name == "NS" || header.name == "Require" ||
           header.name.find_first_of(".: ;") != std::string::npos || header.value != "x";
  });
  known.content_headers.clear();
  const std::string wire = write_cpim(known);
  const auto again = parse_cpim(wire);
  FUZZ_CHECK(again, wire);
  FUZZ_CHECK(again->headers == known.headers && again->content == known.content, wire);
}

void check_thread(std::string_view octets) {
  const std::string call_id = call_id_of_thread(octets);
  FUZZ_CHECK(!call_id.empty() && call_id.size() <= 255, call_id);
  FUZZ_CHECK(call_id_of_thread(call_id) == call_id, call_id);
  const std::string thread = thread_of_call_id(octets);
  FUZZ_CHECK(thread.find_first_of(".@:") == std::string::npos, thread);
  FUZZ_CHECK(thread_of_call_id(thread) == thread, thread);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view octets = fuzz::text_of(data, size);
  for (const char* type : {"text/plain", "text/html", "message/cpim", "message/imdn+xml",
                           "application/im-iscomposing+xml"}) {
    check_content(type, octets);
  }
  check_content(std::string(octets), "x");
  check_wrapper(octets);
  check_thread(octets);
  return 0;
}
