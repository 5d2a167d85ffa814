// RFC 8048 6 (tables 1 and 2), RFC 4480 3.2, RFC 6121 4.7, docs/interworking.md 5.
#include "gateway/mapping/presence.hpp"

#include <gtest/gtest.h>

#include <set>

#include "gateway/xmpp/namespaces.hpp"

namespace gateway::mapping {
namespace {

const Jid kRomeo = *Jid::parse("romeo@fed.example/orchard");
const Jid kAlice = *Jid::parse("alice@contoso.example");

Tuple open_tuple() {
  Tuple tuple;
  tuple.id = "desk";
  tuple.open = true;
  return tuple;
}

PresenceState state_with(std::initializer_list<const char*> activities) {
  Tuple tuple = open_tuple();
  for (const char* name : activities) tuple.activities.push_back({name, {}, {}});
  return state_of_tuple({}, tuple, WallTime{});
}

xml::Element stanza() {
  xml::Element presence(ns::kServer, "presence");
  return presence;
}

void add_child(xml::Element& parent, std::string_view name, std::string_view text,
               std::string_view language = {}) {
  xml::Element child(ns::kServer, name);
  child.add_text(text);
  if (!language.empty()) {
    child.attributes.push_back({std::string(ns::kXml), "lang", std::string(language)});
  }
  parent.add(std::move(child));
}

struct ActivityCase {
  const char* name;
  Show show;
};
class Activities : public testing::TestWithParam<ActivityCase> {};
TEST_P(Activities, BecomeShowAsTheTableSays) {
  EXPECT_EQ(state_with({GetParam().name}).show, GetParam().show);
}
INSTANTIATE_TEST_SUITE_P(
    Table, Activities,
    testing::Values(
        ActivityCase{"busy", Show::DoNotDisturb}, ActivityCase{"meeting", Show::DoNotDisturb},
        ActivityCase{"on-the-phone", Show::DoNotDisturb},
        ActivityCase{"presentation", Show::DoNotDisturb},
        ActivityCase{"performance", Show::DoNotDisturb},
        ActivityCase{"appointment", Show::DoNotDisturb},
        ActivityCase{"in-transit", Show::DoNotDisturb}, ActivityCase{"away", Show::Away},
        ActivityCase{"breakfast", Show::Away}, ActivityCase{"lunch", Show::Away},
        ActivityCase{"dinner", Show::Away}, ActivityCase{"meal", Show::Away},
        ActivityCase{"shopping", Show::Away}, ActivityCase{"sleeping", Show::Away},
        ActivityCase{"steering", Show::Away}, ActivityCase{"vacation", Show::ExtendedAway},
        ActivityCase{"holiday", Show::ExtendedAway}, ActivityCase{"travel", Show::ExtendedAway},
        ActivityCase{"permanent-absence", Show::ExtendedAway},
        ActivityCase{"looking-for-work", Show::None}, ActivityCase{"unknown", Show::None}));

TEST(StateOfTuple, TakesTheLeastAvailableOfSeveralActivities) {
  EXPECT_EQ(state_with({"meeting", "lunch"}).show, Show::Away);
  EXPECT_EQ(state_with({"holiday", "lunch", "busy"}).show, Show::ExtendedAway);
}

TEST(StateOfTuple, LeavesOutActivitiesOutsideTheirTime) {
  const WallTime now{std::chrono::seconds(1000)};
  Tuple tuple = open_tuple();
  tuple.activities = {{"meeting", std::nullopt, now + std::chrono::seconds(60)}};
  EXPECT_EQ(state_of_tuple({}, tuple, now).show, Show::DoNotDisturb);
  EXPECT_EQ(state_of_tuple({}, tuple, now + std::chrono::seconds(60)).show, Show::None);
  tuple.activities = {{"meeting", now + std::chrono::seconds(1), std::nullopt}};
  EXPECT_EQ(state_of_tuple({}, tuple, now).show, Show::None);
}

TEST(StateOfTuple, HoldsTheShowInsideTheStatusAboveActivities) {
  Tuple tuple = open_tuple();
  tuple.show = Show::Chat;
  tuple.activities = {{"holiday", {}, {}}};
  EXPECT_EQ(state_of_tuple({}, tuple, WallTime{}).show, Show::Chat);
}

TEST(StateOfTuple, NeverReadsANoteAsAState) {
  Tuple tuple = open_tuple();
  tuple.notes = {{"away", ""}};
  const PresenceState state = state_of_tuple({}, tuple, WallTime{});
  EXPECT_EQ(state.show, Show::None);
  ASSERT_EQ(state.notes.size(), 1U);
}

TEST(StateOfTuple, TakesOneNoteForEachLanguageTheTuplesBeforeThePersons) {
  Tuple tuple = open_tuple();
  tuple.notes = {{"im Büro", "de"}, {"zweite", "de"}};
  PresenceDocument document;
  document.notes = {{"dritte", "de"}, {"in the office", "en"}};
  const PresenceState state = state_of_tuple(document, tuple, WallTime{});
  EXPECT_EQ(state.notes, (std::vector<Note>{{"im Büro", "de"}, {"in the office", "en"}}));
}

TEST(StateOfTuple, ClosedSaysNothingElse) {
  Tuple tuple;
  tuple.show = Show::Away;
  tuple.priority = 500;
  const PresenceState state = state_of_tuple({}, tuple, WallTime{});
  EXPECT_FALSE(state.available);
  EXPECT_EQ(state.show, Show::None);
  EXPECT_EQ(state.priority, 0);
}

TEST(StateOfStanza, ReadsShowStatusAndPriority) {
  xml::Element presence = stanza();
  add_child(presence, "show", "xa");
  add_child(presence, "status", "na obědě", "cs");
  add_child(presence, "priority", "-5");
  const PresenceState state = state_of_stanza(presence);
  EXPECT_TRUE(state.available);
  EXPECT_EQ(state.show, Show::ExtendedAway);
  EXPECT_EQ(state.notes, (std::vector<Note>{{"na obědě", "cs"}}));
  EXPECT_EQ(state.priority, -5);
}

TEST(StateOfStanza, TakesTheLanguageOfTheStanzaWhereTheStatusHasNone) {
  xml::Element presence = stanza();
  presence.attributes.push_back({std::string(ns::kXml), "lang", "it"});
  add_child(presence, "status", "a pranzo");
  EXPECT_EQ(state_of_stanza(presence).notes, (std::vector<Note>{{"a pranzo", "it"}}));
}

TEST(StateOfStanza, CountsWhatIsNotDefinedAsNotSaid) {
  xml::Element presence = stanza();
  add_child(presence, "show", "lunch");
  add_child(presence, "priority", "128");
  const PresenceState state = state_of_stanza(presence);
  EXPECT_EQ(state.show, Show::None);
  EXPECT_EQ(state.priority, 0);
}

TEST(PresenceStanza, SaysShowStatusAndPriority) {
  PresenceState state;
  state.available = true;
  state.show = Show::DoNotDisturb;
  state.notes = {{"busy", "en"}};
  state.priority = 3;
  const xml::Element presence = presence_stanza(kAlice, kRomeo, state);
  EXPECT_EQ(presence.attribute("type"), std::nullopt);
  EXPECT_EQ(presence.attribute("from"), "alice@contoso.example");
  EXPECT_EQ(presence.child(ns::kServer, "show")->text(), "dnd");
  EXPECT_EQ(presence.child(ns::kServer, "status")->text(), "busy");
  EXPECT_EQ(presence.child(ns::kServer, "priority")->text(), "3");
}

TEST(PresenceStanza, UnavailableHasNeitherShowNorPriority) {
  PresenceState state;
  state.show = Show::Away;
  state.priority = 5;
  const xml::Element presence = presence_stanza(kAlice, kRomeo, state);
  EXPECT_EQ(presence.attribute("type"), "unavailable");
  EXPECT_TRUE(presence.children.empty());
}

TEST(Priority, RisesStrictlyFromZeroToOne) {
  EXPECT_EQ(thousandths_of_priority(0), 0);
  EXPECT_EQ(thousandths_of_priority(127), 1000);
  for (int priority = 1; priority <= 127; ++priority) {
    EXPECT_GT(*thousandths_of_priority(static_cast<std::int8_t>(priority)),
              *thousandths_of_priority(static_cast<std::int8_t>(priority - 1)));
  }
  EXPECT_EQ(thousandths_of_priority(-1), std::nullopt);
}

TEST(Priority, ComesBackFromThousandths) {
  for (int priority = 0; priority <= 127; ++priority) {
    const auto value = static_cast<std::int8_t>(priority);
    EXPECT_EQ(priority_of_thousandths(*thousandths_of_priority(value)), value);
  }
  EXPECT_NEAR(priority_of_thousandths(500), 63, 1);
}

TEST(TupleId, IsAnXmlIdAndDifferentForDifferentResources) {
  std::set<std::string> ids;
  for (const char* resource : {"42", "a b", "a_20b", "a/b", "a:b", "ä", "", "balcony"}) {
    const std::string id = tuple_id_of(resource);
    EXPECT_TRUE(id.front() >= 'a' && id.front() <= 'z') << id;
    EXPECT_EQ(id.find_first_of(" /:@"), std::string::npos) << id;
    EXPECT_TRUE(ids.insert(id).second) << id;
  }
}

TEST(TupleOf, CarriesWhatTheContactSays) {
  PresenceState state;
  state.available = true;
  state.show = Show::Away;
  state.priority = -1;
  state.notes = {{"in the orchard", ""}};
  const Tuple tuple = tuple_of(kRomeo, state);
  EXPECT_EQ(tuple.id, "rorchard");
  EXPECT_TRUE(tuple.open);
  EXPECT_EQ(tuple.show, Show::Away);
  EXPECT_EQ(tuple.priority, std::nullopt);
  EXPECT_EQ(tuple.contact, "sip:romeo@fed.example;gr=orchard");
  EXPECT_EQ(tuple.notes, state.notes);
}

}  // namespace
}  // namespace gateway::mapping
