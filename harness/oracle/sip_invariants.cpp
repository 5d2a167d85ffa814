// What the gateway says to the pool of its users. The rules are the pool's, which read the octets;
// here they count.
#include "harness/oracle/invariants.hpp"

namespace harness::oracle {

void check_sip(const Reading& reading, Violations& found) {
  for (const reports::Entry& entry : reading.transcript->entries) {
    if (entry.kind != reports::EntryKind::SipWrong) continue;
    found.push_back({"sip-wrong", "the gateway broke a rule of SIP: " + entry.text, entry.at_us});
  }
}

}  // namespace harness::oracle
