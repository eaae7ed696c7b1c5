// SPDX-License-Identifier: Apache-2.0
// Questions to the plugin, good and bad, one by one and at once.
#include <fmt/format.h>

#include <cstdint>
#include <exception>
#include <limits>
#include <string>
#include <thread>
#include <vector>

#include "engine/host/binding.hpp"
#include "engine/host/check_case.hpp"
#include "engine/host/check_compare.hpp"
#include "engine/host/instance.hpp"
#include "engine/host/services.hpp"

namespace conurb::host::check {

namespace {

constexpr std::uint64_t kRevision = 1;

const conurb_query& query_calls(const Subject& subject) {
  if (subject.manifest().queries.empty()) throw NotApplicable{"it answers no questions"};
  const auto get = subject.code().calls->get_extension;
  const void* found = get == nullptr ? nullptr : get(CONURB_EXTENSION_QUERY);
  if (found == nullptr)
    throw Failure{"the manifest declares questions, and get_extension gives nothing to ask them"};
  return *static_cast<const conurb_query*>(found);
}

std::int32_t type_of(const QueryArgument& argument) {
  if (argument.type == "text") return CONURB_TYPE_TEXT;
  if (argument.type == "integer") return CONURB_TYPE_I64;
  return argument.type == "row" ? CONURB_TYPE_REF : CONURB_TYPE_F64;
}

conurb_value good_value(const QueryArgument& argument) {
  conurb_value value{sizeof value, type_of(argument), 0, 0, nullptr};
  if (argument.type == "text") value.text = "residential";
  if (argument.type == "number") value.f64 = 1;
  if (argument.type == "integer") value.i64 = 1;
  return value;
}

// What a plugin's answer is collected in.
struct Collected {
  const Query* query = nullptr;
  std::string rows;   // as text, to compare
  std::string wrong;  // the first break of the declared form
};

std::string show(const conurb_value& cell) {
  switch (cell.type) {
    case CONURB_TYPE_F64: return fmt::format("{:.17g}", cell.f64);
    case CONURB_TYPE_I64:
    case CONURB_TYPE_REF: return fmt::format("{}", cell.i64);
    case CONURB_TYPE_TEXT: return cell.text == nullptr ? "" : cell.text;
    default: return "null";
  }
}

conurb_status add_row(const conurb_result* result, const conurb_value* cells, std::uint32_t count) {
  auto& out = *static_cast<Collected*>(result->context);
  const auto& declared = out.query->returns;
  if (count != declared.size()) {
    out.wrong = fmt::format("a row of {} cells, {} are declared", count, declared.size());
    return CONURB_INVALID_ARGUMENT;
  }
  for (std::uint32_t i = 0; i < count; ++i) {
    if (cells[i].type != 0 && cells[i].type != type_of(declared[i])) {
      out.wrong =
          fmt::format("a {} in '{}' of type {}", cells[i].type, declared[i].name, type_of(declared[i]));
    }
    out.rows += show(cells[i]) + (i + 1 < count ? "\t" : "\n");
  }
  return CONURB_OK;
}

// Asks as host::run_query does, but with any arguments and without judgement.
class Questioner {
 public:
  Questioner(const Subject& subject, World& world, const city::City& city)
      : calls_(query_calls(subject)),
        subject_(subject),
        city_(city),
        parameters_(initial_parameters(subject.manifest())),
        binding_(subject.manifest(), city),
        services_(subject.code(), world.environment(city)) {
    binding_.view_for_reading(city, {}, parameters_, kRevision, subject.seed());
  }

  // `form` is the query whose "returns" the rows must have.
  Answer ask(std::uint32_t index, const Query& form, const std::vector<conurb_value>& arguments,
             Collected& out) {
    out.query = &form;
    const conurb_result result{sizeof result, &out, add_row};
    services_.begin_call(&city_, nullptr, &binding_);
    Answer answer{"query", CONURB_OK, {}};
    try {
      answer.status = calls_.run(services_.table(), binding_.view(), index,
                                 arguments.empty() ? nullptr : arguments.data(),
                                 static_cast<std::uint32_t>(arguments.size()), &result);
    } catch (...) {
      throw Failure{fmt::format("the query {} let an exception out", form.id)};
    }
    answer.text = services_.error();
    services_.end_call();
    return answer;
  }

  Answer ask_well(std::uint32_t index, Collected& out) {
    const Query& query = subject_.manifest().queries[index];
    std::vector<conurb_value> arguments;
    for (const QueryArgument& argument : query.arguments) arguments.push_back(good_value(argument));
    return ask(index, query, arguments, out);
  }

 private:
  const conurb_query& calls_;
  const Subject& subject_;
  const city::City& city_;
  std::vector<double> parameters_;
  Binding binding_;
  Services services_;
};

// A city as a run leaves it.
city::City city_after_steps(const Subject& subject, World& world) {
  const auto rig = subject.rig(world);
  rig->run(3, subject.exchange());
  return rig->city();
}

std::string queries_answer(const Context& context) {
  const Subject subject(context);
  (void)query_calls(subject);
  World world;
  const city::City city = city_after_steps(subject, world);
  Questioner questioner(subject, world, city);
  const auto count = static_cast<std::uint32_t>(subject.manifest().queries.size());
  std::size_t refused = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::string& id = subject.manifest().queries[i].id;
    Collected first;
    Collected second;
    if (!accepted(questioner.ask_well(i, first))) ++refused;
    (void)accepted(questioner.ask_well(i, second));
    if (!first.wrong.empty()) throw Failure{fmt::format("the answer to {} has {}", id, first.wrong)};
    if (first.rows != second.rows) throw Failure{fmt::format("{} gives two answers when asked twice", id)};
  }
  return fmt::format("{} answered, {} refused", count - refused, refused);
}

// Arguments that no careful caller would pass, one list after the other.
std::vector<std::vector<conurb_value>> bad_arguments(const Query& query) {
  std::vector<conurb_value> good;
  for (const QueryArgument& argument : query.arguments) good.push_back(good_value(argument));
  std::vector<std::vector<conurb_value>> lists{{}};
  const auto spoil = [&](const conurb_value& value) {
    for (std::size_t i = 0; i < good.size(); ++i) {
      lists.push_back(good);
      lists.back()[i] = value;
    }
  };
  constexpr std::uint32_t kSize = sizeof(conurb_value);
  spoil({kSize, 0, 0, 0, nullptr});
  spoil({kSize, CONURB_TYPE_TEXT, 0, 0, ""});
  spoil({kSize, CONURB_TYPE_TEXT, 0, 0, "\xff\xfe no UTF-8 ' \" ; \\"});
  spoil({kSize, CONURB_TYPE_F64, std::numeric_limits<double>::quiet_NaN(), 0, nullptr});
  spoil({kSize, CONURB_TYPE_F64, -1e300, 0, nullptr});
  for (const std::int64_t whole : {std::int64_t{-1}, std::int64_t{1'000'000'000'000}, INT64_MIN, INT64_MAX}) {
    spoil({kSize, CONURB_TYPE_I64, 0, whole, nullptr});
    spoil({kSize, CONURB_TYPE_REF, 0, whole, nullptr});
  }
  lists.push_back(good);
  lists.back().push_back(good_value({}));  // one too many
  return lists;
}

std::string queries_refuse_bad_arguments(const Context& context) {
  const Subject subject(context);
  (void)query_calls(subject);
  World world;
  const city::City city = city_after_steps(subject, world);
  Questioner questioner(subject, world, city);
  const auto& queries = subject.manifest().queries;
  std::size_t asked = 0;
  std::size_t refused = 0;
  for (std::uint32_t i = 0; i < queries.size(); ++i) {
    for (const auto& arguments : bad_arguments(queries[i])) {
      Collected out;
      ++asked;
      if (!accepted(questioner.ask(i, queries[i], arguments, out))) ++refused;
    }
  }
  for (const std::uint32_t index : {static_cast<std::uint32_t>(queries.size()), UINT32_MAX}) {
    Collected out;
    if (questioner.ask(index, queries.front(), {}, out).ok()) {
      throw Failure{fmt::format("a question of index {} is answered; there are {}", index, queries.size())};
    }
  }
  return fmt::format("{} of {} refused, none harmful", refused, asked);
}

std::string queries_run_in_parallel(const Context& context) {
  constexpr std::size_t kThreads = 3;
  const Subject subject(context);
  (void)query_calls(subject);
  World world;
  const city::City city = city_after_steps(subject, world);
  const auto count = static_cast<std::uint32_t>(subject.manifest().queries.size());
  const auto ask_all = [&](Collected& out) {
    Questioner questioner(subject, world, city);
    for (std::uint32_t i = 0; i < count; ++i) (void)accepted(questioner.ask_well(i, out));
  };
  Collected alone;
  ask_all(alone);
  std::vector<Collected> answers(kThreads);
  std::vector<std::exception_ptr> thrown(kThreads);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      try {
        for (int round = 0; round < 5; ++round) {
          answers[i] = {};
          ask_all(answers[i]);
        }
      } catch (...) {
        thrown[i] = std::current_exception();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (std::size_t i = 0; i < kThreads; ++i) {
    if (thrown[i]) std::rethrow_exception(thrown[i]);
    if (answers[i].rows != alone.rows) throw Failure{"questions asked at the same time get other answers"};
  }
  return fmt::format("{} questions on {} threads", count, kThreads);
}

constexpr Case kQueryCases[] = {
    {"queries_answer", queries_answer},
    {"queries_refuse_bad_arguments", queries_refuse_bad_arguments},
    {"queries_run_in_parallel", queries_run_in_parallel},
};

}  // namespace

std::span<const Case> query_cases() {
  return kQueryCases;
}

}  // namespace conurb::host::check
