// SPDX-License-Identifier: Apache-2.0
// A small city file with bytes changed, as a failing disk or a careless program leaves it: refused with a
// message, or read as a whole into a city that keeps its own rules. The input is a row of four-byte edits:
// three bytes of place (modulo the file's size) and one that is laid over the byte there by exclusive or. An
// odd count of bytes cuts the file at the first edit's place.
#include <sqlite3.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>
#include <string>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/city/city.hpp"
#include "engine/store/blobs.hpp"
#include "engine/store/catalogue.hpp"
#include "engine/store/city_file.hpp"
#include "engine/store/journal.hpp"
#include "engine/store/run_recorder.hpp"
#include "engine/store/runs.hpp"
#include "engine/store/sqlite.hpp"
#include "tests/fuzz/folder.hpp"

namespace {

using namespace conurb;

city::ColumnSpec column(std::string name, city::Scalar type, city::Role role = city::Role::fixed) {
  city::ColumnSpec spec;
  spec.name = std::move(name);
  spec.scalar = type;
  spec.role = role;
  spec.description = "a column";
  spec.nullable = true;
  return spec;
}

city::City make_city() {
  city::TableSpec building;
  building.name = "building";
  building.shape = city::Shape::polygon;
  auto part = column("part_of", city::Scalar::ref);
  part.refers_to = "building";
  auto tags = column("tags", city::Scalar::text);
  tags.list = true;
  building.columns = {column("height", city::Scalar::f64),
                      column("year", city::Scalar::i32),
                      column("function", city::Scalar::text),
                      part,
                      tags,
                      column("level", city::Scalar::f64, city::Role::state)};
  city::City city;
  city::Table& table = city.edit(city.add_table(building));
  table.insert(3, 0);
  const double square[] = {0, 0, 9, 0, 9, 9, 0, 0};
  const std::int64_t corners[] = {0, 8, 8, 8};
  table.column("shape").assign_lists(corners, reinterpret_cast<const std::byte*>(square));
  table.mark_changed(table.index_of("shape"));
  table.set(table.index_of("height"), std::vector<std::int64_t>{0, 1}, 12.5);
  table.set(table.index_of("year"), std::vector<std::int64_t>{0, 1, 2}, std::int64_t{1975});
  table.set(table.index_of("function"), std::vector<std::int64_t>{0, 2}, std::string("office"));
  return city;
}

void record_run(store::CityFile& file, const city::City& city) {
  store::Runs runs(file);
  store::RunRecord record;
  record.json = "{}";
  const std::int64_t run = runs.begin(record);
  store::RunRecorder recorder(file, run);
  for (std::int64_t exchange = 0; exchange < 2; ++exchange) {
    recorder.begin_exchange(exchange, exchange * 1000);
    recorder.record("building", "level", city.table("building").column("level"));
    recorder.end_exchange();
  }
  recorder.finish();
  const store::KpiValue kpi{"energy", "", 1.5, 1, 2, 3, "J"};
  runs.put_kpis(run, {&kpi, 1});
  runs.finish(run, store::RunStatus::done, "{}");
}

/// The bytes of a sound file, in small pages so that little of it is empty.
std::string make_file() {
  const fuzz::Folder folder;
  {
    store::CityFile file = store::CityFile::create(folder.file());
    city::City city = make_city();
    file.save(city);
    city.edit("building").retire(std::vector<std::int64_t>{1});
    file.save(city);
    std::vector<city::JournalEntry> entries(1);
    entries[0].table = "building";
    entries[0].columns = {"height"};
    entries[0].ids = {1};
    entries[0].values = {3.5};
    store::Journal(file).append(entries);
    record_run(file, city);
    const std::vector<std::byte> blob(40, std::byte{7});
    store::Blobs(file).put("geometry", "city", blob);
    store::SourceRecord source;
    source.name = "a.json";
    const std::int64_t id = store::Catalogue(file).put_source(source);
    const store::Identity identity{"a", 1};
    store::Catalogue(file).put_identities(id, "building", {&identity, 1});
    file.close();
  }
  {
    store::Connection connection(folder.file().string(), store::Access::write);
    connection.run("PRAGMA journal_mode = DELETE");
    connection.run("PRAGMA page_size = 512");
    connection.run("VACUUM");
    connection.run("PRAGMA journal_mode = WAL");
    connection.close();
  }
  std::ifstream in(folder.file(), std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string damaged_file(std::span<const std::uint8_t> edits) {
  static const std::string* const sound = new std::string(make_file());
  std::string bytes = *sound;
  const auto place = [&bytes, edits](std::size_t at) {
    const std::size_t offset = edits[at] | std::size_t{edits[at + 1]} << 8 | std::size_t{edits[at + 2]} << 16;
    return offset % bytes.size();
  };
  for (std::size_t at = 0; at + 4 <= edits.size(); at += 4) {
    char& byte = bytes[place(at)];
    byte = static_cast<char>(static_cast<std::uint8_t>(byte) ^ edits[at + 3]);
  }
  if (edits.size() % 2 == 1 && edits.size() > 4) bytes.resize(place(0));
  return bytes;
}

/// Damage has names; "internal" would say that Conurb is to blame.
template <typename Read>
void attempt(Read&& read) {
  try {
    read();
  } catch (const Error& error) {
    if (error.code() == ErrorCode::internal) throw;
  }
}

void read_columns(const city::City& city) {
  for (std::size_t t = 0; t < city.table_count(); ++t) {
    const city::Table& table = city.table(t);
    for (std::size_t c = 0; c < table.column_count(); ++c) static_cast<void>(table.column(c).bytes());
  }
  city.validate();
}

void read_beside(store::CityFile& file) {
  attempt([&] { static_cast<void>(store::Catalogue(file).sources()); });
  attempt([&] { static_cast<void>(store::Catalogue(file).findings()); });
  attempt([&] { static_cast<void>(store::Catalogue(file).identities(1, "building")); });
  attempt([&] { static_cast<void>(store::Journal(file).read()); });
  attempt([&] { static_cast<void>(store::Journal(file).branches()); });
  attempt([&] { static_cast<void>(store::Blobs(file).get("geometry", "city")); });
  attempt([&] {
    const store::Runs runs(file);
    for (const store::RunRecord& run : runs.list()) {
      static_cast<void>(runs.kpis(run.id));
      static_cast<void>(runs.read(run.id, {"building", "level"}));
    }
  });
  attempt([&] { static_cast<void>(file.window("building", -10, -10, 10, 10)); });
  attempt([&] { static_cast<void>(file.extent("building")); });
  attempt([&] { static_cast<void>(file.check()); });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes = damaged_file({data, size});
  const fuzz::Folder folder;
  std::ofstream(folder.file(), std::ios::binary) << bytes;
  for (const store::Mode mode : {store::Mode::read_only, store::Mode::read_write}) {
    attempt([&] {
      store::CityFile file = store::CityFile::open(folder.file(), mode);
      attempt([&] { read_columns(file.load()); });
      read_beside(file);
      file.close();
    });
  }
  return 0;
}
