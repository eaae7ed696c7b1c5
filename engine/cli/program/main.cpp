// SPDX-License-Identifier: Apache-2.0
#include "engine/cli/program.hpp"

int main(int argc, char** argv) {
  return conurb::cli::run_program(argc, argv);
}
