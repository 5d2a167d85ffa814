// A JID: localpart (nodeprep), domainpart, resourcepart (resourceprep). RFC 7622, RFC 6122 profiles.
#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "gateway/xmpp/domain.hpp"

namespace gateway {

class Jid {
 public:
  /// @return "jid-empty", "localpart-invalid", "localpart-too-long" (over 1023 octets),
  ///         "resource-invalid", "resource-too-long", or an error of Domain::parse
  static Result<Jid> parse(std::string_view text);
  Jid(std::string local, Domain domain, std::string resource);  // parts already prepared

  const std::string& local() const { return local_; }        // empty: none
  const Domain& domain() const { return domain_; }
  const std::string& resource() const { return resource_; }  // empty: none
  Jid bare() const;
  std::string text() const;

  friend auto operator<=>(const Jid&, const Jid&) = default;

 private:
  std::string local_;
  Domain domain_;
  std::string resource_;
};

}  // namespace gateway
