# SPDX-License-Identifier: Apache-2.0
"""`conurb render` as people use it: pictures without a display."""
import unittest

from city_case import RETROFIT
from png import Png
from room_case import RoomCase


class Pictures(RoomCase):
    def test_a_picture_has_the_size_that_was_asked_for_and_shows_something(self):
        picture, report = self.render()
        self.assertEqual((picture.width, picture.height), (480, 270))
        self.assertGreater(len(picture.colours()), 500)
        self.assertGreater(report["triangles"], 100)

    def test_most_buildings_are_seen_from_above_under_their_numbers(self):
        picture, report = self.render("--ids", "--camera", "top")
        first, rows = (report["objects"]["building"][key] for key in ("first", "rows"))
        seen = [number for number in picture.numbers() if first <= number < first + rows]
        self.assertGreaterEqual(len(seen), 0.9 * rows)

    def test_the_same_picture_has_the_same_bits_on_one_and_two_threads(self):
        one, _ = self.render("--threads", "1")
        two, _ = self.render("--threads", "2")
        self.assertEqual(one.rows, two.rows)

    def test_night_is_darker_than_day(self):
        def brightness(time_text):
            picture, _ = self.render("--plain", "--time", time_text)
            return sum(sum(row) for row in picture.rows) / sum(len(row) for row in picture.rows)

        self.assertLess(brightness("2026-12-21T01:00"), 0.5 * brightness("2026-06-21T12:00"))

    def test_results_of_two_scenarios_stand_side_by_side(self):
        self.ok("run", self.city, RETROFIT)
        picture, report = self.render("--layer", "buildings.heating_energy", "--compare", "base,retrofit")
        self.assertEqual(report["layers"], ["buildings.heating_energy"])
        self.assertEqual(picture.pixel(240, 75), (255, 255, 255))  # the line between them
        for mode in ("swipe", "difference"):
            self.render("--layer", "heating_energy", "--compare", "base,retrofit", "--mode", mode)

    def test_the_smallest_and_a_long_picture_are_drawn(self):
        for size in ("1x1", "1200x40", "40x900"):
            self.ok("render", self.city, "-o", self.folder / "small.png", "--size", size, "--samples", "1")
            picture = Png(self.folder / "small.png")
            self.assertEqual(f"{picture.width}x{picture.height}", size)

    def test_what_cannot_be_meant_is_refused_and_leaves_nothing(self):
        out = self.folder / "no.png"
        for words, said in ((["--size", "0x7"], "--size"), (["--size", "99999x2"], "--size"),
                            (["--camera", "moon"], "overview"), (["--camera", "1,2"], "metres"),
                            (["--layer", "building.hihgt"], "building.height"), (["--theme", "pink"], "dark"),
                            (["--compare", "a,b,c,d,e"], "4"), (["--time", "yesterday"], "--time")):
            self.assertIn(said, self.fails(2, "render", self.city, "-o", out, *words), words)
        self.assertIn("no branch", self.fails(1, "render", self.city, "-o", out, "--compare", "base,nowhere"))
        self.assertIn(".png", self.fails(2, "render", self.city, "-o", self.folder / "no.jpg"))
        self.assertFalse(out.exists())


if __name__ == "__main__":
    unittest.main()
