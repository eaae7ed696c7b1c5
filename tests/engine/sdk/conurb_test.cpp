// SPDX-License-Identifier: Apache-2.0
// The C++ face against a host made for the test.
#include "engine/sdk/conurb.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <map>
#include <numeric>
#include <stdexcept>

namespace conurb::sdk {
namespace {

enum class Column : std::uint32_t { area, routes, use, demand };

/// A host that keeps what it is told.
struct TestHost {
  conurb_host c{};
  std::vector<std::string> log;
  std::string error;
  std::vector<conurb_cache_value> cache;

  TestHost() {
    c.struct_size = sizeof c;
    c.abi_major = CONURB_ABI_MAJOR;
    c.context = this;
    c.log = [](const conurb_host* host, std::int32_t, const char* text) {
      self(host).log.emplace_back(text);
    };
    c.set_error = [](const conurb_host* host, const char* text) { self(host).error = text; };
    c.cancelled = [](const conurb_host*) { return 0; };
    c.parallel_for = [](const conurb_host*, std::int64_t begin, std::int64_t end, std::int64_t grain,
                        conurb_status (*body)(void*, std::int64_t, std::int64_t),
                        void* user) -> conurb_status {
      for (std::int64_t first = begin; first < end; first += grain) {
        const conurb_status status = body(user, first, std::min(end, first + grain));
        if (status != CONURB_OK) return status;
      }
      return CONURB_OK;
    };
    c.cache_get = [](const conurb_host* host, const char*, const std::uint32_t*, std::uint32_t,
                     conurb_status (*build)(void*, conurb_cache_value*), void* user, const void** value) {
      conurb_cache_value made{};
      made.struct_size = sizeof made;
      const conurb_status status = build(user, &made);
      if (status == CONURB_OK) {
        self(host).cache.push_back(made);
        *value = made.value;
      }
      return status;
    };
  }
  ~TestHost() {
    for (const conurb_cache_value& value : cache) value.destroy(value.value);
  }
  TestHost(const TestHost&) = delete;
  TestHost& operator=(const TestHost&) = delete;

  static TestHost& self(const conurb_host* host) { return *static_cast<TestHost*>(host->context); }
};

/// A city of two buildings, padded to sixteen.
struct TestView {
  std::array<float, 16> area{10, 20};
  std::array<std::int32_t, 3> routes{7, 8, 9};
  std::array<std::int64_t, 3> offsets{0, 1, 3};
  std::array<std::int32_t, 16> use{};
  std::array<double, 16> demand{};
  std::array<conurb_column, 4> columns{};
  std::array<conurb_column*, 4> pointers{};
  double parameter = 3;
  conurb_view c{};

  TestView() {
    columns[0] = column(CONURB_TYPE_F32, CONURB_ACCESS_READ, area.data());
    columns[1] = column(CONURB_TYPE_I32, CONURB_ACCESS_READ, routes.data());
    columns[1].is_list = 1;
    columns[1].offsets = offsets.data();
    columns[2] = column(CONURB_TYPE_TEXT, CONURB_ACCESS_READ, use.data());
    columns[3] = column(CONURB_TYPE_F64, CONURB_ACCESS_WRITE_ALL, demand.data());
    for (std::size_t i = 0; i < columns.size(); ++i) pointers[i] = &columns[i];
    c.struct_size = sizeof c;
    c.column_count = 4;
    c.columns = pointers.data();
    c.parameter_count = 1;
    c.parameters = &parameter;
  }

  static conurb_column column(std::int32_t type, std::int32_t access, void* data) {
    conurb_column column{};
    column.struct_size = sizeof column;
    column.type = type;
    column.access = access;
    column.data = data;
    column.rows = 2;
    column.padded_rows = 16;
    column.changed_count = CONURB_ALL_ROWS;
    return column;
  }
};

/// Does what its first parameter says; everything else a plugin may have is there too.
class Full {
 public:
  explicit Full(Host host) : host_(host) {}

  void step(const View& view, Step& step) {
    const int what = static_cast<int>(view.parameter(0));
    if (what == 1) throw std::runtime_error("no roof");
    if (what == 2) throw Failure(CONURB_CANCELLED, "asked to stop");
    if (what == 3) throw std::bad_alloc();
    if (what == 4) throw 42;
    if (what == 5) {
      host_.parallel_for(0, 10, 3, [](std::int64_t first, std::int64_t) {
        if (first == 3) throw std::runtime_error("piece 3");
      });
    }
    if (what == 6) {
      host_.cached<int>("bad", {}, 1, []() -> std::unique_ptr<int> { throw std::runtime_error("singular"); });
    }
    steps_ += 1;
    step.next_us =
        step.t1_us + host_.cached<int>("good", {}, sizeof(int), [] { return std::make_unique<int>(5); });
  }
  void reconfigure(const View&, const Reconfigure&) { host_.info("reconfigured"); }
  void save(Writer& writer) const { writer.put("steps", steps_); }
  void load(const Reader& reader) { steps_ = reader.get<std::int32_t>("steps", 0); }
  static void query(Host, const View& view, unsigned query, std::span<const conurb_value> arguments,
                    Result& result) {
    if (query != 0) throw Failure(CONURB_NOT_FOUND, "no such query");
    const std::array cells{Result::number(view.read<float>(Column::area)[0] * arguments[0].f64),
                           Result::row(1), Result::whole(2), Result::text("three")};
    result.add_row(cells);
  }

 private:
  Host host_;
  std::int32_t steps_ = 0;
};

class Least {
 public:
  explicit Least(Host) {}
  void step(const View&, Step&) {}
};

class Fails {
 public:
  explicit Fails(Host) { throw std::runtime_error("no data file"); }
  void step(const View&, Step&) {}
};

/// An instance of T for the length of a test.
template <typename T>
struct Made {
  explicit Made(const TestHost& host) : calls(Adapter<T>::plugin()) {
    EXPECT_EQ(calls->create(&host.c, &instance), CONURB_OK);
  }
  ~Made() { calls->destroy(instance); }
  Made(const Made&) = delete;
  Made& operator=(const Made&) = delete;
  const conurb_plugin* calls;
  conurb_instance* instance = nullptr;
};

conurb_status step_with(double what, TestHost& host, conurb_step* out = nullptr) {
  const Made<Full> made(host);
  TestView view;
  view.parameter = what;
  conurb_step step{};
  step.struct_size = sizeof step;
  step.t1_us = 100;
  const conurb_status status = made.calls->step(made.instance, &view.c, &step);
  if (out != nullptr) *out = step;
  return status;
}

TEST(SdkFace, TurnsExceptionsIntoAStatusAndAReason) {
  TestHost host;
  EXPECT_EQ(step_with(1, host), CONURB_PLUGIN_FAULT);
  EXPECT_EQ(host.error, "no roof");
  EXPECT_EQ(step_with(2, host), CONURB_CANCELLED);
  EXPECT_EQ(host.error, "asked to stop");
  EXPECT_EQ(step_with(3, host), CONURB_LIMIT);
  EXPECT_EQ(step_with(4, host), CONURB_PLUGIN_FAULT);
  EXPECT_EQ(host.error, "an exception of unknown type");
  conurb_instance* instance = nullptr;
  EXPECT_EQ(Adapter<Fails>::plugin()->create(&host.c, &instance), CONURB_PLUGIN_FAULT);
  EXPECT_EQ(host.error, "no data file");
  EXPECT_EQ(instance, nullptr);
}

TEST(SdkFace, KeepsTheReasonOfAPieceOrACachedValueThatFailed) {
  TestHost host;
  EXPECT_EQ(step_with(5, host), CONURB_PLUGIN_FAULT);
  EXPECT_EQ(host.error, "piece 3");
  EXPECT_EQ(step_with(6, host), CONURB_PLUGIN_FAULT);
  EXPECT_EQ(host.error, "singular");
}

TEST(SdkFace, StepsAndHandsTheTimeBack) {
  TestHost host;
  conurb_step step{};
  EXPECT_EQ(step_with(0, host, &step), CONURB_OK);
  EXPECT_EQ(step.next_us, 105);
  EXPECT_EQ(host.cache.at(0).bytes, sizeof(int));
}

TEST(SdkFace, GivesColumnsAsSpansOfTheirType) {
  TestView data;
  const View view(&data.c);
  EXPECT_EQ(view.read<float>(Column::area).size(), 16U) << "padded";
  EXPECT_EQ(view.read<std::int32_t>(Column::routes).size(), 3U) << "all values of a list column";
  EXPECT_EQ(view.read<std::int32_t>(Column::use).size(), 16U) << "texts are codes";
  view.write<double>(Column::demand)[1] = 4;
  EXPECT_EQ(data.demand[1], 4);
  EXPECT_THROW((void)view.read<double>(Column::area), Failure);
  EXPECT_THROW((void)view.write<float>(Column::area), Failure);
  data.columns[0].data = nullptr;
  EXPECT_FALSE(view.has(Column::area));
  EXPECT_TRUE(view.read<float>(Column::area).empty()) << "an optional column that is not there";
}

TEST(SdkFace, OffersOnlyTheCallsThatTheClassHas) {
  const conurb_plugin& least = *Adapter<Least>::plugin();
  EXPECT_EQ(least.struct_size, sizeof(conurb_plugin));
  EXPECT_EQ(least.abi_major, CONURB_ABI_MAJOR);
  EXPECT_EQ(least.reconfigure, nullptr);
  EXPECT_EQ(least.save, nullptr);
  EXPECT_EQ(least.load, nullptr);
  EXPECT_EQ(least.get_extension(CONURB_EXTENSION_QUERY), nullptr);
  const conurb_plugin& full = *Adapter<Full>::plugin();
  EXPECT_NE(full.reconfigure, nullptr);
  EXPECT_NE(full.get_extension(CONURB_EXTENSION_QUERY), nullptr);
  EXPECT_EQ(full.get_extension("conurb.unknown/1"), nullptr);
}

TEST(SdkFace, ReconfiguresThroughTheHost) {
  TestHost host;
  const Made<Full> made(host);
  TestView view;
  const conurb_reconfigure what{};
  EXPECT_EQ(made.calls->reconfigure(made.instance, &view.c, &what), CONURB_OK);
  EXPECT_THAT(host.log, testing::ElementsAre("reconfigured"));
}

TEST(SdkFace, SavesAndLoadsByName) {
  std::map<std::string, std::vector<std::int32_t>> store;
  conurb_writer writer{};
  writer.context = &store;
  writer.put = [](const conurb_writer* self, const char* key, std::int32_t type, const void* data,
                  std::uint64_t count) {
    if (type != CONURB_TYPE_I32) return CONURB_INVALID_ARGUMENT;
    const auto* values = static_cast<const std::int32_t*>(data);
    (*static_cast<decltype(store)*>(self->context))[key].assign(values, values + count);
    return CONURB_OK;
  };
  conurb_reader reader{};
  reader.context = &store;
  reader.get = [](const conurb_reader* self, const char* key, std::int32_t type, const void** data,
                  std::uint64_t* count) {
    const auto& all = *static_cast<decltype(store)*>(self->context);
    const auto found = all.find(key);
    if (found == all.end()) return CONURB_NOT_FOUND;
    if (type != CONURB_TYPE_I32) return CONURB_INCOMPATIBLE;
    *data = found->second.data();
    *count = found->second.size();
    return CONURB_OK;
  };
  TestHost host;
  const Made<Full> made(host);
  store["steps"] = {12};
  EXPECT_EQ(made.calls->load(made.instance, &reader), CONURB_OK);
  store.clear();
  EXPECT_EQ(made.calls->save(made.instance, &writer), CONURB_OK);
  EXPECT_THAT(store["steps"], testing::ElementsAre(12));
  EXPECT_EQ(Reader(&reader).get<std::int32_t>("missing", 7), 7);
  EXPECT_THROW((void)Reader(&reader).get<double>("steps", 0), Failure);
}

TEST(SdkFace, AnswersQueriesWithRows) {
  std::vector<conurb_value> cells;
  conurb_result result{};
  result.context = &cells;
  result.add_row = [](const conurb_result* self, const conurb_value* row,
                      std::uint32_t count) -> conurb_status {
    static_cast<std::vector<conurb_value>*>(self->context)->assign(row, row + count);
    return CONURB_OK;
  };
  TestHost host;
  TestView view;
  const auto* query =
      static_cast<const conurb_query*>(Adapter<Full>::plugin()->get_extension(CONURB_EXTENSION_QUERY));
  const conurb_value factor = Result::number(2);
  ASSERT_EQ(query->run(&host.c, &view.c, 0, &factor, 1, &result), CONURB_OK);
  ASSERT_EQ(cells.size(), 4U);
  EXPECT_EQ(cells[0].f64, 20);
  EXPECT_EQ(cells[1].type, CONURB_TYPE_REF);
  EXPECT_EQ(cells[2].i64, 2);
  EXPECT_STREQ(cells[3].text, "three");
  EXPECT_EQ(query->run(&host.c, &view.c, 9, &factor, 1, &result), CONURB_NOT_FOUND);
  EXPECT_EQ(host.error, "no such query");
}

}  // namespace
}  // namespace conurb::sdk
