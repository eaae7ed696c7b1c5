// SPDX-License-Identifier: Apache-2.0
#include "engine/io/export_appearance.hpp"

#include <algorithm>
#include <charconv>

#include "engine/city/geometry_names.hpp"
#include "engine/io/json_rewrite.hpp"

namespace conurb::io {

namespace {

using city::kNone;

constexpr std::array<const char*, 3> kLists{"materials", "textures", "vertices-texture"};
constexpr const char* kNoEntry = "4294967295";

std::size_t index_of(Looks kind) {
  return static_cast<std::size_t>(kind);
}

}  // namespace

AppearanceSource::AppearanceSource(std::string_view text) : text_(text) {
  for (const auto& [key, value] : object_members(text)) {
    const auto* list = std::find(kLists.begin(), kLists.end(), key);
    if (list == kLists.end() || value.empty() || value[0] != '[') {
      others_.emplace_back(key, value);
    } else {
      entries_[static_cast<std::size_t>(list - kLists.begin())] = elements_of(value);
    }
  }
}

void AppearancePool::meet(AppearanceSource& source) {
  if (source.pool_ == number_) return;
  source.pool_ = number_;
  for (std::size_t k = 0; k < 3; ++k) source.numbers_[k].assign(source.entries_[k].size(), kNone);
  for (const auto& [key, value] : source.others_) {
    const bool known = std::any_of(others_.begin(), others_.end(),
                                   [&name = key](const auto& other) { return other.first == name; });
    if (!known) others_.emplace_back(key, value);
  }
}

std::string AppearancePool::number_for(AppearanceSource& source, Looks kind, std::string_view token) {
  const std::size_t k = index_of(kind);
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), number);
  const bool whole = error == std::errc() && end == token.data() + token.size();
  if (!whole || number >= source.entries_[k].size()) return kNoEntry;
  std::uint32_t& to = source.numbers_[k][number];
  if (to == kNone) {
    to = counts_[k]++;
    if (!lists_[k].empty()) lists_[k] += ',';
    lists_[k] += source.entries_[k][number];
  }
  return std::to_string(to);
}

void AppearancePool::add_all(AppearanceSource& source) {
  meet(source);
  for (std::size_t k = 0; k < 3; ++k) {
    for (std::size_t i = 0; i < source.entries_[k].size(); ++i) {
      (void)number_for(source, static_cast<Looks>(k), std::to_string(i));
    }
  }
}

std::string AppearancePool::with_numbers_of(AppearanceSource& source, std::string_view key,
                                            std::string_view value) {
  meet(source);
  const bool texture = key == "texture";
  // In a texture the first number of an innermost list is the texture, the others are texture vertices.
  const auto to = [&](std::string_view token, std::size_t place) {
    const Looks kind = !texture ? Looks::material : place == 0 ? Looks::texture : Looks::texture_vertex;
    return number_for(source, kind, token);
  };
  std::string themes;
  for (const auto& [theme, members] : object_members(value)) {
    std::string text;
    for (const auto& [name, numbers] : object_members(members)) {
      const bool indices = name == "value" || name == "values";
      put_member(text, name, indices ? with_numbers(numbers, to) : std::string(numbers));
    }
    put_member(themes, theme, braced(text));
  }
  return braced(themes);
}

std::string AppearancePool::text() const {
  std::string members;
  for (std::size_t k = 0; k < 3; ++k) {
    if (counts_[k] > 0) put_member(members, kLists[k], bracketed(lists_[k]));
  }
  // Defaults say nothing where nothing is there.
  if (members.empty() && others_.empty()) return {};
  for (const auto& [key, value] : others_) put_member(members, key, value);
  return braced(members);
}

}  // namespace conurb::io
