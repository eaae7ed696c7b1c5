// SPDX-License-Identifier: Apache-2.0
// generator_map POPULATION SEED grid|organic|radial FILE.svg [X Y HALF_SIDE]: draws a generated city, or a
// square of it (m), and prints its figures. A tool for whoever works on the generator; no test.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "plugins/generator/city.hpp"
#include "tests/plugins/two_threads.hpp"

namespace {

using namespace conurb::generator;

const char* colour(LandUse use) {
  switch (use) {
    case LandUse::residential: return "#f6efdf";
    case LandUse::mixed: return "#f6e0c8";
    case LandUse::commercial: return "#f3d5dc";
    case LandUse::industrial: return "#ded8e8";
    case LandUse::school: return "#fbf3b0";
    case LandUse::hospital: return "#fbd0c0";
    case LandUse::public_service: return "#e8c8a0";
    case LandUse::religious: return "#e0d4c0";
    case LandUse::sport: return "#b8e0b0";
    case LandUse::park: return "#bfe3a8";
    case LandUse::square: return "#e8e4dc";
    case LandUse::cemetery: return "#a9cfa0";
    case LandUse::allotments: return "#d2e6b4";
    case LandUse::farmland: return "#f3f1d6";
    case LandUse::meadow: return "#e0efcc";
    case LandUse::forest: return "#a8cf9c";
  }
  return "white";
}

const char* colour(Function f) {
  switch (f) {
    case Function::residential: return "#c08a6a";
    case Function::retail: return "#cc5a7a";
    case Function::office: return "#5a78b8";
    case Function::industry:
    case Function::warehouse: return "#80729a";
    default: return "#b09030";
  }
}

struct Frame {
  double x, y, half;
  static constexpr double kPixels = 1500;
  std::string at(Point p) const {
    char text[48];
    std::snprintf(text, sizeof text, "%.1f,%.1f ", (p.x * 1e-3 - x + half) / (2 * half) * kPixels,
                  (half - p.y * 1e-3 + y) / (2 * half) * kPixels);
    return text;
  }
  bool shows(Point p) const {
    return std::abs(p.x * 1e-3 - x) < half * 1.1 && std::abs(p.y * 1e-3 - y) < half * 1.1;
  }
  double pixels(double m) const { return m / (2 * half) * kPixels; }
};

void polygon(std::FILE* out, const Frame& frame, std::span<const Point> ring, const char* style) {
  bool seen = false;
  for (const Point p : ring) seen = seen || frame.shows(p);
  if (!seen) return;
  std::fprintf(out, "<polygon %s points='", style);
  for (const Point p : ring) std::fputs(frame.at(p).c_str(), out);
  std::fputs("'/>\n", out);
}

void line(std::FILE* out, const Frame& frame, std::span<const Point> points, const char* stroke,
          double width) {
  bool seen = false;
  for (const Point p : points) seen = seen || frame.shows(p);
  if (!seen) return;
  std::fprintf(out,
               "<polyline fill='none' stroke-linejoin='round' stroke-linecap='round' stroke='%s' "
               "stroke-width='%.2f' points='",
               stroke, width);
  for (const Point p : points) std::fputs(frame.at(p).c_str(), out);
  std::fputs("'/>\n", out);
}

void draw(const City& city, const Frame& frame, const char* path) {
  std::FILE* out = std::fopen(path, "w");
  if (out == nullptr) return;
  std::fprintf(out,
               "<svg xmlns='http://www.w3.org/2000/svg' width='1500' height='1500'><rect width='1500' "
               "height='1500' fill='#e6eed8'/>\n");
  const bool near = frame.half < 2600;
  char style[96];
  for (std::size_t i = 0; i < city.blocks.size(); ++i) {
    std::snprintf(style, sizeof style, "fill='%s'", colour(city.blocks.use[i]));
    polygon(out, frame, city.blocks.outline[i], style);
  }
  polygon(out, frame, city.river, "fill='#8fb8e0'");
  for (std::size_t i = 0; i < city.links.size(); ++i) {
    const auto c = static_cast<int>(city.links.street_class[i]);
    const char* stroke[] = {"#d05030", "#e0a040", "#e8c870", "#c8c8c0", "#d4d4cc", "#ccc"};
    line(out, frame, city.links.line[i], stroke[c],
         std::max(c < 2 ? 1.4 : 0.4, frame.pixels(near ? city.links.width[i] : city.links.corridor[i])));
  }
  for (std::size_t i = 0; i < city.rail.line.size(); ++i)
    line(out, frame, city.rail.line[i], "#444", std::max(1.5, frame.pixels(6)));
  if (near)
    for (std::size_t i = 0; i < city.parcels.size(); ++i)
      polygon(out, frame, city.parcels.outline[i], "fill='none' stroke='#b8b0a0' stroke-width='0.35'");
  for (std::size_t i = 0; i < city.buildings.size(); ++i) {
    std::snprintf(style, sizeof style, near ? "fill='%s' stroke='#333' stroke-width='0.3'" : "fill='%s'",
                  colour(city.buildings.function[i]));
    polygon(out, frame, city.buildings.footprint[i], style);
  }
  if (near)
    for (std::size_t i = 0; i < city.trees.size(); ++i)
      if (frame.shows(city.trees.point[i])) {
        const std::string at = frame.at(city.trees.point[i]);
        std::fprintf(out, "<circle cx='%s' cy='%s' r='%.1f' fill='#4a9040' fill-opacity='0.55'/>\n",
                     at.substr(0, at.find(',')).c_str(), at.substr(at.find(',') + 1).c_str(),
                     frame.pixels(city.trees.crown[i] / 2));
      }
  std::fputs("</svg>\n", out);
  std::fclose(out);
}

void print(const City& city) {
  const Buildings& b = city.buildings;
  double living = 0, floor = 0;
  std::vector<double> by_function(kFunctionCount), zone_living(kZoneCount), zone_floor(kZoneCount),
      zone_foot(kZoneCount);
  std::vector<double> zone_block(kZoneCount), use_area(16), year(6), n_zone(kZoneCount);
  for (std::size_t i = 0; i < city.blocks.size(); ++i) {
    const double a = area(city.blocks.outline[i]);
    zone_block[static_cast<std::size_t>(city.blocks.zone[i])] += a;
    if (city.blocks.zone[i] != Zone::rural) use_area[static_cast<std::size_t>(city.blocks.use[i])] += a;
  }
  for (std::size_t i = 0; i < b.size(); ++i) {
    living += b.dwelling_area[i], floor += b.floor_area[i];
    by_function[static_cast<std::size_t>(b.function[i])] += b.floor_area[i];
    const auto z = static_cast<std::size_t>(city.blocks.zone[city.parcels.block[b.parcel[i]]]);
    zone_living[z] += b.dwelling_area[i], zone_floor[z] += b.floor_area[i],
        zone_foot[z] += area(b.footprint[i]), n_zone[z]++;
    year[b.year[i] < 1919   ? 0
         : b.year[i] < 1949 ? 1
         : b.year[i] < 1979 ? 2
         : b.year[i] < 2000 ? 3
                            : 4] += b.dwelling_area[i];
  }
  std::printf("buildings %zu parcels %zu blocks %zu links %zu trees %zu districts %zu\n", b.size(),
              city.parcels.size(), city.blocks.size(), city.links.size(), city.trees.size(),
              city.districts.size());
  const double residents = city.options.population;
  std::printf("residents %.0f living net/res %.1f floor %.0f persons/bldg %.2f\n", residents,
              0.8 * living / residents, floor, residents / static_cast<double>(b.size()));
  const char* zn[] = {"core", "perimeter", "apartments", "rows", "houses", "commerce", "industry", "rural"};
  for (std::size_t z = 0; z < kZoneCount; ++z)
    std::printf("%-11s %8.1f ha  n %7.0f living/ha %6.0f FAR %.2f GSI %.2f\n", zn[z], zone_block[z] * 1e-4,
                n_zone[z], zone_living[z] / (zone_block[z] * 1e-4), zone_floor[z] / zone_block[z],
                zone_foot[z] / zone_block[z]);
  double total = 0;
  for (const double a : use_area) total += a;
  for (std::size_t u = 0; u < 16; ++u)
    std::printf("%s %.3f  ", std::string(to_string(static_cast<LandUse>(u))).c_str(), use_area[u] / total);
  std::printf("\nyear shares (floor of dwellings) <1919 %.2f <49 %.2f <79 %.2f <2000 %.2f later %.2f\n",
              year[0] / living, year[1] / living, year[2] / living, year[3] / living, year[4] / living);
  for (std::size_t f = 0; f < kFunctionCount; ++f)
    std::printf("%s %.3f  ", std::string(to_string(static_cast<Function>(f))).c_str(),
                by_function[f] / floor);
  std::vector<int> degree(city.nodes.size());
  double length = 0;
  for (std::size_t i = 0; i < city.links.size(); ++i)
    ++degree[city.links.from[i]], ++degree[city.links.to[i]], length += city.links.length[i];
  int d[8] = {};
  for (const int k : degree) ++d[std::min(k, 7)];
  const double n = static_cast<double>(degree.size());
  std::printf(
      "\nnodes %.0f mean degree %.2f 1:%.3f 2:%.3f 3:%.3f 4:%.3f 5+:%.3f mean length %.0f streets/res %.2f "
      "m\n",
      n, 2.0 * static_cast<double>(city.links.size()) / n, d[1] / n, d[2] / n, d[3] / n, d[4] / n,
      (d[5] + d[6] + d[7]) / n, length / static_cast<double>(city.links.size()), length / residents);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 5) return 2;
  Options options;
  options.population = std::atof(argv[1]);
  options.seed = static_cast<std::uint64_t>(std::atoll(argv[2]));
  const std::string_view style = argv[3];
  options.style = style == "grid" ? Style::grid : style == "radial" ? Style::radial : Style::organic;
  const auto start = std::chrono::steady_clock::now();
  const City city = generate(options, conurb::test::two_threads);
  std::printf("%.2f s\n", std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  print(city);
  Frame frame{0, 0, 1.5 * city.radius};
  if (argc > 7) frame = {std::atof(argv[5]), std::atof(argv[6]), std::atof(argv[7])};
  if (std::string_view(argv[4]) != "-") draw(city, frame, argv[4]);
  return 0;
}
