// Presence documents: RFC 3863, with RFC 4480 activities and the show value of RFC 8048.
#include "gateway/presence/pidf.hpp"

#include <gtest/gtest.h>

#include <string>

namespace gateway {
namespace {

using namespace std::chrono_literals;

std::string document_with(const std::string& inside) {
  return "<?xml version='1.0' encoding='UTF-8'?>\n"
         "<presence xmlns='urn:ietf:params:xml:ns:pidf' xmlns:r='urn:ietf:params:xml:ns:pidf:rpid' "
         "xmlns:dm='urn:ietf:params:xml:ns:pidf:data-model' xmlns:v='urn:vendor' "
         "entity='pres:alice@contoso.example'>" +
         inside + "</presence>";
}

std::string error_of(const std::string& octets) {
  const auto document = parse_pidf(octets);
  return document ? "none" : document.error().code;
}

TEST(Pidf, TupleIsRead) {
  const auto document = parse_pidf(document_with(
      "<tuple id='e1'><status><basic> open </basic><show xmlns='jabber:client'>dnd</show></status>"
      "<contact priority='0.5'>sip:alice@contoso.example;gr=e1</contact>"
      "<note xml:lang='de'>zu Tisch</note><note>at lunch</note>"
      "<timestamp>2026-03-01T12:00:00Z</timestamp></tuple>"));

  ASSERT_TRUE(document) << document.error().what;
  EXPECT_EQ(document->entity, "pres:alice@contoso.example");
  ASSERT_EQ(document->tuples.size(), 1U);
  const Tuple& tuple = document->tuples.front();
  EXPECT_EQ(tuple.id, "e1");
  EXPECT_TRUE(tuple.open);
  EXPECT_EQ(tuple.show, Show::DoNotDisturb);
  EXPECT_EQ(tuple.priority, 500);
  EXPECT_EQ(tuple.contact, "sip:alice@contoso.example;gr=e1");
  EXPECT_EQ(tuple.notes, (std::vector<Note>{{"zu Tisch", "de"}, {"at lunch", ""}}));
  EXPECT_EQ(tuple.timestamp, WallTime(std::chrono::sys_days(2026y / 3 / 1) + 12h));
}

TEST(Pidf, ActivitiesAreReadWhereverTheyStand) {
  const auto document = parse_pidf(document_with(
      "<tuple id='e1'><status><basic>open</basic><r:activities><r:busy/></r:activities></status>"
      "<r:activities><r:note>x</r:note><r:meeting/></r:activities></tuple>"
      "<dm:person id='p'><r:activities "
      "until='2026-03-01T13:00:00Z'><r:away/><v:nap/></r:activities>"
      "</dm:person>"));

  ASSERT_TRUE(document);
  EXPECT_EQ(document->tuples.front().activities,
            (std::vector<Activity>{{"busy", {}, {}}, {"meeting", {}, {}}}));
  EXPECT_EQ(
      document->activities,
      (std::vector<Activity>{{"away", {}, WallTime(std::chrono::sys_days(2026y / 3 / 1) + 13h)}}));
}

TEST(Pidf, WhatIsUnknownChangesNothing) {
  const std::string plain =
      "<tuple id='e1'><status><basic>open</basic></status><note>hi</note></tuple><note>all</note>";
  const std::string decorated =
      "<tuple id='e1' v:a='1'><status><basic>open</basic>"
      "<v:status mustUnderstand='true'><basic>closed</basic></v:status></status><v:more>x</v:more>"
      "<note>hi</note></tuple><note>all</note><v:tuple id='e1'/>";

  EXPECT_EQ(parse_pidf(document_with(decorated)).value(), parse_pidf(document_with(plain)).value());
}

TEST(Pidf, NobodysAvailabilityIsGuessed) {
  for (const char* basic : {"OPEN", "", "away", "opened"}) {
    EXPECT_EQ(error_of(document_with("<tuple id='e1'><status><basic>" + std::string(basic) +
                                     "</basic></status></tuple>")),
              "pidf-bad-status")
        << basic;
  }
  const auto without = parse_pidf(document_with(
      "<tuple id='e1'><status><v:location>home</v:location></status></tuple><tuple id='e2'/>"));
  ASSERT_TRUE(without);
  EXPECT_TRUE(without->tuples.empty());
}

TEST(Pidf, TuplesAreToldApart) {
  const std::string tuple = "<tuple id='e1'><status><basic>open</basic></status></tuple>";
  EXPECT_EQ(error_of(document_with(tuple + tuple)), "pidf-bad-tuple");
  EXPECT_EQ(error_of(document_with("<tuple><status><basic>open</basic></status></tuple>")),
            "pidf-bad-tuple");
}

TEST(Pidf, OtherDocumentsAreRefused) {
  EXPECT_EQ(error_of("<presence"), "pidf-not-xml");
  EXPECT_EQ(error_of("<!DOCTYPE presence><presence/>"), "pidf-not-xml");
  EXPECT_EQ(error_of("<presence xmlns='urn:other' entity='pres:a@b.example'/>"), "pidf-not-pidf");
  EXPECT_EQ(error_of("<presence xmlns='urn:ietf:params:xml:ns:pidf'/>"), "pidf-not-pidf");
}

TEST(Pidf, OneNoteForEachLanguage) {
  const auto document = parse_pidf(document_with(
      "<note xml:lang='de'>eins</note><note xml:lang='de'>zwei</note><note>one</note><note/>"));

  ASSERT_TRUE(document);
  EXPECT_EQ(document->notes, (std::vector<Note>{{"eins", "de"}, {"one", ""}}));
}

TEST(Pidf, PrioritiesOutsideTheGrammarAreAbsent) {
  const auto priority_of = [](const std::string& text) {
    return parse_pidf(document_with("<tuple id='e1'><status><basic>open</basic></status><contact "
                                    "priority='" +
                                    text + "'>sip:a@b.example</contact></tuple>"))
        ->tuples.front()
        .priority;
  };
  EXPECT_EQ(priority_of("0"), 0);
  EXPECT_EQ(priority_of("0.021"), 21);
  EXPECT_EQ(priority_of("1.00"), 1000);
  for (const char* text : {"", "1.001", "2", "-0.5", "0.0001", ".5", "0.", "0.5x"}) {
    EXPECT_EQ(priority_of(text), std::nullopt) << text;
  }
}

TEST(Pidf, ComesBackFromWhatIsWritten) {
  PresenceDocument document;
  document.entity = "pres:romeo@fed.example";
  Tuple tuple;
  tuple.id = "Torchard";
  tuple.open = true;
  tuple.show = Show::ExtendedAway;
  tuple.notes = {
      {"na ob\xc4\x9b"
       "d\xc4\x9b <&>",
       "cs"}};
  tuple.priority = 63;
  tuple.contact = "sip:romeo@fed.example;gr=orchard";
  tuple.timestamp = WallTime(std::chrono::sys_days(2026y / 3 / 1));
  tuple.activities = {{"away", {}, {}}};
  document.tuples = {tuple, Tuple()};
  document.tuples.back().id = "Tbalcony";
  document.notes = {{"about me", ""}};
  document.activities = {{"meeting", tuple.timestamp, {}}};

  EXPECT_EQ(parse_pidf(write_pidf(document)).value(), document);
}

TEST(Availability, NumbersAreReadByTheirRanges) {
  struct Row {
    std::uint32_t from, to;
    bool available;
    Show show;
  };
  for (const Row& row :
       {Row{0, 4499, true, Show::None}, Row{4500, 5999, true, Show::Away},
        Row{6000, 7499, true, Show::DoNotDisturb}, Row{7500, 8999, true, Show::DoNotDisturb},
        Row{9000, 11999, true, Show::DoNotDisturb}, Row{12000, 14999, true, Show::Away},
        Row{15000, 17999, true, Show::Away}, Row{18000, 99999, false, Show::None}}) {
    for (const std::uint32_t number : {row.from, row.to}) {
      EXPECT_EQ(state_of_availability(number).available, row.available) << number;
      EXPECT_EQ(state_of_availability(number).show, row.show) << number;
    }
  }
}

TEST(Availability, StatesBecomeTheUsualNumbers) {
  const auto number = [](bool available, Show show) {
    PresenceState state;
    state.available = available;
    state.show = show;
    return availability_of(state);
  };
  EXPECT_EQ(number(true, Show::None), 3500U);
  EXPECT_EQ(number(true, Show::Chat), 3500U);
  EXPECT_EQ(number(true, Show::Away), 15500U);
  EXPECT_EQ(number(true, Show::ExtendedAway), 15500U);
  EXPECT_EQ(number(true, Show::DoNotDisturb), 6500U);
  EXPECT_EQ(number(false, Show::None), 18500U);
}

}  // namespace
}  // namespace gateway
