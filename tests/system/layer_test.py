# SPDX-License-Identifier: Apache-2.0
"""`conurb import` of GIS layers as other programs write them: Shapefile, GeoPackage, FlatGeobuf.

CONURB_PROGRAM and CONURB_SHARED_DATA as in cli_test.py.
"""
import json
import sqlite3
import unittest

from city_case import CityCase

try:
    from osgeo import ogr, osr
    ogr.UseExceptions()
except ImportError:
    ogr = None

PLACE = (497000.0, 5696000.0)


@unittest.skipIf(ogr is None, "python3-gdal is not installed")
class Layers(CityCase):
    def write(self, driver, name, layers=("parcels",)):
        """Two square parcels and their attributes in each layer."""
        path = self.folder / name
        source = ogr.GetDriverByName(driver).CreateDataSource(str(path))
        system = osr.SpatialReference()
        system.ImportFromEPSG(25832)
        for each in layers:
            layer = source.CreateLayer(each, system, ogr.wkbPolygon)
            layer.CreateField(ogr.FieldDefn("LAND_USE", ogr.OFTString))
            layer.CreateField(ogr.FieldDefn("NUMBER", ogr.OFTString))
            for number, use in enumerate(("park", "road")):
                feature = ogr.Feature(layer.GetLayerDefn())
                feature.SetField("LAND_USE", use)
                feature.SetField("NUMBER", f"p{number}")
                x, y = PLACE[0] + 30 * number, PLACE[1]
                feature.SetGeometry(ogr.CreateGeometryFromWkt(
                    f"POLYGON(({x} {y},{x + 20} {y},{x + 20} {y + 10},{x} {y + 10},{x} {y}))"))
                layer.CreateFeature(feature)
        return path

    def parcels(self):
        database = sqlite3.connect(self.city)
        rows = database.execute("SELECT object_id, land_use, area FROM parcel ORDER BY fid").fetchall()
        database.close()
        return rows

    def test_each_format_fills_the_table(self):
        for driver, name in (("ESRI Shapefile", "parcels.shp"), ("GPKG", "parcels.gpkg"), ("FlatGeobuf", "parcels.fgb"),
                             ("GeoJSON", "parcels.json")):
            with self.subTest(driver=driver):
                if driver == "GeoJSON":
                    path = self.folder / "as.geojson"
                    self.ok("export", self.city, "-o", path, "--table", "parcel", "--columns", "object_id,land_use")
                    path = path.rename(self.folder / name)  # told by its content, not by its name
                else:
                    path = self.write(driver, name)
                told = self.ok_json("import", path, "-o", self.city, "--table", "parcel", "--source", driver)
                self.assertEqual(told["sources"][0]["format"], driver)
                self.assertIn(("park", 200.0), [row[1:] for row in self.parcels()])

    def test_a_later_file_updates_the_rows_of_its_field(self):
        self.ok("import", self.write("GPKG", "a.gpkg"), "-o", self.city, "--table", "parcel", "--id", "number",
                "--source", "land register")
        path = self.write("GPKG", "b.gpkg")
        package = ogr.Open(str(path), update=1)
        package.ExecuteSQL("UPDATE parcels SET LAND_USE = 'square' WHERE NUMBER = 'p1'")
        package = None
        told = self.ok_json("import", path, "-o", self.city, "--table", "parcel", "--id", "number",
                            "--source", "land register")
        self.assertEqual(told["sources"][0]["updated"], {"parcel": 2})
        self.assertEqual(self.parcels(), [("p0", "park", 200.0), ("p1", "square", 200.0)])

    def test_footprints_come_out_as_blocks(self):
        path = self.write("FlatGeobuf", "footprints.fgb")
        city = self.folder / "blocks.gpkg"
        self.ok("import", path, "-o", city, "--table", "building")
        told = self.ok_json("export", city, "-o", self.folder / "blocks.city.json")
        self.assertEqual((told["objects"], told["geometries"]), (2, 2))
        document = json.loads((self.folder / "blocks.city.json").read_text(encoding="utf-8"))
        self.assertEqual(document["metadata"]["referenceSystem"], "https://www.opengis.net/def/crs/EPSG/0/25832")
        self.assertEqual(self.ok_json("export", city, "-o", self.folder / "blocks.glb")["objects"], 2)
        checked, = self.ok_json("validate", self.folder / "blocks.city.json")["files"]
        self.assertEqual((checked["errors"], checked["warnings"]), (0, 0))

    def test_what_is_not_told_is_asked_for(self):
        path = self.write("GPKG", "two.gpkg", layers=("a", "b"))
        self.assertIn("--table", self.fails(2, "import", path, "-o", self.city))
        self.assertIn("--layer: a, b", self.fails(1, "--quiet", "import", path, "-o", self.city, "--table", "parcel"))
        self.ok("import", path, "-o", self.city, "--table", "parcel", "--layer", "b")
        self.fails(2, "import", self.pristine, "-o", self.city, "--table", "parcel")
        self.fails(2, "import", path, "-o", self.city, "--table", "My Parcels")


if __name__ == "__main__":
    unittest.main()
