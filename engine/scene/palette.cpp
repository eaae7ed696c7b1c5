// SPDX-License-Identifier: Apache-2.0
#include "engine/scene/palette.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "engine/base/error.hpp"
#include "engine/base/text.hpp"

namespace conurb::scene {
namespace {

constexpr Rgb rgb(std::uint32_t code) {
  return {static_cast<std::uint8_t>(code >> 16), static_cast<std::uint8_t>(code >> 8),
          static_cast<std::uint8_t>(code)};
}

// Control points at equal steps.
constexpr std::array kViridis{rgb(0x440154), rgb(0x472D7B), rgb(0x3B528B), rgb(0x2C728E), rgb(0x21918C),
                              rgb(0x27AD81), rgb(0x5CC863), rgb(0xAADC32), rgb(0xFDE725)};
constexpr std::array kCividis{rgb(0x00224E), rgb(0x1A386F), rgb(0x434E6C), rgb(0x61656F), rgb(0x7C7B78),
                              rgb(0x9B9376), rgb(0xBBAD6C), rgb(0xDDC858), rgb(0xFEE838)};
constexpr std::array kMagma{rgb(0x000004), rgb(0x1D1147), rgb(0x51127C), rgb(0x832681), rgb(0xB73779),
                            rgb(0xE55064), rgb(0xFB8761), rgb(0xFEC287), rgb(0xFCFDBF)};
constexpr std::array kYlOrRd{rgb(0xFFFFCC), rgb(0xFFEDA0), rgb(0xFED976), rgb(0xFEB24C), rgb(0xFD8D3C),
                             rgb(0xFC4E2A), rgb(0xE31A1C), rgb(0xBD0026), rgb(0x800026)};
constexpr std::array kYlGnBu{rgb(0xFFFFD9), rgb(0xEDF8B1), rgb(0xC7E9B4), rgb(0x7FCDBB), rgb(0x41B6C4),
                             rgb(0x1D91C0), rgb(0x225EA8), rgb(0x253494), rgb(0x081D58)};
constexpr std::array kBlues{rgb(0xF7FBFF), rgb(0xDEEBF7), rgb(0xC6DBEF), rgb(0x9ECAE1), rgb(0x6BAED6),
                            rgb(0x4292C6), rgb(0x2171B5), rgb(0x08519C), rgb(0x08306B)};
constexpr std::array kGreens{rgb(0xF7FCF5), rgb(0xE5F5E0), rgb(0xC7E9C0), rgb(0xA1D99B), rgb(0x74C476),
                             rgb(0x41AB5D), rgb(0x238B45), rgb(0x006D2C), rgb(0x00441B)};
constexpr std::array kPurples{rgb(0xFCFBFD), rgb(0xEFEDF5), rgb(0xDADAEB), rgb(0xBCBDDC), rgb(0x9E9AC8),
                              rgb(0x807DBA), rgb(0x6A51A3), rgb(0x54278F), rgb(0x3F007D)};
constexpr std::array kRdBu{rgb(0x67001F), rgb(0xB2182B), rgb(0xD6604D), rgb(0xF4A582),
                           rgb(0xFDDBC7), rgb(0xF7F7F7), rgb(0xD1E5F0), rgb(0x92C5DE),
                           rgb(0x4393C3), rgb(0x2166AC), rgb(0x053061)};
constexpr std::array kPuOr{rgb(0x7F3B08), rgb(0xB35806), rgb(0xE08214), rgb(0xFDB863),
                           rgb(0xFEE0B6), rgb(0xF7F7F7), rgb(0xD8DAEB), rgb(0xB2ABD2),
                           rgb(0x8073AC), rgb(0x542788), rgb(0x2D004B)};
constexpr std::array kBrBG{rgb(0x543005), rgb(0x8C510A), rgb(0xBF812D), rgb(0xDFC27D),
                           rgb(0xF6E8C3), rgb(0xF5F5F5), rgb(0xC7EAE5), rgb(0x80CDC1),
                           rgb(0x35978F), rgb(0x01665E), rgb(0x003C30)};
constexpr std::array kOkabeIto{rgb(0xE69F00), rgb(0x56B4E9), rgb(0x009E73), rgb(0xF0E442),
                               rgb(0x0072B2), rgb(0xD55E00), rgb(0xCC79A7)};
constexpr std::array kTolMuted{rgb(0xCC6677), rgb(0x332288), rgb(0xDDCC77), rgb(0x117733), rgb(0x88CCEE),
                               rgb(0x882255), rgb(0x44AA99), rgb(0x999933), rgb(0xAA4499)};

struct Entry {
  std::string_view name;
  PaletteKind kind;
  std::span<const Rgb> stops;
};

constexpr std::array<Entry, 13> kEntries{{
    {"viridis", PaletteKind::sequential, kViridis},
    {"cividis", PaletteKind::sequential, kCividis},
    {"magma", PaletteKind::sequential, kMagma},
    {"YlOrRd", PaletteKind::sequential, kYlOrRd},
    {"YlGnBu", PaletteKind::sequential, kYlGnBu},
    {"Blues", PaletteKind::sequential, kBlues},
    {"Greens", PaletteKind::sequential, kGreens},
    {"Purples", PaletteKind::sequential, kPurples},
    {"RdBu", PaletteKind::diverging, kRdBu},
    {"PuOr", PaletteKind::diverging, kPuOr},
    {"BrBG", PaletteKind::diverging, kBrBG},
    {"Okabe-Ito", PaletteKind::qualitative, kOkabeIto},
    {"Tol-muted", PaletteKind::qualitative, kTolMuted},
}};

constexpr std::string_view kReversed = "_r";

}  // namespace

Palette::Palette() : Palette(kEntries[0].name, kEntries[0].kind, kEntries[0].stops, false) {}

Palette Palette::named(std::string_view name) {
  const bool reversed = name.ends_with(kReversed);
  const std::string_view plain = reversed ? name.substr(0, name.size() - kReversed.size()) : name;
  for (const Entry& entry : kEntries) {
    if (equal_ignoring_case(entry.name, plain)) return {entry.name, entry.kind, entry.stops, reversed};
  }
  std::vector<std::string> names;
  for (const Entry& entry : kEntries) names.emplace_back(entry.name);
  std::string remedy = did_you_mean(plain, names);
  if (remedy.empty()) remedy = "there are " + join(names, ", ");
  throw Error(ErrorCode::not_found, fmt::format("there is no palette '{}'", name), {}, remedy);
}

std::string Palette::name() const {
  return std::string(name_) + std::string(reversed_ ? kReversed : "");
}

Rgb Palette::at(double position) const {
  if (kind_ == PaletteKind::qualitative) return stop(0);
  const double last = static_cast<double>(stops_.size() - 1);
  const double along = position > 0 ? std::min(position, 1.0) * last : 0;
  const double below = std::min(std::floor(along), last - 1);
  const auto i = static_cast<std::size_t>(below);
  return blend(stop(i), stop(i + 1), along - below);
}

Rgb Palette::of_class(std::size_t i, std::size_t n) const {
  if (kind_ == PaletteKind::qualitative) return i < stops_.size() ? stop(i) : kOtherColour;
  return at((static_cast<double>(i) + 0.5) / static_cast<double>(std::max<std::size_t>(n, 1)));
}

}  // namespace conurb::scene
