// SIP messages off the wire and back: RFC 3261 7, 18.3, 20, 25.1.
#include "gateway/sip/parse.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace gateway::sip {
namespace {

constexpr std::string_view kMessage =
    "MESSAGE sip:romeo@fed.example;gr=b%C3%BCro SIP/2.0\r\n"
    "Via: SIP/2.0/TCP pool.contoso.example:5060;branch=z9hG4bKa;rport, SIP/2.0/UDP "
    "[2001:db8::1]\r\n"
    "Max-Forwards: 70\r\n"
    "f: \"Alice \\\"A\\\"\" <sip:alice%26co@contoso.example;gr=e1>;tag=8f\r\n"
    "To: sip:romeo@fed.example\r\n"
    "Call-ID: a84b4c76e66710@pool\r\n"
    "CSeq: 7 MESSAGE\r\n"
    "Subject: one\r\n two\r\n"
    "Content-Language: de\r\n"
    "Content-Type: text/plain;charset=utf-8\r\n"
    "Content-Length: 5\r\n"
    "\r\n"
    "hello";

std::string error_of(std::string_view octets) {
  const auto message = parse_datagram(octets);
  return message ? "none" : message.error().code;
}

std::string with(std::string_view from, std::string_view to) {
  std::string octets(kMessage);
  const std::size_t at = octets.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return octets.replace(at, from.size(), to);
}

TEST(SipMessage, RequestIsRead) {
  const auto message = parse_datagram(kMessage);

  ASSERT_TRUE(message) << message.error().what;
  EXPECT_EQ(message->method, "MESSAGE");
  EXPECT_EQ(message->request_uri, "sip:romeo@fed.example;gr=b%C3%BCro");
  ASSERT_EQ(message->vias.size(), 2U);
  EXPECT_EQ(message->vias[0].transport, "TCP");
  EXPECT_EQ(message->vias[0].host, "pool.contoso.example");
  EXPECT_EQ(message->vias[0].port, 5060);
  EXPECT_EQ(message->vias[0].branch(), "z9hG4bKa");
  EXPECT_EQ(message->vias[1].host, "[2001:db8::1]");
  EXPECT_EQ(message->from.display, "Alice \"A\"");
  EXPECT_EQ(message->from.uri, "sip:alice%26co@contoso.example;gr=e1") << "as it was said";
  EXPECT_EQ(message->from.tag(), "8f");
  EXPECT_EQ(message->to.uri, "sip:romeo@fed.example");
  EXPECT_EQ(message->to.tag(), "");
  EXPECT_EQ(message->call_id, "a84b4c76e66710@pool");
  EXPECT_EQ(message->cseq, (CSeq{7, "MESSAGE"}));
  EXPECT_EQ(*message->header("max-forwards"), "70");
  EXPECT_EQ(*message->header("content-language"), "de");
  EXPECT_EQ(message->body, "hello");
}

TEST(SipMessage, ResponseIsRead) {
  const auto message = parse_datagram(
      "SIP/2.0 404 Not here\r\nVia: SIP/2.0/UDP a.example;branch=z9hG4bKb\r\n"
      "From: <sip:a@b.example>;tag=1\r\nTo: <sip:c@d.example>;tag=2\r\nCall-ID: x\r\n"
      "CSeq: 1 SUBSCRIBE\r\nContent-Length: 0\r\n\r\n");

  ASSERT_TRUE(message) << message.error().what;
  EXPECT_FALSE(message->is_request());
  EXPECT_EQ(message->status, 404);
  EXPECT_EQ(message->reason, "Not here");
  EXPECT_EQ(message->to.tag(), "2");
}

TEST(SipMessage, ResponsesSayAddressesAsTheRequestDid) {
  for (const std::string address :
       {"<sip:a%26b%2523c@contoso.example>;tag=1", "<sip:o%27malley@contoso.example;gr=%65>;tag=1",
        "<sip:Alice@Contoso.example>;tag=1"}) {
    const auto request = parse_datagram(
        with("\"Alice \\\"A\\\"\" <sip:alice%26co@contoso.example;gr=e1>;tag=8f", address));
    ASSERT_TRUE(request) << request.error().what;

    EXPECT_NE(to_wire(response_to(*request, 200, "t")).find("From: " + address + "\r\n"),
              std::string::npos)
        << address;
  }
}

TEST(SipMessage, ShortFormsMeanTheSame) {
  const auto message = parse_datagram(with("Subject: one\r\n two", "o: presence\r\nS: one"));

  ASSERT_TRUE(message) << message.error().what;
  EXPECT_EQ(*message->header("Event"), "presence");
  EXPECT_EQ(*message->header("Subject"), "one");
}

TEST(SipMessage, ComesBackFromTheWire) {
  const auto first = parse_datagram(kMessage);
  ASSERT_TRUE(first);

  const auto second = parse_datagram(to_wire(*first));

  ASSERT_TRUE(second) << second.error().what;
  EXPECT_EQ(*first, *second);
}

TEST(SipMessage, NobodysTextBeginsAHeader) {
  auto message = parse_datagram(kMessage).value();
  message.set_header("Subject", "one\r\nVia: SIP/2.0/UDP evil.example");

  const std::string wire = to_wire(message);

  EXPECT_EQ(wire.find("\r\nVia: SIP/2.0/UDP evil"), std::string::npos);
}

TEST(SipMessage, ControlCharactersAreRefused) {
  EXPECT_EQ(error_of(with("Content-Length: 5", "Content-Length\x04: 5")), "message-syntax");
  EXPECT_EQ(error_of(with("alice%26co", "alice%00co")), "message-syntax");
  EXPECT_EQ(error_of(with("one\r\n two", std::string_view("one\0two", 7))), "message-syntax");
}

TEST(SipMessage, OnlyCrlfEndsALine) {
  EXPECT_EQ(error_of(with("one\r\n two", "one\nContent-Length: 0")), "message-syntax");
  EXPECT_EQ(error_of(with("one\r\n two", "one\rContent-Length: 0")), "message-syntax");
}

TEST(SipMessage, StartLineIsOneLine) {
  EXPECT_EQ(error_of(with("b%C3%BCro SIP/2.0", "b\r\nX: y SIP/2.0")), "message-syntax");
  EXPECT_EQ(error_of(with("b%C3%BCro SIP/2.0", "b SIP/3.0")), "message-syntax");
  EXPECT_EQ(error_of(with("Max-Forwards: 70", "Max-Forwards 70")), "message-syntax");
}

TEST(SipMessage, WhatIsMissingIsMissed) {
  for (const char* line :
       {"f: \"Alice \\\"A\\\"\" <sip:alice%26co@contoso.example;gr=e1>;tag=8f\r\n",
        "To: sip:romeo@fed.example\r\n", "Call-ID: a84b4c76e66710@pool\r\n", "CSeq: 7 MESSAGE\r\n",
        "Content-Type: text/plain;charset=utf-8\r\n"}) {
    EXPECT_EQ(error_of(with(line, "")), "message-syntax") << line;
  }
  EXPECT_EQ(error_of(""), "message-syntax");
  EXPECT_EQ(error_of("GET / HTTP/1.1\r\n\r\n"), "message-syntax");
  EXPECT_EQ(error_of(with("CSeq: 7 MESSAGE", "CSeq: 7 NOTIFY")), "message-syntax");
  EXPECT_EQ(error_of(with("CSeq: 7", "CSeq: 4294967295")), "message-syntax");
}

TEST(SipMessage, DatagramEndsItsBody) {
  EXPECT_EQ(parse_datagram(with("Content-Length: 5\r\n", ""))->body, "hello");
  EXPECT_EQ(parse_datagram(with("Content-Length: 5", "l:3"))->body, "hel");
  EXPECT_EQ(error_of(with("Content-Length: 5", "Content-Length: 6")), "message-syntax");
  EXPECT_EQ(error_of(with("Content-Length: 5", "Content-Length: 5\r\nl: 4")), "message-syntax");
  EXPECT_EQ(error_of(with("Content-Length: 5", "Content-Length: -1")), "message-syntax");
  EXPECT_EQ(error_of(with("Content-Length: 5", "Content-Length: 5x")), "message-syntax");
}

TEST(SipMessage, SizesAreBounded) {
  EXPECT_EQ(error_of(with("Subject: one", "Subject: " + std::string(70'000, 'x'))),
            "message-too-large");
  EXPECT_EQ(error_of(with("Content-Length: 5", "Content-Length: 300000")), "message-too-large");
}

TEST(SipStream, MessagesAreFoundWhereverTheStreamIsCut) {
  const std::string two = "\r\n\r\n" + std::string(kMessage) + "\r\n\r\n" + std::string(kMessage);
  for (std::size_t cut = 0; cut <= two.size(); ++cut) {
    StreamFramer framer;
    std::size_t found = 0;
    for (const std::string& part : {two.substr(0, cut), two.substr(cut)}) {
      framer.append(part);
      for (auto message = framer.next(); message && *message; message = framer.next()) {
        EXPECT_EQ((*message)->body, "hello");
        ++found;
      }
    }
    ASSERT_EQ(found, 2U) << "cut at " << cut;
  }
}

TEST(SipStream, NeedsToKnowWhereAMessageEnds) {
  StreamFramer framer;
  framer.append(with("Content-Length: 5\r\n", ""));

  EXPECT_EQ(framer.next().error().code, "message-syntax");
}

TEST(SipStream, HeadWithoutEndIsGivenUp) {
  StreamFramer framer;
  framer.append("MESSAGE sip:a@b.example SIP/2.0\r\nSubject: " + std::string(70'000, 'x'));

  EXPECT_EQ(framer.next().error().code, "message-too-large");
}

TEST(SipResponse, RepeatsWhatTiesItToTheRequest) {
  const auto request = parse_datagram(kMessage).value();

  const Message response = response_to(request, 202, "our-tag");

  EXPECT_EQ(response.vias, request.vias);
  EXPECT_EQ(response.cseq, request.cseq);
  EXPECT_EQ(response.call_id, request.call_id);
  EXPECT_EQ(response.from, request.from);
  EXPECT_EQ(response.to.tag(), "our-tag");
  EXPECT_EQ(response.reason, "Accepted");
  EXPECT_TRUE(parse_datagram(to_wire(response)));
}

TEST(SipResponse, TagOfTheDialogStays) {
  auto request = parse_datagram(kMessage).value();
  request.to.parameters.push_back({"tag", "theirs"});

  EXPECT_EQ(response_to(request, 200, "our-tag").to.tag(), "theirs");
}

}  // namespace
}  // namespace gateway::sip
