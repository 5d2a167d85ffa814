// The rules of lint.hpp, one function each; every one adds what it finds.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness/scenario/diagnostic.hpp"
#include "harness/scenario/library.hpp"

namespace harness::rules {

using Diagnostics = std::vector<Diagnostic>;

/// A requirement says what it is and where it stands.
void is_complete(const Requirement& requirement, Diagnostics& found);

/// What cannot concern the gateway is not cited as proven.
void cites_what_applies(const Scenario& scenario, const Catalogue& catalogue, Diagnostics& found);

/// Every expectation is about somebody who is in the scenario: of others it holds for nothing.
void speaks_of_the_cast(const Scenario& scenario, Diagnostics& found);

/// Setup, steps and expectations in a form that does not depend on the order of keys.
using Seen = std::map<std::string, std::string>;  // that form -> id of the first scenario with it

/// No two scenarios are the same but for what they are called.
void repeats_no_other(const Scenario& scenario, Seen& seen, Diagnostics& found);

}  // namespace harness::rules
