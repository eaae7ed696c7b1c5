# SPDX-License-Identifier: Apache-2.0
"""`conurb view` as people use it: a day of a decision maker by a script, a real window under Xvfb."""
import os
import shutil
import subprocess
import unittest

from city_case import PATIENCE, PROGRAM, RETROFIT
from png import Png
from room_case import RoomCase


class Room(RoomCase):
    DAY = """
    wait settled
    expect "Layers"
    sound
    click "Search layers"
    text year of
    wait 0.2
    click "Year of construction"
    wait detailed
    expect "Year of construction"
    picture height.png
    do layer.only {"layer": "buildings.heating_energy"}
    do time.set {"time": "2026-02-10 07:00"}
    wait detailed
    expect "Tue 10 Feb 2026 07:00"
    do whatif.branch {"name": "warm", "parent": "base"}
    wait 0.5
    do lever.set {"branch": "warm", "lever": "buildings.heat_pump_share", "value": 0.5}
    do whatif.run {"branch": "warm"}
    wait detailed
    do compare.views {"branches": ["base", "warm"]}
    do compare.mode {"mode": "split"}
    wait 0.5
    wait detailed
    expect "warm"
    expect "against"
    sound
    drag 400 300 420 280
    drag 400 300 440 280 right
    wheel 2
    do picture.save {"file": "report.png"}
    wait settled
    picture split.png
    key T
    wait detailed
    sound
    picture light.png
    quit
    """

    def test_a_decision_maker_looks_asks_compares_and_saves_a_picture(self):
        self.ok("run", self.city, RETROFIT)
        done = self.view(self.DAY.replace("\n    ", "\n"), "--no-window", "--size", "1280x720")
        self.assertEqual(done.returncode, 0, done.stderr)
        for name in ("height.png", "report.png", "split.png", "light.png"):
            picture = Png(self.folder / name)
            self.assertEqual((picture.width, picture.height), (1280, 720))
            self.keep(self.folder / name)
        branches = {each["branch"] for each in self.ok_json("journal", self.city)}
        self.assertIn("warm", branches)

    def test_the_arrangement_is_there_when_the_room_is_opened_again(self):
        first = "wait detailed\ndo layer.only {\"layer\": \"building.height\"}\nwait detailed\nquit\n"
        self.assertEqual(self.view(first, "--no-window", "--size", "1000x600").returncode, 0)
        again = self.view("wait detailed\nsound\npicture again.png\nquit\n", "--no-window", "--size", "1000x600")
        self.assertEqual(again.returncode, 0, again.stderr)
        self.keep(self.folder / "again.png")

    def test_the_legend_stands_in_a_low_window_too(self):
        script = "do layer.only {\"layer\": \"buildings.heating_energy\"}\nwait detailed\n" \
                 "expect \"Lower is better\"\nsound\npicture low.png\nquit\n"
        done = self.view(script, "--no-window", "--size", "1000x520")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.keep(self.folder / "low.png")

    def test_each_display_opens_as_it_was_left_there(self):
        def opened(script, *arguments):
            return self.view(script, "--no-window", "--size", "1000x600", *arguments).returncode

        asks = "wait detailed\nexpect \"Viewpoints\"\nquit\n"
        self.assertEqual(opened("wait detailed\ndo panel.toggle {\"panel\": \"bookmarks\"}\nquit\n", "--host", "wall"), 0)
        self.assertEqual(opened(asks, "--host", "wall"), 0)
        self.assertEqual(opened(asks), 1, "another display was not arranged so")
        refused = self.view("quit\n", "--no-window", "--host", "a wall")
        self.assertEqual(refused.returncode, 2)
        self.assertIn("--host", refused.stderr)

    def test_points_are_clicked_measured_and_taken_back(self):
        script = """wait detailed
        do camera.top
        wait detailed
        key M
        click 420 250
        click 560 250
        expect "on the map"
        picture measured.png
        key backspace
        wait 0.2
        click 420 330
        click 560 330
        key escape
        wait 0.2
        sound
        quit
        """.replace("\n        ", "\n")
        done = self.view(script, "--no-window", "--size", "1000x600")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.keep(self.folder / "measured.png")

    def test_a_plot_goes_into_files(self):
        self.ok("run", self.city, RETROFIT)
        script = """wait detailed
        do compare.views {"branches": ["base", "retrofit"]}
        do plot.show {"of": "building.heating_energy"}
        wait detailed
        sound
        do plot.export {"file": "plot.svg"}
        do plot.export {"file": "plot.csv"}
        do plot.export {"file": "plot.png"}
        wait 0.5
        expect "plot.png"
        picture plots.png
        quit
        """.replace("\n        ", "\n")
        done = self.view(script, "--no-window", "--size", "1280x720")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.keep(self.folder / "plots.png")
        self.keep(self.folder / "plot.png")
        self.assertIn("<svg", (self.folder / "plot.svg").read_text(encoding="utf-8"))
        head, first = (self.folder / "plot.csv").read_text(encoding="utf-8").splitlines()[:2]
        self.assertIn("retrofit", head)
        self.assertIn("2026", first)

    def test_a_viewpoint_kept_in_the_room_is_a_camera_for_pictures(self):
        script = ("wait detailed\ndo camera.go {\"to\": \"10,20,0,150,45,-30\", \"seconds\": 0}\nwait 0.2\n"
                  "do bookmark.add {\"name\": \"the square\"}\ndo session.save\nwait 0.2\nquit\n")
        done = self.view(script, "--no-window", "--size", "800x500")
        self.assertEqual(done.returncode, 0, done.stderr)
        _, report = self.render("--camera", "the square")
        self.assertEqual(report["camera"], "10,20,0,150,45,-30,40")

    def test_a_click_on_a_selected_building_goes_down_to_its_surface(self):
        script = ("wait detailed\nkey F4\ndo select.pick {\"table\": \"building\", \"ids\": [1]}\ndo select.look\n"
                  "wait 3\nwait detailed\npicture surface.png\nexpect \"Main Street 1\"\nclick 640 360\nwait detailed\n"
                  "expect \"Tilt\"\npicture surface.png\nclick 640 360\nwait detailed\nexpect \"Tilt\"\nquit\n")
        done = self.view(script, "--no-window", "--size", "1280x720")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.keep(self.folder / "surface.png")

    def test_reading_only_changes_no_byte_of_the_file(self):
        before = self.city.read_bytes()
        script = "wait detailed\ndo layer.only {\"layer\": \"building.height\"}\ndo session.save\nwait detailed\nquit\n"
        done = self.view(script, "--no-window", "--read-only", "--size", "800x500")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.city.read_bytes(), before)

    def test_a_script_that_expects_what_is_not_there_fails_at_its_line(self):
        done = self.view("wait detailed\nexpect \"The moon\"\n", "--no-window", "--size", "800x500")
        self.assertEqual(done.returncode, 1)
        self.assertIn("script.txt:2", done.stderr)

    def test_without_a_display_it_says_what_to_do(self):
        done = self.view("quit\n")
        self.assertEqual(done.returncode, 1)
        self.assertIn("conurb render", done.stderr)

    @unittest.skipUnless(shutil.which("xvfb-run") and shutil.which("xdotool"), "no Xvfb or xdotool here")
    def test_a_real_window_takes_keys_and_the_mouse(self):
        command = (f"'{PROGRAM}' view '{self.city}' --size 900x600 & pid=$!; sleep {4 * PATIENCE}; "
                   "xdotool mousemove 450 300 click 1 sleep 0.5 key T sleep 0.5 key ctrl+p sleep 2 key ctrl+q; wait $pid")
        # The display's driver is unloaded before a sanitizer looks for leaks: what it keeps would have no name.
        environment = os.environ | {"ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0"}
        done = subprocess.run(["xvfb-run", "-a", "-s", "-screen 0 1280x800x24", "bash", "-c", command], cwd=self.folder,
                              capture_output=True, text=True, timeout=90 * PATIENCE, check=False, env=environment)
        self.assertEqual(done.returncode, 0, done.stderr)
        picture = Png(self.folder / "conurb.png")
        self.assertEqual((picture.width, picture.height), (900, 600))
        self.keep(self.folder / "conurb.png")


if __name__ == "__main__":
    unittest.main()
