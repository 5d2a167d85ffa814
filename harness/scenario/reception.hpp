// Sentences about the stanzas that somebody received, in one form for all of them:
//
//   WHO receives COUNT KIND [with PROPERTY [and PROPERTY]...]
//
// WHO is a JID; a bare one stands for all its resources. COUNT is `no`, `one` to `five`, or a
// number: exactly so many arrive. KIND is `message`, `presence`, `iq` or `stanza`, singular or
// plural. A PROPERTY is `NAME "VALUE"`, or `no NAME`; NAME is one of
//
//   id, type, from, to, xml:lang   the attribute; addresses are compared as addresses
//   body        the text of <body/>
//   error       the defined condition of a stanza error, "bad-request"; error-type its type
//   payload     an element that the stanza holds, as XML: an empty one stands for every element of
//               its name and namespace, any other must be equal to what arrived
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "harness/scenario/model.hpp"
#include "harness/scenario/sentence.hpp"

namespace harness {

inline constexpr std::string_view kReceptionPattern =
    "{} receives COUNT KIND with NAME \"\" and no NAME";

std::optional<Reception> parse_reception(const std::vector<Word>& words);

}  // namespace harness
