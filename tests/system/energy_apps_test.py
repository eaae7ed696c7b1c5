# SPDX-License-Identifier: Apache-2.0
"""Key applications of the power grid, on a generated town: a blackout with its restoration, a heat wave."""
import re
import shutil
import unittest

from city_case import ROOT, WEATHER, CityCase, conurb, kpis

BLACKOUT = ROOT / "scripts/apps/blackout_and_islanding.lua"
OVERLOAD = ROOT / "scripts/scenarios/heat_wave_overload.lua"


class EnergyApps(CityCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.town = cls.class_folder / "town.gpkg"
        for command in (["generate", "--population", "2000", "--seed", "7", "-o", cls.town],
                        ["import", WEATHER, "-o", cls.town], ["synthesise", cls.town, "energy"]):
            done = conurb(*command)
            if done.returncode != 0:
                raise AssertionError(f"{command}: {done.stderr}")

    def setUp(self):
        super().setUp()
        self.city = self.folder / "town.gpkg"
        shutil.copy(self.town, self.city)

    def variant(self, script, **levers):
        """The script with other values of its levers."""
        text = script.read_text(encoding="utf-8")
        for name, value in levers.items():
            text, found = re.subn(rf"^local {name} = .*$", f"local {name} = {value}", text, flags=re.M)
            self.assertEqual(found, 1, f"{script.name} has no lever {name}")
        path = self.folder / f"{script.stem}_{len(list(self.folder.iterdir()))}.lua"
        path.write_text(text, encoding="utf-8")
        return path

    def outcome(self, script):
        (outcome,) = [each for each in self.ok_json("run", self.city, script) if each["branch"] != "base"]
        self.assertEqual(outcome["status"], "done")
        return kpis(outcome)

    def told(self, script, *options):
        """What the script printed."""
        done = conurb("run", self.city, script, *options)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stderr

    def test_the_control_room_brings_back_what_a_repair_would_take_hours_for(self):
        waiting = self.outcome(self.variant(BLACKOUT, restore="false", island="false"))
        restored = self.outcome(self.variant(BLACKOUT, restore="true", island="false"))
        self.assertGreater(waiting["energy.saidi"], 0)
        self.assertGreater(waiting["energy.unserved_energy"], 0)
        self.assertLess(restored["energy.saidi"], waiting["energy.saidi"])
        self.assertLess(restored["energy.unserved_energy"], waiting["energy.unserved_energy"])
        for figures in (waiting, restored):
            self.assertEqual(figures["energy.dark_customers"], 0, "all have supply after the repair")

    def test_a_station_with_a_battery_spares_its_customers_the_outage(self):
        # No house of so small a town has a priority: the largest gets one.
        vital = 'city.power_load:where("customers > 20").priority = 1\n'
        paths = {}
        for island in ("false", "true"):
            paths[island] = self.variant(BLACKOUT, island=island, restore="false")
            text = paths[island].read_text(encoding="utf-8")
            self.assertIn("local vital = ", text)
            paths[island].write_text(text.replace("local vital = ", vital + "local vital = ", 1), encoding="utf-8")
        told = self.told(paths["true"])
        self.assertRegex(told, r"[1-9]\d* places live in an island")
        self.assertLess(self.outcome(paths["true"])["energy.saidi"], self.outcome(paths["false"])["energy.saidi"])

    def test_the_plan_is_told_step_by_step(self):
        told = self.told(self.variant(BLACKOUT, island="false"))
        self.assertRegex(told, r"line \d+ fails: \d+ of \d+ customers are dark")
        self.assertRegex(told, r"min  open switch \d+: trips by itself")
        self.assertRegex(told, r"min  close switch \d+: ")

    def test_a_hot_week_loads_the_grid_more_than_the_weather_of_the_file(self):
        path = self.variant(OVERLOAD, too_much="0.1")
        base, hot = (kpis(outcome) for outcome in self.ok_json("run", self.city, path))
        self.assertGreater(hot["energy.line_loading"], base["energy.line_loading"])
        self.assertGreater(hot["buildings.peak_cooling"], base["buildings.peak_cooling"])
        self.assertRegex(self.told(path, "--fresh"), r"lines and transformers carry more than 10 %")

    def test_without_a_grid_the_scripts_say_what_to_do(self):
        bare = self.folder / "bare.gpkg"
        shutil.copy(self.pristine, bare)
        for script in (BLACKOUT, OVERLOAD):
            self.assertIn("conurb synthesise", self.fails(1, "run", bare, script))


if __name__ == "__main__":
    unittest.main()
