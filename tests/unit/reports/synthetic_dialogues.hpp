// Dialogues as a run would leave them, written by hand after XEP-0220, XEP-0178 and RFC 6120 9.2.
#pragma once

#include <memory>

#include "reports/model/transcript.hpp"

namespace reports::synthetic {

std::shared_ptr<const Transcript> sasl_outbound();
std::shared_ptr<const Transcript> dialback_inbound();  // with a third-host authority
std::shared_ptr<const Transcript> policy_violation();
std::shared_ptr<const Transcript> silent_partner();
std::shared_ptr<const Transcript> configuration_refused();

}  // namespace reports::synthetic
