// SPDX-License-Identifier: Apache-2.0
// A plugin that breaks its contract is refused, named or survived; what cannot be survived ends the program
// with a word.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

#include "engine/base/error.hpp"
#include "engine/sim/watchdog.hpp"
#include "tests/engine/base/expect_error.hpp"
#include "tests/probes/city/probe_run.hpp"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#include <sanitizer/lsan_interface.h>
#define CONURB_LEAKS_ON_PURPOSE const __lsan::ScopedDisabler on_purpose
#endif
#endif
#ifndef CONURB_LEAKS_ON_PURPOSE
#define CONURB_LEAKS_ON_PURPOSE static_cast<void>(0)
#endif

namespace conurb::probes {
namespace {

using test::expect_error;
using ::testing::HasSubstr;

enum Fault { none, crash, hang, throws, nan, leak, time, rows, type, status, recursion };

std::unique_ptr<sim::Branch> with(Machine& machine, const std::string& probe, sim::FaultPolicy policy) {
  sim::BranchOptions options = minutes(6);
  options.faults = policy;
  return make_branch(machine, {4, 20, 16, 30, 1, 0.3}, {load_probe("newton"), load_probe(probe)}, options);
}

void tell(sim::Branch& branch, Fault fault) {
  city::JournalEntry entry;
  entry.sequence = 1 + branch.exchange();
  entry.kind = city::EntryKind::parameter;
  entry.time_us = branch.time().us;
  entry.table = "faulty";
  entry.columns = {"fault"};
  entry.values = {static_cast<double>(fault)};
  branch.act(entry);
}

void expect_fault(Fault fault, const std::string& words) {
  Machine machine(2);
  const auto branch = with(machine, "faulty", sim::FaultPolicy::stop);
  branch->advance();
  const sim::Checkpoint point = branch->checkpoint();
  branch->advance();
  const Hash128 good = branch->content_hash();
  branch->restore(point);
  tell(*branch, fault);
  expect_error(ErrorCode::plugin_fault, words, [&] { branch->advance(); });
  branch->restore(point);  // the order to fail acts again
  expect_error(ErrorCode::plugin_fault, "org.conurb.probe.faulty", [&] { branch->advance(); });
  branch->schedule({});
  branch->restore(point);
  branch->advance();
  EXPECT_EQ(branch->content_hash(), good) << "after the fault the branch can go on from its checkpoint";
}

TEST(FaultyProbe, what_it_throws_is_told_with_its_name) {
  expect_fault(throws, "told to throw");
  expect_fault(status, "a status that nobody knows");
}

TEST(FaultyProbe, a_nan_is_attributed_to_column_and_row) {
  expect_fault(nan, "bus.health of row 2 (id 3)");
}

TEST(FaultyProbe, a_breach_of_the_interface_is_a_fault) {
  expect_fault(time, "reached");
  expect_fault(rows, "manifest owns");
  expect_fault(type, "another type");
}

TEST(FaultyProbe, under_the_hold_policy_the_city_goes_on) {
  Machine machine(2);
  const auto branch = with(machine, "faulty", sim::FaultPolicy::hold);
  branch->advance();
  tell(*branch, nan);
  while (!branch->at_end()) branch->advance();
  ASSERT_EQ(branch->faults().size(), 1U);
  EXPECT_EQ(branch->faults()[0].plugin, "org.conurb.probe.faulty");
  EXPECT_EQ(branch->city().table("trace").rows(), 1);
  EXPECT_EQ(branch->time(), Time{6 * kMinute.us});
  branch->city().validate();
}

double resident_mib() {
  std::ifstream file("/proc/self/statm");
  std::int64_t total = 0;
  std::int64_t resident = 0;
  file >> total >> resident;
  return static_cast<double>(resident * sysconf(_SC_PAGESIZE)) / (1 << 20);
}

TEST(FaultyProbe, a_leak_changes_no_result_and_shows_in_the_memory) {
  Machine machine(1);
  const auto branch = with(machine, "faulty", sim::FaultPolicy::stop);
  branch->advance();
  const double before = resident_mib();
  tell(*branch, leak);
  CONURB_LEAKS_ON_PURPOSE;
  while (!branch->at_end()) branch->advance();
  EXPECT_EQ(branch->city().table("trace").rows(), 6);
  EXPECT_GT(resident_mib() - before, 3.0);
}

// ---- manifests that lie

TEST(FaultyProbe, a_manifest_for_another_interface_is_refused_in_words_that_name_both) {
  expect_error(ErrorCode::incompatible, "needs plugin interface 2.0, this program offers 1.4",
               [] { (void)load_probe("newer_abi"); });
}

TEST(FaultyProbe, a_manifest_that_disagrees_with_the_city_is_refused) {
  Machine machine(1);
  expect_error(ErrorCode::incompatible, "bus.voltage",
               [&] { (void)with(machine, "other_type", sim::FaultPolicy::stop); });
  expect_error(ErrorCode::incompatible, "kV",
               [&] { (void)with(machine, "other_unit", sim::FaultPolicy::stop); });
}

TEST(FaultyProbe, code_that_writes_another_type_than_its_manifest_says_is_a_fault) {
  Machine machine(1);
  const auto branch = with(machine, "lying_type", sim::FaultPolicy::stop);
  expect_error(ErrorCode::plugin_fault, "another type than it has", [&] { branch->advance(); });
}

// ---- what cannot be survived

void run_until(Fault fault) {
  Machine machine(1);
  const auto branch = with(machine, "faulty", sim::FaultPolicy::stop);
  sim::Watchdog watchdog(machine.environment, [](const std::string& plugin, double) {
    std::fprintf(stderr, "%s does not return\n", plugin.c_str());
    std::_Exit(1);
  });
  branch->set_step_watch(
      [&](std::string_view plugin, double deadline_s) { watchdog.watch(plugin, deadline_s); });
  branch->advance();
  tell(*branch, fault);
  branch->advance();
}

TEST(FaultyProbeDeathTest, an_endless_loop_is_named_and_ends_the_program) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_EXIT(run_until(hang), testing::ExitedWithCode(1), "org.conurb.probe.faulty does not return");
}

TEST(FaultyProbeDeathTest, a_crash_takes_the_program_with_it_and_not_this_test) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_DEATH(run_until(crash), "");
  EXPECT_DEATH(run_until(recursion), "");
}

}  // namespace
}  // namespace conurb::probes
