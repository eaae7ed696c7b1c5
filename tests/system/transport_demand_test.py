# SPDX-License-Identifier: Apache-2.0
"""Demand of road traffic from the command line: networks of static assignment, trips between zones, counts."""
import csv
import json
import re
import unittest

from city_case import SHARED, CityCase, conurb
from transport_test import NET

SIOUX_FALLS = SHARED / "transport/tap_siouxfalls"

# The paradox of Braess: 6 vehicles, times 10 x, 50 + x, and 10 + x on the bridge from 3 to 4.
BRAESS_NET = """<NUMBER OF ZONES> 2
<NUMBER OF NODES> 4
<FIRST THRU NODE> 1
<NUMBER OF LINKS> 5
<END OF METADATA>

~	init_node	term_node	capacity	length	free_flow_time	b	power	speed	toll	link_type	;
	1	3	1	1	0.00000001	1000000000	1	0	0	1	;
	1	4	1	1	50	0.02	1	0	0	1	;
	3	2	1	1	50	0.02	1	0	0	1	;
	3	4	1	1	10	0.1	1	0	0	1	;
	4	2	1	1	0.00000001	1000000000	1	0	0	1	;
"""
BRAESS_TRIPS = """<NUMBER OF ZONES> 2
<TOTAL OD FLOW> 6.0
<END OF METADATA>

Origin 1
    2 : 6.0;
"""
BRAESS_NODES = "Node\tX\tY\t;\n1\t10.00\t50.00\t;\n2\t10.04\t50.00\t;\n3\t10.02\t50.01\t;\n4\t10.02\t49.99\t;\n"

# Two centroids (1 and 2, which nobody passes), each with connectors to a street of 2 km with a signal amid, whose
# junction has two nodes.
GMNS_NODE = """node_id,zone_id,x_coord,y_coord,ctrl_type
1,1,10.000,50.001,
2,2,10.028,50.001,
11,,10.000,50.000,
12,,10.014,50.000,signal
13,,10.028,50.000,
14,,10.014,50.004,
15,,10.01412,50.000,
"""
GMNS_LINK = """link_id,name,from_node_id,to_node_id,facility_type,dir_flag,length,lanes,capacity,free_speed,geometry_id
1,,1,11,connector,0,0.1,,10000,30,
2,,2,13,connector,0,0.1,,10000,30,
3,Main Street,11,12,arterial,0,1,1,1800,50,bend
4,Main Street,15,13,arterial,0,1,1,1800,50,
6,Main Street,12,15,arterial,0,0.01,1,1800,50,
5,Side Street,12,14,local,0,0.4,1,900,30,
"""
GMNS_LINES = 'geometry_id,geometry\nbend,"LINESTRING (10 50, 10.007 50.0005, 10.014 50)"\n'
GMNS_DEMAND = "o_zone_id,d_zone_id,volume\n1,2,120\n2,1,60\n1,1,5\n"

ASK = """local run = scenario { name = "Ask", from = "2026-03-10 08:00", to = "2026-03-10 08:01", plugins = { "transport" } }
%s
"""
TELL = """local function tell(...)
  local s = plugin.transport:ask("assignment_summary", ...)[1]
  print(string.format("summary %%.12g %%.12g %%.12g %%.12g", s.objective * 60, s.relative_gap, s.trips * 3600, s.total_travel_time * 60))
end
local function link(id) return city.road_link:where('object_id == "' .. id .. '"'):ids()[1] end
""".replace("%%", "%")
FLOWS = """for _, each in ipairs(plugin.transport:ask("assignment", 1e-9)) do
  print(string.format("flow %d %.12g %.12g", each.link, each.flow * 3600, each.time / 60))
end
"""


class TransportDemand(CityCase):
    def written(self, name, text):
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def asked(self, city, text):
        done = conurb("run", city, self.written("ask.lua", ASK % text))
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout + done.stderr

    def summaries(self, city, text):
        """(objective, gap, trips, total time) of each call of tell(), in minutes and vehicles of an hour."""
        said = re.findall(r"^summary (\S+) (\S+) (\S+) (\S+)$", self.asked(city, TELL + text), flags=re.M)
        return [tuple(map(float, each)) for each in said]

    def table(self, city, table, *columns, branch="base"):
        path = self.folder / f"{table}.csv"
        path.unlink(missing_ok=True)
        self.ok("export", city, "-o", path, "--table", table, "--columns", ",".join(columns), "--branch", branch)
        with path.open(encoding="utf-8", newline="") as file:
            return [{key.split(" ")[0]: value for key, value in row.items()} for row in csv.DictReader(file)]

    def braess(self):
        city = self.folder / "braess.gpkg"
        self.ok("import", self.written("braess_trips.tntp", BRAESS_TRIPS), self.written("braess_node.tntp", BRAESS_NODES),
                self.written("braess_net.tntp", BRAESS_NET), "-o", city, "--set", "transport.clock_start=7")
        return city

    def sioux_falls(self, *names):
        if not SIOUX_FALLS.is_dir():
            self.skipTest(f"{SIOUX_FALLS} is not there")
        city = self.folder / "sioux_falls.gpkg"
        self.ok("import", *[SIOUX_FALLS / name for name in names], "-o", city)
        return city

    def test_a_network_becomes_nodes_links_zones_and_flows(self):
        city = self.braess()
        links = self.table(city, "road_link", "object_id", "free_flow_time", "bpr_alpha", "bpr_beta", "capacity", "length")
        self.assertEqual([link["object_id"] for link in links], ["1-3", "1-4", "3-2", "3-4", "4-2"])
        self.assertEqual(float(links[3]["free_flow_time"]), 10)  # min
        self.assertAlmostEqual(float(links[3]["capacity"]), 1, places=6)  # vehicles an hour
        self.assertAlmostEqual(float(links[3]["length"]), 1609.344, places=3)
        (flow,) = self.table(city, "od_flow", "trips", "begin", "end")
        self.assertEqual([float(flow[name]) for name in ("trips", "begin", "end")], [6, 7, 8])
        self.assertEqual([zone["name"] for zone in self.table(city, "traffic_zone", "name")], ["1", "2"])

    def test_a_bridge_costs_everybody_time(self):
        with_bridge, without, slower = self.summaries(self.braess(), """tell(1e-9)
            tell(1e-9, 1, link("3-4"))
            city.road_link:where('object_id == "1-4"').speed_limit = 1609.344 / 6000  -- 100 min
            tell(1e-9, 1, link("3-4"))""")
        self.assertAlmostEqual(with_bridge[3], 6 * 92, places=4)
        self.assertAlmostEqual(without[3], 6 * 83, places=4)
        # x go by 3, y by 4: 10 x + 50 + x = 10 y + 100 (1 + 0.02 y) and x + y = 6.
        x = (50 + 12 * 6) / 23
        self.assertAlmostEqual(slower[3], 6 * (11 * x + 50), places=3)

    def test_sioux_falls_is_that_of_the_reference(self):
        city = self.sioux_falls("SiouxFalls_net.tntp", "SiouxFalls_trips.tntp")
        reference = json.loads((SIOUX_FALLS / "ref_summary.json").read_text(encoding="utf-8"))
        whole, more, less, closed = self.summaries(city, """tell()
            tell(1e-9, 1.5)
            tell(1e-9, 0.5)
            city.road_link:where('object_id == "10-15"').open = 0
            tell(1e-9, 1, link("15-10"))""")
        for found, name in ((whole, "ue"), (more, "ue_demand_x1.5"), (less, "ue_demand_x0.5"),
                            (closed, "ue_links_10_15_both_directions_closed")):
            # Capacities pass through single precision, which moves the objective by less than 1e-7 of it.
            self.assertAlmostEqual(found[0] / reference[name]["beckmann"], 1, delta=1e-6, msg=name)
        self.assertLessEqual(whole[1], 1e-6)
        self.assertAlmostEqual(whole[2], 360600, places=6)

        ids = {int(link["id"]): link["object_id"] for link in self.table(city, "road_link", "id", "object_id")}
        flows = re.findall(r"^flow (\d+) (\S+) (\S+)$", self.asked(city, FLOWS), flags=re.M)
        with (SIOUX_FALLS / "ref_ue_flows.csv").open(encoding="utf-8", newline="") as file:
            rows = {f"{row['from']}-{row['to']}": row for row in csv.DictReader(file)}
        self.assertEqual(len(flows), len(rows))
        for link, flow, time in flows:
            row = rows[ids[int(link)]]
            self.assertAlmostEqual(float(flow), float(row["flow"]), delta=0.5, msg=ids[int(link)])
            self.assertAlmostEqual(float(time) / float(row["cost"]), 1, delta=1e-4, msg=ids[int(link)])

    def test_sioux_falls_in_gmns_is_the_same_and_lies_where_it_is(self):
        city = self.sioux_falls("node.csv", "link.csv", "demand.csv")
        ((objective, gap, trips, _),) = self.summaries(city, "tell()")
        self.assertAlmostEqual(objective / 4231335.28710744, 1, delta=1e-6)
        self.assertEqual(self.ok_json("info", city)["crs"], "EPSG:32614")

    def gmns(self):
        city = self.folder / "gmns.gpkg"
        self.ok("import", self.written("link.csv", GMNS_LINK), self.written("node.csv", GMNS_NODE),
                self.written("demand.csv", GMNS_DEMAND), self.written("zone.csv", "zone_id,name\n2,East\n"),
                self.written("geometry.csv", GMNS_LINES), "-o", city, "--set", "transport.clock_start=8", "--set",
                "transport.file_length_unit=1000")
        return city

    def test_streets_of_a_gmns_network_get_lanes_and_its_flows_drive(self):
        city = self.gmns()
        ((_, _, trips, _),) = self.summaries(city, "tell()")
        self.assertAlmostEqual(trips, 180, places=6)
        self.assertEqual([zone["name"] for zone in self.table(city, "traffic_zone", "name")], ["1", "East"])
        drawn = self.folder / "streets.geojson"
        self.ok("export", city, "-o", drawn, "--table", "road_link")
        points = {each["properties"]["object_id"]: each["geometry"]["coordinates"] for each in json.loads(drawn.read_text())["features"]}
        self.assertEqual([len(points[link]) for link in ("3", "-3", "4")], [3, 3, 2])
        self.assertAlmostEqual(points["-3"][1][1], 50.0005, places=5)
        said = self.ok("synthesise", city, "transport")
        self.assertIn("4 connectors of zones get no lanes", said)
        self.assertIn("180 trips of vehicles", said)
        self.assertEqual(len(self.table(city, "road_lane", "position")), 6)
        self.assertEqual(len(self.table(city, "traffic_signal", "lights")), 1)
        # The street inside the junction has got no lane, and is passed as before.
        ((_, _, trips, _),) = self.summaries(city, "tell()")
        self.assertAlmostEqual(trips, 180, places=6)
        run = ASK % 'run:report { "transport.arrived" }'
        run = run.replace("08:01", "09:30")
        (outcome,) = [each for each in self.ok_json("run", city, self.written("run.lua", run)) if each["branch"] != "base"]
        figures = {figure["id"]: figure["value"] for figure in outcome["kpis"]}
        self.assertEqual(figures["transport.arrived"], 180)
        departures = [float(trip["departure"]) for trip in self.table(city, "trip", "departure")]
        self.assertGreaterEqual(min(departures), 8)
        self.assertLess(max(departures), 9)

    def test_nothing_is_half_read(self):
        said = self.fails(1, "import", self.written("link.csv", GMNS_LINK), "-o", self.folder / "none.gpkg")
        self.assertIn("node.csv", said)
        said = self.fails(1, "import", self.written("a_trips.tntp", BRAESS_TRIPS), "-o", self.folder / "none.gpkg")
        self.assertIn("_net.tntp", said)
        twice = self.written("b_net.tntp", BRAESS_NET)
        said = self.fails(1, "import", self.written("a_net.tntp", BRAESS_NET), twice, "-o", self.folder / "none.gpkg")
        self.assertIn("b_net.tntp", said)

    def town(self):
        city = self.folder / "town.gpkg"
        self.ok("import", self.written("town.net.xml", NET), "-o", city, "--zone", "Europe/Rome")
        return city

    def test_zones_trips_and_counts_come_beside_a_city(self):
        city = self.town()
        self.ok("import", self.written("zones.csv", "zone,link,weight\nwest,in,\neast,out,2\n"),
                self.written("od.csv", "from,to,trips,begin,end\nwest,east,300,8:00,9:00\n"),
                self.written("counts.csv", "link,begin,end,vehicles\nfirst,8:00,9:00,400\nnowhere,8:00,9:00,4\n"), "-o", city)
        said = self.ok("synthesise", city, "transport")
        # 300 of 400 are a GEH of 5.3. With a deviation of half a GEH, 10 vehicles, the weight w of the trips is where
        # ln w = (400 - 300 w) / 10^2: 1.26.
        self.assertRegex(said, r"1 are fitted: GEH below 5 at 0 % before and 100 % after; trips 300 before and 3(?:77|78|79) after")
        self.assertIn("OD r2 1", said)
        self.assertIn("0 % pass a link twice", said)
        self.assertIn("nowhere", said)
        trips = self.table(city, "trip", "departure", "route")
        self.assertAlmostEqual(len(trips), 378, delta=1)
        (row,) = re.findall(r"^count (\S+) (\S+) (\S+)$", self.asked(city, """
            for _, each in ipairs(plugin.transport:ask("counts")) do print("count", each.counted, each.modelled, each.geh) end
            """).replace("\t", " "), flags=re.M)
        self.assertEqual(float(row[0]), 400)
        # Who sets out in the last seconds before nine comes to the count after it.
        self.assertAlmostEqual(float(row[1]), len(trips), delta=6)
        self.assertLess(float(row[2]), 1.5)

    def test_a_zone_without_links_begins_at_the_street_nearest_to_its_place(self):
        city = self.town()
        # The network lies south-west of 9 E in zone 32; a degree of longitude is 78 km there.
        place = self.table(city, "road_node", "object_id")
        self.assertEqual(place[0]["object_id"], "o")
        east = {"west": 10.2695 + 0.001, "east": 10.2695 + 0.0185}
        zones = "zone,longitude,latitude\n" + "".join(f"{name},{lon},45.1464\n" for name, lon in east.items())
        self.ok("import", self.written("zones.csv", zones), self.written("od.csv", "from,to,trips\nwest,east,24\n"), "-o", city)
        ((_, _, trips, _),) = self.summaries(city, "tell()")
        self.assertAlmostEqual(trips, 1, places=6)  # of a whole day
        self.assertIn("24 trips of vehicles", self.ok("synthesise", city, "transport"))
        ends = {(trip["origin"], trip["destination"]) for trip in self.table(city, "trip", "origin", "destination")}
        self.assertEqual(len(ends), 1)

    def test_trips_of_zones_that_no_file_has_are_refused(self):
        city = self.town()
        zones = self.written("zones.csv", "zone,link\nwest,in\n")
        said = self.fails(1, "import", zones, self.written("od.csv", "from,to,trips\nwest,east,3\n"), "-o", city)
        self.assertIn("od.csv:2", said)
        self.assertIn("east", said)
        said = self.fails(1, "import", self.written("alone.csv", "from,to,trips\nwest,east,3\n"), "-o", city)
        self.assertIn("alone.csv", said)


if __name__ == "__main__":
    unittest.main()
