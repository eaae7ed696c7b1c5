# SPDX-License-Identifier: Apache-2.0
"""The plugins of the project keep the contract that `conurb plugin check` holds every plugin to.

CONURB_PROGRAM names the program (default build/bin/conurb). Runs in the project's root.
"""
import json
import unittest

from city_case import PLUGINS, conurb


class Contract(unittest.TestCase):
    def test_the_plugins_of_the_project_keep_their_contract(self):
        for name in ("buildings.so", "energy.so", "generator.so", "hello.so", "people.so", "transport.so"):
            with self.subTest(plugin=name):
                done = conurb("plugin", "check", PLUGINS / name, "--json", timeout=150)
                self.assertEqual(done.returncode, 0, done.stderr)
                cases = json.loads(done.stdout)
                self.assertGreaterEqual(len(cases), 25)
                self.assertLessEqual({case["result"] for case in cases}, {"passed", "skipped"})


if __name__ == "__main__":
    unittest.main(verbosity=2)
