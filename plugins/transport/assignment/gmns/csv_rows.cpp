// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/assignment/gmns/csv_rows.hpp"

#include <algorithm>

#include "plugins/transport/assignment/text.hpp"
#include "plugins/transport/error.hpp"
#include "plugins/transport/findings.hpp"
#include "plugins/transport/index.hpp"

namespace conurb::transport::assignment {
namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r") + 1 - begin);
}

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

}  // namespace

CsvRows::CsvRows(const SourceText& source) : text_(bounded_text(source)), where_(source.where) {
  if (!read_row()) throw InputError("is empty", where_, "its first line is to name the columns");
  for (const std::string_view cell : cells_) {
    std::string name = lower_case(cell);
    if (!name.empty() && std::find(names_.begin(), names_.end(), name) != names_.end()) {
      refuse("two columns have the name " + in_quotes(name));
    }
    names_.push_back(std::move(name));
  }
}

std::int32_t CsvRows::column(std::initializer_list<std::string_view> names) const {
  for (const std::string_view name : names) {
    const auto found = std::find(names_.begin(), names_.end(), lower_case(name));
    if (found != names_.end()) return static_cast<std::int32_t>(found - names_.begin());
  }
  return kNone;
}

std::int32_t CsvRows::needed_column(std::initializer_list<std::string_view> names) const {
  const std::int32_t found = column(names);
  if (found == kNone) throw InputError("has no column " + in_quotes(*names.begin()), where_);
  return found;
}

bool CsvRows::next() {
  while (read_row()) {
    if (std::all_of(cells_.begin(), cells_.end(), [](std::string_view cell) { return cell.empty(); }))
      continue;
    const auto is_full = [](std::string_view cell) { return !cell.empty(); };
    if (cells_.size() > names_.size() &&
        std::any_of(cells_.begin() + static_cast<std::ptrdiff_t>(names_.size()), cells_.end(), is_full)) {
      refuse("the row has " + std::to_string(cells_.size()) + " cells, the header " +
             std::to_string(names_.size()));
    }
    return true;
  }
  return false;
}

/// One record; a quoted cell may hold line ends.
bool CsvRows::read_row() {
  cells_.clear();
  line_ = next_line_;
  if (next_ >= text_.size()) return false;
  for (;;) {
    while (next_ < text_.size() && (text_[next_] == ' ' || text_[next_] == '\t')) ++next_;
    std::string_view cell;
    if (next_ < text_.size() && text_[next_] == '"') cell = read_quoted();
    const std::size_t end = std::min(text_.find_first_of(",\n", next_), text_.size());
    const std::string_view rest = trimmed(text_.substr(next_, end - next_));
    if (cell.data() != nullptr && !rest.empty()) refuse(in_quotes(rest) + " stands after a closing quote");
    cells_.push_back(cell.data() != nullptr ? trimmed(cell) : rest);
    next_ = end + 1;
    if (end < text_.size() && text_[end] == ',') continue;
    ++next_line_;
    return true;
  }
}

/// Passes over a quoted cell. A quote in it stays doubled: such texts are shown only.
std::string_view CsvRows::read_quoted() {
  const std::size_t begin = ++next_;
  for (;; next_ += 2) {
    next_ = text_.find('"', next_);
    if (next_ == std::string_view::npos) refuse("a quote is not closed", "end the cell with \"");
    if (next_ + 1 >= text_.size() || text_[next_ + 1] != '"') break;
  }
  const std::string_view cell = text_.substr(begin, next_ - begin);
  next_line_ += std::count(cell.begin(), cell.end(), '\n');
  ++next_;
  return cell;
}

std::string_view CsvRows::cell(std::int32_t column) const {
  return column >= 0 && at(column) < cells_.size() ? cells_[at(column)] : std::string_view{};
}

std::optional<double> CsvRows::number(std::int32_t column) const {
  const std::string_view text = cell(column);
  if (text.empty()) return {};
  const std::optional<double> value = number_of(text);
  if (!value) refuse(names_[at(column)] + " is " + in_quotes(text) + ", no number");
  return value;
}

void CsvRows::refuse(const std::string& what, const std::string& remedy) const {
  throw InputError(what, where_ + ":" + std::to_string(line_), remedy);
}

}  // namespace conurb::transport::assignment
