// The oracle's public face: facts in, prediction and judgement out. It shares no code with the
// gateway or the fakes, so that a mistake of theirs cannot hide in it.
#pragma once

#include "harness/oracle/facts.hpp"
#include "harness/oracle/judge.hpp"
#include "harness/oracle/negotiation_rows.hpp"
#include "harness/oracle/predict.hpp"
