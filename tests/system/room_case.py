# SPDX-License-Identifier: Apache-2.0
"""A city that is drawn and looked at: for tests of `conurb render` and `conurb view`.

CONURB_PROGRAM as in cli_test.py. Pictures are kept where CONURB_TEST_PICTURES names a folder.
"""
import os
import shutil
import subprocess
from pathlib import Path

from city_case import PATIENCE, PROGRAM, CityCase
from png import Png

PICTURES = os.environ.get("CONURB_TEST_PICTURES")
WITHOUT_DISPLAY = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY")}


class RoomCase(CityCase):
    def keep(self, path):
        if PICTURES:
            shutil.copy(path, Path(PICTURES) / f"{self.id().split('.')[-1]}-{path.name}")

    def render(self, *arguments):
        picture = self.folder / "shot.png"
        report = self.ok_json("render", self.city, "-o", picture, "--size", "480x270", "--samples", "4", *arguments)
        self.keep(picture)
        return Png(picture), report

    def view(self, script, *arguments, environment=None, timeout=90):
        path = self.folder / "script.txt"
        path.write_text(script, encoding="utf-8")
        return subprocess.run([PROGRAM, "view", self.city, "--script", path, *arguments], cwd=self.folder,
                              env=environment or WITHOUT_DISPLAY, capture_output=True, text=True,
                              timeout=timeout * PATIENCE, check=False)
