// SPDX-License-Identifier: Apache-2.0
#include "engine/io/epw.hpp"

#include <simdjson.h>

#include <algorithm>
#include <cctype>
#include <limits>

#include "engine/base/error.hpp"
#include "engine/base/no_value.hpp"
#include "engine/io/mapped_file.hpp"
#include "engine/io/text_lines.hpp"

namespace conurb::io {

namespace {

constexpr std::size_t kLeastColumns = 22;  // up to wind speed; older files lack the last ones

/// A column of the data lines: where it stands, from which value on it means "missing", what is possible at
/// all.
struct EpwField {
  const char* name;
  std::size_t column;
  double missing_from, lowest, highest;
  std::vector<double> EpwWeather::*values;
};

constexpr EpwField kFields[] = {
    {"dry bulb temperature", 6, 99.9, -70, 70, &EpwWeather::dry_bulb_c},
    {"dew point temperature", 7, 99.9, -70, 70, &EpwWeather::dew_point_c},
    {"relative humidity", 8, 999, 0, 110, &EpwWeather::relative_humidity_percent},
    {"pressure", 9, 999999, 31000, 120000, &EpwWeather::pressure_pa},
    {"horizontal infrared radiation", 12, 9999, 0, 1000, &EpwWeather::horizontal_infrared_w_m2},
    {"global horizontal radiation", 13, 9999, 0, 1500, &EpwWeather::global_horizontal_wh_m2},
    {"direct normal radiation", 14, 9999, 0, 1500, &EpwWeather::direct_normal_wh_m2},
    {"diffuse horizontal radiation", 15, 9999, 0, 1500, &EpwWeather::diffuse_horizontal_wh_m2},
    {"wind direction", 20, 999, 0, 360, &EpwWeather::wind_direction_deg},
    {"wind speed", 21, 999, 0, 120, &EpwWeather::wind_speed_m_s},
    {"total sky cover", 22, 99, 0, 10, &EpwWeather::total_sky_cover_tenths},
    {"opaque sky cover", 23, 99, 0, 10, &EpwWeather::opaque_sky_cover_tenths},
    {"snow depth", 30, 999, 0, 998, &EpwWeather::snow_depth_cm},
    {"albedo", 32, 999, 0, 1, &EpwWeather::albedo},
    {"liquid precipitation", 33, 999, 0, 998, &EpwWeather::liquid_precipitation_mm},
};

/// EPW predates UTF-8: a text that is not valid UTF-8 is taken as Latin-1.
std::string utf8(std::string_view text) {
  if (simdjson::validate_utf8(text.data(), text.size())) return std::string(text);
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      result += c;
    } else {
      result += static_cast<char>(0xC0 | (byte >> 6));
      result += static_cast<char>(0x80 | (byte & 0x3F));
    }
  }
  return result;
}

std::string upper(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return result;
}

int days_of_month(int month, bool leap) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && leap ? 29 : kDays[month - 1];
}

class EpwParser {
 public:
  EpwParser(std::string_view text, std::string_view name) : lines_(without_mark(text)), name_(name) {}

  EpwWeather parse() {
    read_header();
    while (const auto line = lines_.next()) {
      if (!trimmed(*line).empty()) read_row(*line);
    }
    const std::size_t rows = weather_.size();
    if (rows != 8760 && rows != 8784) {
      refuse("the file has " + std::to_string(rows) + " hourly rows instead of 8760 or 8784",
             "use a file that holds one whole year");
    }
    report();
    return std::move(weather_);
  }

 private:
  [[noreturn]] void refuse(const std::string& what,
                           const std::string& remedy = "repair the line or use another file",
                           ErrorCode code = ErrorCode::bad_data) const {
    throw Error(code, what, name_ + ":" + std::to_string(lines_.number()), remedy);
  }

  double header_number(const std::vector<std::string_view>& cells, std::size_t i, double low, double high,
                       const char* what) const {
    const auto number = i < cells.size() ? parse_real(trimmed(cells[i])) : std::nullopt;
    if (!number || *number < low || *number > high) {
      refuse("the header has no " + std::string(what) + " between " + std::to_string(static_cast<int>(low)) +
             " and " + std::to_string(static_cast<int>(high)));
    }
    return *number;
  }

  void read_header() {
    bool location = false;
    while (const auto line = lines_.next()) {
      const auto cells = split(*line, ',');
      const std::string key = upper(trimmed(cells[0]));
      if (key == "LOCATION") {
        location = true;
        read_location(cells);
      } else if (!location) {
        refuse("the first line does not begin with LOCATION",
               "check that this is an EnergyPlus weather file (EPW)");
      } else if (key == "GROUND TEMPERATURES") {
        read_ground(cells);
      } else if (key == "HOLIDAYS/DAYLIGHT SAVINGS" || key == "HOLIDAYS/DAYLIGHT SAVING") {
        weather_.leap_year_allowed = cells.size() > 1 && upper(trimmed(cells[1])) == "YES";
      } else if (key.starts_with("COMMENTS")) {
        const std::size_t comma = line->find(',');
        if (comma != std::string_view::npos)
          weather_.comments.push_back(utf8(trimmed(line->substr(comma + 1))));
      } else if (key == "DATA PERIODS") {
        read_periods(cells);
        return;
      }
    }
    refuse("the header does not end with DATA PERIODS",
           "check that this is a whole EnergyPlus weather file (EPW)");
  }

  void read_location(const std::vector<std::string_view>& cells) {
    const auto text = [&](std::size_t i) {
      return i < cells.size() ? utf8(trimmed(cells[i])) : std::string();
    };
    weather_.city = text(1);
    weather_.region = text(2);
    weather_.country = text(3);
    weather_.source = text(4);
    weather_.station = text(5);
    weather_.latitude_deg = header_number(cells, 6, -90, 90, "latitude");
    weather_.longitude_deg = header_number(cells, 7, -180, 180, "longitude");
    weather_.time_zone_h = header_number(cells, 8, -12, 14, "time zone");
    weather_.elevation_m = header_number(cells, 9, -1000, 10000, "elevation");
  }

  void read_ground(const std::vector<std::string_view>& cells) {
    // Number of depths, then for each: depth, conductivity, density, specific heat, twelve temperatures.
    constexpr std::size_t kCellsPerDepth = 16;
    for (std::size_t first = 2; first + kCellsPerDepth <= cells.size(); first += kCellsPerDepth) {
      GroundTemperatures ground;
      bool whole = true;
      const auto take = [&](std::size_t i, double& out) {
        const auto number = parse_real(trimmed(cells[first + i]));
        whole = whole && number.has_value();
        if (number) out = *number;
      };
      take(0, ground.depth_m);
      for (std::size_t i = 0; i < 12; ++i) take(4 + i, ground.monthly_c[i]);
      if (!whole) {
        weather_.findings.add({Severity::warning, "", "line " + std::to_string(lines_.number()), "epw.ground",
                               "ground temperatures that are no numbers; left out"});
        continue;
      }
      weather_.ground.push_back(ground);
    }
  }

  void read_periods(const std::vector<std::string_view>& cells) {
    const auto per_hour = cells.size() > 2 ? parse_integer(trimmed(cells[2])) : std::nullopt;
    if (per_hour != 1) {
      refuse("the file has not exactly one row for each hour", "convert the file to hourly values",
             ErrorCode::incompatible);
    }
    if (cells.size() > 4) weather_.first_weekday = utf8(trimmed(cells[4]));
  }

  int integer_cell(const std::vector<std::string_view>& cells, std::size_t i, int low, int high,
                   const char* what) const {
    const auto number = parse_integer(trimmed(cells[i]));
    if (!number || *number < low || *number > high) {
      refuse("the " + std::string(what) + " " + in_quotes(trimmed(cells[i]).substr(0, 40)) +
             " is no whole number from " + std::to_string(low) + " to " + std::to_string(high));
    }
    return static_cast<int>(*number);
  }

  void read_row(std::string_view line) {
    const auto cells = split(line, ',');
    if (cells.size() < kLeastColumns) {
      refuse("the row has " + std::to_string(cells.size()) + " columns instead of 35");
    }
    if (weather_.size() >= 8784)
      refuse("there are more than 8784 hourly rows", "use a file that holds one whole year");
    const int year = integer_cell(cells, 0, -9999, 9999, "year");
    const int month = integer_cell(cells, 1, 1, 12, "month");
    const int day = integer_cell(cells, 2, 1, 31, "day");
    const int hour = integer_cell(cells, 3, 1, 24, "hour");
    if (month != month_ || day != day_ || hour != hour_) {
      refuse("the row is for " + std::to_string(month) + "/" + std::to_string(day) + " hour " +
             std::to_string(hour) + ", expected " + std::to_string(month_) + "/" + std::to_string(day_) +
             " hour " + std::to_string(hour_));
    }
    weather_.year.push_back(static_cast<std::int16_t>(year));
    weather_.month.push_back(static_cast<std::uint8_t>(month));
    weather_.day.push_back(static_cast<std::uint8_t>(day));
    weather_.hour.push_back(static_cast<std::uint8_t>(hour));
    weather_.day_of_year.push_back(static_cast<std::uint16_t>(day_of_year_));
    for (std::size_t f = 0; f < std::size(kFields); ++f) read_value(f, cells);
    step();
  }

  /// Moves on to the stamp that the next row must have.
  void step() {
    if (++hour_ <= 24) return;
    hour_ = 1;
    ++day_of_year_;
    if (++day_ <= days_of_month(month_, leap_)) return;
    // After 28 February the file itself says whether there is a 29th: look at the next line.
    day_ = 1;
    if (++month_ == 3 && !leap_ && next_is_29_february()) {
      month_ = 2;
      day_ = 29;
      leap_ = true;
    }
    if (month_ > 12) month_ = 1;
  }

  [[nodiscard]] bool next_is_29_february() const {
    LineReader ahead = lines_;
    const auto line = ahead.next();
    if (!line) return false;
    const auto cells = split(*line, ',');
    return cells.size() > 3 && parse_integer(trimmed(cells[1])) == 2 &&
           parse_integer(trimmed(cells[2])) == 29;
  }

  void read_value(std::size_t f, const std::vector<std::string_view>& cells) {
    const EpwField& field = kFields[f];
    Count& count = counts_[f];
    double value = kNoValue;
    const std::string_view cell =
        field.column < cells.size() ? trimmed(cells[field.column]) : std::string_view();
    if (cell.empty()) {
      ++count.missing;
    } else {
      const auto number = parse_real(cell);
      if (!number) {
        refuse("the " + std::string(field.name) + " " + in_quotes(cell.substr(0, 40)) + " in column " +
               std::to_string(field.column + 1) + " is no number");
      }
      if (*number >= field.missing_from) {
        ++count.missing;
      } else if (*number < field.lowest || *number > field.highest) {
        if (count.impossible++ == 0) count.first_impossible = lines_.number();
      } else {
        value = *number;
      }
    }
    (weather_.*field.values).push_back(value);
  }

  void report() {
    for (std::size_t f = 0; f < std::size(kFields); ++f) {
      const Count& count = counts_[f];
      if (count.missing > 0) {
        weather_.findings.add({count.missing == weather_.size() ? Severity::info : Severity::warning, "",
                               kFields[f].name, "epw.missing",
                               std::to_string(count.missing) + " of " + std::to_string(weather_.size()) +
                                   " values are missing"});
      }
      if (count.impossible > 0) {
        weather_.findings.add(
            {Severity::error, "",
             std::string(kFields[f].name) + ", line " + std::to_string(count.first_impossible), "epw.range",
             std::to_string(count.impossible) + " values lie outside " +
                 std::to_string(static_cast<int>(kFields[f].lowest)) + ".." +
                 std::to_string(static_cast<int>(kFields[f].highest)) + "; counted as missing"});
      }
    }
  }

  struct Count {
    std::size_t missing = 0, impossible = 0, first_impossible = 0;
  };

  LineReader lines_;
  std::string name_;
  EpwWeather weather_;
  std::array<Count, std::size(kFields)> counts_{};
  int month_ = 1, day_ = 1, hour_ = 1, day_of_year_ = 1;
  bool leap_ = false;
};

}  // namespace

EpwWeather read_epw(std::span<const char> bytes, std::string_view name) {
  return EpwParser({bytes.data(), bytes.size()}, name).parse();
}

EpwWeather read_epw_file(const std::filesystem::path& path) {
  const MappedFile file(path);
  return read_epw(file.bytes(), path.string());
}

}  // namespace conurb::io
