# SPDX-License-Identifier: Apache-2.0
"""What the tests of the command line share: the program, the demo district as a city file, the long run."""
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = Path(os.environ.get("CONURB_PROGRAM", ROOT / "build/bin/conurb")).resolve()
PLUGINS = PROGRAM.parent.parent / "lib/conurb/plugins"
SHARED = Path(os.environ.get("CONURB_SHARED_DATA", ROOT.parent / "shared/data"))
SCENARIOS = ROOT / "scripts/scenarios"
RETROFIT, HEAT_WAVE = SCENARIOS / "retrofit.lua", SCENARIOS / "heat_wave.lua"
DISTRICT, WEATHER = ROOT / "assets/demo/district.city.json", ROOT / "assets/demo/weather.epw"
MANNHEIM = SHARED / "weather/DEU_BW_Mannheim_107290_TRY2035_avg.epw"
VALIDATOR = [sys.executable, "-m", "osgeo_utils.samples.validate_gpkg"]

# Sanitized builds are many times slower: how many times longer the tests wait there.
PATIENCE = float(os.environ.get("CONURB_PATIENCE", "1"))

# An exchange point every minute of a year takes minutes: long enough to meet the run while it goes on.
LONG_RUN = """
local run = scenario { name = "Long", from = "2026-01-01", to = "2027-01-01", exchange = "1 min",
                       plugins = { "buildings" } }
city.building:all().wall_u_value = 0.2
run:every("1 min", function() local x = 0; for i = 1, 3000 do x = x + i end end)
"""


def conurb(*arguments, timeout=60):
    """Runs the program and gives what it answered."""
    return subprocess.run([PROGRAM, *map(str, arguments)], cwd=ROOT, capture_output=True, text=True,
                          timeout=timeout * PATIENCE, check=False)


def kpis(outcome):
    """Values of a run's key figures by id."""
    return {figure["id"]: figure["value"] for figure in outcome["kpis"]}


class CityCase(unittest.TestCase):
    """A folder of its own with the demo district as a city file; the import itself is done once per class."""

    @classmethod
    def setUpClass(cls):
        cls.class_folder = Path(tempfile.mkdtemp(prefix="conurb-"))
        cls.addClassCleanup(shutil.rmtree, cls.class_folder)
        cls.pristine = cls.class_folder / "pristine.gpkg"
        cls.imported = conurb("import", DISTRICT, WEATHER, "-o", cls.pristine, "--zone", "Europe/Zurich", "--json")
        if cls.imported.returncode != 0:
            raise AssertionError("the demo cannot be imported: " + cls.imported.stderr)

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="case-", dir=self.class_folder))
        self.city = self.folder / "city.gpkg"
        shutil.copy(self.pristine, self.city)

    def assert_clean(self):
        left = [p.name for p in self.folder.iterdir() if p.name.endswith(("-wal", "-shm", "-journal"))]
        self.assertEqual(left, [], "files left beside the city file")

    def ok(self, *arguments, **options):
        """A command that must go well; gives its stdout."""
        done = conurb(*arguments, **options)
        self.assertEqual(done.returncode, 0, f"{arguments}: {done.stderr}")
        self.assert_clean()
        return done.stdout

    def ok_json(self, *arguments):
        return json.loads(self.ok(*arguments, "--json"))

    def fails(self, code, *arguments, **options):
        """A command that must fail with `code`; gives its stderr."""
        done = conurb(*arguments, **options)
        self.assertEqual(done.returncode, code, f"{arguments}: {done.stdout}{done.stderr}")
        self.assert_clean()
        self.assertNotEqual(done.stderr.strip(), "", "a failure must say why")
        return done.stderr

    def assert_one_clear_line(self, message, path):
        """One line of what is wrong with which file; below it only an indented line of what to do."""
        first, *others = message.strip().splitlines()
        self.assertTrue(first.startswith(f"conurb: {path}: "), message)
        self.assertTrue(all(line.startswith("  ") for line in others) and len(others) <= 1, message)

    def script(self, name, text):
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def begin_long_run(self, *options, text=LONG_RUN):
        """Starts the long run and waits until it has exchanged once."""
        log = open(self.folder / "long.log", "w+", encoding="utf-8")
        self.addCleanup(log.close)
        command = [PROGRAM, *options, "run", self.city, self.script("long.lua", text)]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=log)
        self.addCleanup(lambda: (process.kill(), process.wait()) if process.poll() is None else None)
        self.wait_for_log(process, "%")
        return process

    def wait_for_log(self, process, words):
        """Waits until the long run has said these words; gives all that it said."""
        until = time.monotonic() + 15 * PATIENCE
        while words not in (said := (self.folder / "long.log").read_text(encoding="utf-8")):
            self.assertIsNone(process.poll(), f"the long run ended by itself: {said}")
            self.assertLess(time.monotonic(), until, f"no word of '{words}': {said}")
            time.sleep(0.02)
        return said

    def interrupt(self, process):
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60 * PATIENCE)  # what is still to be written is, before it ends
        return (self.folder / "long.log").read_text(encoding="utf-8")
