// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/io/import_fixture.hpp"

#include "engine/base/json.hpp"

namespace conurb::io {

std::vector<city::TableSpec> test_vocabulary() {
  std::vector<city::TableSpec> tables;
  for (const char* name :
       {"building", "city_object", "surface", "weather", "weather_site", "parcel", "district"}) {
    const std::string path = fmt::format("assets/schema/{}.json", name);
    tables.push_back(city::parse_table(parse_json(read_file(path), path), path));
  }
  return tables;
}

ImportOptions test_options(Jobs& jobs) {
  const std::string path = "assets/schema/import/cityjson_attributes.json";
  ImportOptions options;
  options.vocabulary = test_vocabulary();
  options.attributes = AttributeMap(parse_json(read_file(path), path), path);
  options.jobs = &jobs;
  return options;
}

}  // namespace conurb::io
