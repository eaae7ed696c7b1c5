// SPDX-License-Identifier: Apache-2.0
#include "engine/host/manifest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>

#include "engine/host/manifest_parts.hpp"

namespace conurb::host {

namespace {

constexpr std::size_t kIdLimit = 127;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Takes a number of at most nine digits off the front.
std::optional<std::uint32_t> take_number(std::string_view& text) {
  std::uint32_t number = 0;
  std::size_t digits = 0;
  while (digits < text.size() && is_digit(text[digits]) && digits < 9) {
    number = number * 10 + static_cast<std::uint32_t>(text[digits] - '0');
    ++digits;
  }
  if (digits == 0 || (digits > 1 && text[0] == '0')) return std::nullopt;
  text.remove_prefix(digits);
  return number;
}

bool take_dot(std::string_view& text) {
  if (!text.starts_with('.')) return false;
  text.remove_prefix(1);
  return true;
}

/// MAJOR.MINOR.PATCH of semver.org, with an optional "-rc.1" or "+build" behind it.
bool is_version(std::string_view text) {
  if (!take_number(text) || !take_dot(text) || !take_number(text) || !take_dot(text) || !take_number(text))
    return false;
  if (text.empty()) return true;
  if ((text[0] != '-' && text[0] != '+') || text.size() == 1) return false;
  return std::all_of(text.begin() + 1, text.end(), [](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-' ||
           c == '+';
  });
}

/// Parts of a reverse DNS name: letters, digits and inner hyphens; the last one is a name of ours.
bool is_plugin_id(std::string_view id) {
  if (id.size() > kIdLimit) return false;
  std::size_t parts = 1;
  for (auto dot = id.find('.'); dot != std::string_view::npos; dot = id.find('.')) {
    const std::string_view part = id.substr(0, dot);
    if (part.empty() || part.front() == '-' || part.back() == '-') return false;
    const bool plain = std::all_of(part.begin(), part.end(), [](char c) {
      return is_digit(c) || (c >= 'a' && c <= 'z') || c == '-' || c == '_';
    });
    if (!plain) return false;
    id.remove_prefix(dot + 1);
    ++parts;
  }
  return parts >= 2 && city::is_name(id);
}

void read_head(JsonObject& root, Manifest& manifest) {
  (void)root.has("$schema");  // for editors
  manifest.id = root.text("id");
  if (!is_plugin_id(manifest.id)) {
    root.refuse("id", fmt::format("is '{}', which is no reverse DNS name", manifest.id),
                "write it like org.example.noise, in lower case; the last part is the plugin's name");
  }
  manifest.name = manifest.id.substr(manifest.id.rfind('.') + 1);
  manifest.label = root.text("label");
  manifest.version = root.text("version");
  if (!is_version(manifest.version)) {
    root.refuse("version", fmt::format("is '{}'", manifest.version),
                "write MAJOR.MINOR.PATCH, such as 1.0.0");
  }
  manifest.license = root.text("license");
  manifest.description = root.text("description");
  manifest.author = root.text_or("author", "");

  const std::string abi = root.text("abi");
  std::string_view rest = abi;
  const auto major = take_number(rest);
  const auto minor = take_dot(rest) ? take_number(rest) : std::nullopt;
  if (!major || !minor || !rest.empty()) {
    root.refuse("abi", fmt::format("is '{}'", abi),
                "write MAJOR.MINOR of the oldest host that will do, such as 1.0");
  }
  manifest.abi_major = *major;
  manifest.abi_minor = *minor;
  if (root.has("state_version")) {
    manifest.state_version = static_cast<std::uint32_t>(
        root.integer("state_version", 1, std::numeric_limits<std::int32_t>::max()));
  }
  manifest.exchange_s = root.duration_or("exchange", manifest.exchange_s);
  manifest.deadline_s = root.duration_or("deadline", manifest.deadline_s);
}

}  // namespace

std::string_view to_string(Access access) {
  switch (access) {
    case Access::read: return "read";
    case Access::write_all: return "write_all";
    case Access::read_write: return "read_write";
    case Access::accumulate: return "accumulate";
  }
  return "unknown";
}

void check_name(const std::string& name, const JsonObject& object) {
  if (city::is_name(name)) return;
  object.fail("is no name", "use lower-case letters, digits and _, at most 63, the first a letter");
}

ColumnName split_column(const std::string& text, const JsonObject& object) {
  const auto dot = text.find('.');
  if (dot == std::string::npos || !city::is_name(text.substr(0, dot)) ||
      !city::is_name(text.substr(dot + 1))) {
    object.fail(fmt::format("'{}' is no column", text),
                "write table.column, such as building.footprint_area");
  }
  return {text.substr(0, dot), text.substr(dot + 1)};
}

std::uint32_t table_index(const Manifest& manifest, const std::string& table, const JsonObject& object) {
  for (std::uint32_t index = 0; index < manifest.tables.size(); ++index) {
    if (manifest.tables[index].spec.name == table) return index;
  }
  object.fail(fmt::format("table '{}' is not among \"tables\"", table),
              fmt::format("add \"{}\": {{}} there", table));
}

Manifest parse_manifest(std::string_view json, const std::string& where) {
  const OrderedJson tree = parse_ordered_json(json, where);
  JsonObject root(tree, where);
  Manifest manifest;
  manifest.json = json;
  read_head(root, manifest);
  read_tables(root, manifest);
  read_columns(root, manifest);
  read_parameters(root, manifest);
  read_levers(root, manifest);
  read_kpis(root, manifest);
  read_layers(root, manifest);
  read_queries(root, manifest);
  read_formats(root, manifest);
  manifest.limits = root.texts("limits");
  root.finish();
  return manifest;
}

bool reads_ground(const Manifest& manifest) {
  return std::any_of(manifest.columns.begin(), manifest.columns.end(), [&](const ColumnUse& use) {
    return manifest.tables[use.table].spec.name == "terrain" && use.spec.name == "elevation";
  });
}

}  // namespace conurb::host
