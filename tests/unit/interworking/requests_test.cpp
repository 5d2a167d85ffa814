// iq to users, and SIP requests of other methods: docs/interworking.md 7; RFC 6121 8.5, XEP-0030 8,
// XEP-0115 5.1, RFC 3261 8.2.1, RFC 6665 8.3.2.
#include "gateway/interworking/requests.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/base/encoding.hpp"
#include "gateway/interworking/user_disco.hpp"
#include "gateway/tls/digest.hpp"
#include "tests/unit/interworking/small_service.hpp"

namespace gateway::test {
namespace {

const std::string kInfo = "<query xmlns='http://jabber.org/protocol/disco#info'/>";
const std::string kItems = "<query xmlns='http://jabber.org/protocol/disco#items'/>";

/// The one answer to an iq of romeo's.
xml::Element answer(bool sees, const std::string& to, const std::string& inside,
                    const std::string& type = "get") {
  SmallService service;
  if (sees) service.subscribed.insert(alice_and_romeo());
  xml::Element iq = SmallService::parse("<iq id='q1' type='" + type + "'>" + inside + "</iq>");
  iq.set("from", kRomeo).set("to", to);
  on_partner_iq(iq, {jid(kRomeo), jid(to)}, service.look());
  service.look();
  if (service.stanzas.size() != 1) return {};
  EXPECT_EQ(service.stanzas.front().attribute("from"), to);
  EXPECT_EQ(service.stanzas.front().attribute("to"), kRomeo);
  EXPECT_EQ(service.stanzas.front().attribute("id"), "q1");
  EXPECT_TRUE(service.requests.empty());
  return service.stanzas.front().element;
}

std::string outcome(const xml::Element& iq) {
  if (const auto* error = iq.child(ns::kServer, "error")) return error->first_child()->name;
  return std::string(iq.attribute_or("type", "none"));
}

TEST(Requests, ToUsers) {
  struct Row {
    bool sees;
    std::string to;
    std::string inside;
    std::string expected;
  };
  const std::string version = "<query xmlns='jabber:iq:version'/>";
  const std::string ping = "<ping xmlns='urn:xmpp:ping'/>";
  const std::string jingle = "<jingle xmlns='urn:xmpp:jingle:1'/>";
  for (const Row& row : {
           Row{true, kAlice, kInfo, "result"},
           Row{true, kAlice, kItems, "result"},
           Row{true, kAlice + "/e1", kInfo, "result"},
           Row{true, kAlice + "/e1", kItems, "result"},
           Row{false, kAlice, kInfo, "service-unavailable"},
           Row{false, kAlice, kItems, "result"},  // XEP-0030 8: empty
           Row{false, "nobody@contoso.example", kInfo, "service-unavailable"},
           Row{false, "nobody@contoso.example", kItems, "result"},
           Row{false, kAlice + "/e1", kInfo, "service-unavailable"},
           Row{false, kAlice + "/e1", kItems, "service-unavailable"},
           Row{true, kAlice, version, "service-unavailable"},
           Row{true, kAlice + "/e1", version, "service-unavailable"},
           Row{true, kAlice, ping, "service-unavailable"},
           Row{true, kAlice + "/e1", ping, "service-unavailable"},
           Row{true, kAlice, jingle, "service-unavailable"},
           Row{true, kAlice + "/e1", jingle, "service-unavailable"},
       }) {
    EXPECT_EQ(outcome(answer(row.sees, row.to, row.inside)), row.expected)
        << row.sees << " " << row.to << " " << row.inside;
  }
  EXPECT_EQ(outcome(answer(true, kAlice, kInfo, "set")), "service-unavailable");
  EXPECT_EQ(outcome(answer(true, kAlice, kInfo, "result")), "none");
  EXPECT_EQ(outcome(answer(true, kAlice, kInfo, "error")), "none");
}

TEST(Requests, StrangersCannotTellUsersApart) {
  for (const std::string& inside : {kInfo, kItems, std::string("<x xmlns='urn:x'/>")}) {
    xml::Element known = answer(false, kAlice, inside);
    xml::Element unknown = answer(false, "nobody@contoso.example", inside);
    known.set("from", "x");
    unknown.set("from", "x");
    EXPECT_EQ(known, unknown);
  }
}

TEST(Requests, AnAccountIsRegistered) {
  const xml::Element info = answer(true, kAlice, kInfo);
  const xml::Element* query = info.child(ns::kDiscoInfo, "query");
  ASSERT_NE(query, nullptr);
  EXPECT_EQ(query->first_child()->attribute("category"), "account");
  EXPECT_EQ(query->first_child()->attribute("type"), "registered");
  EXPECT_TRUE(answer(true, kAlice, kItems).child(ns::kDiscoItems, "query")->children.empty());
}

TEST(Requests, TheDigestInPresenceIsThatOfTheAnswer) {
  const xml::Element caps = make_caps();
  EXPECT_TRUE(caps.is(kCaps, "c"));
  EXPECT_EQ(caps.attribute("hash"), "sha-1");
  const std::string node =
      std::string(caps.attribute_or("node", "")) + "#" + std::string(caps.attribute_or("ver", ""));
  const xml::Element info =
      answer(true, kAlice + "/e1",
             "<query xmlns='http://jabber.org/protocol/disco#info' node='" + node + "'/>");
  const xml::Element* query = info.child(ns::kDiscoInfo, "query");
  ASSERT_NE(query, nullptr);
  EXPECT_EQ(query->attribute("node"), node) << "XEP-0030 3.2: mirrored";

  std::set<std::string> identities;
  std::set<std::string> features;
  for (const auto& child : query->children) {
    const auto& one = std::get<xml::Element>(child);
    if (one.name == "identity") {
      identities.insert(std::string(one.attribute_or("category", "")) + "/" +
                        std::string(one.attribute_or("type", "")) + "//" +
                        std::string(one.attribute_or("name", "")));
    }
    if (one.name == "feature") features.insert(std::string(one.attribute_or("var", "")));
  }
  std::string text;
  for (const auto& one : identities) text += one + "<";
  for (const auto& one : features) text += one + "<";
  EXPECT_EQ(caps.attribute("ver"), base64_encode(sha1(text))) << "XEP-0115 5.1";
  EXPECT_EQ(outcome(answer(true, kAlice + "/e1",
                           "<query xmlns='http://jabber.org/protocol/disco#info' node='x'/>")),
            "item-not-found");
}

TEST(Requests, SipMethods) {
  struct Row {
    std::string method;
    std::string event;
    int status;  // 0: for somebody else
    std::string header;
  };
  for (const Row& row : {
           Row{"MESSAGE", "", 0, ""},
           Row{"SUBSCRIBE", "presence", 0, ""},
           Row{"NOTIFY", "presence;id=1", 0, ""},
           Row{"SUBSCRIBE", "dialog", 489, "Allow-Events"},
           Row{"SUBSCRIBE", "presence.winfo", 489, "Allow-Events"},
           Row{"SUBSCRIBE", "", 489, "Allow-Events"},
           Row{"NOTIFY", "conference", 489, "Allow-Events"},
           Row{"INVITE", "", 488, ""},
           Row{"OPTIONS", "", 200, "Allow"},
           Row{"REGISTER", "", 405, "Allow"},
           Row{"REFER", "", 405, "Allow"},
           Row{"BYE", "", 405, "Allow"},
           Row{"INFO", "", 405, "Allow"},
           Row{"PUBLISH", "presence", 405, "Allow"},
           Row{"CANCEL", "", 481, ""},
       }) {
    fakes::SeededEntropy entropy(1);
    sip::Message request =
        SmallService::request("sip:alice@contoso.example", "sip:romeo@fed.example", "", "");
    request.method = request.cseq.method = row.method;
    if (!row.event.empty()) request.set_header("Event", row.event);
    const auto response = answer_to_other(request, entropy);
    EXPECT_EQ(response ? response->status : 0, row.status) << row.method << " " << row.event;
    if (!row.header.empty()) {
      EXPECT_NE(response->header(row.header), nullptr) << row.method;
    }
  }
}

}  // namespace
}  // namespace gateway::test
