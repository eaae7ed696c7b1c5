// SPDX-License-Identifier: Apache-2.0
#include "engine/cli/picture_city.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/base/number_text.hpp"
#include "engine/io/geometry_blob.hpp"
#include "engine/room/state.hpp"
#include "engine/sim/compare.hpp"
#include "engine/sim/recorded_city.hpp"
#include "engine/sim/stale.hpp"
#include "engine/store/catalogue.hpp"
#include "engine/store/runs.hpp"
#include "engine/ui/key_figures.hpp"

namespace conurb::cli {
namespace {

constexpr std::size_t kMostBranches = 4;

sim::TwinOptions twin_options(const Session& session) {
  sim::TwinOptions options;
  options.who = user_name();
  options.threads = session.threads;
  options.vocabulary = load_vocabulary();
  return options;
}

/// Ten in the morning of the day, by the clocks of the city: the sun stands aside and shows the shapes.
Time forenoon(CivilDate date, const Zone& zone) {
  return zone.to_utc({date, 10, 0, 0, 0});
}

}  // namespace

PictureCity::PictureCity(const Session& session, const PictureOptions& options, const Log& log)
    : options_(options), twin_(open_to_read(options.file, log), twin_options(session), log) {
  std::vector<std::filesystem::path> folders = session.plugin_paths;
  for (const auto& folder : host::plugin_folders()) folders.push_back(folder);
  plugins_ = host::find_plugins(folders);
  std::vector<std::string> names = options.branches;
  if (names.empty()) names.emplace_back("base");
  if (names.size() > kMostBranches)
    throw WrongUsage(
        fmt::format("--compare names {} branches, and {} can be compared", names.size(), kMostBranches));
  std::optional<Time> at;
  if (!options.time.empty()) as_option("--time", [&] { at = parse_time(options.time, zone()); });
  for (const std::string& branch : names) add_branch(branch, log, at);
  light_time_ = at             ? *at
                : result_time_ ? forenoon(zone().to_local(*result_time_ - kSecond).date, zone())
                               : forenoon({2026, 6, 21}, zone());
}

void PictureCity::add_branch(const std::string& name, const Log& log, std::optional<Time> at) {
  const std::int32_t branch = twin_.journal().branch(name).ordinal;
  city::City city = twin_.city(branch);
  city.set_geometry(cities_.empty() ? io::load_geometry(*twin_.file()) : cities_.front().geometry());
  const std::optional<store::RunRecord> run = sim::latest_run(*twin_.file(), branch);
  bool stale = false;
  // Without layers a time is one of the light alone, and may be any.
  if (run && !options_.layers.empty() && !store::Runs(*twin_.file()).recorded(run->id).empty()) {
    if (at && (at->us < run->from_us || at->us > run->to_us)) {
      throw WrongUsage(fmt::format("--time {} is not within the run of '{}', which goes from {} to {}",
                                   options_.time, name,
                                   format_time(Time{run->from_us}, zone(), TimeFormat::minute),
                                   format_time(Time{run->to_us}, zone(), TimeFormat::minute)));
    }
    sim::add_results(*twin_.file(), *run, at, city);
    result_time_ = at.value_or(Time{run->to_us});
    for (const std::string& reason : sim::stale_reasons(*twin_.file(), *run)) {
      log.warning("the results of '{}' are stale: {}", name, reason);
      stale = true;
    }
  }
  cities_.push_back(std::move(city));
  names_.push_back(name);
  stale_.push_back(stale);
}

std::vector<const city::City*> PictureCity::all() const {
  std::vector<const city::City*> all;
  for (const city::City& city : cities_) all.push_back(&city);
  return all;
}

std::vector<scene::LayerSpec> PictureCity::layers() const {
  std::vector<const host::Manifest*> manifests;
  for (const host::CatalogEntry& entry : plugins_)
    if (entry.info && entry.hidden_by.empty()) manifests.push_back(&entry.info->manifest);
  return scene::layers_of(first(), manifests);
}

std::optional<scene::Camera> PictureCity::bookmark(const std::string& name) {
  for (const room::Bookmark& bookmark : room::saved_bookmarks(*twin_.file()))
    if (bookmark.name == name) return bookmark.camera;
  return std::nullopt;
}

std::string PictureCity::title() const {
  return options_.file.stem().string();
}

std::string PictureCity::subtitle() const {
  std::string text;
  const auto count = [&](const char* table, const char* words, double number) {
    if (first().find(table) < 0 || number <= 0) return;
    text += fmt::format("{}{} {}", text.empty() ? "" : " · ", number_text(number, 0), words);
  };
  const std::int32_t people = first().find("person_group");
  if (people >= 0) {
    const city::Table& groups = first().table(static_cast<std::size_t>(people));
    double persons = 0;
    if (const auto column = groups.find("size")) {
      const auto sizes = groups.column(*column).values<float>();
      const auto alive = groups.alive();
      for (std::size_t row = 0; row < alive.size(); ++row)
        if (alive[row] != 0 && std::isfinite(sizes[row])) persons += static_cast<double>(sizes[row]);
    }
    count("person_group", "people", persons);
  }
  const std::int32_t buildings = first().find("building");
  if (buildings >= 0)
    count("building", "buildings",
          static_cast<double>(first().table(static_cast<std::size_t>(buildings)).alive_rows()));
  return text;
}

std::string PictureCity::attribution() {
  return store::Catalogue(*twin_.file()).attribution();
}

std::vector<ui::KeyFigure> PictureCity::figures() {
  std::vector<ui::KeyFigure> figures;
  const bool compared = names_.size() == 2;
  if (!result_time_ || names_.size() > 2) return figures;
  const Texts texts(assets_folder() / "texts", "en");
  const sim::Comparison comparison = sim::compare(*twin_.file(), units(), names_.front(), names_.back());
  for (const sim::ComparedKpi& kpi : comparison.kpis)
    if (kpi.group.empty() && !kpi.suppressed && !std::isnan(kpi.other))
      figures.push_back(ui::key_figure(kpi, compared, texts));
  return figures;
}

}  // namespace conurb::cli
