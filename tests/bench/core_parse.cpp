// SPDX-License-Identifier: Apache-2.0
// core.parse: from CityJSON text to the city model, beside simdjson's bare document tree of the same bytes:
// what the reader does beyond finding out that the text is JSON.
#include <simdjson.h>

#include <fmt/format.h>

#include <cmath>
#include <filesystem>
#include <string_view>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/base/files.hpp"
#include "engine/base/json.hpp"
#include "engine/io/cityjson.hpp"
#include "tests/bench/areas.hpp"
#include "tests/bench/inputs/larger_model.hpp"
#include "tests/bench/inputs/shared_data.hpp"
#include "tests/bench/measure.hpp"
#include "tests/bench/process.hpp"

namespace conurb::bench {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kBytes = 100'000'000;  // at least, over all files

/// The lines of a sequence, or the whole document.
std::vector<std::string_view> documents_of(const std::string& text, bool sequence) {
  if (!sequence) return {text};
  std::vector<std::string_view> lines;
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t end = std::min(text.find('\n', from), text.size());
    if (end > from) lines.push_back(std::string_view(text).substr(from, end - from));
    from = end + 1;
  }
  return lines;
}

/// A file in memory, with room behind it as both parsers want.
struct Text {
  std::string bytes;
  std::vector<std::string_view> documents;

  Text(const fs::path& path, bool sequence) : bytes(read_file(path)) {
    bytes.reserve(bytes.size() + simdjson::SIMDJSON_PADDING);
    documents = documents_of(bytes, sequence);
  }
};

void parse_bare(simdjson::dom::parser& parser, const Text& text) {
  for (const std::string_view document : text.documents) {
    // The last may read beyond its end: there is room.
    if (parser.parse(document.data(), document.size(), false).error() != simdjson::SUCCESS)
      throw Error(ErrorCode::bad_data, "simdjson refuses the text");
  }
}

/// simdjson's time by ours, for the same bytes `rounds` times; both warm.
double rate_ratio(const fs::path& path, bool sequence, std::int64_t rounds) {
  const Text text(path, sequence);
  io::CityJsonReader reader;
  simdjson::dom::parser parser;
  const auto ours = [&] { (void)reader.read(text.bytes, path.filename().string()); };
  const auto bare = [&] { parse_bare(parser, text); };
  ours();
  bare();
  return median_of_five([&] {
    double ours_s = 0;
    double bare_s = 0;
    for (std::int64_t round = 0; round < rounds; ++round) {
      bare_s += seconds(bare);
      ours_s += seconds(ours);
    }
    return bare_s / ours_s;
  });
}

/// In a process of its own: how far the memory grows while a file is read, for each byte of it.
Json memory_child(std::span<const std::string> arguments) {
  const fs::path path = arguments[0];
  io::CityJsonReader reader;
  const std::int64_t before = present_memory();
  const io::CityModel model = reader.read_file(path);
  const std::int64_t grown = peak_memory() - before;
  return {{"bytes_per_byte", static_cast<double>(grown) / static_cast<double>(fs::file_size(path))},
          {"objects", model.objects.size()}};
}

double memory_of(const fs::path& path) {
  const Json answer = run_child("parse_memory", {path.string()});
  if (answer.at("objects").get<std::int64_t>() == 0)
    throw Error(ErrorCode::internal, "no objects were read", path.string());
  return answer.at("bytes_per_byte").get<double>();
}

double peak_bytes_per_byte(const fs::path& delft, const fs::path& vienna) {
  const TempDir folder("conurb-bench");
  const auto copies = [](const fs::path& path) {
    return static_cast<std::int64_t>(kBytes / fs::file_size(path)) + 1;
  };
  const fs::path document = folder.path() / "delft.city.json";
  const fs::path sequence = folder.path() / "vienna.city.jsonl";
  write_larger_document(delft, copies(delft), document);
  write_larger_sequence(vienna, copies(vienna), sequence);
  return std::max(memory_of(document), memory_of(sequence));
}

void measure_core_parse(Results& results) {
  const fs::path delft = shared_file(kDelft);
  const fs::path vienna = shared_file(kVienna);
  const auto once = static_cast<std::int64_t>(fs::file_size(delft) + fs::file_size(vienna));
  const std::int64_t rounds = kBytes / once + 1;
  if (results.wants("core.parse.rate_delft"))
    results.put("core.parse.rate_delft", rate_ratio(delft, false, rounds));
  if (results.wants("core.parse.rate_vienna"))
    results.put("core.parse.rate_vienna", rate_ratio(vienna, true, rounds));
  if (results.wants("core.parse.peak_bytes_per_byte"))
    results.put("core.parse.peak_bytes_per_byte", peak_bytes_per_byte(delft, vienna));
}

}  // namespace

void add_core_parse(Benchmarks& benchmarks) {
  const std::string peer = "simdjson's document tree (DOM) of the same bytes";
  Group group;
  group.rows = {
      {"core.parse.rate_delft", "ratio", Op::at_least, 0.25,
       "CityJSON text to model, one thread, warm reader; Delft again and again (100 MB with Vienna)", peer},
      {"core.parse.rate_vienna", "ratio", Op::at_least, 0.25,
       "the same for a CityJSONSeq: Vienna, simdjson line by line", peer},
      {"core.parse.peak_bytes_per_byte", "bytes", Op::at_most, 3,
       "peak growth of memory while a file of 100 MB is read, model included; the worse of Delft and Vienna",
       "limit: per byte of the file"},
  };
  group.measure = measure_core_parse;
  benchmarks.add(std::move(group));
  benchmarks.add_child("parse_memory", memory_child);
}

}  // namespace conurb::bench
