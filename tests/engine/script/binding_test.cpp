// SPDX-License-Identifier: Apache-2.0
#include "engine/script/binding.hpp"

#include <map>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/base/error.hpp"

namespace conurb::script {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// A small city: roads by id, one open flag each.
struct Road {
  std::string id;
  double speed_limit = 50;  // km/h
  bool open = true;
  std::map<std::string, double> values = {{"lanes", 2}, {"width", 7}};
};

struct City {
  std::map<std::string, Road> roads = {{"L1", {"L1"}}, {"L2", {"L2"}}};
  std::vector<FunctionRef> callbacks;
  int destroyed = 0;
};

// What scripts hold: a pointer to a row, and proof that destructors run.
class RoadHandle {
 public:
  RoadHandle(City& city, Road& road) : city_(&city), road_(&road) {}
  RoadHandle(const RoadHandle& other) = default;
  RoadHandle& operator=(const RoadHandle&) = default;
  RoadHandle(RoadHandle&& other) noexcept : city_(std::exchange(other.city_, nullptr)), road_(other.road_) {}
  RoadHandle& operator=(RoadHandle&&) = default;
  ~RoadHandle() {
    if (city_ != nullptr) ++city_->destroyed;
  }
  [[nodiscard]] Road& road() const { return *road_; }

 private:
  City* city_;
  Road* road_;
};

void add_road_type(Api& api) {
  auto road = api.type<RoadHandle>({.name = "Road", .summary = "One road link."});
  road.property({.name = "id", .type = "string", .unit = "", .summary = "Its id."},
                [](RoadHandle& self, Call& call) { call.give(self.road().id); });
  road.property(
      {.name = "speed_limit",
       .type = "number",
       .unit = "km/h",
       .summary = "Speed allowed.",
       .example = "road.speed_limit = 30"},
      [](RoadHandle& self, Call& call) { call.give(self.road().speed_limit); },
      [](RoadHandle& self, Call& call) {
        const double value = call.number("value");
        if (value <= 0) call.fail("value", "must be above 0");
        self.road().speed_limit = value;
      });
  road.method({.name = "close",
               .summary = "Closes the road.",
               .params = {{"why", "string?", "", "", "Reason."}},
               .returns = {{"boolean", "", "Was it open?"}},
               .example = "road:close('works')"},
              [](RoadHandle& self, Call& call) {
                (void)call.text("why", "none");
                call.give(std::exchange(self.road().open, false));
              });
  road.index({.name = "index",
              .summary = "A value by name.",
              .params = {{"key", "string", "", "", "Name of a value."}},
              .returns = {{"number", "", "The value."}},
              .example = "print(road.lanes)"},
             [](RoadHandle& self, Call& call) {
               const auto found = self.road().values.find(std::string(call.text("key")));
               if (found == self.road().values.end()) return call.decline();
               call.give(found->second);
             });
  road.newindex({.name = "newindex",
                 .summary = "Sets a value.",
                 .params = {{"key", "string", "", "", "Name."}, {"value", "number", "", "", "Value."}},
                 .example = "road.lanes = 3"},
                [](RoadHandle& self, Call& call) {
                  const auto found = self.road().values.find(std::string(call.text("key")));
                  if (found == self.road().values.end()) return call.decline();
                  found->second = call.number("value");
                });
  road.names([](const RoadHandle& self) {
    std::vector<std::string> names;
    for (const auto& [name, value] : self.road().values) names.push_back(name);
    return names;
  });
  road.text([](const RoadHandle& self) { return "Road " + self.road().id; });
  road.equal([](const RoadHandle& a, const RoadHandle& b) { return &a.road() == &b.road(); });
  road.length([](const RoadHandle& self) { return static_cast<std::int64_t>(self.road().values.size()); });
}

void add_functions(Api& api, City& city) {
  api.module({.name = "city", .summary = "The city."});
  api.function({.name = "city.road",
                .summary = "The road of an id.",
                .params = {{"id", "string", "", "", "Its id."}},
                .returns = {{"Road", "", "The road."}},
                .example = "local road = city.road('L1')"},
               [&city](Call& call) {
                 const std::string id(call.text("id"));
                 const auto found = city.roads.find(id);
                 if (found == city.roads.end())
                   throw Error(ErrorCode::not_found, "there is no road '" + id + "'");
                 call.give_object(RoadHandle(city, found->second));
               });
  api.function({.name = "mean",
                .summary = "Mean of two numbers.",
                .params = {{"a", "number", "m", "", "First."}, {"b", "number", "m", "0", "Second."}},
                .returns = {{"number", "m", "The mean."}},
                .example = "print(mean(1, 2))"},
               [](Call& call) { call.give((call.number("a") + call.number("b", 0)) / 2); });
  api.function({.name = "scenario",
                .summary = "Begins a scenario.",
                .params = {{"options",
                            "table",
                            "",
                            "",
                            "What it is.",
                            {{"name", "string", "", "", "Its name."},
                             {"from", "string", "", "\"2026-01-01\"", "First day."},
                             {"seed", "integer", "", "1", "Seed."},
                             {"strict", "boolean", "", "false", "Stop at warnings."},
                             {"kpis", "string[]?", "", "", "KPIs."},
                             {"weights", "number[]?", "", "", "Weights."}}}},
                .returns = {{"string", "", "A summary."}, {"integer", "", "The seed."}},
                .example = "scenario { name = 'Base' }"},
               [](Call& call) {
                 const Table options = call.table("options");
                 std::string text = options.text("name") + " from " + options.text("from", "2026-01-01");
                 if (options.boolean("strict", false)) text += " strict";
                 if (options.has("kpis")) {
                   for (const std::string& kpi : options.table("kpis").texts()) text += " " + kpi;
                 }
                 double sum = 0;
                 if (options.has("weights")) {
                   for (const double weight : options.table("weights").numbers()) sum += weight;
                 }
                 const std::int64_t seed = options.integer("seed", 1);
                 if (sum > 0) text += " " + std::to_string(static_cast<int>(sum));
                 call.give(text);
                 call.give(seed);
               });
  api.function({.name = "on_close",
                .summary = "Keeps a function.",
                .params = {{"callback", "function", "", "", "Called later."}},
                .example = "on_close(function(id) print(id) end)"},
               [&city](Call& call) { city.callbacks.push_back(call.function("callback")); });
  api.function({.name = "each",
                .summary = "Calls a function at once.",
                .params = {{"callback", "function", "", "", "Called with each id."}},
                .example = "each(print)"},
               [&city](Call& call) {
                 const FunctionRef callback = call.function("callback");
                 for (const auto& [id, road] : city.roads) callback.call(std::vector<Value>{id});
               });
  api.function({.name = "sum",
                .summary = "Sum of any numbers.",
                .params = {{"...", "number", "", "", "Numbers."}},
                .returns = {{"number", "", "Their sum."}},
                .example = "print(sum(1, 2, 3))"},
               [](Call& call) {
                 double total = 0;
                 for (const Value& value : call.rest()) {
                   if (const auto* const integer = value.get_if<std::int64_t>())
                     total += static_cast<double>(*integer);
                   if (const auto* const number = value.get_if<double>()) total += *number;
                 }
                 call.give(total);
               });
}

class Binding : public testing::Test {
 protected:
  Binding() : api_("Test") {
    add_road_type(api_);
    add_functions(api_, city_);
    api_.value({.name = "year", .type = "integer", .unit = "a", .summary = "The year."}, 2026);
    api_.object({.name = "main_road", .type = "Road", .unit = "", .summary = "The main road."},
                RoadHandle(city_, city_.roads.at("L2")));
    SandboxOptions options;
    options.instructions = 50'000'000;
    options.call_instructions = 1'000'000;
    sandbox_ = std::make_unique<Sandbox>(options);
    sandbox_->install(api_);
  }

  std::vector<Value> run(const std::string& script) { return sandbox_->run(script, "t.lua"); }

  std::string text(const std::string& script) {
    return *run("return tostring(" + script + ")").at(0).get_if<std::string>();
  }

  Error failure(const std::string& script) {
    try {
      run(script);
    } catch (const Error& error) {
      return error;
    }
    ADD_FAILURE() << "no error from: " << script;
    return Error(ErrorCode::ok, "");
  }

  City city_;
  Api api_;
  std::unique_ptr<Sandbox> sandbox_;
};

TEST_F(Binding, calls_functions_with_their_arguments) {
  EXPECT_EQ(text("mean(1, 2)"), "1.5");
  EXPECT_EQ(text("mean(4)"), "2.0");
  EXPECT_EQ(text("mean(4, nil)"), "2.0");
  EXPECT_EQ(text("sum(1, 2.5, 3)"), "6.5");
  EXPECT_EQ(text("year"), "2026");
  EXPECT_EQ(text("select(2, scenario { name = 'a', seed = 7.0 })"), "7");
  EXPECT_EQ(text("scenario { name = 'a', strict = true, kpis = {'x', 'y'}, weights = {1, 2.5} }"),
            "a from 2026-01-01 strict x y 3");
}

TEST_F(Binding, names_the_argument_that_does_not_fit) {
  Error error = failure("\nmean('2 m', 1)");
  EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
  EXPECT_EQ(error.where(), "t.lua:2");
  EXPECT_EQ(error.message(), "mean: argument 1 'a' must be a number (m), but is the text \"2 m\"");
  EXPECT_EQ(error.remedy(), "write the number alone, in m, without quotes; for example: print(mean(1, 2))");
  EXPECT_EQ(failure("mean()").message(), "mean: argument 1 'a' is missing");
  EXPECT_EQ(failure("mean(1, 2, 3)").message(), "mean takes 2 argument(s), not 3");
  EXPECT_EQ(failure("mean(0/0)").message().substr(0, 47), "mean: argument 1 'a' must be a finite number (m");
  EXPECT_EQ(failure("mean({})").message(), "mean: argument 1 'a' must be a number (m), but is a table");
  EXPECT_EQ(failure("mean(city.road('L1'))").message(),
            "mean: argument 1 'a' must be a number (m), but is a Road");
  EXPECT_EQ(failure("on_close(5)").message(),
            "on_close: argument 1 'callback' must be a function, but is the number 5");
}

TEST_F(Binding, names_the_field_that_does_not_fit) {
  Error error = failure("scenario { nmae = 'x' }");
  EXPECT_EQ(error.message(), "scenario: argument 1 'options' has no field 'nmae'");
  EXPECT_EQ(error.remedy(), "did you mean 'name'?");
  EXPECT_EQ(failure("scenario {}").message(), "scenario: argument 1 'options' field 'name' is missing");
  EXPECT_EQ(failure("scenario { name = 'x', seed = 1.5 }").message(),
            "scenario: argument 1 'options' field 'seed' must be a whole number, but is the number 1.5");
  EXPECT_EQ(failure("scenario { name = 'x', kpis = {'a', 2} }").message(),
            "scenario: argument 1 'options' field 'kpis' item 2 must be a text, but is the number 2");
  EXPECT_EQ(failure("scenario 'x'").message(),
            "scenario: argument 1 'options' must be a table, but is the text \"x\"");
}

TEST_F(Binding, gives_objects_methods_properties_and_keys) {
  EXPECT_EQ(text("city.road('L1').id"), "L1");
  EXPECT_EQ(text("city.road('L1')"), "Road L1");
  EXPECT_EQ(text("#city.road('L1')"), "2");
  EXPECT_EQ(text("city.road('L1') == city.road('L1')"), "true");
  EXPECT_EQ(text("city.road('L1') == city.road('L2')"), "false");
  EXPECT_EQ(text("main_road.id"), "L2");
  EXPECT_EQ(text("city.road('L1').lanes"), "2.0");
  run("local r = city.road('L1') r.speed_limit = 30 r.lanes = 4 assert(r:close('works')) assert(not "
      "r:close())");
  EXPECT_EQ(city_.roads.at("L1").speed_limit, 30);
  EXPECT_EQ(city_.roads.at("L1").values.at("lanes"), 4);
  EXPECT_FALSE(city_.roads.at("L1").open);
}

TEST_F(Binding, refuses_members_that_are_not_there) {
  EXPECT_EQ(failure("local r = city.road('L1') return r.lane").remedy(), "did you mean 'lanes'?");
  EXPECT_EQ(failure("local r = city.road('L1') r:clse()").remedy(), "did you mean 'close'?");
  EXPECT_EQ(failure("local r = city.road('L1') r.witdh = 1").remedy(), "did you mean 'width'?");
  EXPECT_EQ(failure("local r = city.road('L1') r.id = 'x'").message(), "Road.id cannot be assigned");
  EXPECT_EQ(failure("local r = city.road('L1') r.close = 1").message(), "Road.close cannot be assigned");
  EXPECT_EQ(failure("return city.rod('L1')").remedy(), "did you mean 'road'?");
  EXPECT_THAT(failure("city.road = print").message(), HasSubstr("cannot be assigned"));
  EXPECT_EQ(failure("local r = city.road('L1') r.close('x')").remedy(), "write a colon: object:close(...)");
  EXPECT_EQ(failure("return getmetatable(city.road('L1')).__gc").code(), ErrorCode::invalid_argument);
  const Error error = failure("city.road('L1').speed_limit = '30 km/h'");
  EXPECT_EQ(error.message(),
            "Road.speed_limit: argument 1 'value' must be a number (km/h), but is the text \"30 km/h\"");
  EXPECT_EQ(failure("city.road('L1').speed_limit = -1").message(), "Road.speed_limit: value must be above 0");
}

TEST_F(Binding, carries_errors_of_the_engine_through_lua_unchanged) {
  Error error = failure("\n\ncity.road('L9')");
  EXPECT_EQ(error.code(), ErrorCode::not_found);
  EXPECT_EQ(error.message(), "there is no road 'L9'");
  EXPECT_EQ(error.where(), "t.lua:3");
  EXPECT_EQ(text("select(2, pcall(city.road, 'L9')).code"), "not_found");
  error = failure("\ncoroutine.wrap(function()\ncity.road('L9') end)()");
  EXPECT_EQ(error.where(), "t.lua:3");
}

TEST_F(Binding, does_not_let_scripts_catch_a_cancel) {
  Api api("More");
  api.function(
      {.name = "simulate", .summary = "Runs.", .example = "simulate()"},
      [](Call&) { throw Error(ErrorCode::cancelled, "the run was cancelled"); }, Duration::long_running);
  sandbox_->install(api);
  const Error error = failure("while true do pcall(simulate) end");
  EXPECT_EQ(error.code(), ErrorCode::cancelled);
  EXPECT_EQ(error.message(), "the run was cancelled");
  EXPECT_EQ(text("1 + 1"), "2") << "the next run is a new one";
}

TEST_F(Binding, turns_other_exceptions_into_errors) {
  Api api("More");
  api.function({.name = "broken", .summary = "Throws.", .example = "broken()"},
               [](Call&) { (void)std::string("x").at(5); });
  api.function({.name = "odd", .summary = "Throws no exception.", .example = "odd()"},
               [](Call&) { throw 5; });
  api.function({.name = "undocumented", .summary = "Reads what has no record.", .example = "undocumented()"},
               [](Call& call) { (void)call.number("x"); });
  sandbox_->install(api);
  EXPECT_EQ(failure("broken()").code(), ErrorCode::internal);
  EXPECT_EQ(failure("while true do pcall(odd) end").code(), ErrorCode::internal);
  EXPECT_EQ(failure("undocumented()").message(), "undocumented: argument 'x' has no record");
}

TEST_F(Binding, keeps_callbacks_and_calls_them_later) {
  run("local seen = 0 on_close(function(id, n) seen = seen + n return id .. seen end)");
  ASSERT_EQ(city_.callbacks.size(), 1U);
  const std::vector<Value> arguments = {"L1", 2};
  EXPECT_EQ(*city_.callbacks[0].call(arguments).at(0).get_if<std::string>(), "L12");
  EXPECT_EQ(*city_.callbacks[0].call(arguments).at(0).get_if<std::string>(), "L14");
  try {
    city_.callbacks[0].call({});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.where(), "t.lua:1");
    EXPECT_THAT(error.message(), HasSubstr("arithmetic on a nil value (local 'n')"));
  }
  sandbox_.reset();
  EXPECT_FALSE(city_.callbacks[0]);
}

TEST_F(Binding, calls_back_during_a_call) {
  EXPECT_EQ(text("(function() local s = '' each(function(id) s = s .. id end) return s end)()"), "L1L2");
  EXPECT_EQ(text("coroutine.wrap(function() local s = '' each(function(id) s = s .. id end) return s end)()"),
            "L1L2");
  const Error error = failure("\neach(function(id)\n  error('at ' .. id)\nend)");
  EXPECT_EQ(error.where(), "t.lua:3");
  EXPECT_EQ(error.message(), "at L1");
  EXPECT_EQ(failure("each(function() while true do end end)").code(), ErrorCode::limit);
  EXPECT_EQ(failure("local function f() each(f) end f()").code(), ErrorCode::limit);
  EXPECT_THAT(failure("coroutine.wrap(function() each(coroutine.yield) end)()").message(),
              HasSubstr("yield"));
}

TEST_F(Binding, destroys_objects_with_the_heap) {
  run("for i = 1, 100 do local r = city.road('L1') end");
  sandbox_.reset();
  EXPECT_EQ(city_.destroyed, 101) << "100 handles and the sandbox's copy of main_road";
}

TEST_F(Binding, hands_objects_to_callbacks) {
  run("on_close(function(road) return road.id, road end)");
  const ObjectRef object = sandbox_->make_object(RoadHandle(city_, city_.roads.at("L2")));
  const std::vector<Value> results = city_.callbacks[0].call(std::vector<Value>{object});
  EXPECT_EQ(*results[0].get_if<std::string>(), "L2");
  const auto* const back = results[1].get_if<ObjectRef>();
  ASSERT_NE(back, nullptr);
  EXPECT_EQ(back->get<RoadHandle>(), object.get<RoadHandle>());
  EXPECT_EQ(back->get<City>(), nullptr);
  Sandbox other;
  other.install(Api("Empty"));
  const Value function = other.run("return function() end", "o.lua").at(0);
  EXPECT_THROW(function.get_if<FunctionRef>()->call(std::vector<Value>{object}), Error);
}

TEST_F(Binding, refuses_names_that_are_taken_or_undocumented) {
  Api api("Bad");
  const Function nothing = [](Call&) {};
  EXPECT_THROW(api.function({.name = "x", .summary = "No example."}, nothing), Error);
  EXPECT_THROW(api.function({.name = "x", .summary = "", .example = "x()"}, nothing), Error);
  EXPECT_THROW(api.function({.name = "end", .summary = "Reserved.", .example = "x()"}, nothing), Error);
  EXPECT_THROW(api.function({.name = "m.x", .summary = "No module.", .example = "x()"}, nothing), Error);
  EXPECT_THROW(
      api.function(
          {.name = "x", .summary = "S.", .params = {{"a", "", "", "", "No type."}}, .example = "x()"},
          nothing),
      Error);
  EXPECT_THROW(
      api.function({.name = "x", .summary = "S.", .params = {{"a", "number", "", "", ""}}, .example = "x()"},
                   nothing),
      Error);
  api.function({.name = "x", .summary = "S.", .example = "x()"}, nothing);
  EXPECT_THROW(api.function({.name = "x", .summary = "S.", .example = "x()"}, nothing), Error);
  EXPECT_THROW((void)api.type<City>({.name = "x", .summary = "S."}), Error);
  EXPECT_THROW(sandbox_->install(api_), Error);
  Api clash("Clash");
  clash.function({.name = "print", .summary = "S.", .example = "x()"}, nothing);
  EXPECT_THROW(sandbox_->install(clash), Error);
}

TEST_F(Binding, calls_objects_that_are_functions) {
  struct Counter {
    int left;
  };
  Api api("Iterators");
  api.type<Counter>({.name = "Counter", .summary = "Counts down."})
      .call({.name = "call",
             .summary = "The next number.",
             .params = {{"...", "any", "", "", "Unused."}},
             .returns = {{"integer?", "", "The number."}},
             .example = "for i in countdown(3) do print(i) end"},
            [](Counter& self, Call& call) {
              if (self.left == 0) return call.give();
              call.give(self.left--);
            });
  api.function({.name = "countdown",
                .summary = "Counts down.",
                .params = {{"from", "integer", "", "", "Start."}},
                .returns = {{"Counter", "", "An iterator."}},
                .example = "for i in countdown(3) do print(i) end"},
               [](Call& call) { call.give_object(Counter{static_cast<int>(call.integer("from"))}); });
  sandbox_->install(api);
  EXPECT_EQ(text("(function() local s = '' for i in countdown(3) do s = s .. i end return s end)()"), "321");
}

}  // namespace
}  // namespace conurb::script
