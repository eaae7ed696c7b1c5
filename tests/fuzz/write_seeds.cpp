// SPDX-License-Identifier: Apache-2.0
// Writes sound inputs for the targets of binary forms, made by the code that writes them in earnest, so that
// a change of a form never leaves stale seeds: write_seeds FOLDER puts each into FOLDER/TARGET.
#include <sqlite3.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <vector>

#include "engine/host/state_stream.hpp"
#include "engine/io/cityjson.hpp"
#include "engine/io/source_model.hpp"
#include "engine/store/chunk_codec.hpp"
#include "engine/store/journal_table.hpp"
#include "engine/store/schema.hpp"
#include "engine/store/wkb.hpp"

namespace {

using namespace conurb;
namespace fs = std::filesystem;

class SeedFolder {
 public:
  SeedFolder(const fs::path& corpus, const std::string& target) : folder_(corpus / target) {
    fs::create_directories(folder_);
  }
  void write(const std::string& name, std::span<const std::byte> bytes) const {
    std::ofstream file(folder_ / name, std::ios::binary);
    file.exceptions(std::ios::badbit | std::ios::failbit);
    file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  }

 private:
  fs::path folder_;
};

void write_states(const SeedFolder& folder) {
  host::StateStream state("org.conurb.example", 3);
  const std::vector<double> levels = {1.5, -0.0, 1e300};
  const std::vector<std::int64_t> counts = {7, -1};
  state.put("levels", CONURB_TYPE_F64, levels.data(), levels.size());
  state.put("counts", CONURB_TYPE_I64, counts.data(), counts.size());
  folder.write("two_keys", state.bytes());
  folder.write("empty", host::StateStream("org.conurb.example", 1).bytes());
}

void write_sources(const SeedFolder& folder) {
  const std::string_view text =
      R"({"type":"CityJSON","version":"2.0","transform":{"scale":[1,1,1],"translate":[0,0,0]},)"
      R"("CityObjects":{"a":{"type":"Building","attributes":{"n":5,"x":1.50,"t":"x","l":[1]},"children":["b","c"],)"
      R"("geometry":[{"type":"MultiSurface","lod":"1","boundaries":[[[0,1,2]]],"material":{"m":{"value":0}}}]},)"
      R"("b":{"type":"BuildingPart","parents":["a"],"attributes":{"n":2.5}}},)"
      R"("vertices":[[0,0,0],[1,0,0],[0,1,0]],"appearance":{"materials":[{"name":"m"}]}})";
  Jobs jobs(1);
  io::SourceModel source;
  source.model = io::CityJsonReader().read(text, "seed");
  source.hashes = io::hash_objects(source.model, jobs);
  folder.write("building", io::encode_source(source));
}

store::ColumnCopy column_of(city::Scalar scalar, std::span<const std::byte> data, std::int64_t rows) {
  store::ColumnCopy column;
  column.scalar = scalar;
  column.rows = rows;
  column.data.assign(data.begin(), data.end());
  return column;
}

void write_chunks(const SeedFolder& folder) {
  store::Compressor compressor;
  const std::vector<double> first = {1, 2, 3, 4}, second = {1, 2.5, 3, 4};
  const auto one = column_of(city::Scalar::f64, std::as_bytes(std::span(first)), 4);
  const auto two = column_of(city::Scalar::f64, std::as_bytes(std::span(second)), 4);
  store::ChunkEncoder numbers(0, 4);
  numbers.add(10, one, nullptr, compressor);
  numbers.add(11, two, &one, compressor);
  folder.write("numbers", numbers.bytes());

  const std::vector<std::int32_t> elements = {5, 6, 7};
  auto lists = column_of(city::Scalar::i32, std::as_bytes(std::span(elements)), 2);
  lists.list = true;
  lists.offsets = {0, 1, 3};
  store::ChunkEncoder routes(0, 2);
  routes.add(0, lists, nullptr, compressor);
  folder.write("lists", routes.bytes());
}

// The layout that fuzz_journal.cpp cuts: kind, counts and lengths as bytes, then the three fields.
void write_journal(const SeedFolder& folder) {
  store::Connection connection(":memory:", store::Access::create);
  store::create_schema(connection);
  std::vector<city::JournalEntry> entries(1);
  entries[0].table = "building";
  entries[0].columns = {"wall_u_value"};
  entries[0].ids = {1, 2, 3};
  entries[0].values = {0.2, std::int64_t{4}, std::string("brick")};
  store::append_entries(connection, entries);
  store::Statement row(connection,
                       "SELECT kind, id_count, value_count, columns, ids, vals FROM conurb_journal");
  if (!row.step()) return;
  std::vector<std::byte> bytes;
  for (int column = 0; column < 3; ++column) bytes.push_back(static_cast<std::byte>(row.integer(column)));
  const auto append = [&bytes](std::span<const std::byte> field) {
    bytes.insert(bytes.end(), field.begin(), field.end());
  };
  const auto columns = row.blob(3);
  bytes.push_back(static_cast<std::byte>(columns.size()));
  append(columns);
  bytes.push_back(static_cast<std::byte>(row.blob(4).size()));
  append(row.blob(4));
  append(row.blob(5));
  folder.write("entry", bytes);
}

void write_shapes(const SeedFolder& folder) {
  const std::vector<double> square = {0, 0, 9, 0, 9, 9, 0, 9, 0, 0, 2, 2, 2, 4, 4, 4, 4, 2, 2, 2};
  const std::pair<city::Shape, std::size_t> shapes[] = {
      {city::Shape::point, 2}, {city::Shape::line, 8}, {city::Shape::polygon, square.size()}};
  std::uint8_t choice = 0;
  for (const auto& [shape, count] : shapes) {
    std::vector<std::byte> blob;
    store::encode_shape(shape, std::span(square).first(count), {500000, 5700000, 25832}, blob);
    blob.insert(blob.begin(), std::byte{choice++});
    folder.write("shape" + std::to_string(choice), blob);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: write_seeds FOLDER\n");
    return 2;
  }
  try {
    const fs::path corpus = argv[1];
    write_states({corpus, "fuzz_state_stream"});
    write_chunks({corpus, "fuzz_chunk"});
    write_journal({corpus, "fuzz_journal"});
    write_shapes({corpus, "fuzz_shape"});
    write_sources({corpus, "fuzz_source"});
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "write_seeds: %s\n", error.what());
    return 1;
  }
}
