// Reads the catalogue of requirements; ids are unique over all files.
#include "harness/scenario/catalogue.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <filesystem>

#include "harness/scenario/reading.hpp"

namespace harness {
namespace {

std::string field(const YAML::Node& node, const char* key) {
  const YAML::Node value = node[key];
  return value && value.IsScalar() ? value.Scalar() : std::string();
}

constexpr std::string_view kDoesNotApply = "no, because ";

/// `applies` is a decision and needs its reason; a requirement that applies does not say so.
void read_applies(Reading& in, const YAML::Node& node, Requirement& requirement) {
  if (!node) return;
  const std::string text = node.IsScalar() ? node.Scalar() : std::string();
  if (!text.starts_with(kDoesNotApply) || text.size() == kDoesNotApply.size()) {
    in.error(node.Mark(), "bad-value", "applies is a decision with a reason",
             "write \"no, because ...\", or leave it out");
    return;
  }
  requirement.not_applicable = text.substr(kDoesNotApply.size());
}

void read_entry(Reading& in, const std::string& file, const YAML::Node& node,
                Catalogue& requirements) {
  if (!node.IsMap() || field(node, "id").empty() || field(node, "summary").empty()) {
    in.error(node.Mark(), "bad-value", "a requirement needs an id and a summary", "add them");
    return;
  }
  Requirement requirement;
  requirement.id = field(node, "id");
  requirement.level = field(node, "level");
  requirement.role = field(node, "role");
  requirement.summary = field(node, "summary");
  if (const YAML::Node source = node["source"]; source && source.IsMap()) {
    requirement.document = field(source, "doc");
    requirement.section = field(source, "section");
  }
  read_applies(in, node["applies"], requirement);
  requirement.file = file;
  requirement.line = static_cast<std::size_t>(node.Mark().line + 1);
  const std::string id = requirement.id;
  if (!requirements.emplace(id, std::move(requirement)).second) {
    in.error(node.Mark(), "duplicate-requirement", "'" + id + "' is defined twice",
             "give each requirement an id of its own");
  }
}

void read_file(const std::string& file, LoadedCatalogue& loaded) {
  Reading in(file);
  try {
    for (const YAML::Node& node : in.items(YAML::LoadFile(file), "a list of requirements")) {
      read_entry(in, file, node, loaded.requirements);
    }
  } catch (const YAML::Exception& failure) {
    in.error(failure.mark, "bad-yaml", failure.msg, "correct the YAML");
  }
  for (Diagnostic& diagnostic : in.take_diagnostics()) {
    loaded.diagnostics.push_back(std::move(diagnostic));
  }
}

}  // namespace

LoadedCatalogue load_catalogue(const std::string& folder) {
  LoadedCatalogue loaded;
  std::vector<std::string> files;
  std::error_code failure;
  std::filesystem::directory_iterator entries(folder + "/requirements", failure);
  if (failure) return loaded;
  for (const auto& entry : entries) {
    if (entry.path().extension() == ".yaml") files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  for (const std::string& file : files) read_file(file, loaded);
  return loaded;
}

}  // namespace harness
