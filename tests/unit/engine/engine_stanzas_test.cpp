// What a partner's stanza comes to, and pings of ours, through the engine's one door.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/base/address.hpp"
#include "tests/unit/engine/plain_gateway.hpp"

namespace gateway {
namespace {

using namespace test;  // NOLINT: the words of the dialogue
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// An inbound stream, authenticated by TCP dialback beside an outbound one.
struct BothWays : Gateway {
  explicit BothWays(Settings settings = plain_settings(), std::string_view language = "")
      : Gateway(std::move(settings)) {
    outbound = open_stream();
    (*this)(StreamAccepted{{.connection = inbound,
                            .local = *parse_endpoint("192.0.2.9:5269"),
                            .peer = *parse_endpoint("192.0.2.1:40000")}});
    std::string head = header("");
    head.insert(head.size() - 1, language);
    (*this)(Received{inbound, head});
    (*this)(
        Received{inbound, "<db:result from='fed.example' to='contoso.example'>key</db:result>"});
    resolve();
    const ConnectionId verifying = connection;
    (*this)(Connected{verifying});
    const auto asked = (*this)(Received{verifying, header("v1") + kFeatures});
    const std::string id = asked.at(0).substr(asked.at(0).find(" id='") + 5, 32);
    (*this)(Received{verifying,
                     "<db:verify from='fed.example' to='contoso.example' type='valid' "
                     "id='" +
                         id + "'/>"});
    (*this)(ConnectionEnded{verifying});
  }

  std::vector<std::string> partner_says(std::string_view xml) {
    return (*this)(Received{inbound, std::string(xml)});
  }
  auto on_outbound(const std::string& xml) const {
    return HasSubstr("send#" + std::to_string(outbound) + " " + xml);
  }

  ConnectionId outbound = 0;
  ConnectionId inbound = 1;
};

Settings with_pings() {
  Settings settings = plain_settings();
  settings.limits.ping_interval = 100s;
  settings.limits.ping_timeout = 10s;
  return settings;
}

TEST(EngineStanzas, HandsOverWhatIsForAUser) {
  BothWays gateway;

  EXPECT_THAT(gateway.partner_says("<iq from='romeo@fed.example' to='alice@contoso.example' "
                                   "id='q1' type='get'><x xmlns='urn:example:x'/></iq>"),
              ElementsAre("deliver "));
}

TEST(EngineStanzas, AnswersAPingOnTheStreamToThePartner) {
  BothWays gateway;

  EXPECT_THAT(gateway.partner_says("<iq from='fed.example' to='contoso.example' id='p1' "
                                   "type='get'><ping xmlns='urn:xmpp:ping'/></iq>"),
              ElementsAre(gateway.on_outbound(
                  "<iq from='contoso.example' to='fed.example' id='p1' type='result'/>")));
}

TEST(EngineStanzas, RefusesAnIqThatIsNoRequest) {
  BothWays gateway;

  EXPECT_THAT(gateway.partner_says("<iq from='romeo@fed.example' to='alice@contoso.example' "
                                   "id='q1' type='steal'><x xmlns='urn:example:x'/></iq>"),
              ElementsAre(AllOf(gateway.on_outbound("<iq from='alice@contoso.example' "
                                                    "to='romeo@fed.example' id='q1' type='error'>"),
                                HasSubstr("<bad-request"))));
}

TEST(EngineStanzas, AnswersNoAnswer) {
  BothWays gateway;

  for (const char* to : {"contoso.example", "contoso.example/x"}) {
    for (const char* type : {"result", "error"}) {
      EXPECT_THAT(gateway.partner_says("<iq from='fed.example' id='q1' to='" + std::string(to) +
                                       "' type='" + type + "'/>"),
                  IsEmpty());
    }
  }
}

TEST(EngineStanzas, AnswersToAPartnerItCannotReachAreDropped) {
  BothWays gateway;
  gateway(ConnectionEnded{gateway.outbound});

  const auto words = gateway.partner_says(
      "<iq from='fed.example' to='contoso.example' id='p1' type='get'>"
      "<ping xmlns='urn:xmpp:ping'/></iq>");
  gateway.clock += 61s;

  EXPECT_LE(words.size(), 1U) << "at most a question to DNS";
  for (const std::string& word : gateway(DeadlineReached{})) {
    EXPECT_THAT(word, testing::Not(HasSubstr("bounce")));
  }
}

TEST(EngineStanzas, BouncesALocalIqThatIsNoRequest) {
  Gateway gateway;
  LocalStanza local = gateway.message();
  local.stanza.name = "iq";

  EXPECT_THAT(gateway(local), ElementsAre("bounce bad-request"));
}

TEST(EngineStanzas, BounceToAnAddressThatIsNone) {
  Gateway gateway;

  EXPECT_THAT(gateway(gateway.message("alice@contoso.example", "romeo@")),
              ElementsAre("bounce jid-malformed"));
  EXPECT_THAT(gateway(gateway.message("alice@elsewhere.example", "romeo@")), IsEmpty());
}

// ---- what a local service hears of its stanzas

TEST(EngineStanzas, TellsWhenAReferencedStanzaIsOnAStream) {
  Gateway gateway;
  LocalStanza local = gateway.message();
  local.reference = 7;

  gateway(local);
  EXPECT_THAT(gateway.engine.taken(), IsEmpty()) << "it waits for a stream";
  gateway.resolve();
  gateway(Connected{gateway.connection});
  gateway(Received{gateway.connection, header("s1") + kFeatures});
  gateway(Received{gateway.connection,
                   "<db:result from='fed.example' to='contoso.example' type='valid'/>"});
  EXPECT_THAT(gateway.engine.taken(), ElementsAre(7));

  local.reference = 8;
  gateway(local);
  EXPECT_THAT(gateway.engine.taken(), ElementsAre(8)) << "a stream is open";
}

TEST(EngineStanzas, StampsAReferencedStanzaThatWaited) {
  for (const auto wait : {2s, 3s}) {
    Gateway gateway;
    LocalStanza local = gateway.message();
    local.reference = 7;
    gateway(local);
    gateway(gateway.message());
    gateway.resolve();
    gateway(Connected{gateway.connection});
    gateway(Received{gateway.connection, header("s1") + kFeatures});

    gateway.clock += wait;
    const auto words =
        gateway(Received{gateway.connection,
                         "<db:result from='fed.example' to='contoso.example' type='valid'/>"});

    std::string sent;
    for (const std::string& word : words) sent += word;
    const std::string stamp =
        "<delay xmlns='urn:xmpp:delay' from='contoso.example' stamp='1970-01-01T00:00:00Z'/>";
    EXPECT_EQ(sent.find(stamp) != std::string::npos, wait > 2s) << sent;
    EXPECT_EQ(sent.find(stamp), sent.rfind(stamp)) << "only the one that asked for it";
  }
}

TEST(EngineStanzas, DropsWhatMayNotWaitUnlessAStreamIsOpen) {
  Gateway gateway;
  LocalStanza local = gateway.message();
  local.may_wait = false;

  EXPECT_THAT(gateway(local), IsEmpty()) << "no question to DNS, no bounce";
  gateway.open_stream();
  EXPECT_THAT(gateway(local), ElementsAre(HasSubstr("hello")));
}

// ---- pings of ours
// --------------------------------------------------------------------------------

std::string id_of_ping(const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    const auto ping = word.find("<ping xmlns='urn:xmpp:ping'/>");
    const auto id = word.find(" id='");
    if (ping != std::string::npos && id != std::string::npos) return word.substr(id + 5, 16);
  }
  return {};
}

/// Time passes in small steps, for white space falls due too.
std::vector<std::string> pass(Gateway& gateway, Duration time) {
  std::vector<std::string> all;
  const Instant end = gateway.clock + time;
  while (gateway.clock < end) {
    gateway.clock = std::min(end, gateway.engine.next_deadline().value_or(end));
    for (std::string& word : gateway(DeadlineReached{})) all.push_back(std::move(word));
  }
  return all;
}

TEST(EnginePings, AskAfterTheIntervalAndNotBefore) {
  Gateway gateway(with_pings());
  gateway.open_stream();

  EXPECT_EQ(id_of_ping(pass(gateway, 100s - 1us)), "");
  EXPECT_NE(id_of_ping(pass(gateway, 1us)), "");
}

TEST(EnginePings, CloseAStreamWithoutAnAnswer) {
  Gateway gateway(with_pings());
  gateway.open_stream();
  pass(gateway, 100s);

  EXPECT_THAT(pass(gateway, 10s - 1us), IsEmpty());
  EXPECT_THAT(pass(gateway, 1us),
              ElementsAre(HasSubstr("<connection-timeout"), HasSubstr("finish#")));
}

TEST(EnginePings, TakeAnAnswerOnAnotherStreamForALifeSign) {
  for (const char* rest : {"type='result'/>",
                           "type='error'><error type='cancel'><service-unavailable "
                           "xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>"}) {
    BothWays gateway(with_pings());
    const std::string id = id_of_ping(pass(gateway, 100s));
    ASSERT_NE(id, "");

    gateway.partner_says("<iq from='fed.example' to='contoso.example' id='" + id + "' " + rest);

    EXPECT_EQ(id_of_ping(pass(gateway, 99s)), "") << "the next is due 100 s after the answer";
    EXPECT_NE(id_of_ping(pass(gateway, 1s)), "");
  }
}

TEST(EnginePings, TakeNoAnswerOfAnotherIdOrAddress) {
  BothWays gateway(with_pings());
  const std::string id = id_of_ping(pass(gateway, 100s));

  gateway.partner_says("<iq from='fed.example' to='contoso.example' id='" + id +
                       "0' "
                       "type='result'/>");
  gateway.partner_says("<message from='fed.example' to='contoso.example' id='" + id +
                       "' "
                       "type='error'/>");

  EXPECT_THAT(pass(gateway, 10s), testing::Contains(HasSubstr("<connection-timeout")));
}

TEST(EnginePings, AreNoStanzasThatKeepAStreamOpen) {
  Settings settings = with_pings();
  settings.limits.stream_inactivity_timeout = 150s;
  BothWays gateway(std::move(settings));
  const std::string id = id_of_ping(pass(gateway, 100s));
  gateway.partner_says("<iq from='fed.example' to='contoso.example' id='" + id +
                       "' "
                       "type='result'/>");

  EXPECT_THAT(pass(gateway, 50s), testing::Contains(HasSubstr("</stream:stream>")));
}

TEST(EngineStanzas, CarryTheLanguageOfTheStream) {
  BothWays gateway(plain_settings(), " xml:lang='de'");
  EngineActions actions;

  gateway.engine.handle(
      Received{gateway.inbound, "<message from='romeo@fed.example' to='alice@contoso.example'/>"},
      {gateway.clock, WallTime{}}, actions);

  ASSERT_EQ(actions.size(), 1U);
  const auto& stanza = std::get<DeliverStanza>(actions.front()).stanza;
  EXPECT_EQ(stanza.attributes.back(), (xml::Attribute{std::string(ns::kXml), "lang", "de"}));
}

}  // namespace
}  // namespace gateway
