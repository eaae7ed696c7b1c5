# SPDX-License-Identifier: Apache-2.0
"""Terrain through `conurb import`, beside what GDAL's own Python reads from the same files.

CONURB_PROGRAM and CONURB_SHARED_DATA as in cli_test.py.
"""
import math
import sqlite3
import struct
import unittest

from city_case import SHARED, CityCase

try:
    from osgeo import gdal, osr
    gdal.UseExceptions()
except ImportError:
    gdal = None

DEM = SHARED / "water/dem/ky4_elevation.tif"


def bilinear(band, transform, x, y):
    """Height at a place of the raster's own system, between the centres of its pixels."""
    u = (x - transform[0]) / transform[1] - 0.5
    v = (y - transform[3]) / transform[5] - 0.5
    i, j = math.floor(u), math.floor(v)
    a, b, c, d = struct.unpack("<4d", band.ReadRaster(i, j, 2, 2, buf_type=gdal.GDT_Float64))
    s, t = u - i, v - j
    return (1 - t) * ((1 - s) * a + s * b) + t * ((1 - s) * c + s * d)


def street_map(places):
    """A street through places given as longitude and latitude: each becomes a node of the network."""
    nodes = "".join(f'<node id="{n}" lon="{lon:.7f}" lat="{lat:.7f}"/>' for n, (lon, lat) in enumerate(places, 1))
    ways = "".join(f'<way id="{n}"><nd ref="{n}"/><nd ref="{n + 1}"/><tag k="highway" v="path"/></way>'
                   for n in range(1, len(places)))
    return f'<osm version="0.6">{nodes}{ways}</osm>'


@unittest.skipIf(gdal is None, "python3-gdal is not installed")
class Terrain(CityCase):
    def setUp(self):
        super().setUp()
        self.city = self.folder / "new.gpkg"

    def elevations(self, *files):
        """Import of files; elevation of each node by its number."""
        self.ok("--quiet", "import", *files, "-o", self.city)
        rows = sqlite3.connect(self.city).execute("SELECT object_id, elevation FROM road_node").fetchall()
        return {int(name.split("/")[1]): elevation for name, elevation in rows}

    def test_a_small_geotiff_has_the_heights_that_gdal_reads(self):
        path = self.folder / "dem.tif"
        file = gdal.GetDriverByName("GTiff").Create(str(path), 40, 30, 1, gdal.GDT_Int16)
        file.SetGeoTransform((500000, 10, 0, 5540000, 0, -10))
        system = osr.SpatialReference()
        system.ImportFromEPSG(32632)
        file.SetProjection(system.ExportToWkt())
        file.GetRasterBand(1).SetScale(0.1)
        heights = [3000 + (column * 37 + row * 91) % 200 for row in range(30) for column in range(40)]
        file.GetRasterBand(1).WriteRaster(0, 0, 40, 30, struct.pack("<1200h", *heights))
        file = None
        file = gdal.Open(str(path))
        geographic = osr.SpatialReference()
        geographic.ImportFromEPSG(4326)
        geographic.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        to_degrees = osr.CoordinateTransformation(system, geographic)
        places = [(500000 + 10 * i + 3.7, 5540000 - 8 * i - 6.1) for i in range(1, 30)]
        source = self.script("street.osm", street_map([to_degrees.TransformPoint(*p)[:2] for p in places]))
        found = self.elevations(path, source)
        for number, (x, y) in enumerate(places, 1):
            expected = bilinear(file.GetRasterBand(1), file.GetGeoTransform(), x, y) * 0.1
            # Degrees have seven digits: a centimetre on slopes of up to 2 m a metre.
            self.assertAlmostEqual(found[number], expected, delta=0.03)

    def test_a_real_model_in_feet_is_where_gdal_puts_it(self):
        if not DEM.is_file():
            self.skipTest(f"there is no {DEM}")
        file = gdal.Open(str(DEM))
        transform = file.GetGeoTransform()
        geographic = osr.SpatialReference()
        geographic.ImportFromEPSG(4326)
        geographic.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        to_degrees = osr.CoordinateTransformation(file.GetSpatialRef(), geographic)
        places = [(transform[0] + (20 + 7.3 * i) * transform[1], transform[3] + (15 + 4.9 * i) * transform[5])
                  for i in range(75)]
        source = self.script("street.osm", street_map([to_degrees.TransformPoint(*p)[:2] for p in places]))
        found = self.elevations(DEM, source)
        off = [found[n] - bilinear(file.GetRasterBand(1), transform, *p) for n, p in enumerate(places, 1)]
        # The city's cells are others than the file's: heights between samples are interpolated twice.
        self.assertLess(abs(sum(off)) / len(off), 0.1)
        self.assertLess(math.sqrt(sum(o * o for o in off) / len(off)), 0.5)

    def test_bad_terrain_is_refused_and_nothing_is_left(self):
        for name, content in (("a.asc", "ncols 3\nnrows 2\nxllcorner 0\nyllcorner 0\ncellsize 1\n1 2 3\n"),
                              ("b.tif", "II*\0 nonsense"), ("c.asc", "height")):
            source = self.script(name, content)
            message = self.fails(1, "--quiet", "import", source, "-o", self.city)
            self.assert_one_clear_line(message, source)
            self.assertFalse(self.city.exists())


if __name__ == "__main__":
    unittest.main()
