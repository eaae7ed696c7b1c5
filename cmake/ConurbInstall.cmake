# SPDX-License-Identifier: Apache-2.0
# What `cmake --install` lays down beside the program (engine/cli), the plugins (conurb_plugin()) and the SDK (engine/sdk;
# alone with --component sdk):
#   bin/conurb    lib/conurb/plugins/*.so    share/conurb/assets    share/conurb/scripts
# The program finds its plugins and assets by its own place, so that the tree may be moved.

include_guard()

install(DIRECTORY ${PROJECT_SOURCE_DIR}/assets ${PROJECT_SOURCE_DIR}/scripts DESTINATION share/conurb
  OPTIONAL PATTERN "*.py" EXCLUDE PATTERN "__pycache__" EXCLUDE)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE ${PROJECT_SOURCE_DIR}/CHANGELOG.md DESTINATION share/doc/conurb)
