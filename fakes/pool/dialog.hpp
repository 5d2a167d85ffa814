// A dialog as one end keeps it: tags, target, numbers. RFC 3261 12.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "fakes/pool/sip_message.hpp"
#include "fakes/pool/surroundings.hpp"

namespace fakes {

struct SipDialog {
  std::string call_id;
  std::string local_uri;
  std::string local_tag;
  std::string remote_uri;
  std::string remote_tag;  // empty: nobody answered yet
  std::string target;      // where requests go
  std::uint64_t local_cseq = 0;
  std::uint64_t remote_cseq = 0;

  /// The next request of ours, with From, To, Call-ID, CSeq and Contact.
  SipMessage request(std::string method, const PoolSettings& settings);
  /// Does this request of the far end belong here? Its own tag may be unknown to us yet.
  bool owns(const SipMessage& request) const;
  /// Takes it over; each sentence says what is wrong in it (12.2.1.1, 12.2.2).
  std::vector<std::string> take(const SipMessage& request, const PoolSettings& settings);
};

/// "<sip:pool.contoso.example:5060;transport=tcp>": where the pool is reached.
std::string contact_of(const PoolSettings& settings);

/// From, To, Call-ID and CSeq of a request outside of a dialog, and nothing else.
SipMessage request_outside(std::string method, std::string_view from_jid, std::string_view to_jid,
                           PoolSurroundings& s);

}  // namespace fakes
