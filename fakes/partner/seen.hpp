// What a contact sees and receives, in the small XML of transcripts (reports/model/transcript.hpp):
// bare facts, without the ids and namespaces of the stanzas they came in.
#pragma once

#include <string>
#include <string_view>

#include "fakes/wire/element.hpp"

namespace fakes {

/// <presence from='alice@contoso.example/desk' to='romeo@fed.example'><show>away</show>...
std::string seen_presence(const wire::Element& presence);

/// @param watched  may be seen by `watcher`, if the state is "active"; "pending", "none"
std::string seen_subscription(std::string_view watched, std::string_view watcher,
                              std::string_view state);

/// @param receiver  the resource that gets it, or the bare JID of a contact without any
std::string seen_message(const wire::Element& message, std::string_view receiver);

}  // namespace fakes
