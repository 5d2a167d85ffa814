// state-diagrams FILE: rewrites the marked diagrams of a document; without FILE prints them.
#include <fstream>
#include <iostream>
#include <iterator>

#include "tests/golden/state_diagrams.hpp"

namespace {

int rewrite(const char* file) {
  std::ifstream in(file, std::ios::binary);
  const std::string document{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  const std::optional<std::string> current = golden::with_current_diagrams(document);
  if (!in || !current) {
    std::cerr << file << ": cannot be read, or a `<!-- state-diagram: NAME -->` is not followed by "
              << "a mermaid block, or names neither initiating nor receiving\n";
    return 2;
  }
  if (*current == document) return 0;
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out << *current << std::flush;
  if (out) return 0;
  std::cerr << file << ": cannot be written\n";
  return 2;
}

}  // namespace

int main(int count, char** words) {
  if (count > 1) return rewrite(words[1]);
  for (const char* machine : {"initiating", "receiving"}) {
    std::cout << machine << "\n" << golden::state_diagram(machine).value_or("");
  }
  return 0;
}
