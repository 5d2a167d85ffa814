// One text for all ways to write an element.
#include "harness/oracle/xml_names.hpp"

#include <gtest/gtest.h>

namespace harness::oracle {
namespace {

std::string canonical(const std::string& xml) {
  tinyxml2::XMLDocument document;
  EXPECT_EQ(document.Parse(xml.data(), xml.size()), tinyxml2::XML_SUCCESS) << xml;
  return canonical_xml(*document.RootElement(), server_declarations());
}

TEST(CanonicalXml, DoesNotSeePrefixesQuotesOrOrder) {
  EXPECT_EQ(canonical("<x xmlns='urn:a' b='1' c='2'><y>t</y></x>"),
            canonical("<p:x c=\"2\" b=\"1\" xmlns:p=\"urn:a\"><p:y><![CDATA[t]]></p:y></p:x>"));
  EXPECT_EQ(canonical("<message/>"), canonical("<message xmlns='jabber:server'></message>"));
}

TEST(CanonicalXml, SeesNamespacesNamesValuesTextAndOrderOfContent) {
  const std::string whole = canonical("<x xmlns='urn:a' b='1'><y/><z/>t</x>");
  for (const char* other :
       {"<x xmlns='urn:b' b='1'><y/><z/>t</x>", "<w xmlns='urn:a' b='1'><y/><z/>t</w>",
        "<x xmlns='urn:a' b='2'><y/><z/>t</x>", "<x xmlns='urn:a'><y/><z/>t</x>",
        "<x xmlns='urn:a' b='1'><z/><y/>t</x>", "<x xmlns='urn:a' b='1'><y/><z/>u</x>",
        "<x xmlns='urn:a' b='1'><y/><z xmlns=''/>t</x>",
        "<x xmlns='urn:a' xmlns:p='urn:a' p:b='1'><y/><z/>t</x>"}) {
    EXPECT_NE(canonical(other), whole) << other;
  }
}

TEST(CanonicalXml, DoesNotTakeTextForMarkup) {
  EXPECT_NE(canonical("<x xmlns='urn:a'>&lt;{urn:a}y&gt;&lt;/&gt;</x>"),
            canonical("<x xmlns='urn:a'><y/></x>"));
}

}  // namespace
}  // namespace harness::oracle
