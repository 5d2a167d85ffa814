// RFC 3862: the message of its section 5.1, and what sections 2 and 3 ask of a reader.
#include "gateway/interworking/cpim.hpp"

#include <gtest/gtest.h>

namespace gateway {
namespace {

constexpr std::string_view kExample =
    "From: MR SANDERS <im:piglet@100akerwood.com>\r\n"
    "To: Depressed Donkey <im:eeyore@100akerwood.com>\r\n"
    "DateTime: 2000-12-13T13:40:00-08:00\r\n"
    "Subject: the weather will be fine today\r\n"
    "Subject:;lang=fr beau temps prevu pour aujourd'hui\r\n"
    "NS: MyFeatures <mid:MessageFeatures@id.foo.com>\r\n"
    "MyFeatures.WackyMessageOption: Use-silly-font\r\n"
    "\r\n"
    "Content-type: text/xml; charset=utf-8\r\n"
    "Content-ID: <1234567890@foo.com>\r\n"
    "\r\n"
    "<body>\r\nHere is the text of my message.\r\n</body>";

std::string code_of(std::string_view octets) {
  const auto message = parse_cpim(octets);
  return message ? "" : message.error().code;
}

TEST(Cpim, ReadsTheExampleOfTheRfc) {
  const auto message = parse_cpim(kExample);

  ASSERT_TRUE(message) << message.error().what;
  EXPECT_EQ(*message->header(kCpimHeaders, "From"), "MR SANDERS <im:piglet@100akerwood.com>");
  EXPECT_EQ(*message->header(kCpimHeaders, "Subject"), "the weather will be fine today");
  EXPECT_EQ(message->headers[4].value, "beau temps prevu pour aujourd'hui") << "3.3: parameters";
  EXPECT_EQ(*message->header("mid:MessageFeatures@id.foo.com", "WackyMessageOption"),
            "Use-silly-font");
  EXPECT_EQ(*message->content_header("content-TYPE"), "text/xml; charset=utf-8");
  EXPECT_EQ(message->content, "<body>\r\nHere is the text of my message.\r\n</body>");
}

TEST(Cpim, NamesMatchExactlyAndPrefixesMeanNothingByThemselves) {
  const auto message = parse_cpim(
      "from: <im:a@b>\r\nNS: x <urn:ietf:params:imdn>\r\nx.Message-ID: 1\r\n"
      "imdn.Message-ID: 2\r\n\r\n\r\ntext");

  ASSERT_TRUE(message);
  EXPECT_EQ(message->header(kCpimHeaders, "From"), nullptr) << "2.2";
  EXPECT_EQ(*message->header(kImdnHeaders, "Message-ID"), "1") << "5438 6.1: any prefix";
  EXPECT_EQ(message->headers.size(), 2U) << "a prefix that was not declared: nobody's header";
}

TEST(Cpim, AnotherDefaultNamespace) {
  const auto message =
      parse_cpim("NS: <urn:example:x>\r\nSubject: s\r\nRequire: y\r\n\r\n\r\ntext");

  ASSERT_TRUE(message) << "Require is not that of RFC 3862 any more";
  EXPECT_EQ(*message->header("urn:example:x", "Subject"), "s");
}

TEST(Cpim, UnderstandsEscapes) {
  const auto message = parse_cpim(R"(Subject: a\\b\"c\'d\te\nf\u00e4\u20ac\x\ud800\)"
                                  "\r\n\r\n\r\n");

  ASSERT_TRUE(message);
  EXPECT_EQ(*message->header(kCpimHeaders, "Subject"), "a\\b\"c'd\te\nf\u00e4\u20acx\ufffd");
}

TEST(Cpim, TakesBareLineFeedsAndFoldedContentHeaders) {
  const auto message =
      parse_cpim("From: <im:a@b>\n\nContent-Type: text/plain;\n charset=utf-8\n\nx");

  ASSERT_TRUE(message);
  EXPECT_EQ(*message->content_header("Content-Type"), "text/plain; charset=utf-8");
  EXPECT_EQ(message->content, "x");
}

TEST(Cpim, RefusesWhatIsNone) {
  EXPECT_EQ(code_of(""), "cpim-syntax");
  EXPECT_EQ(code_of("From: <im:a@b>\r\n"), "cpim-syntax");
  EXPECT_EQ(code_of("From: <im:a@b>\r\n\r\n"), "cpim-syntax");
  EXPECT_EQ(code_of("no header\r\n\r\n\r\n"), "cpim-syntax");
  EXPECT_EQ(code_of(": x\r\n\r\n\r\n"), "cpim-syntax");
  EXPECT_EQ(code_of("NS: x\r\n\r\n\r\n"), "cpim-syntax");
  EXPECT_EQ(code_of("\r\nno header\r\n\r\n"), "cpim-syntax");
  EXPECT_EQ(code_of("\r\n folded nothing\r\n\r\n"), "cpim-syntax");
  EXPECT_EQ(code_of("Require: MyFeatures.Vital\r\n\r\n\r\nx"), "cpim-required") << "4.7";
}

TEST(Cpim, HasAtMostAHundredHeaders) {
  std::string headers;
  for (int i = 0; i < 100; ++i) headers += "X: y\r\n";

  EXPECT_EQ(code_of(headers + "\r\n\r\n"), "");
  EXPECT_EQ(code_of(headers + "X: y\r\n\r\n\r\n"), "cpim-too-many-headers");
  EXPECT_EQ(code_of("\r\n" + headers + "\r\n"), "");
  EXPECT_EQ(code_of("\r\n" + headers + "X: y\r\n\r\n"), "cpim-too-many-headers");
}

TEST(Cpim, WritesWhatItReads) {
  CpimMessage message;
  message.headers = {{std::string(kCpimHeaders), "From", "<im:a@b>"},
                     {std::string(kCpimHeaders), "Subject", "two\r\nlines \\ \x01"},
                     {std::string(kImdnHeaders), "Message-ID", "1"},
                     {std::string(kImdnHeaders), "Disposition-Notification", "x"}};
  message.content_headers = {{"Content-Type", "text/plain"}};
  message.content = "\u00fc\r\n\r\n";

  const std::string wire = write_cpim(message);

  EXPECT_EQ(wire,
            "From: <im:a@b>\r\nSubject: two\\r\\nlines \\\\ \\u0001\r\n"
            "NS: imdn <urn:ietf:params:imdn>\r\nimdn.Message-ID: 1\r\n"
            "imdn.Disposition-Notification: x\r\n\r\n"
            "Content-Type: text/plain\r\nContent-Length: 6\r\n\r\n\u00fc\r\n\r\n");
  const auto again = parse_cpim(wire);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->headers, message.headers);
  EXPECT_EQ(again->content, message.content);
}

}  // namespace
}  // namespace gateway
