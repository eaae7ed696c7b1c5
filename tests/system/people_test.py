# SPDX-License-Identifier: Apache-2.0
"""Land and people from the command line: what a city lacks is given, what it has is left alone."""
import json
import sqlite3
import unittest
from contextlib import closing

from city_case import DISTRICT, RETROFIT, SHARED, WEATHER, CityCase

DELFT = SHARED / "city3d/cityjson/delft_v20.city.json"
PORTO_ALEGRE = SHARED / "transport/gtfs_osm_portoalegre/poa_osm.pbf"

OSM_HEAD = '<osm version="0.6"><bounds minlat="-30.001" minlon="-51.001" maxlat="-29.99" maxlon="-50.99"/>\n'


class OsmText:
    """A map with buildings on a lattice of 30 m, areas of land use and points of interest."""
    STEP = 0.00027  # degrees, about 30 m

    def __init__(self):
        self.nodes, self.ways, self.next = [], [], 1

    def node(self, x, y, tags=""):
        self.nodes.append(f'<node id="{self.next}" version="1" lat="{-30 + y * self.STEP:.7f}" '
                          f'lon="{-51 + x * self.STEP:.7f}">{tags}</node>')
        self.next += 1
        return self.next - 1

    @staticmethod
    def tags(**values):
        return "".join(f'<tag k="{key.replace("__", ":")}" v="{value}"/>' for key, value in values.items())

    def area(self, x0, y0, x1, y1, **values):
        corners = [self.node(*point) for point in ((x0, y0), (x1, y0), (x1, y1), (x0, y1))]
        refs = "".join(f'<nd ref="{node}"/>' for node in corners + corners[:1])
        self.ways.append(f'<way id="{self.next}" version="1">{refs}{self.tags(**values)}</way>')
        self.next += 1

    def street(self, x0, y0, x1, y1, **values):
        refs = "".join(f'<nd ref="{self.node(*point)}"/>' for point in ((x0, y0), (x1, y1)))
        self.ways.append(f'<way id="{self.next}" version="1">{refs}{self.tags(**values)}</way>')
        self.next += 1

    def write(self, path):
        path.write_text(OSM_HEAD + "\n".join(self.nodes + self.ways) + "\n</osm>\n", encoding="utf-8")
        return path


class People(CityCase):
    def rows(self, path, question):
        with closing(sqlite3.connect(path)) as file:
            return file.execute(question).fetchall()

    def one(self, path, question):
        (row,) = self.rows(path, question)
        return row

    def district(self):
        """Houses, a shop below flats, offices by their area, a school by its point, a shed, a house of known year."""
        osm = OsmText()
        osm.area(-0.5, -0.5, 9.5, 3.5, landuse="residential")
        osm.area(-0.5, 3.5, 9.5, 6.5, landuse="commercial")
        for x in range(10):
            for y in range(6):
                office = y >= 4
                more = {"start_date": "1905"} if (x, y) == (0, 0) else {}
                osm.area(x, y, x + (0.8 if office else 0.35), y + 0.4, building="yes",
                         building__levels=4 if office or x == 3 else 2, **more)
        osm.area(20, 20, 20.1, 20.1, building="yes", height=2.5)
        osm.area(12, 0, 13.5, 1, building="yes", building__levels=3)
        osm.node(12.5, 0.5, osm.tags(amenity="school"))
        osm.node(3.2, 0.2, osm.tags(shop="bakery"))
        path = self.folder / "district.gpkg"
        self.ok("import", osm.write(self.folder / "district.osm"), "-o", path, "--zone", "America/Sao_Paulo")
        return path

    def assert_adds_up(self, path):
        differing = self.rows(path, """select b.fid, b.residents, sum(g.size) from building b
            left join person_group g on g.home = b.fid group by b.fid having b.residents <> coalesce(sum(g.size), 0)""")
        self.assertEqual(differing, [])
        overfull = self.rows(path, """select b.fid, b.jobs, sum(g.size) from building b
            join person_group g on g.work = b.fid and g.occupation = 'employed' group by b.fid
            having sum(g.size) > b.jobs""")
        self.assertEqual(overfull, [])
        self.assertEqual(self.rows(path, "select distinct provenance from conurb_provenance where table_name = 'person_group'"),
                         [(2,)])

    def test_a_map_without_people_gets_them_by_what_stands_where(self):
        path = self.district()
        report = self.ok_json("synthesise", path, "people", "--seed", 4)
        self.assertEqual(report["sources"][0]["updated"]["building"], 62)
        self.assert_adds_up(path)
        functions = dict(self.rows(path, "select function, count(*) from building group by 1"))
        self.assertEqual(functions, {"residential": 40, "office": 20, "school": 1, "storage": 1})
        offices = self.one(path, "select sum(jobs), sum(residents) from building where function = 'office'")
        self.assertGreater(offices[0], 300)
        self.assertEqual(offices[1], 0)
        # The shop takes the ground floor of the four storeys above it.
        shares = self.one(path, """select count(*), max(dwelling_area / floor_area), max(jobs) from building
            where function = 'residential' and jobs > 0""")
        self.assertEqual(shares[0], 1)
        self.assertAlmostEqual(shares[1], 0.75, places=5)
        self.assertEqual(self.one(path, "select sum(floor_area), sum(residents) from building where function = 'storage'")[1], 0)
        near = self.rows(path, "select distinct year_of_construction from building where fid in (1, 2, 7)")
        self.assertEqual(near, [(1905,)], "neighbours are as old as the one whose year is known")
        working = self.one(path, "select sum(size), sum(case when work is not null then size end) from person_group "
                                 "where occupation = 'employed'")
        self.assertEqual(working[0], working[1], "there are more jobs than people")
        pupils = self.rows(path, "select distinct b.function from person_group g join building b on b.fid = g.work "
                                 "where occupation = 'pupil'")
        self.assertEqual(pupils, [("school",)])
        self.assertEqual(self.rows(path, "select count(*) from conurb_source where uri like 'org.conurb.people % seed=4 "
                                         "population=0 %'"), [(1,)])

    def test_what_is_there_is_left_alone_and_said_to_be_derived_where_it_was_not(self):
        path = self.folder / "city.gpkg"
        known = ("select fid, year_of_construction, function, floor_area, height, storeys_above_ground, residents "
                 "from building order by fid")
        before = self.rows(path, known)
        report = self.ok_json("synthesise", path, "people", "--set", "population=900")
        for old, new in zip(before, self.rows(path, known)):
            for was, now in zip(old, new):
                if was is not None:
                    self.assertEqual(was, now)
        # More people are known to live there: that is told, and nobody is sent away.
        self.assertGreater(sum(row[-1] or 0 for row in before), 900)
        self.assertEqual(report["sources"][0]["findings"]["people.population"], 1)
        self.assert_adds_up(path)
        derived = {row[0] for row in self.rows(path, "select column_name from conurb_provenance "
                                                     "where table_name = 'building' and provenance = 2")}
        self.assertLessEqual({"jobs", "dwelling_area"}, derived)

    def test_a_city_that_has_all_is_told_so(self):
        path = self.folder / "city.gpkg"
        self.ok("synthesise", path, "people")
        content = path.read_bytes()
        said = self.ok("synthesise", path, "people", "--seed", 9)
        self.assertIn("people (seed 9): unchanged", said)
        self.assertEqual(self.rows(path, "select count(*) from conurb_source where name like 'people%'"), [(1,)])
        self.assertEqual(len(content), path.stat().st_size)

    def test_a_city_that_knows_no_parcel_gets_one_for_each_building(self):
        path = self.district()
        report = self.ok_json("synthesise", path, "people")
        self.assertEqual(report["sources"][0]["inserted"]["parcel"], 62)
        self.assertEqual(self.one(path, "select count(distinct parcel), count(parcel) from building"), (62, 62))
        land = dict(self.rows(path, "select land_use, count(*) from parcel group by 1"))
        self.assertEqual(land, {"residential": 41, "commercial": 20, "school": 1})
        self.assertEqual(self.one(path, """select count(*) from building b join parcel p on p.fid = b.parcel
            where p.area < b.footprint_area"""), (0,))
        given = self.rows(path, """select table_name, column_name from conurb_provenance where provenance = 2
            and (table_name = 'parcel' or column_name = 'parcel') order by 1, 2""")
        self.assertEqual(given, [("building", "parcel"), ("parcel", "area"), ("parcel", "land_use"), ("parcel", "shape")])
        said = self.ok("synthesise", path, "people", "--set", "parcel_depth=30")
        self.assertIn("unchanged", said)

    def test_a_street_and_the_depth_make_parcels_smaller(self):
        def area(name, depth, **street):
            osm = OsmText()
            osm.area(0, 0, 0.4, 0.4, building="yes", building__levels=2)
            osm.street(-2, 0.6, 3, 0.6, **street)
            path = self.folder / f"{name}.gpkg"
            self.ok("import", osm.write(self.folder / f"{name}.osm"), "-o", path, "--zone", "America/Sao_Paulo")
            self.ok("synthesise", path, "people", "--set", f"parcel_depth={depth}")
            return self.one(path, "select count(*), sum(area) from parcel")[1]
        path_beside = area("path", 15, highway="footway")
        street_beside = area("street", 15, highway="residential")
        self.assertLess(street_beside, 0.9 * path_beside, "ways on foot run over parcels, streets do not")
        self.assertLess(area("wide", 15, highway="residential", width="9"), street_beside)
        self.assertEqual(area("bridge", 15, highway="residential", bridge="yes", layer="1"), path_beside)
        self.assertLess(area("near", 3, highway="footway"), 0.5 * path_beside)
        for depth in ("1", "61"):
            self.fails(2, "synthesise", self.city, "people", "--set", f"parcel_depth={depth}")

    def layer(self, path, table, x, y):
        """A square of 2 degrees around a place as a row of a table."""
        ring = [[x - 1, y - 1], [x + 1, y - 1], [x + 1, y + 1], [x - 1, y + 1], [x - 1, y - 1]]
        feature = {"type": "Feature", "properties": {"name": "all"}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        file = self.folder / f"{table}.geojson"
        file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
        self.ok("import", file, "-o", path, "--table", table)

    def test_parcels_lie_in_the_district_of_their_building(self):
        path = self.district()
        self.layer(path, "district", -51, -30)
        self.ok("synthesise", path, "people")
        self.assertEqual(self.rows(path, "select district, count(*) from parcel group by 1"), [(1, 62)])

    def test_a_city_that_knows_a_parcel_keeps_its_own(self):
        path = self.district()
        self.layer(path, "parcel", -51, -30)
        report = self.ok_json("synthesise", path, "people")
        self.assertNotIn("parcel", report["sources"][0]["inserted"])
        self.assertEqual(self.one(path, "select count(*) from parcel"), (1,))
        made = self.folder / "made.gpkg"
        self.ok("generate", "--population", 2000, "-o", made)
        before = self.one(made, "select count(*), sum(area) from parcel")
        self.ok("synthesise", made, "people", "--seed", 3)
        self.assertEqual(self.one(made, "select count(*), sum(area) from parcel"), before)
        self.assertEqual(self.rows(made, """select distinct s.uri like 'org.conurb.generator %' from conurb_source s
            where s.id in (select source from conurb_provenance where table_name = 'parcel')"""), [(1,)])

    def test_people_are_drawn_anew_by_another_seed_and_alike_by_any_threads(self):
        def made(name, *options):
            path = self.folder / name
            path.write_bytes(self.city.read_bytes())
            self.ok("synthesise", path, "people", *options)
            return (self.rows(path, "select home, work, size, occupation from person_group order by fid"),
                    self.rows(path, "select geom, area, land_use, district from parcel order by fid"))
        people, land = made("a.gpkg", "--seed", 2, "--threads", 1)
        self.assertEqual((people, land), made("b.gpkg", "--seed", 2, "--threads", 2))
        others, same_land = made("c.gpkg", "--seed", 3)
        self.assertNotEqual(people, others)
        self.assertEqual(land, same_land, "nothing is drawn for parcels")

    def test_a_city_without_buildings_is_refused_with_the_reason(self):
        path = self.folder / "weather.gpkg"
        self.ok("import", WEATHER, "-o", path)
        self.assertIn("the city has no buildings: import or generate some first", self.fails(1, "synthesise", path, "people"))
        for setting in ("population=-1", "living_area=0", "unemployed_share=2", "size=1"):
            self.fails(2, "synthesise", self.city, "people", "--set", setting)

    def test_a_building_with_more_people_than_any_holds_is_named(self):
        path = self.folder / "crowd.gpkg"
        model = json.loads(DISTRICT.read_text(encoding="utf-8"))
        first = next(o for o in model["CityObjects"].values() if o["type"] == "Building")
        first["attributes"]["numberOfResidents"] = 2000000000
        for key in ("residents", "population", "einwohner"):
            first["attributes"].pop(key, None)
        crowd = self.folder / "crowd.city.json"
        crowd.write_text(json.dumps(model), encoding="utf-8")
        self.ok("import", crowd, "-o", path)
        self.assertIn("has 2000000000 residents, more than 100000", self.fails(1, "synthesise", path, "people"))

    def test_a_generated_city_is_heated_by_all_carriers(self):
        path = self.folder / "made.gpkg"
        self.ok("generate", "--population", 5000, "-o", path)
        self.ok("import", WEATHER, "-o", path)
        base, _ = self.ok_json("run", path, RETROFIT)
        figures = {figure["id"]: figure["value"] for figure in base["kpis"]}
        for carrier in ("gas", "oil", "biomass", "district_heat", "electricity"):
            self.assertGreater(figures[f"buildings.{carrier}"], 0, carrier)

    def test_exports_do_not_tell_of_few_people(self):
        path = self.folder / "made.gpkg"
        self.ok("generate", "--population", 2000, "-o", path)
        self.ok("export", path, "-o", self.folder / "made.city.json")
        objects = json.loads((self.folder / "made.city.json").read_text(encoding="utf-8"))["CityObjects"].values()
        for name in ("residents", "jobs"):
            told = [o["attributes"][name] for o in objects if name in o.get("attributes", {})]
            self.assertTrue(any(value >= 10 for value in told))
            self.assertFalse([value for value in told if 0 < value < 10])

    @unittest.skipUnless(DELFT.exists(), "the shared data are not here")
    def test_delft_gets_the_people_that_its_houses_hold(self):
        path = self.folder / "delft.gpkg"
        self.ok("import", DELFT, "-o", path, "--zone", "Europe/Amsterdam")
        self.ok("synthesise", path, "people")
        self.assert_adds_up(path)
        homes, people, area = self.one(path, "select sum(dwellings), sum(residents), sum(dwelling_area) from building")
        self.assertTrue(1.4 < people / homes < 2.4, (people, homes))
        self.assertAlmostEqual(0.8 * area / people, 47.4, delta=1)
        self.assertEqual(self.one(path, "select count(*), count(parcel), count(distinct parcel) from building"), (160, 160, 80))
        self.assertEqual(self.one(path, """select count(*) from parcel p where area <
            (select sum(footprint_area) from building b where b.parcel = p.fid) - 0.1"""), (0,))

    @unittest.skipUnless(PORTO_ALEGRE.exists(), "the shared data are not here")
    def test_a_map_of_streets_with_few_buildings_is_settled_too(self):
        path = self.folder / "poa.gpkg"
        self.ok("import", PORTO_ALEGRE, "-o", path, "--zone", "America/Sao_Paulo")
        self.ok("synthesise", path, "people", "--set", "household_size=2.6", "--set", "living_area=25")
        self.assert_adds_up(path)
        self.assertEqual(self.one(path, "select count(*) from building where function is null or residents is null"), (0,))


if __name__ == "__main__":
    unittest.main(verbosity=2)
