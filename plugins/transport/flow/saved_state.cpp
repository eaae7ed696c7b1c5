// SPDX-License-Identifier: Apache-2.0
#include "plugins/transport/flow/saved_state.hpp"

#include <algorithm>
#include <cstring>
#include <type_traits>

#include "plugins/transport/error.hpp"

namespace conurb::transport {
namespace {

constexpr std::uint64_t kMark = 0x32776f6c66626e63;       // "cnbflow2"
constexpr std::size_t kHead = 2 * sizeof(std::uint64_t);  // mark and sum

/// Each part of the state once, in a fixed order: single numbers and vectors of rows without padding.
template <class Each>
void flow_parts(FlowState& s, Each&& each) {
  each(s.now), each(s.groups), each(s.places), each(s.next_waiter), each(s.movements), each(s.signals);
  each(s.closed), each(s.first_start), each(s.last_start), each(s.start_share), each(s.vehicles);
  each(s.next_start), each(s.halts_done), each(s.busy), each(s.trips), each(s.routes), each(s.changes);
  each(s.next_departure), each(s.count), each(s.vehicle_events);
  s.events.parts(each);
  s.measures.parts(each);
}

struct FlowWriter {
  std::string& bytes;

  template <class T>
  void operator()(const T& one) {
    static_assert(std::has_unique_object_representations_v<T>);
    bytes.append(reinterpret_cast<const char*>(&one), sizeof one);
  }
  template <class T>
  void operator()(const std::vector<T>& rows) {
    static_assert(std::has_unique_object_representations_v<T>);
    (*this)(std::uint64_t{rows.size()});
    bytes.append(reinterpret_cast<const char*>(rows.data()), rows.size() * sizeof(T));
  }
};

struct FlowReader {
  std::string_view bytes;

  template <class T>
  void operator()(T& one) {
    take(&one, sizeof one);
  }
  template <class T>
  void operator()(std::vector<T>& rows) {
    std::uint64_t count = 0;
    (*this)(count);
    if (count > bytes.size() / sizeof(T)) end();
    rows.resize(count);
    take(rows.data(), count * sizeof(T));
  }
  void take(void* to, std::size_t size) {
    if (size > bytes.size()) end();
    if (size > 0) std::memcpy(to, bytes.data(), size);
    bytes.remove_prefix(size);
  }
  [[noreturn]] static void end() {
    throw InputError("the saved state of a flow ends too early", {}, "run from the start");
  }
};

/// FNV-1a (G. Fowler, L. C. Noll and K.-P. Vo), over words of eight bytes and the rest.
std::uint64_t sum_of(std::string_view bytes) {
  std::uint64_t sum = 0xcbf29ce484222325U;
  while (!bytes.empty()) {
    std::uint64_t word = 0;
    const std::size_t size = std::min(bytes.size(), sizeof word);
    std::memcpy(&word, bytes.data(), size);
    sum = (sum ^ word) * 0x100000001b3U;
    sum ^= sum >> 32;
    bytes.remove_prefix(size);
  }
  return sum;
}

}  // namespace

std::string save(FlowState state) {
  std::string bytes;
  FlowWriter write{bytes};
  write(kMark);
  write(std::uint64_t{0});  // the sum of what follows
  flow_parts(state, write);
  std::vector<Milliseconds> times;
  std::vector<std::int32_t> sizes, links;
  for (const Gridlock& lock : state.gridlocks) {
    times.push_back(lock.at);
    sizes.push_back(row_of(lock.links.size()));
    links.insert(links.end(), lock.links.begin(), lock.links.end());
  }
  write(times), write(sizes), write(links);
  const std::uint64_t sum = sum_of(std::string_view(bytes).substr(kHead));
  std::memcpy(bytes.data() + sizeof kMark, &sum, sizeof sum);
  return bytes;
}

FlowState load_flow_state(std::string_view bytes) {
  FlowReader read{bytes};
  std::uint64_t mark = 0;
  read(mark);
  if (mark != kMark) throw InputError("these bytes are no saved state of a flow");
  std::uint64_t sum = 0;
  read(sum);
  if (sum != sum_of(read.bytes))
    throw InputError("the saved state of a flow is damaged", {}, "run from the start");
  FlowState state;
  flow_parts(state, read);
  std::vector<Milliseconds> times;
  std::vector<std::int32_t> sizes, links;
  read(times), read(sizes), read(links);
  if (sizes.size() != times.size()) FlowReader::end();
  std::size_t first = 0;
  for (std::size_t i = 0; i < times.size(); ++i) {
    if (sizes[i] < 0 || first + at(sizes[i]) > links.size()) FlowReader::end();
    state.gridlocks.push_back({times[i],
                               {links.begin() + static_cast<std::ptrdiff_t>(first),
                                links.begin() + static_cast<std::ptrdiff_t>(first + at(sizes[i]))}});
    first += at(sizes[i]);
  }
  if (!read.bytes.empty()) throw InputError("bytes follow the saved state of a flow");
  return state;
}

}  // namespace conurb::transport
