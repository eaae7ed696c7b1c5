// SPDX-License-Identifier: Apache-2.0
#include "engine/io/csv.hpp"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <deque>

#include "engine/base/error.hpp"
#include "engine/base/text.hpp"
#include "engine/io/findings.hpp"
#include "engine/io/mapped_file.hpp"
#include "engine/io/text_lines.hpp"

namespace conurb::io {

namespace {

constexpr std::string_view kSeparators = ",;\t";

/// A cell without its quotes.
struct Cell {
  std::string_view text;
  bool quoted = false;
};

/// Cuts a text into records and cells.
class Records {
 public:
  Records(std::string_view text, std::string_view name, char separator)
      : p_(text.data()), end_(text.data() + text.size()), name_(name), separator_(separator) {}

  /// Reads the next record that is not an empty line; false at the end of the text.
  bool next(std::vector<Cell>& cells) {
    cells.clear();
    while (p_ != end_ && at_line_end()) skip_line_end();
    if (p_ == end_) return false;
    begin_line_ = line_;
    while (true) {
      cells.push_back(cell(cells.size()));
      if (p_ == end_) break;
      if (at_line_end()) {
        skip_line_end();
        break;
      }
      ++p_;  // the separator
      if (p_ == end_) {
        cells.push_back({});
        break;
      }
    }
    return true;
  }

  /// Line on which the last record began, from 1.
  [[nodiscard]] std::size_t line() const { return begin_line_; }

  [[noreturn]] void refuse(std::size_t line, std::size_t column, const std::string& what,
                           const char* remedy) const {
    throw Error(ErrorCode::bad_data, what,
                name_ + ":" + std::to_string(line) + ", column " + std::to_string(column + 1), remedy);
  }

 private:
  [[nodiscard]] bool at_line_end() const { return *p_ == '\n' || *p_ == '\r'; }
  void skip_line_end() {
    if (*p_ == '\r' && p_ + 1 != end_ && p_[1] == '\n') ++p_;
    ++p_;
    ++line_;
  }

  Cell cell(std::size_t column) {
    const char* const first = p_;
    while (p_ != end_ && (*p_ == ' ' || (*p_ == '\t' && separator_ != '\t'))) ++p_;
    if (p_ != end_ && *p_ == '"') return quoted_cell(column);
    p_ = first;
    while (p_ != end_ && *p_ != separator_ && !at_line_end()) ++p_;
    return {trimmed({first, static_cast<std::size_t>(p_ - first)}), false};
  }

  Cell quoted_cell(std::size_t column) {
    const std::size_t opened = line_;
    const char* const first = ++p_;
    bool doubled = false;
    while (true) {
      if (p_ == end_) refuse(opened, column, "a quoted cell is not closed", "add the missing quotation mark");
      if (*p_ == '\n' || (*p_ == '\r' && (p_ + 1 == end_ || p_[1] != '\n'))) ++line_;
      if (*p_ == '"') {
        if (p_ + 1 == end_ || p_[1] != '"') break;
        doubled = true;
        ++p_;
      }
      ++p_;
    }
    std::string_view text(first, static_cast<std::size_t>(p_ - first));
    ++p_;
    while (p_ != end_ && (*p_ == ' ' || (*p_ == '\t' && separator_ != '\t'))) ++p_;
    if (p_ != end_ && *p_ != separator_ && !at_line_end()) {
      refuse(opened, column, "text follows the closing quotation mark of a cell",
             "double the quotation marks inside the cell");
    }
    if (doubled) text = undoubled(text);
    return {text, true};
  }

  std::string_view undoubled(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
      plain += text[i];
      if (text[i] == '"') ++i;
    }
    return store_.emplace_back(std::move(plain));
  }

  const char* p_;
  const char* end_;
  std::string name_;
  char separator_;
  std::size_t line_ = 1, begin_line_ = 1;
  std::deque<std::string> store_;  ///< cells that had doubled quotes; a deque keeps their addresses
};

char detect_separator(std::string_view text) {
  std::array<std::size_t, 3> counts{};
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '\n' || c == '\r') break;
    const std::size_t at = kSeparators.find(c);
    if (at != std::string_view::npos) ++counts[at];
  }
  return kSeparators[static_cast<std::size_t>(std::max_element(counts.begin(), counts.end()) -
                                              counts.begin())];
}

bool is_marker(std::string_view text) {
  const std::string small = to_lower(text.substr(0, 5));
  return small == "na" || small == "nan" || small == "null" || small == "-";
}

/// "01234" is a code, not a number.
bool has_leading_zero(std::string_view text) {
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
  return text.size() > 1 && text[0] == '0' && text[1] >= '0' && text[1] <= '9';
}

bool is_digits(std::string_view text) {
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<double> parse_decimal_comma(std::string_view text) {
  const std::size_t comma = text.find(',');
  if (comma == std::string_view::npos) return parse_real(text);
  if (text.find('.') != std::string_view::npos) return std::nullopt;
  std::string with_point(text);
  with_point[comma] = '.';
  return parse_real(with_point);
}

/// Finds the narrowest type that holds all cells of a column and fills it.
class ColumnBuilder {
 public:
  ColumnBuilder(const std::vector<Cell>& cells, std::size_t column, std::size_t width, bool comma_allowed)
      : cells_(cells), column_(column), width_(width), comma_allowed_(comma_allowed) {}

  /// Returns whether the column uses the decimal comma.
  bool build(CsvColumn& out) const {
    const auto all = [this](auto test) {
      bool any = false;
      for (std::size_t i = column_; i < cells_.size(); i += width_) {
        const Cell& cell = cells_[i];
        if (is_missing(cell)) continue;
        if (cell.quoted || !test(cell.text)) return false;
        any = true;
      }
      return any;
    };
    const auto number = [](std::string_view t) { return !has_leading_zero(t); };
    if (all([&](std::string_view t) { return number(t) && parse_integer(t).has_value(); })) {
      fill(out, CsvType::integer, out.integers, [](std::string_view t) { return *parse_integer(t); });
    } else if (all([&](std::string_view t) { return number(t) && parse_real(t) && !too_large(t); })) {
      fill(out, CsvType::real, out.reals, [](std::string_view t) { return *parse_real(t); });
    } else if (comma_allowed_ && all([&](std::string_view t) {
                 return number(t) && parse_decimal_comma(t) && !too_large(t);
               })) {
      fill(out, CsvType::real, out.reals, [](std::string_view t) { return *parse_decimal_comma(t); });
      return true;
    } else if (all([](std::string_view t) {
                 return to_lower(t.substr(0, 6)) == "true" || to_lower(t.substr(0, 6)) == "false";
               })) {
      fill(out, CsvType::boolean, out.booleans,
           [](std::string_view t) { return to_lower(t) == "true" ? 1 : 0; });
    } else {
      fill_texts(out);
    }
    return false;
  }

 private:
  static bool is_missing(const Cell& cell) {
    return !cell.quoted && (cell.text.empty() || is_marker(cell.text));
  }
  static bool too_large(std::string_view text) { return is_digits(text) && !parse_integer(text); }

  template <class Value, class Convert>
  void fill(CsvColumn& out, CsvType type, std::vector<Value>& values, Convert convert) const {
    out.type = type;
    for (std::size_t i = column_; i < cells_.size(); i += width_) {
      const bool missing = is_missing(cells_[i]);
      Value value{};
      if constexpr (std::is_same_v<Value, double>) value = std::numeric_limits<double>::quiet_NaN();
      if (!missing) value = static_cast<Value>(convert(cells_[i].text));
      values.push_back(value);
      out.present.push_back(missing ? 0 : 1);
      out.missing += missing;
    }
  }

  void fill_texts(CsvColumn& out) const {
    out.type = CsvType::text;
    for (std::size_t i = column_; i < cells_.size(); i += width_) {
      const bool missing = cells_[i].text.empty() && !cells_[i].quoted;
      out.texts.emplace_back(cells_[i].text);
      out.present.push_back(missing ? 0 : 1);
      out.missing += missing;
    }
  }

  const std::vector<Cell>& cells_;
  std::size_t column_, width_;
  bool comma_allowed_;
};

/// "area [m2]" is the column area in m2.
void name_column(std::string_view header, CsvColumn& column) {
  const std::size_t open = header.rfind('[');
  if (open != std::string_view::npos && open > 0 && header.ends_with(']')) {
    column.name = trimmed(header.substr(0, open));
    column.unit = trimmed(header.substr(open + 1, header.size() - open - 2));
  } else {
    column.name = header;
  }
}

void check_utf8(std::string_view text, std::string_view name) {
  if (simdjson::validate_utf8(text.data(), text.size())) return;
  LineReader lines(text);
  while (const auto line = lines.next()) {
    if (!simdjson::validate_utf8(line->data(), line->size())) break;
  }
  throw Error(ErrorCode::bad_data, "the text is not UTF-8",
              std::string(name) + ":" + std::to_string(lines.number()),
              "save it as UTF-8, for example with iconv -f WINDOWS-1252 -t UTF-8");
}

}  // namespace

std::string_view to_string(CsvType type) {
  switch (type) {
    case CsvType::integer: return "integer";
    case CsvType::real: return "real";
    case CsvType::boolean: return "boolean";
    case CsvType::text: return "text";
  }
  return "unknown";
}

const CsvColumn* CsvTable::find(std::string_view column) const {
  const auto found = std::find_if(columns.begin(), columns.end(),
                                  [&](const CsvColumn& entry) { return entry.name == column; });
  return found == columns.end() ? nullptr : &*found;
}

std::string CsvTable::place(std::size_t row, std::size_t column) const {
  return name + ":" + std::to_string(lines[row]) + ", column " + std::to_string(column + 1) + " (" +
         columns[column].name + ")";
}

CsvTable read_csv(std::span<const char> bytes, std::string_view name, const CsvOptions& options) {
  const std::string_view text = without_mark({bytes.data(), bytes.size()});
  check_utf8(text, name);
  CsvTable table;
  table.name = std::string(name);
  table.separator = options.separator != '\0' ? options.separator : detect_separator(text);
  Records records(text, name, table.separator);
  std::vector<Cell> header, row, cells;
  if (!records.next(header)) {
    throw Error(ErrorCode::bad_data, "the file is empty", std::string(name),
                "the first line must name the columns");
  }
  for (std::size_t i = 0; i < header.size(); ++i) {
    CsvColumn column;
    name_column(header[i].text, column);
    if (column.name.empty()) {
      records.refuse(records.line(), i, "the column has no name", "name every column in the first line");
    }
    if (table.find(column.name) != nullptr) {
      records.refuse(records.line(), i, "a second column is named " + in_quotes(column.name),
                     "rename one of them");
    }
    table.columns.push_back(std::move(column));
  }
  while (records.next(row)) {
    if (row.size() != header.size()) {
      records.refuse(
          records.line(), std::min(row.size(), header.size()),
          "the row has " + std::to_string(row.size()) + " cells, the header " + std::to_string(header.size()),
          "quote cells that hold the separator, or fill up the row");
    }
    table.lines.push_back(records.line());
    cells.insert(cells.end(), row.begin(), row.end());
  }
  for (std::size_t i = 0; i < header.size(); ++i) {
    const ColumnBuilder builder(cells, i, header.size(), table.separator != ',');
    table.decimal_comma = builder.build(table.columns[i]) || table.decimal_comma;
  }
  return table;
}

CsvTable read_csv_file(const std::filesystem::path& path, const CsvOptions& options) {
  const MappedFile file(path);
  return read_csv(file.bytes(), path.string(), options);
}

}  // namespace conurb::io
