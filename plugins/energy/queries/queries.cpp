// SPDX-License-Identifier: Apache-2.0
#include "plugins/energy/queries/queries.hpp"

#include "plugins/energy/error.hpp"
#include "plugins/energy/queries/asking.hpp"

namespace conurb::energy {

namespace {

/// The most arguments that a question takes: more are a caller's mistake.
constexpr std::size_t kMostArguments = 9;

void answer_one(unsigned query, const Asked& asked) {
  using ::energy::Query;
  switch (static_cast<Query>(query)) {
    case Query::n_minus_1: return answer_n_minus_1(asked);
    case Query::hosting_capacity: return answer_hosting_capacity(asked);
    case Query::restoration: return answer_restoration(asked);
    case Query::restoration_summary: return answer_restoration_summary(asked);
    case Query::reconfigure: return answer_reconfigure(asked);
    case Query::island: return answer_island(asked);
    case Query::island_actions: return answer_island_actions(asked);
    case Query::load_cases: return answer_load_cases(asked);
  }
  throw sdk::Failure(CONURB_NOT_FOUND, "no such question");
}

}  // namespace

void answer(const sdk::Host& host, const sdk::View& view, unsigned query,
            std::span<const conurb_value> arguments, sdk::Result& result) {
  if (arguments.size() > kMostArguments)
    throw sdk::Failure(CONURB_INVALID_ARGUMENT, "no question takes so many arguments");
  try {
    answer_one(query, {host, view, Arguments(view, arguments), result});
  } catch (const InputError& error) {
    throw sdk::Failure(CONURB_BAD_DATA, error.what());
  }
}

}  // namespace conurb::energy
