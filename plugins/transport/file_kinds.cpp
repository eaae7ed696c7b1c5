// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/file_kinds.hpp"

#include <algorithm>

#include "plugins/transport/error.hpp"

namespace conurb::transport {

namespace {

constexpr std::size_t kStartOfFile = 65536;  // bytes, as the host shows them when it asks for the format

}  // namespace

std::vector<std::string> column_names(std::string_view start) {
  if (start.starts_with("\xEF\xBB\xBF")) start.remove_prefix(3);
  start = start.substr(0, start.find('\n'));
  std::vector<std::string> names(1);
  for (const char c : start) {
    if (c == ',') {
      names.emplace_back();
    } else if (c != ' ' && c != '\t' && c != '\r' && c != '"') {
      names.back() += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
  }
  return names;
}

bool has_columns(const std::vector<std::string>& names, std::initializer_list<std::string_view> wanted) {
  return std::all_of(wanted.begin(), wanted.end(), [&](std::string_view one) {
    return std::find(names.begin(), names.end(), one) != names.end();
  });
}

std::vector<assignment::SourceText> sorted_by_kind(std::span<const sdk::File> files, std::size_t kinds,
                                                   const std::function<int(std::string_view)>& kind_of) {
  std::vector<assignment::SourceText> sorted(kinds);
  for (const sdk::File& file : files) {
    const std::string name(file.name);
    const int kind = kind_of(file.bytes.substr(0, kStartOfFile));
    if (kind < 0) throw InputError("is none of the files that are read together", name);
    assignment::SourceText& place = sorted[static_cast<std::size_t>(kind)];
    if (!place.text.empty())
      throw InputError("holds the same as " + place.where, name, "import one of them at a time");
    place = {file.bytes, name};
  }
  return sorted;
}

}  // namespace conurb::transport
