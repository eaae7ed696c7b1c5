// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/formats/pandapower_table.hpp"

#include <charconv>
#include <cmath>
#include <utility>

#include "plugins/energy/error.hpp"
#include "plugins/energy/formats/numbers.hpp"

namespace conurb::energy {
namespace {

/// A whole number as JSON or as the text that pandas makes of a mixed column.
std::optional<double> number_in_cell(const Json& value) {
  if (value.is_number()) return value.get<double>();
  if (value.is_boolean()) return value.get<bool>() ? 1 : 0;
  if (!value.is_string()) return std::nullopt;
  const auto& text = value.get_ref<const std::string&>();
  double out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return out;
}

}  // namespace

FrameTable::FrameTable(const Json* frame, std::string name, const std::string& where)
    : name_(std::move(name)), where_(where) {
  if (frame == nullptr || frame->is_null()) return;
  const std::string place = where_ + ", table " + name_;
  const Json* const orient = member(*frame, "orient");
  if (orient != nullptr && *orient != "split") {
    throw InputError("is written with orient " + orient->dump(-1, ' ', true, Json::error_handler_t::replace) +
                         ", only 'split' is read",
                     place, "write it again with pandapower's to_json");
  }
  const Json* const object = member(*frame, "_object");
  const Json& source = object == nullptr ? *frame : *object;
  content_ = source.is_string() ? parse_json(source.get_ref<const std::string&>(), place) : source;
  const Json* const columns = member(content_, "columns");
  index_ = member(content_, "index");
  rows_ = member(content_, "data");
  const bool lists = columns != nullptr && index_ != nullptr && rows_ != nullptr && columns->is_array() &&
                     index_->is_array() && rows_->is_array();
  if (!lists || index_->size() != rows_->size()) {
    throw InputError("is no frame with columns, index and data of one length", place);
  }
  for (std::size_t i = 0; i < columns->size(); ++i) {
    const Json& column = (*columns)[i];
    if (column.is_string()) columns_.emplace(column.get<std::string>(), i);
  }
  for (std::size_t i = 0; i < rows_->size(); ++i) {
    const Json& row = (*rows_)[i];
    if (!row.is_array() || row.size() != columns->size()) {
      throw InputError("row " + std::to_string(i + 1) + " does not have the " +
                           std::to_string(columns->size()) + " values of the columns",
                       place);
    }
  }
}

std::int64_t FrameTable::index(std::size_t row) const {
  const std::optional<double> value = number_in_cell((*index_)[row]);
  if (!value || !is_whole(*value)) {
    throw InputError("the index of row " + std::to_string(row + 1) + " is no whole number",
                     where_ + ", table " + name_);
  }
  return static_cast<std::int64_t>(*value);
}

const Json* FrameTable::cell(std::size_t row, std::string_view column) const {
  const auto found = columns_.find(column);
  if (found == columns_.end()) return nullptr;
  const Json& value = (*rows_)[row][found->second];
  return value.is_null() ? nullptr : &value;
}

void FrameTable::refuse(std::size_t row, std::string_view column, const std::string& what) const {
  throw InputError(name_ + " " + std::to_string(index(row)) + ": " + std::string(column) + " " + what, where_,
                   "correct the network and write it again");
}

std::optional<double> FrameRow::find_number(std::string_view column) const {
  const Json* const value = table_.cell(row_, column);
  if (value == nullptr) return std::nullopt;
  const std::optional<double> number = number_in_cell(*value);
  if (!number) table_.refuse(row_, column, "is " + kind_of(*value) + ", must be a number");
  return std::isnan(*number) ? std::nullopt : number;
}

double FrameRow::number(std::string_view column) {
  const std::optional<double> value = find_number(column);
  if (value && std::isfinite(*value)) return *value;
  lacks(column);
  return 0;
}

double FrameRow::positive(std::string_view column) {
  const std::optional<double> value = find_number(column);
  if (value && std::isfinite(*value) && *value > 0) return *value;
  lacks(std::string(column) + (value ? " above 0" : ""));
  return 1;
}

double FrameRow::number_or(std::string_view column, double fallback) const {
  return find_number(column).value_or(fallback);
}

std::int64_t FrameRow::whole(std::string_view column) const {
  const std::optional<double> value = find_number(column);
  if (!value || !is_whole(*value)) {
    table_.refuse(row_, column, value ? "is " + shown(*value) + ", must be a whole number" : "is missing");
  }
  return static_cast<std::int64_t>(*value);
}

bool FrameRow::flag_or(std::string_view column, bool fallback) const {
  const Json* const value = table_.cell(row_, column);
  if (value != nullptr && value->is_string()) {
    const auto& word = value->get_ref<const std::string&>();
    if (word == "True" || word == "true") return true;
    if (word == "False" || word == "false") return false;
  }
  const std::optional<double> number = find_number(column);
  return number ? *number != 0 : fallback;
}

std::string FrameRow::text(std::string_view column) const {
  const Json* const value = table_.cell(row_, column);
  return value != nullptr && value->is_string() ? value->get<std::string>() : std::string();
}

std::string FrameRow::name() const {
  std::string name = text("name");
  return name.empty() ? table_.name() + " " + id() : name;
}

bool FrameRow::in_service(FindingList& findings) const {
  const bool wanted = flag_or("in_service", true);
  if (missing_.empty()) return wanted;
  findings.warn(table_.name(), id(), "lacks " + missing_ + ": it is out of service");
  return false;
}

}  // namespace conurb::energy
