// SPDX-License-Identifier: Apache-2.0
#include "engine/host/manifest.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>

#include "engine/base/error.hpp"
#include "engine/base/json.hpp"

namespace conurb::host {
namespace {

using Json = nlohmann::ordered_json;
using testing::HasSubstr;

constexpr const char* kNoise = R"json({
  "id": "org.example.noise", "label": "Noise", "version": "0.3.0-rc.1", "license": "MIT", "author": "A. Body",
  "description": "Sound at facades", "abi": "1.0", "state_version": 2, "exchange": "15 min", "deadline": "2.5 s",
  "tables": {
    "road_link": {},
    "building": { "optional": true },
    "noise_cell": { "owns": true, "kind": "grid", "description": "Sound on the ground",
                    "grid": { "origin": [-50, 20.5], "cell": 10, "width": 30, "height": 20 } },
    "noise_source": { "kind": "entities", "shape": "point", "description": "Sources" }
  },
  "columns": {
    "road_link.flow": { "access": "read", "type": "f32", "unit": "s-1", "lagged": true },
    "building.noise": { "access": "write_all", "type": "f32", "unit": "dB", "description": "Level at the facade",
                        "nullable": true, "range": [0, 140], "recording": { "every": 4 } },
    "noise_cell.level": { "access": "read_write", "type": "f64", "unit": "dB", "description": "Level", "initial": 30 },
    "noise_cell.barrier": { "access": "read", "type": "text", "description": "Kind of barrier", "initial": "none" },
    "noise_source.road": { "access": "read", "type": "ref", "refers_to": "road_link", "optional": true },
    "building.complaints": { "access": "accumulate", "type": "i32", "unit": "1", "list": false }
  },
  "parameters": {
    "speed": { "label": "Speed", "description": "Of cars", "unit": "m s-1", "initial": 13.9, "range": [0, 40], "step": 0.1,
               "lever": true },
    "reflections": { "label": "Reflections", "description": "Order", "type": "integer", "initial": 2 },
    "night": { "label": "Night", "description": "Add 10 dB at night", "type": "boolean", "initial": true },
    "surface": { "label": "Surface", "description": "Of roads", "type": "choice", "choices": ["asphalt", "cobbles"],
                 "initial": "cobbles", "at_restart": true }
  },
  "levers": {
    "quiet_zone": { "label": "Quiet zone", "description": "Level there", "column": "noise_cell.level", "unit": "dB",
                    "selection": "level > 50", "range": [30, 80], "initial": 50 }
  },
  "kpis": {
    "loud_hours": { "label": "Loud hours", "table": "building", "expression": "mean(noise)", "unit": "dB",
                    "over": "hours_above", "threshold": 65, "better": "lower", "group_by": "district" }
  },
  "layers": {
    "noise": { "label": "Noise", "table": "building", "color": "noise", "palette": "YlOrRd_r", "breaks": [50, 60, 70],
               "zoom": [null, 5000], "better": "lower" }
  },
  "queries": {
    "loudest": { "description": "The loudest buildings",
                 "arguments": { "count": { "type": "integer", "description": "How many" } },
                 "returns": { "building": { "type": "row", "table": "building", "description": "Which" },
                              "noise": { "type": "number", "unit": "dB", "description": "How loud" } } }
  },
  "limits": ["No aircraft"]
})json";

Manifest noise() {
  return parse_manifest(kNoise, "noise.json");
}

std::string message_of(const std::string& json) {
  try {
    (void)parse_manifest(json, "noise.json");
  } catch (const Error& error) {
    EXPECT_TRUE(error.code() == ErrorCode::bad_data || error.code() == ErrorCode::limit) << error.what();
    return error.what();
  }
  return "accepted";
}

/// The message about the manifest above with one member set (or, with a discarded value, removed).
std::string message_with(const std::string& pointer, const Json& value) {
  Json json = Json::parse(kNoise);
  json[Json::json_pointer(pointer)] = value;
  return message_of(json.dump());
}

std::string message_without(const std::string& pointer) {
  Json json = Json::parse(kNoise);
  const Json::json_pointer whole(pointer);
  json[whole.parent_pointer()].erase(whole.back());
  return message_of(json.dump());
}

TEST(Manifest, ReadsWhatAPluginSaysOfItself) {
  const Manifest manifest = noise();
  EXPECT_EQ(manifest.id, "org.example.noise");
  EXPECT_EQ(manifest.name, "noise");
  EXPECT_EQ(manifest.version, "0.3.0-rc.1");
  EXPECT_EQ(manifest.abi_major, 1U);
  EXPECT_EQ(manifest.abi_minor, 0U);
  EXPECT_EQ(manifest.state_version, 2U);
  EXPECT_EQ(manifest.exchange_s, 900);
  EXPECT_EQ(manifest.deadline_s, 2.5);
  EXPECT_EQ(manifest.limits, std::vector<std::string>{"No aircraft"});
  EXPECT_EQ(manifest.json, kNoise);
}

TEST(Manifest, KeepsTheOrderOfTheFileAsTheOrderOfIndices) {
  const Manifest manifest = noise();
  std::vector<std::string> names;
  for (const ColumnUse& use : manifest.columns) {
    names.push_back(manifest.tables[use.table].spec.name + "." + use.spec.name);
  }
  EXPECT_THAT(names, testing::ElementsAre("road_link.flow", "building.noise", "noise_cell.level",
                                          "noise_cell.barrier", "noise_source.road", "building.complaints"));
  EXPECT_EQ(manifest.parameters[0].name, "speed");
  EXPECT_EQ(manifest.parameters[1].name, "reflections");
}

TEST(Manifest, TellsTablesItMakesFromTablesItUses) {
  const Manifest manifest = noise();
  EXPECT_FALSE(manifest.tables[0].defines);
  EXPECT_TRUE(manifest.tables[1].optional);
  EXPECT_TRUE(manifest.tables[2].owns);
  EXPECT_TRUE(manifest.tables[2].defines);
  EXPECT_EQ(manifest.tables[2].spec.owner, "org.example.noise");
  EXPECT_EQ(manifest.tables[2].spec.kind, city::TableKind::grid);
  EXPECT_EQ(manifest.tables[2].spec.grid.origin_x, -50);
  EXPECT_EQ(manifest.tables[2].spec.grid.width, 30);
  EXPECT_EQ(manifest.tables[2].spec.columns.size(), 2U);
  EXPECT_TRUE(manifest.tables[3].defines);
  EXPECT_FALSE(manifest.tables[3].owns);
  EXPECT_EQ(manifest.tables[3].spec.shape, city::Shape::point);
  EXPECT_EQ(manifest.tables[3].spec.owner, "");
}

TEST(Manifest, MakesTheWriterTheOwner) {
  const Manifest manifest = noise();
  EXPECT_FALSE(manifest.columns[0].owns);
  EXPECT_TRUE(manifest.columns[0].lagged);
  EXPECT_TRUE(manifest.columns[1].owns);
  EXPECT_EQ(manifest.columns[1].spec.owner, "org.example.noise");
  EXPECT_EQ(manifest.columns[1].spec.role, city::Role::output);
  EXPECT_TRUE(manifest.columns[1].optional) << "its table is";
  EXPECT_EQ(manifest.columns[1].spec.recording.every, 4);
  EXPECT_EQ(manifest.columns[2].spec.role, city::Role::state);
  EXPECT_EQ(manifest.columns[2].spec.initial, city::Value(30.0));
  EXPECT_TRUE(manifest.columns[3].owns) << "all columns of a private table are the plugin's";
  EXPECT_EQ(manifest.columns[3].spec.role, city::Role::input);
  EXPECT_EQ(manifest.columns[4].spec.refers_to, "road_link");
  EXPECT_FALSE(manifest.columns[5].owns);
}

TEST(Manifest, ReadsParametersLeversKpisLayersAndQueries) {
  const Manifest manifest = noise();
  EXPECT_TRUE(manifest.parameters[0].lever);
  EXPECT_EQ(manifest.parameters[0].max, 40);
  EXPECT_EQ(manifest.parameters[2].initial, 1);
  EXPECT_EQ(manifest.parameters[3].initial, 1) << "the index of cobbles";
  EXPECT_TRUE(manifest.parameters[3].at_restart);
  EXPECT_EQ(manifest.levers[0].table, "noise_cell");
  EXPECT_EQ(manifest.levers[0].column, "level");
  EXPECT_EQ(manifest.kpis[0].threshold, 65);
  EXPECT_EQ(manifest.queries[0].arguments[0].type, "integer");
  EXPECT_EQ(manifest.queries[0].returns[0].table, "building");
  EXPECT_EQ(manifest.queries[0].returns[1].unit, "dB");
}

TEST(Manifest, ReadsHowALayerIsSeen) {
  const Layer layer = noise().layers[0];
  EXPECT_EQ(layer.id, "noise");
  EXPECT_EQ(layer.geometry, LayerGeometry::shape);
  EXPECT_EQ(layer.scale, LayerScale::classes) << "breaks say so";
  EXPECT_THAT(layer.breaks, testing::ElementsAre(50, 60, 70));
  EXPECT_EQ(layer.palette, "YlOrRd_r");
  EXPECT_EQ(layer.zoom_from_m, 0);
  EXPECT_EQ(layer.zoom_to_m, 5000);
  EXPECT_EQ(layer.better, Better::lower);
  EXPECT_TRUE(layer.scale_lock);
  EXPECT_EQ(layer.null_look, NullLook::hatched);
}

TEST(Manifest, RefusesContradictionsInLayers) {
  const auto with = [](const Json& more) {
    Json json = {{"label", "x"}, {"table", "noise_cell"}, {"color", "level"}};
    json.update(more);
    return message_with("/layers/cells", json);
  };
  EXPECT_EQ(with(Json::object()), "accepted");
  EXPECT_EQ(with({{"range", {0, 100}}, {"rendering", "cells"}, {"scale_lock", false}}), "accepted");
  EXPECT_THAT(with({{"color", "levle"}}), HasSubstr("column 'noise_cell.levle' is not among"));
  EXPECT_THAT(with({{"palette", "jet"}}), HasSubstr("use one of: viridis"));
  EXPECT_THAT(with({{"geometry", "cloud"}}), HasSubstr("use one of: shape"));
  EXPECT_THAT(with({{"geometry", "extrusion"}}), HasSubstr("without 'height'"));
  EXPECT_THAT(with({{"arrow", "level"}}), HasSubstr("goes with geometry arrow only"));
  EXPECT_THAT(with({{"scale", "log"}, {"range", {0, 10}}}), HasSubstr("above 0"));
  EXPECT_THAT(with({{"scale", "log"}, {"breaks", {1, 10}}}), HasSubstr("a scale of classes only"));
  EXPECT_THAT(with({{"scale", "classes"}}), HasSubstr("without 'breaks'"));
  EXPECT_THAT(with({{"breaks", {1, 10, 10}}}), HasSubstr("ascending"));
  EXPECT_THAT(with({{"breaks", {1, "10"}}}), HasSubstr("must be a number"));
  EXPECT_THAT(with({{"breaks", {1, 10}}, {"range", {0, 10}}}), HasSubstr("linear, log or diverging"));
  EXPECT_THAT(with({{"center", 5}, {"range", {5, 10}}}), HasSubstr("does not hold the center"));
  EXPECT_THAT(with({{"geometry", "particles"}}), HasSubstr("has no 'path'"));
  EXPECT_THAT(with({{"path", {{"x", "level"}, {"y", "level"}}}}), HasSubstr("particles or trajectory only"));
  const auto moving = [&](const Json& path) { return with({{"geometry", "particles"}, {"path", path}}); };
  EXPECT_EQ(moving({{"x", "level"}, {"y", "level"}}), "accepted");
  EXPECT_THAT(moving({{"x", "level"}}), HasSubstr("either 'link', or 'x' and 'y'"));
  EXPECT_THAT(moving({{"link", "level"}}), HasSubstr("no place on it"));
  EXPECT_EQ(moving({{"link", "level"}, {"leave", "level"}, {"speed", "speed"}}), "accepted");
  EXPECT_THAT(with({{"geometry", "trajectory"}, {"path", {{"link", "level"}, {"position", "level"}}}}),
              HasSubstr("lacks 'of', 'enter' or 'leave'"));
  EXPECT_THAT(with({{"geometry", "particles"}, {"path", 7}}), HasSubstr("must be an object"));
  EXPECT_THAT(moving({{"link", "level"}, {"sped", "speed"}}), HasSubstr("unknown key 'sped'"));
  EXPECT_THAT(message_with("/layers/cells", Json{{"label", "x"}, {"table", "noise_cell"}}),
              HasSubstr("shows no column"));
}

TEST(Manifest, NamesFilePlaceKeyAndCureOfAFault) {
  EXPECT_EQ(
      message_with("/columns/building.noise/access", "write"),
      "noise.json, columns 'building.noise': 'access' is 'write'; use one of: read, write_all, read_write, "
      "accumulate, fill");
}

TEST(Manifest, RefusesUnknownKeysAtEveryLevel) {
  for (const char* place :
       {"", "/tables/building", "/tables/noise_cell/grid", "/columns/road_link.flow",
        "/columns/building.noise/recording", "/parameters/speed", "/levers/quiet_zone", "/kpis/loud_hours",
        "/layers/noise", "/queries/loudest", "/queries/loudest/arguments/count"}) {
    EXPECT_THAT(message_with(std::string(place) + "/optinal", true), HasSubstr("unknown key 'optinal'"))
        << place;
  }
}

TEST(Manifest, RefusesMissingKeys) {
  for (const char* key : {"/id",
                          "/label",
                          "/version",
                          "/license",
                          "/description",
                          "/abi",
                          "/columns/building.noise/type",
                          "/columns/road_link.flow/unit",
                          "/columns/road_link.flow/access",
                          "/columns/noise_cell.level/description",
                          "/columns/noise_source.road/refers_to",
                          "/tables/noise_cell/grid",
                          "/parameters/speed/initial",
                          "/parameters/speed/unit",
                          "/parameters/night/initial",
                          "/parameters/speed/range",
                          "/parameters/surface/choices",
                          "/kpis/loud_hours/over",
                          "/kpis/loud_hours/threshold",
                          "/kpis/loud_hours/unit",
                          "/levers/quiet_zone/range",
                          "/queries/loudest/returns",
                          "/queries/loudest/returns/noise/unit",
                          "/queries/loudest/returns/building/table"}) {
    const std::string name(Json::json_pointer(key).back());
    EXPECT_THAT(message_without(key), HasSubstr(name)) << key;
  }
}

TEST(Manifest, RefusesMembersThatAreThereTwice) {
  EXPECT_THAT(message_of(R"({"id": "a.b", "label": "x", "id": "a.c"})"), HasSubstr("'id' is there twice"));
  EXPECT_THAT(message_of(R"({"tables": {"building": {}, "building": {}}})"),
              HasSubstr("'building' is there twice"));
}

TEST(Manifest, RefusesNumbersWrittenAsTextAndTheReverse) {
  EXPECT_THAT(message_with("/parameters/speed/initial", "13.9"),
              HasSubstr("'initial' is a text, must be a number"));
  EXPECT_THAT(message_with("/parameters/speed/range", Json::array({"0", "40"})),
              HasSubstr("must be a number"));
  EXPECT_THAT(message_with("/state_version", "2"), HasSubstr("must be a whole number"));
  EXPECT_THAT(message_with("/state_version", 1.5), HasSubstr("must be a whole number"));
  EXPECT_THAT(message_with("/abi", 1.0), HasSubstr("'abi' is a number, must be a text"));
  EXPECT_THAT(message_with("/exchange", 3600), HasSubstr("must be a text"));
  EXPECT_THAT(message_with("/columns/road_link.flow/lagged", "true"), HasSubstr("must be true or false"));
  EXPECT_THAT(message_with("/limits", "No aircraft"), HasSubstr("must be a list of texts"));
  EXPECT_THAT(message_with("/columns", Json::array()), HasSubstr("must be an object"));
}

TEST(Manifest, RefusesIdsThatAreNoReverseDnsNames) {
  for (const char* id :
       {"noise", "org.example.Noise", "org..noise", ".noise", "org.noise.", "org.example.2nd", "org/noise",
        "org.-a.noise", "org.example.noise-map", "org.ex ample.noise"}) {
    EXPECT_THAT(message_with("/id", id), HasSubstr("reverse DNS")) << id;
  }
  EXPECT_THAT(message_with("/id", std::string(200, 'a') + ".noise"), HasSubstr("reverse DNS"));
  EXPECT_EQ(message_with("/id", "de.tu-stadt.noise_2"), "accepted");
}

TEST(Manifest, RefusesVersionsAndDurationsOfAnotherForm) {
  for (const char* version :
       {"1", "1.0", "01.0.0", "1.0.0.0", "v1.0.0", "1.0.0-", "1.0.0 beta", "1.0.99999999999"}) {
    EXPECT_THAT(message_with("/version", version), HasSubstr("'version' is")) << version;
  }
  for (const char* abi : {"1", "1.", "1.0.0", "one", "-1.0", "1.x"}) {
    EXPECT_THAT(message_with("/abi", abi), HasSubstr("'abi' is")) << abi;
  }
  for (const char* duration :
       {"1", "h", "1 hour", "-1 h", "0 s", "1e400 s", "nan s", "inf s", "1  h", "1 h "}) {
    EXPECT_THAT(message_with("/exchange", duration), HasSubstr("no duration")) << duration;
  }
}

TEST(Manifest, RefusesContradictions) {
  const auto column = [](const Json& json) { return message_with("/columns/building.x", json); };
  const Json written = {{"access", "write_all"}, {"type", "f32"}, {"unit", "1"}, {"description", "x"}};
  const auto with = [&](const Json& more) {
    Json json = written;
    json.update(more);
    return column(json);
  };
  EXPECT_EQ(column(written), "accepted");
  EXPECT_THAT(with({{"optional", true}}), HasSubstr("owns it"));
  EXPECT_THAT(with({{"lagged", true}}), HasSubstr("access read only"));
  EXPECT_THAT(with({{"role", "input"}}), HasSubstr("does not go with access write_all"));
  EXPECT_THAT(with({{"initial", nullptr}}), HasSubstr("not nullable"));
  EXPECT_THAT(with({{"initial", 7}, {"range", {0, 5}}}), HasSubstr("outside the column's range"));
  EXPECT_THAT(with({{"range", {5, 0}}}), HasSubstr("lower end first"));
  EXPECT_EQ(with({{"range", {0, nullptr}}}), "accepted");
  EXPECT_THAT(with({{"type", "u8"}, {"initial", 256}}), HasSubstr("outside"));
  EXPECT_THAT(with({{"type", "i32"}, {"initial", 0.5}}), HasSubstr("whole number"));
  EXPECT_THAT(with({{"type", "i64"}, {"initial", 9223372036854775808ULL}}), HasSubstr("'initial'"));
  EXPECT_THAT(with({{"type", "i32"}, {"nullable", true}}), HasSubstr("has no null"));
  EXPECT_THAT(with({{"list", true}, {"initial", 1}}), HasSubstr("begins empty"));
  EXPECT_THAT(with({{"recording", {{"every", 0}}}}), HasSubstr("'every' is 0"));
  EXPECT_THAT(with({{"recording", {{"every", 1}, {"selection", "x"}}}}), HasSubstr("either"));
  EXPECT_EQ(with({{"recording", {{"days", {"01-15", "07-15"}}}}}), "accepted");
  EXPECT_THAT(with({{"recording", {{"days", {"01-32"}}}}}), HasSubstr("\"01-32\", no day of the year"));
  EXPECT_THAT(with({{"recording", {{"days", Json::array()}}}}), HasSubstr("'days' is empty"));
  EXPECT_THAT(with({{"access", "read"}, {"initial", 1}}), HasSubstr("the owner's to say"));
  EXPECT_THAT(with({{"access", "accumulate"}, {"list", true}}), HasSubstr("plain numbers"));
  EXPECT_THAT(message_with("/columns/street.x", written), HasSubstr("table 'street' is not among"));
  EXPECT_THAT(message_with("/columns/building.id", written), HasSubstr("part of every table"));
  EXPECT_THAT(message_with("/columns/x", written), HasSubstr("'x' is no column"));
  EXPECT_THAT(message_with("/columns/building.x.y", written), HasSubstr("is no column"));
}

TEST(Manifest, RefusesContradictionsInTables) {
  EXPECT_THAT(message_with("/tables/noise_cell/optional", true), HasSubstr("yet the plugin makes it"));
  EXPECT_THAT(message_with("/tables/road_link/shape", "line"), HasSubstr("others make"));
  EXPECT_THAT(message_with("/tables/Road", Json::object()), HasSubstr("is no name"));
  EXPECT_THAT(message_with("/tables/noise_cell/grid/cell", 0), HasSubstr("above 0"));
  EXPECT_THAT(message_with("/tables/noise_cell/grid/width", 1e9), HasSubstr("whole number"));
  EXPECT_THAT(message_with("/tables/noise_cell/grid/width", 1000000000), HasSubstr("must be from 1"));
}

TEST(Manifest, RefusesContradictionsInFigures) {
  EXPECT_THAT(message_with("/kpis/loud_hours/table", "street"), HasSubstr("table 'street' is not among"));
  EXPECT_THAT(message_with("/kpis/loud_hours/over", "max"), HasSubstr("goes with over hours_above only"));
  EXPECT_THAT(message_with("/layers/noise/table", "street"), HasSubstr("table 'street' is not among"));
  EXPECT_THAT(message_with("/parameters/speed/initial", 50), HasSubstr("outside the range 0 to 40"));
  EXPECT_THAT(message_with("/parameters/speed/step", 50), HasSubstr("'step'"));
  EXPECT_THAT(message_with("/parameters/speed/choices", Json::array({"a", "b"})),
              HasSubstr("type choice only"));
  EXPECT_THAT(message_with("/parameters/reflections/initial", 2.5), HasSubstr("whole number"));
  EXPECT_THAT(message_with("/parameters/night/unit", "1"), HasSubstr("given for a boolean"));
  EXPECT_THAT(message_with("/parameters/surface/initial", "gravel"), HasSubstr("no choice"));
  EXPECT_THAT(message_with("/parameters/surface/choices", Json::array({"cobbles", "cobbles"})),
              HasSubstr("twice"));
  EXPECT_THAT(message_with("/levers/quiet_zone/column", "noise_cell.height"),
              HasSubstr("not among \"columns\""));
  EXPECT_THAT(message_with("/levers/quiet_zone/column", "noise_cell.barrier"),
              HasSubstr("does not hold numbers"));
  EXPECT_THAT(message_with("/levers/speed", Json::object()), HasSubstr("name of a parameter"));
}

TEST(Manifest, SaysWhichFilesThePluginKnows) {
  const Json list =
      Json::parse(R"({"label": "List of noises", "endings": [".noise", ".nz"], "reads": true})");
  EXPECT_EQ(message_with("/formats/list", list), "accepted");
  const auto without = [&](const char* key, const Json& value) {
    Json other = list;
    other[key] = value;
    return message_with("/formats/list", other);
  };
  EXPECT_THAT(without("endings", Json::array()), HasSubstr("how names of such files end"));
  for (const char* ending : {"noise", ".", ".NZ", ".a/b"})
    EXPECT_THAT(without("endings", Json::array({ending})), HasSubstr("with a dot, in lower case")) << ending;
  EXPECT_THAT(without("reads", false), HasSubstr("neither read nor written"));
  EXPECT_THAT(without("opens", true), HasSubstr("opens"));
}

TEST(Manifest, NamesThePlaceOfAFaultInTheJsonItself) {
  EXPECT_THAT(message_of("{\n  \"id\": \n}"), HasSubstr("line 3"));
  EXPECT_THAT(message_of(""), HasSubstr("not JSON"));
  EXPECT_THAT(message_of("[]"), HasSubstr("must be an object"));
  EXPECT_THAT(message_of("{} {}"), HasSubstr("not JSON"));
  EXPECT_THAT(message_of("{\"id\": \"\xff\"}"), HasSubstr("not JSON"));
  EXPECT_THAT(message_of("{\"state_version\": 1e999}"), HasSubstr("not JSON"));
  EXPECT_THAT(message_with("/label", "two\nlines"), HasSubstr("control character"));
  EXPECT_THAT(message_with("/label", " "), HasSubstr("is empty"));
}

TEST(Manifest, BoundsDepthSizeAndMembers) {
  EXPECT_THAT(message_of(std::string(100000, '[')), HasSubstr("deeper than"));
  EXPECT_THAT(message_of(std::string(2U << 20, ' ')), HasSubstr("bytes; a manifest has at most"));
  std::string many = "{";
  for (int i = 0; i < 50000; ++i) many += "\"k" + std::to_string(i) + "\":1,";
  EXPECT_THAT(message_of(many + "\"k\":1}"), HasSubstr("members"));
}

TEST(Manifest, EndsInAMessageForEveryTruncationAndForScrambledBytes) {
  const std::string whole = kNoise;
  for (std::size_t length = 0; length + 1 < whole.size(); length += 7) {
    EXPECT_NE(message_of(whole.substr(0, length)), "accepted") << length;
  }
  std::mt19937 random(1);
  for (int round = 0; round < 2000; ++round) {
    std::string bytes = whole;
    for (int flips = 0; flips < 3; ++flips)
      bytes[random() % bytes.size()] = static_cast<char>(random() % 256);
    (void)message_of(bytes);  // any message, or a harmless change: but no crash
  }
}

}  // namespace
}  // namespace conurb::host
