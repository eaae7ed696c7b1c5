// SPDX-License-Identifier: Apache-2.0
#include "engine/room/simulation.hpp"

#include <thread>

#include "engine/room/worker.hpp"

namespace conurb::room {

struct Simulation::Impl {
  explicit Impl(SimulationOptions options)
      : worker(mailbox, std::move(options)), thread([this] { worker.work(); }) {}

  template <typename Body>
  void post(JobKind kind, Body body) {
    mailbox.post({kind, [body = std::move(body)](Worker& each) { body(each); }});
  }
  template <typename Body>
  void command(Body body) {
    post(JobKind::command, std::move(body));
  }

  Mailbox mailbox;
  Worker worker;
  std::thread thread;  // last: begins when all else is there
};

Simulation::Simulation(SimulationOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}

Simulation::~Simulation() {
  close();
}

void Simulation::close() {
  impl_->mailbox.close();
  if (impl_->thread.joinable()) impl_->thread.join();
}

std::shared_ptr<const Published> Simulation::published() const {
  return impl_->mailbox.published();
}

void Simulation::want(std::vector<ColumnKey> columns) {
  impl_->mailbox.want(std::move(columns));
}

std::shared_ptr<const ColumnFrame> Simulation::frame(const ColumnKey& key) const {
  return impl_->mailbox.frame(key);
}

void Simulation::post_question(std::function<void(sim::Twin&)> question) {
  impl_->post(JobKind::question,
              [question = std::move(question)](Worker& worker) { question(worker.twin()); });
}

void Simulation::execute(std::string branch, std::vector<sim::Command> commands, std::optional<Time> at) {
  impl_->command([=](Worker& worker) { worker.execute(branch, commands, at); });
}

void Simulation::move_lever(std::string branch, std::string lever, double value, std::optional<Time> at) {
  impl_->command([=](Worker& worker) { worker.move_lever(branch, lever, value, at); });
}

void Simulation::undo(std::string branch, std::int64_t group) {
  impl_->command([=](Worker& worker) { worker.undo(branch, group); });
}

void Simulation::redo(std::string branch) {
  impl_->command([=](Worker& worker) { worker.redo(branch); });
}

void Simulation::fork(std::string name, std::string parent) {
  impl_->command([=](Worker& worker) { worker.fork(name, parent); });
}

void Simulation::rename(std::string branch, std::string name) {
  impl_->command([=](Worker& worker) { worker.rename(branch, name); });
}

void Simulation::remove(std::string branch) {
  impl_->command([=](Worker& worker) { worker.remove(branch); });
}

void Simulation::rebase(std::string branch) {
  impl_->command([=](Worker& worker) { worker.rebase(branch); });
}

void Simulation::run(RunOrder order) {
  impl_->post(JobKind::run, [order = std::move(order)](Worker& worker) { worker.run(order); });
}

void Simulation::run_script(std::filesystem::path script) {
  impl_->post(JobKind::run, [script = std::move(script)](Worker& worker) { worker.run_script(script); });
}

void Simulation::save(const RoomState& state) {
  impl_->command([state](Worker& worker) { worker.save(state); });
}

void Simulation::cancel() {
  impl_->mailbox.cancel();
}

void Simulation::go_live(LiveOrder order) {
  impl_->command([order = std::move(order)](Worker& worker) { worker.go_live(order); });
}

void Simulation::play(double speed) {
  impl_->command([speed](Worker& worker) { worker.live().play(speed); });
}

void Simulation::pause() {
  impl_->command([](Worker& worker) { worker.live().pause(); });
}

void Simulation::step() {
  impl_->command([](Worker& worker) { worker.live().step(worker.twin()); });
}

void Simulation::end_live() {
  impl_->command([](Worker& worker) { worker.live().end(worker.twin()); });
}

void Simulation::reload_plugins() {
  impl_->command([](Worker& worker) { worker.reload_plugins(); });
}

void Simulation::tell(store::Severity severity, std::string text, std::string heading) {
  impl_->mailbox.tell(severity, std::move(text), std::move(heading));
}

bool Simulation::settle(std::chrono::milliseconds patience) {
  return impl_->mailbox.settle(patience);
}

}  // namespace conurb::room
