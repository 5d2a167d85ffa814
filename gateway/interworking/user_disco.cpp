#include "gateway/interworking/user_disco.hpp"

#include <array>

#include "gateway/base/encoding.hpp"
#include "gateway/interworking/messages_state.hpp"
#include "gateway/interworking/requests.hpp"
#include "gateway/tls/digest.hpp"
#include "gateway/xmpp/iq.hpp"
#include "gateway/xmpp/namespaces.hpp"
#include "gateway/xmpp/stanza.hpp"

namespace gateway {
namespace {

constexpr std::string_view kNode = "urn:xmpp-gateway:simple";
constexpr std::string_view kCategory = "client";
constexpr std::string_view kType = "pc";
/// In the order of XEP-0115 5.1: octet by octet.
constexpr std::array kFeatures = {kCaps, kChatStates, ns::kDiscoInfo, kReceipts};

}  // namespace

xml::Element answer_account_info(const xml::Element& request) {
  const xml::Element* asked = request.child(ns::kDiscoInfo, "query");
  if (asked != nullptr && asked->attribute("node")) {
    if (auto error = make_error_reply(request, StanzaCondition::ItemNotFound)) return *error;
  }
  xml::Element result = make_iq_result(request);
  xml::Element& query = result.add(xml::Element(ns::kDiscoInfo, "query"));
  query.add(xml::Element(ns::kDiscoInfo, "identity"))
      .set("category", "account")
      .set("type", "registered");
  query.add(xml::Element(ns::kDiscoInfo, "feature")).set("var", ns::kDiscoInfo);
  query.add(xml::Element(ns::kDiscoInfo, "feature")).set("var", ns::kDiscoItems);
  return result;
}

xml::Element answer_endpoint_info(const xml::Element& request) {
  const xml::Element* asked = request.child(ns::kDiscoInfo, "query");
  const auto node = asked == nullptr ? std::nullopt : asked->attribute("node");
  if (node && *node != caps_node()) {
    if (auto error = make_error_reply(request, StanzaCondition::ItemNotFound)) return *error;
  }
  xml::Element result = make_iq_result(request);
  xml::Element& query = result.add(xml::Element(ns::kDiscoInfo, "query"));
  if (node) query.set("node", *node);
  query.add(xml::Element(ns::kDiscoInfo, "identity")).set("category", kCategory).set("type", kType);
  for (const std::string_view feature : kFeatures) {
    query.add(xml::Element(ns::kDiscoInfo, "feature")).set("var", feature);
  }
  return result;
}

xml::Element answer_items(const xml::Element& request) {
  xml::Element result = make_iq_result(request);
  xml::Element& query = result.add(xml::Element(ns::kDiscoItems, "query"));
  const xml::Element* asked = request.child(ns::kDiscoItems, "query");
  const auto node = asked == nullptr ? std::nullopt : asked->attribute("node");
  if (node) query.set("node", *node);
  return result;
}

std::string caps_digest() {
  // category/type/language/name, then the features (5.1); no language, no name.
  std::string text = std::string(kCategory) + "/" + std::string(kType) + "//<";
  for (const std::string_view feature : kFeatures) text += std::string(feature) + "<";
  return base64_encode(sha1(text));
}

std::string caps_node() { return std::string(kNode) + "#" + caps_digest(); }

xml::Element make_caps() {
  xml::Element caps(kCaps, "c");
  caps.set("hash", "sha-1").set("node", kNode).set("ver", caps_digest());
  return caps;
}

}  // namespace gateway
