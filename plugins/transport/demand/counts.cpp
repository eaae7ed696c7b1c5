// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/demand/counts.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <tuple>

#include "plugins/transport/assignment/gmns/csv_rows.hpp"
#include "plugins/transport/demand/csv_terms.hpp"
#include "plugins/transport/error.hpp"
#include "plugins/transport/findings.hpp"

namespace conurb::transport::demand {
namespace {

constexpr double kMostCounted = 1e8;
constexpr std::int64_t kLongestWay = 1'000'000'000;  // ms
constexpr std::int32_t kMostLinks = 100'000'000;

}  // namespace

std::vector<Count> read_counts(const assignment::SourceText& source, const RoadNetwork& network) {
  assignment::CsvRows rows(source);
  const std::int32_t link = rows.needed_column({"link"}), begin = rows.needed_column({"begin"});
  const std::int32_t end = rows.needed_column({"end"}), vehicles = rows.needed_column({"vehicles"});
  const LinkNames names(network);
  std::vector<Count> counts;
  std::set<std::tuple<std::int32_t, Milliseconds, Milliseconds>> known;
  while (rows.next()) {
    Count count{names.link_of(rows, link), time_of(rows, begin, "begin"), time_of(rows, end, "end"),
                amount_of(rows, vehicles, "vehicles", kMostCounted)};
    if (count.begin >= count.end) rows.refuse("the interval is empty: end is not after begin");
    if (!known.emplace(count.link, count.begin, count.end).second)
      rows.refuse("link " + in_quotes(rows.cell(link)) + " has been counted in this interval before");
    counts.push_back(count);
  }
  return counts;
}

double geh(double modelled, double counted) {
  const double sum = modelled + counted;
  return sum > 0 ? std::sqrt(2 * (modelled - counted) * (modelled - counted) / sum) : 0;
}

double geh(double modelled, const Count& count) {
  return geh(modelled / hours_of(count), count.vehicles / hours_of(count));
}

RoutedTrips routed_trips(const TravelDemand& demand, std::span<const Milliseconds> link_times) {
  RoutedTrips trips;
  trips.depart.reserve(demand.vehicles.size());
  for (const Vehicle& vehicle : demand.vehicles) {
    const std::int64_t links = static_cast<std::int64_t>(demand.route_links.size());
    if (vehicle.first_link < 0 || vehicle.links < 0 || vehicle.first_link > links - vehicle.links)
      throw InputError("the route is beyond the rows of links", "vehicle " + in_quotes(vehicle.id));
    std::int64_t time = 0;
    for (std::int64_t i = vehicle.first_link; i < vehicle.first_link + vehicle.links; ++i) {
      const std::int32_t link = demand.route_links[static_cast<std::size_t>(i)];
      if (link < 0 || at(link) >= link_times.size())
        throw InputError("there is no link " + std::to_string(link), "vehicle " + in_quotes(vehicle.id));
      trips.links.push_back(link);
      trips.entered.push_back(static_cast<Milliseconds>(std::min(time, kLongestWay)));
      time += link_times[at(link)];
    }
    trips.depart.push_back(vehicle.depart);
    trips.first.push_back(static_cast<std::int64_t>(trips.links.size()));
    trips.origin.push_back(vehicle.links > 0 ? trips.links[trips.links.size() - at(vehicle.links)] : kNone);
    trips.destination.push_back(vehicle.links > 0 ? trips.links.back() : kNone);
  }
  return trips;
}

void check(const RoutedTrips& trips, std::span<const Count> counts) {
  if (trips.first.size() != trips.size() + 1 || trips.first.front() != 0 ||
      trips.first.back() != static_cast<std::int64_t>(trips.links.size()) ||
      trips.entered.size() != trips.links.size() || trips.origin.size() != trips.size() ||
      trips.destination.size() != trips.size() || !std::is_sorted(trips.first.begin(), trips.first.end()))
    throw InputError("columns have different lengths", "routed trips");
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const Count& count = counts[i];
    if (count.link < 0 || count.link > kMostLinks || count.begin < 0 || count.begin >= count.end ||
        !(count.vehicles >= 0 && count.vehicles <= kMostCounted))
      throw InputError("link row " + std::to_string(count.link) + ", an empty interval, or " +
                           shown(count.vehicles) + " vehicles, which must be 0 to " + shown(kMostCounted),
                       "count " + std::to_string(i));
  }
}

CountIndex::CountIndex(std::span<const Count> counts) : counts_(counts) {
  std::int32_t links = 0;
  for (const Count& count : counts) links = std::max(links, count.link + 1);
  first_.assign(at(links) + 1, 0);
  for (const Count& count : counts) ++first_[at(count.link) + 1];
  for (std::size_t link = 1; link < first_.size(); ++link) first_[link] += first_[link - 1];
  std::vector<std::size_t> next(first_.begin(), first_.end() - 1);
  rows_.resize(counts.size());
  for (std::size_t row = 0; row < counts.size(); ++row) rows_[next[at(counts[row].link)]++] = row_of(row);
}

void CountIndex::append(const RoutedTrips& trips, std::size_t trip, Milliseconds depart,
                        std::vector<std::int32_t>& passed) const {
  const auto begin = static_cast<std::ptrdiff_t>(passed.size());
  for (auto i = static_cast<std::size_t>(trips.first[trip]);
       i < static_cast<std::size_t>(trips.first[trip + 1]); ++i) {
    const std::int32_t link = trips.links[i];
    if (link < 0 || at(link) + 1 >= first_.size()) continue;
    const std::int64_t time = std::int64_t{depart} + trips.entered[i];
    for (std::size_t k = first_[at(link)]; k < first_[at(link) + 1]; ++k) {
      const Count& count = counts_[at(rows_[k])];
      if (time >= count.begin && time < count.end) passed.push_back(rows_[k]);
    }
  }
  std::sort(passed.begin() + begin, passed.end());
}

Crossings crossings_of(const RoutedTrips& trips, const CountIndex& index) {
  Crossings crossings;
  crossings.first.reserve(trips.size() + 1);
  for (std::size_t trip = 0; trip < trips.size(); ++trip) {
    index.append(trips, trip, trips.depart[trip], crossings.count);
    crossings.first.push_back(static_cast<std::int64_t>(crossings.count.size()));
  }
  return crossings;
}

}  // namespace conurb::transport::demand
