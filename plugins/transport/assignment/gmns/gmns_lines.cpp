// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/assignment/gmns/gmns_lines.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <system_error>

#include "plugins/transport/assignment/gmns/csv_rows.hpp"
#include "plugins/transport/findings.hpp"

namespace conurb::transport::assignment {
namespace {

constexpr std::string_view kWktBlanks = " \t\r\n";

void skip_blanks(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(kWktBlanks), text.size()));
}

/// Takes the word off the text, whatever the case of its letters.
bool take_word(std::string_view& text, std::string_view word) {
  skip_blanks(text);
  const auto same = [](char a, char b) { return (a >= 'a' && a <= 'z' ? a - 'a' + 'A' : a) == b; };
  if (text.size() < word.size() ||
      !std::equal(word.begin(), word.end(), text.begin(), [&](char b, char a) { return same(a, b); }))
    return false;
  text.remove_prefix(word.size());
  return true;
}

bool take_number(std::string_view& text, double& number) {
  skip_blanks(text);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || !std::isfinite(number)) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return true;
}

}  // namespace

std::vector<double> line_of_text(std::string_view wkt) {
  if (!take_word(wkt, "LINESTRING")) return {};
  const bool height = take_word(wkt, "Z"), measure = take_word(wkt, "M");
  if (!take_word(wkt, "(")) return {};
  std::vector<double> line;
  do {
    double x = 0, y = 0, left_out = 0;
    if (!take_number(wkt, x) || !take_number(wkt, y)) return {};
    if (height && !take_number(wkt, left_out)) return {};
    if (measure && !take_number(wkt, left_out)) return {};
    if (!height && !measure) (void)take_number(wkt, left_out);  // a height that is not announced
    line.insert(line.end(), {x, y});
  } while (take_word(wkt, ","));
  if (!take_word(wkt, ")") || line.size() < 4) return {};
  skip_blanks(wkt);
  return wkt.empty() ? line : std::vector<double>();
}

TextsById read_gmns_lines(const SourceText& source) {
  TextsById texts;
  if (source.text.empty()) return texts;
  CsvRows rows(source);
  const std::int32_t id = rows.needed_column({"geometry_id"}), line = rows.needed_column({"geometry"});
  while (rows.next())
    if (!texts.emplace(rows.cell(id), rows.cell(line)).second)
      rows.refuse("geometry " + in_quotes(rows.cell(id)) + " stands twice");
  return texts;
}

}  // namespace conurb::transport::assignment
