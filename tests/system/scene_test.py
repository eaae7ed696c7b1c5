# SPDX-License-Identifier: Apache-2.0
"""`conurb export` to glTF and 3D Tiles: a generated city and the demo district, read by the few lines below.

CONURB_PROGRAM and CONURB_SHARED_DATA as in cli_test.py.
"""
import array
import json
import math
import struct
import unittest

from city_case import RETROFIT, CityCase


class Glb:
    """A .glb file: its JSON, and what its accessors and property tables hold."""

    def __init__(self, path):
        data = path.read_bytes()
        magic, version, length = struct.unpack_from("<4sII", data)
        assert (magic, version, length) == (b"glTF", 2, len(data)), path
        size, kind = struct.unpack_from("<I4s", data, 12)
        assert kind == b"JSON"
        self.json = json.loads(data[20:20 + size])
        binary, kind = struct.unpack_from("<I4s", data, 20 + size)
        assert kind == b"BIN\0" and 28 + size + binary == len(data)
        self.buffer = data[28 + size:]

    def view(self, index):
        view = self.json["bufferViews"][index]
        return self.buffer[view["byteOffset"]:view["byteOffset"] + view["byteLength"]]

    def numbers(self, index):
        accessor = self.json["accessors"][index]
        values = array.array({5126: "f", 5125: "I"}[accessor["componentType"]])
        values.frombytes(self.view(accessor["bufferView"]))
        return values

    def primitives(self):
        return [each for mesh in self.json["meshes"] for each in mesh["primitives"]]

    def triangles(self):
        return sum(self.json["accessors"][each["indices"]]["count"] // 3 for each in self.primitives())

    def tables(self):
        return self.json.get("extensions", {}).get("EXT_structural_metadata", {}).get("propertyTables", [])

    def texts(self, table, column):
        entry = table["properties"][column]
        offsets = array.array("I")
        offsets.frombytes(self.view(entry["stringOffsets"]))
        values = self.view(entry["values"])
        return [values[a:b].decode() for a, b in zip(offsets, offsets[1:])]

    def values(self, table, column):
        """Numbers; None for nulls."""
        schema = self.json["extensions"]["EXT_structural_metadata"]["schema"]
        member = schema["classes"][table["class"]]["properties"][column]
        values = array.array({"FLOAT32": "f", "FLOAT64": "d"}[member["componentType"]])
        values.frombytes(self.view(table["properties"][column]["values"]))
        return [None if value == member["noData"] else value for value in values]

    def corners(self):
        """Points as a viewer of tiles has them: with the node's matrix, and z up."""
        matrix = self.json["nodes"][0]["matrix"]
        for primitive in self.primitives():
            values = self.numbers(primitive["attributes"]["POSITION"])
            for x, y, z in zip(values[0::3], values[1::3], values[2::3]):
                px, py, pz = (matrix[r] * x + matrix[4 + r] * y + matrix[8 + r] * z + matrix[12 + r] for r in range(3))
                yield px, -pz, py


class Scene(CityCase):
    def generated(self):
        city = self.folder / "made.gpkg"
        self.ok("generate", "--population", 2000, "--seed", 3, "-o", city)
        return city

    def test_a_generated_city_as_gltf(self):
        city, path = self.generated(), self.folder / "city.glb"
        told = self.ok_json("export", city, "-o", path)
        buildings, = (each["rows"] for each in self.ok_json("info", city)["tables"] if each["name"] == "building")
        glb = Glb(path)
        self.assertEqual(glb.triangles(), told["triangles"] + told["ground_triangles"])
        self.assertGreater(told["ground_triangles"], 0)
        table, = glb.tables()
        self.assertEqual(table["count"], buildings)
        self.assertEqual(told["objects"], buildings)
        self.assertEqual(len(set(glb.texts(table, "object_id"))), buildings)
        self.assertIn("residential", glb.texts(table, "function"))
        self.assertGreater(min(glb.values(table, "height")), 1)
        used = set()
        for primitive in glb.primitives():
            if "extensions" in primitive:
                used.update(glb.numbers(primitive["attributes"]["_FEATURE_ID_0"]))
            for value in glb.numbers(primitive["attributes"]["NORMAL"]):
                self.assertLessEqual(abs(value), 1.00001)
        self.assertEqual(used, set(range(buildings)))

    def test_a_generated_city_as_tiles(self):
        city, folder = self.generated(), self.folder / "tiles"
        told = self.ok_json("export", city, "-o", folder / "tileset.json")
        tileset = json.loads((folder / "tileset.json").read_text(encoding="utf-8"))
        self.assertEqual(len(tileset["root"]["transform"]), 16)
        self.assertIn("ellipsoid", told["heights"])
        seen, objects, triangles = [], 0, 0
        tiles = [tileset["root"]]
        while tiles:
            tile = tiles.pop()
            tiles += tile.get("children", [])
            if "content" not in tile:
                continue
            uri = tile["content"]["uri"]
            seen.append(uri)
            glb = Glb(folder / uri)
            objects += sum(table["count"] for table in glb.tables())
            triangles += glb.triangles()
            box = tile["boundingVolume"]["box"]
            for point in glb.corners():
                for axis in range(3):
                    self.assertLessEqual(abs(point[axis] - box[axis]), box[3 + 4 * axis])
        self.assertEqual(objects, told["objects"])
        self.assertEqual(triangles, told["triangles"] + told["ground_triangles"])
        files = sorted(str(p.relative_to(folder)) for p in folder.rglob("*.glb"))
        self.assertEqual(files, sorted(seen))
        # The same again replaces the set; something of others stays.
        self.ok("export", city, "-o", str(folder) + "/", "--bbox", "0,0,1e7,1e7")
        (folder / "mine.txt").write_text("mine", encoding="utf-8")
        message = self.fails(1, "export", city, "-o", str(folder) + "/")
        self.assert_one_clear_line(message, folder)
        self.assertTrue((folder / "mine.txt").exists())

    def test_a_part_of_the_city(self):
        path = self.folder / "part.glb"
        rule = "function == \"office\""
        told = self.ok_json("export", self.city, "-o", path, "--where", rule, "--columns", "function,height")
        glb = Glb(path)
        table, = glb.tables()
        self.assertEqual(set(glb.texts(table, "function")), {"office"})
        self.assertEqual(told["objects"], table["count"])
        self.assertEqual(told["ground_triangles"], 0)

    def test_results_of_a_branch_are_columns(self):
        self.ok("run", self.city, RETROFIT, timeout=300)
        path = self.folder / "heat.glb"
        self.ok("export", self.city, "-o", path, "--branch", "retrofit", "--columns", "heating_energy")
        glb = Glb(path)
        table, = (each for each in glb.tables() if each["class"] == "building")
        values = [value for value in glb.values(table, "heating_energy") if value is not None]
        self.assertGreater(len(values), 100)
        self.assertTrue(all(math.isfinite(value) and value >= 0 for value in values))

    def test_what_cannot_be_is_said(self):
        glb = self.folder / "x.glb"
        self.assertIn("is no level of detail", self.fails(2, "export", self.city, "-o", glb, "--lod", "fine"))
        self.assertIn("heigth", self.fails(1, "export", self.city, "-o", glb, "--columns", "heigth"))
        self.assertIn("no object", self.fails(1, "export", self.city, "-o", glb, "--where", "height > 9999"))
        self.assertIn("3D Tiles", self.fails(2, "export", self.city, "-o", glb, "--height-offset", "3"))
        self.assertIn("name one", self.fails(2, "export", self.city, "-o", "tileset.json"))
        self.assertFalse(glb.exists())


if __name__ == "__main__":
    unittest.main()
