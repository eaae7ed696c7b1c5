// SPDX-License-Identifier: Apache-2.0
#include "engine/city/expression_program.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace conurb::city::expression {

namespace {

constexpr auto kBlockSize = static_cast<std::size_t>(kBlock);

template <typename T>
const T* elements(const Source& source) {
  return reinterpret_cast<const T*>(source.data);
}

template <typename T>
void widen(const T* from, std::size_t count, double* to) {
  for (std::size_t i = 0; i < count; ++i) to[i] = static_cast<double>(from[i]);
}

template <typename T>
void gather(const Source& source, const std::int32_t* rows, std::size_t count, double* to) {
  const T* from = elements<T>(source);
  for (std::size_t i = 0; i < count; ++i) to[i] = rows[i] < 0 ? kNull : static_cast<double>(from[rows[i]]);
}

// Calls f with a null pointer of the element's type: one place that knows which type a scalar is.
template <typename F>
void with_type(Scalar scalar, F f) {
  switch (scalar) {
    case Scalar::f64: f(static_cast<const double*>(nullptr)); break;
    case Scalar::f32: f(static_cast<const float*>(nullptr)); break;
    case Scalar::i64: f(static_cast<const std::int64_t*>(nullptr)); break;
    case Scalar::u8: f(static_cast<const std::uint8_t*>(nullptr)); break;
    case Scalar::i32:
    case Scalar::text:
    case Scalar::ref: f(static_cast<const std::int32_t*>(nullptr)); break;
  }
}

template <typename T, typename F>
void map(const T* a, std::size_t count, auto* to, F f) {
  for (std::size_t i = 0; i < count; ++i) to[i] = f(a[i]);
}

template <typename T, typename F>
void map(const T* a, const T* b, std::size_t count, auto* to, F f) {
  for (std::size_t i = 0; i < count; ++i) to[i] = f(a[i], b[i]);
}

template <typename T>
void choose(const std::uint8_t* condition, const T* a, const T* b, std::size_t count, T* to) {
  for (std::size_t i = 0; i < count; ++i) to[i] = condition[i] != 0 ? a[i] : b[i];
}

double divide(double a, double b) {
  return b == 0 ? kNull : a / b;
}

double modulo(double a, double b) {
  if (b == 0) return kNull;
  const double rest = std::fmod(a, b);
  return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
}

double power(double a, double b) {
  // The library says that anything to the power of 0, and 1 to any power, is 1; but null stays null.
  if (std::isnan(a) || std::isnan(b) || (a == 0 && b < 0)) return kNull;
  return std::pow(a, b);
}

// Comparisons of a null, which is not a number, are false by themselves; "not equal" must be told.
std::uint8_t differs(double a, double b) {
  return static_cast<std::uint8_t>((a < b) | (b < a));
}
std::uint8_t flag(bool condition) {
  return static_cast<std::uint8_t>(condition);
}

double smaller(double a, double b) {
  return std::isnan(a) || a < b ? a : b;
}
double larger(double a, double b) {
  return std::isnan(a) || a > b ? a : b;
}

}  // namespace

Machine::Machine(const Program& program, const Constants& constants, std::span<const double> totals)
    : program_(program),
      constants_(constants),
      totals_(totals),
      numbers_(program.number_registers * kBlockSize),
      conditions_(program.condition_registers * kBlockSize),
      indices_(program.index_registers * kBlockSize),
      number_(program.number_registers),
      condition_(program.condition_registers),
      index_(program.index_registers) {}

void Machine::run(std::int64_t begin, std::int64_t count) {
  begin_ = begin;
  count_ = static_cast<std::size_t>(count);
  for (const Instruction& in : program_.instructions) {
    if (in.op < Op::negate) {
      run_load(in);
    } else if (in.op < Op::less) {
      run_arithmetic(in);
    } else if (in.op < Op::logical_and) {
      run_comparison(in);
    } else if (in.op < Op::constant_condition) {
      run_logic(in);
    } else if (in.op < Op::load_index) {
      run_test(in);
    } else {
      run_index(in);
    }
  }
}

double* Machine::number_to(std::uint32_t reg) {
  double* memory = numbers_.data() + reg * kBlockSize;
  number_[reg] = memory;
  return memory;
}

std::uint8_t* Machine::condition_to(std::uint32_t reg) {
  std::uint8_t* memory = conditions_.data() + reg * kBlockSize;
  condition_[reg] = memory;
  return memory;
}

std::int32_t* Machine::index_to(std::uint32_t reg) {
  std::int32_t* memory = indices_.data() + reg * kBlockSize;
  index_[reg] = memory;
  return memory;
}

void Machine::run_load(const Instruction& in) {
  const std::size_t n = count_;
  switch (in.op) {
    case Op::load_number: {
      const Source& source = constants_.sources[in.source];
      if (source.scalar == Scalar::f64) {
        number_[in.to] = elements<double>(source) + begin_;
        break;
      }
      with_type(source.scalar,
                [&]<typename T>(const T*) { widen(elements<T>(source) + begin_, n, number_to(in.to)); });
      break;
    }
    case Op::gather_number: {
      const Source& source = constants_.sources[in.source];
      with_type(source.scalar,
                [&]<typename T>(const T*) { gather<T>(source, index_[in.a], n, number_to(in.to)); });
      break;
    }
    case Op::constant: std::fill_n(number_to(in.to), n, in.value); break;
    case Op::total: std::fill_n(number_to(in.to), n, totals_[static_cast<std::size_t>(in.payload)]); break;
    case Op::as_number: widen(condition_[in.a], n, number_to(in.to)); break;
    default: {  // choose_number
      const double* left = number_[in.b];
      const double* right = number_[in.c];
      choose(condition_[in.a], left, right, n, number_to(in.to));
      break;
    }
  }
}

// Here and below, operands are read before the result is named: both may be the same register.
void Machine::run_arithmetic(const Instruction& in) {
  const double* a = number_[in.a];
  const double* b = number_[in.b];
  double* to = number_to(in.to);
  const auto one = [&](auto f) { map(a, count_, to, f); };
  const auto two = [&](auto f) { map(a, b, count_, to, f); };
  switch (in.op) {
    case Op::negate: one([](double x) { return -x; }); break;
    case Op::add: two([](double x, double y) { return x + y; }); break;
    case Op::subtract: two([](double x, double y) { return x - y; }); break;
    case Op::multiply: two([](double x, double y) { return x * y; }); break;
    case Op::divide: two(divide); break;
    case Op::modulo: two(modulo); break;
    case Op::power: two(power); break;
    case Op::abs: one([](double x) { return std::abs(x); }); break;
    case Op::sqrt: one([](double x) { return x < 0 ? kNull : std::sqrt(x); }); break;
    case Op::exp: one([](double x) { return std::exp(x); }); break;
    case Op::log: one([](double x) { return x > 0 ? std::log(x) : kNull; }); break;
    case Op::floor: one([](double x) { return std::floor(x); }); break;
    case Op::round: one([](double x) { return std::round(x); }); break;
    case Op::minimum: two(smaller); break;
    default: two(larger); break;  // maximum
  }
}

void Machine::run_comparison(const Instruction& in) {
  std::uint8_t* to = condition_to(in.to);
  const auto numbers = [&](auto f) { map(number_[in.a], number_[in.b], count_, to, f); };
  const auto value = [&](auto f) { map(number_[in.a], count_, to, f); };
  const auto whole = [&](auto f) {
    map(elements<std::int64_t>(constants_.sources[in.source]) + begin_, count_, to, f);
  };
  const double v = in.value;
  const std::int64_t w = in.payload;
  switch (in.op) {
    case Op::less: numbers([](double x, double y) { return flag(x < y); }); break;
    case Op::less_equal: numbers([](double x, double y) { return flag(x <= y); }); break;
    case Op::equal: numbers([](double x, double y) { return flag(x == y); }); break;
    case Op::not_equal: numbers(differs); break;
    case Op::less_value: value([v](double x) { return flag(x < v); }); break;
    case Op::less_equal_value: value([v](double x) { return flag(x <= v); }); break;
    case Op::greater_value: value([v](double x) { return flag(x > v); }); break;
    case Op::greater_equal_value: value([v](double x) { return flag(x >= v); }); break;
    case Op::equal_value: value([v](double x) { return flag(x == v); }); break;
    case Op::not_equal_value: value([v](double x) { return differs(x, v); }); break;
    case Op::whole_less: whole([w](std::int64_t x) { return flag(x < w); }); break;
    case Op::whole_less_equal: whole([w](std::int64_t x) { return flag(x <= w); }); break;
    case Op::whole_greater: whole([w](std::int64_t x) { return flag(x > w); }); break;
    case Op::whole_greater_equal: whole([w](std::int64_t x) { return flag(x >= w); }); break;
    case Op::whole_equal: whole([w](std::int64_t x) { return flag(x == w); }); break;
    default: whole([w](std::int64_t x) { return flag(x != w); }); break;  // whole_not_equal
  }
}

void Machine::run_logic(const Instruction& in) {
  const std::uint8_t* a = condition_[in.a];
  const std::uint8_t* b = condition_[in.b];
  const std::uint8_t* c = condition_[in.c];
  std::uint8_t* to = condition_to(in.to);
  const auto byte = [](unsigned x) { return static_cast<std::uint8_t>(x); };
  switch (in.op) {
    case Op::logical_and:
      map(a, b, count_, to, [byte](unsigned x, unsigned y) { return byte(x & y); });
      break;
    case Op::logical_or: map(a, b, count_, to, [byte](unsigned x, unsigned y) { return byte(x | y); }); break;
    case Op::logical_not: map(a, count_, to, [byte](unsigned x) { return byte(x ^ 1U); }); break;
    default: choose(a, b, c, count_, to); break;  // choose_condition
  }
}

void Machine::run_test(const Instruction& in) {
  std::uint8_t* to = condition_to(in.to);
  const auto value = [&](auto f) { map(number_[in.a], count_, to, f); };
  const auto index = [&](auto f) { map(index_[in.a], count_, to, f); };
  const auto indices = [&](auto f) { map(index_[in.a], index_[in.b], count_, to, f); };
  const std::int64_t w = in.payload;
  const auto which = static_cast<std::size_t>(in.payload);
  switch (in.op) {
    case Op::constant_condition: std::fill_n(to, count_, flag(in.value != 0)); break;
    case Op::load_condition:
      map(elements<std::uint8_t>(constants_.sources[in.source]) + begin_, count_, to,
          [](std::uint8_t x) { return flag(x != 0); });
      break;
    case Op::gather_condition: {
      const auto* from = elements<std::uint8_t>(constants_.sources[in.source]);
      index([from](std::int32_t row) { return flag(row >= 0 && from[row] != 0); });
      break;
    }
    case Op::in_numbers: {
      const auto& list = constants_.numbers[which];
      value([&list](double x) {
        return flag(!std::isnan(x) && std::binary_search(list.begin(), list.end(), x));
      });
      break;
    }
    case Op::in_wholes: {
      const auto& list = constants_.wholes[which];
      map(elements<std::int64_t>(constants_.sources[in.source]) + begin_, count_, to,
          [&list](std::int64_t x) { return flag(std::binary_search(list.begin(), list.end(), x)); });
      break;
    }
    case Op::is_null_number: value([](double x) { return flag(std::isnan(x)); }); break;
    case Op::is_null_index: index([](std::int32_t x) { return flag(x < 0); }); break;
    case Op::index_equal_value: index([w](std::int32_t x) { return flag(x == w); }); break;
    case Op::index_not_equal_value: index([w](std::int32_t x) { return flag((x >= 0) & (x != w)); }); break;
    case Op::index_equal:
      indices([](std::int32_t x, std::int32_t y) { return flag((x >= 0) & (x == y)); });
      break;
    case Op::index_not_equal:
      indices([](std::int32_t x, std::int32_t y) { return flag((x != -1) & (y != -1) & (x != y)); });
      break;
    default: {  // index_in
      const auto& flags = constants_.flags[which];
      index([&flags](std::int32_t x) { return flags[static_cast<std::size_t>(x + 1)]; });
      break;
    }
  }
}

void Machine::run_index(const Instruction& in) {
  const std::size_t n = count_;
  const std::int32_t* rows = in.op == Op::load_index ? nullptr : index_[in.a];
  const Source& source = constants_.sources[in.op == Op::translate ? 0 : in.source];
  switch (in.op) {
    case Op::load_index: index_[in.to] = elements<std::int32_t>(source) + begin_; break;
    case Op::gather_index: {
      const auto* from = elements<std::int32_t>(source);
      map(rows, n, index_to(in.to), [from](std::int32_t row) { return row < 0 ? -1 : from[row]; });
      break;
    }
    case Op::only_alive: {
      const auto* alive = elements<std::uint8_t>(source);
      const std::int64_t limit = source.rows;
      map(rows, n, index_to(in.to),
          [alive, limit](std::int32_t row) { return row >= 0 && row < limit && alive[row] != 0 ? row : -1; });
      break;
    }
    default: {  // translate
      const auto& codes = constants_.indices[static_cast<std::size_t>(in.payload)];
      map(rows, n, index_to(in.to),
          [&codes](std::int32_t code) { return code < 0 ? -1 : codes[static_cast<std::size_t>(code)]; });
      break;
    }
  }
}

}  // namespace conurb::city::expression
