#include "gateway/stream/stream_features.hpp"

#include "gateway/xmpp/namespaces.hpp"

namespace gateway {
namespace {

bool offers_external(const xml::Element& mechanisms) {
  for (const xml::Element::Node& node : mechanisms.children) {
    const auto* mechanism = std::get_if<xml::Element>(&node);
    if (mechanism == nullptr || !mechanism->is(ns::kSasl, "mechanism")) continue;
    if (mechanism->text() == "EXTERNAL") return true;
  }
  return false;
}

bool is_known(const xml::Element& feature) {
  return feature.is(ns::kTls, "starttls") || feature.is(ns::kSasl, "mechanisms") ||
         feature.is(ns::kDialbackFeature, "dialback") || feature.is(ns::kBidiFeature, "bidi") ||
         feature.is(ns::kStreamManagement, "sm");
}

/// RFC 6120 4.3.2 recommends the mark that STARTTLS has; a feature with another one cannot be told
/// from a voluntary one.
bool requires_the_unknown(const xml::Element& features) {
  for (const xml::Element::Node& node : features.children) {
    const auto* feature = std::get_if<xml::Element>(&node);
    if (feature == nullptr || is_known(*feature)) continue;
    if (feature->child(feature->ns, "required") != nullptr) return true;
  }
  return false;
}

}  // namespace

StreamFeatures read_features(const xml::Element& features) {
  StreamFeatures read;
  if (const xml::Element* starttls = features.child(ns::kTls, "starttls")) {
    read.starttls = true;
    read.starttls_required = starttls->child(ns::kTls, "required") != nullptr;
  }
  if (const xml::Element* mechanisms = features.child(ns::kSasl, "mechanisms")) {
    read.sasl_external = offers_external(*mechanisms);
  }
  if (const xml::Element* dialback = features.child(ns::kDialbackFeature, "dialback")) {
    read.dialback = true;
    read.dialback_errors = dialback->child(ns::kDialbackFeature, "errors") != nullptr;
  }
  read.unknown_required = requires_the_unknown(features);
  read.bidi = features.child(ns::kBidiFeature, "bidi") != nullptr;
  read.stream_management = features.child(ns::kStreamManagement, "sm") != nullptr;
  return read;
}

xml::Element write_features(const StreamFeatures& features) {
  xml::Element element(ns::kStreams, "features");
  if (features.starttls) {
    xml::Element& starttls = element.add({ns::kTls, "starttls"});
    if (features.starttls_required) starttls.add({ns::kTls, "required"});
  }
  if (features.sasl_external) {
    element.add({ns::kSasl, "mechanisms"}).add({ns::kSasl, "mechanism"}).add_text("EXTERNAL");
  }
  if (features.dialback) {
    xml::Element& dialback = element.add({ns::kDialbackFeature, "dialback"});
    if (features.dialback_errors) dialback.add({ns::kDialbackFeature, "errors"});
  }
  if (features.bidi) element.add({ns::kBidiFeature, "bidi"});
  if (features.stream_management) element.add({ns::kStreamManagement, "sm"});
  return element;
}

}  // namespace gateway
