# SPDX-License-Identifier: Apache-2.0
"""Materials and textures from a CityJSON or CityGML file to a picture: `conurb import`, then `conurb render`.

CONURB_PROGRAM as in cli_test.py.
"""
import json
import shutil
import struct
import tempfile
import unittest
import zlib
from pathlib import Path

from city_case import conurb
from png import Png


def write_png(path, width, height, colour):
    """A PNG whose pixel (x, y) is what colour(x, y) says."""
    rows = b"".join(b"\0" + bytes(c for x in range(width) for c in colour(x, y)) for y in range(height))

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows))
                     + chunk(b"IEND", b""))


def house(x):
    """Corners and faces (floor, roof, south, east, north, west) of a box of 30 x 12 x 20 m whose first corner is 0."""
    corners = [[x + dx, dy, dz] for dz in (0, 20000) for dx, dy in ((0, 0), (30000, 0), (30000, 12000), (0, 12000))]
    faces = [[0, 3, 2, 1], [4, 5, 6, 7], [0, 1, 5, 4], [1, 2, 6, 5], [2, 3, 7, 6], [3, 0, 4, 7]]
    return corners, faces


def model():
    """Two houses side by side: the west one has an image on its south wall, the east one a green south wall."""
    vertices, objects = [], {}
    for number, (name, look) in enumerate([
            ("west", {"texture": {"": {"values": [[None, None, [[0, 0, 1, 2, 3]], None, None, None]]}}}),
            ("east", {"material": {"": {"values": [[None, None, 0, None, None, None]]}}})]):
        corners, faces = house(60000 * number)
        first = len(vertices)
        vertices += corners
        geometry = {"type": "Solid", "lod": "2", "boundaries": [[[[first + c for c in face]] for face in faces]],
                    "semantics": {"values": [[0, 1, 2, 2, 2, 2]],
                                  "surfaces": [{"type": each + "Surface"} for each in ("Ground", "Roof", "Wall")]}}
        objects[name] = {"type": "Building", "geometry": [geometry | look]}
    return {"type": "CityJSON", "version": "2.0", "CityObjects": objects, "vertices": vertices,
            "transform": {"scale": [0.001] * 3, "translate": [100000, 400000, 0]},
            "metadata": {"referenceSystem": "https://www.opengis.net/def/crs/EPSG/0/7415"},
            "appearance": {"materials": [{"name": "paint", "diffuseColor": [0, 0.8, 0.1]}],
                           "textures": [{"type": "PNG", "image": "images/wall.png"}],
                           "vertices-texture": [[0, 0], [1, 0], [1, 1], [0, 1]]}}


def as_citygml(city):
    """The houses of model() as CityGML, with an appearance behind them."""
    objects, data = "", ""
    places = " ".join(f"{u} {v}" for u, v in city["appearance"]["vertices-texture"] + [[0, 0]])
    for name, each in city["CityObjects"].items():
        geometry, polygons = each["geometry"][0], ""
        for number, [ring] in enumerate(geometry["boundaries"][0]):
            points = " ".join(f"{100000 + x / 1000} {400000 + y / 1000} {z / 1000}"
                              for x, y, z in (city["vertices"][v] for v in ring + ring[:1]))
            polygons += (f'<gml:surfaceMember><gml:Polygon gml:id="{name}{number}"><gml:exterior><gml:LinearRing '
                         f'gml:id="{name}{number}r"><gml:posList>{points}</gml:posList></gml:LinearRing></gml:exterior>'
                         '</gml:Polygon></gml:surfaceMember>')
        objects += (f'<cityObjectMember><bldg:Building gml:id="{name}"><bldg:lod2Solid><gml:Solid><gml:exterior>'
                    f'<gml:CompositeSurface>{polygons}</gml:CompositeSurface></gml:exterior></gml:Solid>'
                    '</bldg:lod2Solid></bldg:Building></cityObjectMember>')
        look = ('<app:X3DMaterial><app:diffuseColor>0 0.8 0.1</app:diffuseColor><app:target>#east2</app:target>'
                '</app:X3DMaterial>' if "material" in geometry else
                '<app:ParameterizedTexture><app:imageURI>images/wall.png</app:imageURI><app:target uri="#west2">'
                f'<app:TexCoordList><app:textureCoordinates ring="#west2r">{places}</app:textureCoordinates>'
                '</app:TexCoordList></app:target></app:ParameterizedTexture>')
        data += f"<app:surfaceDataMember>{look}</app:surfaceDataMember>"
    version = "http://www.opengis.net/citygml"
    return (f'<CityModel xmlns="{version}/2.0" xmlns:bldg="{version}/building/2.0" '
            f'xmlns:app="{version}/appearance/2.0" xmlns:gml="http://www.opengis.net/gml">'
            '<gml:boundedBy><gml:Envelope srsName="EPSG:7415"/></gml:boundedBy>'
            f'{objects}<app:appearanceMember><app:Appearance>{data}</app:Appearance></app:appearanceMember>'
            '</CityModel>')


class Looks(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="conurb-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.source, self.city = self.folder / "houses.city.json", self.folder / "city.gpkg"
        self.source.write_text(json.dumps(model()))
        (self.folder / "images").mkdir()

    def run_well(self, *arguments):
        done = conurb(*arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def render(self, *options):
        picture = self.folder / "picture.png"
        # In the city's frame: its origin is at whole kilometres, the houses stand at 0 … 90 m.
        self.run_well("render", self.city, "-o", picture, "--camera", "45,0,8,120,0,-8", "--plain", "--size", "900x400",
                      "--samples", "1", *options)
        return Png(picture)

    def walls(self, picture):
        """Mean colours of the left and the right half of the west wall, and of the east wall."""
        def mean(x0, x1):
            pixels = [picture.pixel(x, y) for x in range(x0, x1, 4) for y in range(160, 220, 4)]
            return [sum(channel) / len(pixels) for channel in zip(*pixels)]
        return mean(260, 300), mean(326, 370), mean(540, 640)

    def test_a_picture_shows_the_image_and_the_colour_that_the_file_says_unless_data_are_shown(self):
        write_png(self.folder / "images/wall.png", 64, 32, lambda x, y: (230, 20, 20) if x < 32 else (20, 20, 230))
        self.run_well("import", self.source, "-o", self.city)
        left, right, east = self.walls(self.render())
        self.assertGreater(left[0], left[2] + 60, left)
        self.assertGreater(right[2], right[0] + 60, right)
        self.assertGreater(east[1], max(east[0], east[2]) + 60, east)
        # Colours of data come before them.
        left, right, _ = self.walls(self.render("--layer", "building.height"))
        self.assertLess(max(abs(a - b) for a, b in zip(left, right)), 12, (left, right))

    def test_citygml_gives_the_same_picture_as_cityjson(self):
        write_png(self.folder / "images/wall.png", 64, 32, lambda x, y: (230, 20, 20) if x < 32 else (20, 20, 230))
        self.run_well("import", self.source, "-o", self.city)
        expected = self.walls(self.render())
        self.city.unlink()
        source = self.folder / "houses.gml"
        source.write_text(as_citygml(model()))
        self.run_well("import", source, "-o", self.city)
        for wall, wanted in zip(self.walls(self.render()), expected):
            for channel, value in zip(wall, wanted):
                self.assertAlmostEqual(channel, value, delta=3)

    def test_an_image_that_is_not_there_is_a_finding(self):
        self.run_well("import", self.source, "-o", self.city)
        self.assertIn("appearance.image_missing", self.run_well("info", self.city, "--json"))
        left, right, east = self.walls(self.render())
        self.assertLess(abs(left[0] - left[2] - right[0] + right[2]), 30, (left, right))
        self.assertGreater(east[1], max(east[0], east[2]) + 60, east)

    def test_an_export_gives_the_appearance_back(self):
        write_png(self.folder / "images/wall.png", 8, 8, lambda x, y: (230, 20, 20))
        self.run_well("import", self.source, "-o", self.city)
        out = self.folder / "out.city.json"
        self.run_well("export", self.city, "-o", out)
        before, after = model(), json.loads(out.read_text())
        self.assertEqual(after["appearance"], before["appearance"])
        for name, member in (("west", "texture"), ("east", "material")):
            self.assertEqual(after["CityObjects"][name]["geometry"][0][member],
                             before["CityObjects"][name]["geometry"][0][member])


if __name__ == "__main__":
    unittest.main()
