// SPDX-License-Identifier: Apache-2.0
#include "engine/ui/city_model.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "engine/io/geometry_blob.hpp"
#include "engine/store/catalogue.hpp"

namespace conurb::ui {
namespace {

template <typename T>
bool is_there(std::future<T>& future) {
  return future.valid() && future.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
}

double count_people(const city::City& city) {
  const std::int32_t at = city.find("person_group");
  if (at < 0) return 0;
  const city::Table& groups = city.table(static_cast<std::size_t>(at));
  const auto column = groups.find("size");
  if (!column) return 0;
  double people = 0;
  const auto sizes = groups.column(*column).values<float>();
  const auto alive = groups.alive();
  for (std::size_t row = 0; row < alive.size(); ++row)
    if (alive[row] != 0 && std::isfinite(sizes[row])) people += static_cast<double>(sizes[row]);
  return people;
}

template <typename T>
void put(city::Column& column, std::span<const float> values, T null) {
  const std::span<T> own = column.modify<T>();
  for (std::size_t i = 0; i < own.size(); ++i)
    own[i] = i >= values.size() || std::isnan(values[i]) ? null : static_cast<T>(values[i]);
}

/// Texts stay as the draft has them: runs do not compute any. So do references, but of things that move.
void put(city::City& city, const std::string& table, const std::string& name, const room::ColumnFrame& frame,
         bool moves) {
  const std::size_t index = city.index_of(table);
  const auto found = city.table(index).find(name);
  if (!found) return;
  const std::span<const float> values = *frame.values;
  city::Table& own = city.edit(index);
  const auto rows = static_cast<std::int64_t>(values.size());
  if (moves && own.rows() < rows) own.insert(rows - own.rows(), 0);  // born in the run
  city::Column& column = own.column(*found);
  switch (column.spec().scalar) {
    case city::Scalar::f64: put<double>(column, values, std::nan("")); break;
    case city::Scalar::f32: put<float>(column, values, std::nanf("")); break;
    case city::Scalar::i32: put<std::int32_t>(column, values, 0); break;
    case city::Scalar::u8: put<std::uint8_t>(column, values, 0); break;
    case city::Scalar::ref:
      if (!moves) return;
      put<std::int32_t>(column, values, -1);
      break;
    case city::Scalar::i64: {
      if (!moves || !frame.whole) return;
      const std::span<std::int64_t> to = column.modify<std::int64_t>();
      std::fill(std::copy_n(frame.whole->begin(), std::min(frame.whole->size(), to.size()), to.begin()),
                to.end(), 0);
      break;
    }
    case city::Scalar::text: return;
  }
  own.mark_changed(*found);
}

/// By which things of a layer move.
std::vector<const std::string*> path_columns(const host::LayerPath& path) {
  std::vector<const std::string*> columns;
  for (const std::string* column :
       {&path.link, &path.x, &path.y, &path.z, &path.heading, &path.position, &path.enter, &path.leave,
        &path.halt, &path.halt_from, &path.halt_to, &path.of})
    if (!column->empty()) columns.push_back(column);
  return columns;
}

}  // namespace

CityModel::~CityModel() {
  if (loading_.valid()) loading_.wait();  // it works on what this holds
}

bool CityModel::update() {
  const room::Published& published = room_.published();
  if (published.opening == room::Opening::failed) failure_ = published.failure;
  if (published.opening != room::Opening::open) return false;
  if (!asked_) {
    asked_ = true;
    auto base = std::make_shared<std::future<Loaded>>(room_.simulation().ask([](sim::Twin& twin) {
      Loaded loaded;
      loaded.base = twin.base();
      if (twin.file() != nullptr) {
        loaded.base.set_geometry(io::load_geometry(*twin.file()));
        loaded.attribution = store::Catalogue(*twin.file()).attribution();
      }
      for (const host::PluginCode& code : twin.plugins()) loaded.manifests.push_back(code.manifest);
      return loaded;
    }));
    loading_ = std::async(std::launch::async, [base] {
      Loaded loaded = base->get();
      Jobs jobs;
      loaded.scene = std::make_shared<const scene::CityScene>(loaded.base, jobs);
      return loaded;
    });
  }
  for (auto& [name, asked] : asked_branches_) {
    if (!is_there(asked.answer)) continue;
    try {
      Branch branch;
      Answer answer = asked.answer.get();
      branch.city = std::move(answer.city);
      branch.settings = std::move(answer.settings);
      branch.city.set_geometry(base_.geometry());
      branch.changes = asked.changes;
      branch.revision = next_revision_++;
      branches_[name] = std::move(branch);
    } catch (const std::exception& error) {
      room_.simulation().tell(store::Severity::warning, error.what());
    }
  }
  if (!is_there(loading_)) return false;
  try {
    Loaded loaded = loading_.get();
    base_ = std::move(loaded.base);
    manifests_ = std::move(loaded.manifests);
    attribution_ = std::move(loaded.attribution);
    scene_ = std::move(loaded.scene);
    std::vector<const host::Manifest*> manifests;
    for (const auto& manifest : manifests_) manifests.push_back(manifest.get());
    layers_ = scene::layers_of(base_, manifests);
    for (scene::LayerSpec& layer : layers_) {
      if (!layer.plugin.empty()) continue;
      const Texts& texts = room_.texts();
      if (const std::string key = "column." + layer.id; texts.contains(key)) layer.look.label = texts(key);
      if (const std::string key = "table." + layer.look.table; texts.contains(key)) layer.group = texts(key);
    }
    people_ = count_people(base_);
    return true;
  } catch (const std::exception& error) {
    failure_ = error.what();
    return false;
  }
}

const scene::LayerSpec* CityModel::layer(const std::string& id) const {
  const auto found =
      std::find_if(layers_.begin(), layers_.end(), [&](const auto& layer) { return layer.id == id; });
  return found == layers_.end() ? nullptr : &*found;
}

void CityModel::ask_for(const std::string& name, const room::BranchInfo& info) {
  const auto asked = asked_branches_.find(name);
  if (asked != asked_branches_.end() &&
      (asked->second.changes == info.changes || asked->second.answer.valid()))
    return;
  Asked& next = asked_branches_[name];
  next.changes = info.changes;
  next.answer =
      room_.simulation().ask([ordinal = info.ordinal](sim::Twin& twin) { return answer_of(twin, ordinal); });
}

CityModel::Answer CityModel::answer_of(sim::Twin& twin, std::int32_t branch) {
  Answer answer{twin.city(branch), {}};
  for (const city::JournalEntry& entry : twin.effective(branch)) {
    if (entry.kind != city::EntryKind::set || answer.city.find(entry.table) < 0) continue;
    const city::Table& table = answer.city.table(entry.table);
    Setting setting{Time{entry.time_us}, Time{entry.until_us}, {}};
    for (const city::Id id : entry.ids)
      if (const std::int64_t row = table.row_of(id); row >= 0) setting.rows.push_back(row);
    for (const std::string& column : entry.columns)
      answer.settings[entry.table + "." + column].push_back(setting);
  }
  return answer;
}

const std::vector<CityModel::Setting>* CityModel::settings_of(const std::string& name,
                                                              const scene::LayerSpec& layer) const {
  const auto branch = branches_.find(name);
  if (branch == branches_.end()) return nullptr;
  const auto settings = branch->second.settings.find(layer.look.table + "." + layer.look.color);
  return settings == branch->second.settings.end() ? nullptr : &settings->second;
}

std::size_t CityModel::set_stamp(const std::string& name, const scene::LayerSpec& layer, Time at) const {
  std::size_t stamp = 0;
  const std::vector<Setting>* settings = settings_of(name, layer);
  for (std::size_t i = 0; settings != nullptr && i < settings->size(); ++i)
    if ((*settings)[i].holds(at)) stamp += (i + 1) * ((*settings)[i].rows.size() + 1);
  return stamp;
}

std::vector<std::int64_t> CityModel::set_rows(const std::string& name, const scene::LayerSpec& layer,
                                              Time at) const {
  std::vector<std::int64_t> rows;
  const std::vector<Setting>* settings = settings_of(name, layer);
  if (settings == nullptr) return rows;
  for (const Setting& setting : *settings)
    if (setting.holds(at)) rows.insert(rows.end(), setting.rows.begin(), setting.rows.end());
  std::sort(rows.begin(), rows.end());
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  return rows;
}

CityModel::Shown CityModel::shown(const std::string& name, const scene::LayerSpec* layer) {
  const room::BranchInfo* info = room_.published().branch(name);
  if (info != nullptr) ask_for(name, *info);
  const auto found = branches_.find(name);
  if (found == branches_.end()) return {&base_, 0, std::nullopt};
  Branch& branch = found->second;
  Shown shown{&branch.city, branch.revision, std::nullopt};
  if (layer == nullptr) return shown;
  for (const std::string* column :
       {&layer->look.color, &layer->look.width, &layer->look.height, &layer->look.arrow}) {
    if (column->empty()) continue;
    const std::string key = layer->look.table + "." + *column;
    const auto frame = room_.frame(name, layer->look.table, *column);
    if (!frame || !frame->values) continue;
    std::uint64_t& had = branch.frames[key];
    if (had != frame->revision + 1) {
      had = frame->revision + 1;
      put(branch.city, layer->look.table, *column, *frame, false);
      branch.revision = next_revision_++;
    }
    // What nothing computes is of no time.
    const city::Column* own = scene::layer_column(branch.city, *layer, *column);
    if (own != nullptr && own->spec().role >= city::Role::state && !frame->values->empty())
      shown.time = frame->time;
  }
  take_path(name, branch, *layer);
  shown.revision = branch.revision;
  return shown;
}

/// Columns of one moment only: a place and a time that do not belong together would be seen.
void CityModel::take_path(const std::string& name, Branch& branch, const scene::LayerSpec& layer) {
  const std::string& table = layer.look.table;
  std::vector<std::shared_ptr<const room::ColumnFrame>> frames;
  const std::vector<const std::string*> columns = path_columns(layer.look.path);
  for (const std::string* column : columns) {
    frames.push_back(room_.frame(name, table, *column, room::Recorded::not_before));
    const auto& frame = frames.back();
    if (!frame || !frame->values || frame->time != frames.front()->time) return;
  }
  for (std::size_t i = 0; i < columns.size(); ++i) {
    std::uint64_t& had = branch.frames[table + "." + *columns[i]];
    if (had == frames[i]->revision + 1) continue;
    had = frames[i]->revision + 1;
    put(branch.city, table, *columns[i], *frames[i], true);
    branch.revision = next_revision_++;
  }
}

}  // namespace conurb::ui
