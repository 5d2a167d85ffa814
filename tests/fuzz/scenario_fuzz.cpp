// A scenario file: it becomes a scenario or diagnostics, never both and never neither; every cell
// of a scenario can be set up and has a name.
#include <algorithm>

#include "harness/scenario/loader.hpp"
#include "harness/scenario/matrix.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

constexpr std::size_t kCellsLookedAt = 64;

const harness::Catalogue& catalogue() {
  static const harness::Catalogue kCatalogue =
      harness::load_catalogue(S2SPEC_SOURCE_DIR "/scenarios").requirements;
  return kCatalogue;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto loaded =
      harness::load_scenario(fuzz::text_of(data, size), "fuzz/a", "fuzz/a.yaml", catalogue());
  FUZZ_CHECK(loaded.scenario.has_value() == loaded.diagnostics.empty(),
             "neither scenario nor diagnostic, or both");
  for (const harness::Diagnostic& diagnostic : loaded.diagnostics) {
    FUZZ_CHECK(!diagnostic.code.empty() && !diagnostic.text.empty(), to_string(diagnostic));
  }
  if (!loaded.scenario) return 0;
  const std::size_t cells = harness::cell_count(*loaded.scenario);
  FUZZ_CHECK(cells > 0, "a scenario that never runs");
  for (std::size_t cell = 0; cell < std::min(cells, kCellsLookedAt); ++cell) {
    FUZZ_CHECK(!harness::cell_id(*loaded.scenario, cell).empty(), "a cell without a name");
    static_cast<void>(harness::setup_of_cell(*loaded.scenario, cell));
  }
  return 0;
}
