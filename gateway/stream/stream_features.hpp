// <stream:features/>: what the receiving entity offers (RFC 6120 4.3.2, XEP-0220 2.4).
#pragma once

#include "gateway/xml/element.hpp"

namespace gateway {

struct StreamFeatures {
  bool starttls = false;
  bool starttls_required = false;
  bool sasl_external = false;
  bool dialback = false;         // the feature, or the namespace on the header
  bool dialback_errors = false;  // XEP-0220 2.4.2: errors do not end the stream
  bool unknown_required = false; // one that we do not know is marked as mandatory (4.3.2)
  bool stream_management = false;  // XEP-0198
  bool bidi = false;               // XEP-0288
  friend bool operator==(const StreamFeatures&, const StreamFeatures&) = default;
};

/// Unknown features are ignored; an empty <mechanisms/> (sent by real servers) offers nothing.
StreamFeatures read_features(const xml::Element& features);
xml::Element write_features(const StreamFeatures& features);

}  // namespace gateway
