// SPDX-License-Identifier: Apache-2.0
// Objects, attributes and what else a CityGML file says besides geometry.
#include <gmock/gmock.h>

#include "tests/engine/io/citygml_fixture.hpp"

namespace conurb::io {
namespace {

using namespace fixture;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using city::GeometryType;

const AttributeColumn& column(const CityModel& model, const char* type, const char* name) {
  const std::uint32_t code = model.objects.types.find(type);
  const AttributeColumn* const found = code == kNone ? nullptr : model.attributes[code].find(name);
  if (found == nullptr) throw Error(ErrorCode::not_found, name);
  return *found;
}
std::string text(const CityModel& model, const char* type, const char* name) {
  return std::string(model.text(column(model, type, name), 0));
}
std::string root(const CityModel& model) {
  return model.root_extra.empty() ? "none" : model.root_extra[0].second;
}
std::vector<std::string> types(const CityModel& model) {
  std::vector<std::string> names;
  for (std::uint32_t i = 0; i < model.objects.size(); ++i) names.emplace_back(model.objects.type_text(i));
  return names;
}
const auto kObjectBlock = block({0, 0, 0}, {10, 8, 3}, "p");

TEST(CityGmlObjects, gives_attributes_their_types_and_keeps_code_lists_and_units) {
  const CityModel model = read(file(building(
      R"(<gml:description>old &amp; "nice"</gml:description>
      <gml:name>Town hall</gml:name><gml:name>Rathaus</gml:name>
      <creationDate>2020-01-31</creationDate>
      <externalReference><informationSystem>http://alkis</informationSystem><externalObject><name>DE1</name>
      </externalObject></externalReference>
      <bldg:function codeSpace="http://list">1000</bldg:function><bldg:function>2000</bldg:function>
      <bldg:yearOfConstruction>1985</bldg:yearOfConstruction>
      <bldg:measuredHeight uom="urn:adv:uom:m">10.50</bldg:measuredHeight>
      <bldg:storeysAboveGround>3</bldg:storeysAboveGround>
      <bldg:storeyHeightsAboveGround uom="m">3.0 2.75 2.5</bldg:storeyHeightsAboveGround>
      <gen:stringAttribute name="owner"><gen:value>city</gen:value></gen:stringAttribute>
      <gen:intAttribute name="flats"><gen:value>12</gen:value></gen:intAttribute>
      <gen:doubleAttribute name="share"><gen:value>0.25</gen:value></gen:doubleAttribute>
      <gen:dateAttribute name="seen"><gen:value>2021-05-06</gen:value></gen:dateAttribute>
      <gen:uriAttribute name="page"><gen:value>https://example.org</gen:value></gen:uriAttribute>
      <gen:measureAttribute name="area"><gen:value uom="m2">42.5</gen:value></gen:measureAttribute>
      <gen:genericAttributeSet name="set">
      <gen:intAttribute name="a"><gen:value>1</gen:value></gen:intAttribute></gen:genericAttributeSet>)")));
  EXPECT_THAT(model.findings.kept(), IsEmpty());
  EXPECT_EQ(text(model, "Building", "description"), "old & \"nice\"");
  EXPECT_EQ(text(model, "Building", "name"), "Town hall");
  EXPECT_EQ(text(model, "Building", "creationDate"), "2020-01-31");
  EXPECT_EQ(text(model, "Building", "function"), "1000");
  EXPECT_EQ(column(model, "Building", "yearOfConstruction").as_integer(0), 1985);
  EXPECT_EQ(column(model, "Building", "measuredHeight").as_real(0), 10.5);
  EXPECT_EQ(column(model, "Building", "storeysAboveGround").as_integer(0), 3);
  EXPECT_EQ(text(model, "Building", "storeyHeightsAboveGround"), "[3.0,2.75,2.5]");
  EXPECT_EQ(text(model, "Building", "owner"), "city");
  EXPECT_EQ(column(model, "Building", "flats").as_integer(0), 12);
  EXPECT_EQ(column(model, "Building", "share").as_real(0), 0.25);
  EXPECT_EQ(text(model, "Building", "seen"), "2021-05-06");
  EXPECT_EQ(text(model, "Building", "page"), "https://example.org");
  EXPECT_EQ(column(model, "Building", "area").as_real(0), 42.5);
  EXPECT_EQ(text(model, "Building", "set"), R"({"a":1})");
  EXPECT_EQ(text(model, "Building", "externalReferences"),
            R"([{"informationSystem":"http://alkis","name":"DE1"}])");
  EXPECT_EQ(model.objects.extra.at(0),
            R"("citygml":["<gml:name>Rathaus</gml:name>","<bldg:function>2000</bldg:function>"])");
  EXPECT_THAT(root(model), HasSubstr(R"("codeSpaces":{"Building":{"function":"http://list"}})"));
  EXPECT_THAT(root(model), HasSubstr(R"("area":"m2")"));
  EXPECT_THAT(root(model), HasSubstr(R"("bldg":"http://www.opengis.net/citygml/building/2.0")"));
}

TEST(CityGmlObjects, turns_heights_in_feet_into_metres_and_tells) {
  const CityModel model =
      read(file(building("<bldg:measuredHeight uom=\"ft\">100</bldg:measuredHeight>", "a") +
                building("<bldg:measuredHeight uom=\"span\">7</bldg:measuredHeight>", "b")));
  EXPECT_NEAR(column(model, "Building", "measuredHeight").as_real(0), 30.48, 1e-12);
  EXPECT_EQ(column(model, "Building", "measuredHeight").as_real(1), 7);
  EXPECT_EQ(model.findings.count("attribute.unit"), 2u);
}

TEST(CityGmlObjects, reads_addresses_into_parts_and_a_line) {
  const CityModel model = read(file(building(
      "<bldg:address><Address><xalAddress><xAL:AddressDetails><xAL:Country><xAL:CountryName>DE</"
      "xAL:CountryName>"
      "<xAL:Locality><xAL:LocalityName>Bonn</xAL:LocalityName><xAL:Thoroughfare><xAL:ThoroughfareNumber>7"
      "</xAL:ThoroughfareNumber><xAL:ThoroughfareName>Am "
      "Hof</xAL:ThoroughfareName></xAL:Thoroughfare><xAL:PostalCode>"
      "<xAL:PostalCodeNumber>53113</xAL:PostalCodeNumber></xAL:PostalCode></xAL:Locality></xAL:Country>"
      "</xAL:AddressDetails></xalAddress></Address></bldg:address>")));
  EXPECT_EQ(text(model, "Building", "address"), "Am Hof 7, 53113 Bonn");
  EXPECT_EQ(model.objects.extra.at(0),
            R"("address":[{"Country":"DE","Locality":"Bonn","ThoroughfareName":"Am Hof",)"
            R"("ThoroughfareNumber":"7","PostalCode":"53113"}])");
}

TEST(CityGmlObjects, makes_objects_of_parts_rooms_and_furniture_and_meanings_of_openings) {
  const std::string window = "<bldg:opening><bldg:Window gml:id=\"w\"><bldg:lod4MultiSurface>" +
                             multi_surface(surface_member(polygon("1 0 1 2 0 1 2 0 2 1 0 1"))) +
                             "</bldg:lod4MultiSurface></bldg:Window></bldg:opening>";
  const std::string room =
      "<bldg:interiorRoom><bldg:Room gml:id=\"r\"><bldg:boundedBy><bldg:InteriorWallSurface "
      "gml:id=\"iw\"><bldg:lod4MultiSurface>" +
      multi_surface(surface_member(kObjectBlock[2])) + "</bldg:lod4MultiSurface>" + window +
      "</bldg:InteriorWallSurface></bldg:boundedBy><bldg:interiorFurniture><bldg:BuildingFurniture "
      "gml:id=\"f\"><bldg:class>chair"
      "</bldg:class></bldg:BuildingFurniture></bldg:interiorFurniture></bldg:Room></bldg:interiorRoom>";
  const CityModel model = read(file(
      building("<bldg:consistsOfBuildingPart><bldg:BuildingPart gml:id=\"p\">" + room +
               "<bldg:outerBuildingInstallation><bldg:BuildingInstallation/></bldg:outerBuildingInstallation>"
               "</bldg:BuildingPart></bldg:consistsOfBuildingPart>")));
  EXPECT_THAT(model.findings.kept(), IsEmpty());
  EXPECT_THAT(types(model), ElementsAre("Building", "BuildingPart", "BuildingRoom", "BuildingFurniture",
                                        "BuildingInstallation"));
  EXPECT_EQ(model.objects.ids[4], "p/BuildingInstallation-1");
  EXPECT_THAT(std::vector(model.objects.parent.begin(), model.objects.parent.end()),
              ElementsAre(kNone, 0, 1, 2, 1));
  EXPECT_THAT(model.objects.children_of(1), ElementsAre(2, 4));
  ASSERT_EQ(model.geometry.semantic_count(), 2u);
  EXPECT_EQ(model.geometry.semantic_raw(0), R"({"type":"InteriorWallSurface","id":"iw","children":[1]})");
  EXPECT_EQ(model.geometry.semantic_raw(1), R"({"type":"Window","id":"w","parent":0})");
  EXPECT_EQ(model.geometry.lod_text(0), "4");
}

TEST(CityGmlObjects, knows_the_objects_of_every_module) {
  const auto with = [](const std::string& prefix, const std::string& name, const std::string& content) {
    return member("<" + prefix + ":" + name + ">" + content + "</" + prefix + ":" + name + ">");
  };
  const auto surfaces = [](const std::string& property, const std::string& points) {
    return "<" + property + ">" + multi_surface(surface_member(polygon(points))) + "</" + property + ">";
  };
  const std::string flat = "0 0 0 1 0 0 1 1 0 0 0 0";
  const std::string text =
      with("brid", "Bridge",
           surfaces("brid:lod2MultiSurface", flat) +
               "<brid:outerBridgeConstruction><brid:BridgeConstructionElement/></"
               "brid:outerBridgeConstruction>") +
      with("tun", "Tunnel", "<tun:interiorHollowSpace><tun:HollowSpace/></tun:interiorHollowSpace>") +
      with("tran", "Road",
           "<tran:trafficArea><tran:TrafficArea gml:id=\"lane\"><tran:function>driving</tran:function>" +
               surfaces("tran:lod2MultiSurface", flat) + "</tran:TrafficArea></tran:trafficArea>") +
      with("tran", "Railway",
           "<tran:lod0Network><gml:GeometricComplex><gml:element><gml:LineString><gml:posList>0 0 0 5 5 "
           "0</gml:posList>"
           "</gml:LineString></gml:element></gml:GeometricComplex></tran:lod0Network>") +
      with("wtr", "WaterBody",
           "<wtr:boundedBy><wtr:WaterSurface>" + surfaces("wtr:lod2Surface", flat) +
               "</wtr:WaterSurface></wtr:boundedBy>") +
      with("veg", "PlantCover", surfaces("veg:lod1MultiSurface", flat)) +
      with("veg", "SolitaryVegetationObject", "<veg:height uom=\"m\">12.5</veg:height>") +
      with("luse", "LandUse", surfaces("luse:lod1MultiSurface", flat)) +
      with("frn", "CityFurniture", surfaces("frn:lod1Geometry", flat)) +
      with("gen", "GenericCityObject", surfaces("gen:lod1Geometry", flat)) +
      member(
          "<dem:ReliefFeature><dem:lod>1</dem:lod><dem:reliefComponent><dem:TINRelief "
          "gml:id=\"tin\"><dem:lod>1</dem:lod>"
          "<dem:tin><gml:TriangulatedSurface><gml:trianglePatches><gml:Triangle><gml:exterior><gml:"
          "LinearRing><gml:posList>"
          "0 0 1 9 0 1 9 9 2 0 0 "
          "1</gml:posList></gml:LinearRing></gml:exterior></gml:Triangle></gml:trianglePatches>"
          "</gml:TriangulatedSurface></dem:tin></dem:TINRelief></dem:reliefComponent></dem:ReliefFeature>") +
      member(
          "<grp:CityObjectGroup gml:id=\"g\"><grp:groupMember xlink:href=\"#tin\"/><grp:groupMember "
          "xlink:href=\"#none\"/>"
          "</grp:CityObjectGroup>");
  const CityModel model = read(file(text));
  EXPECT_THAT(
      types(model),
      ElementsAre("Bridge", "BridgeConstructiveElement", "Tunnel", "TunnelHollowSpace", "Road", "Railway",
                  "WaterBody", "PlantCover", "SolitaryVegetationObject", "LandUse", "CityFurniture",
                  "GenericCityObject", "+ReliefFeature", "TINRelief", "CityObjectGroup"));
  EXPECT_EQ(model.findings.count("object.missing_relation"), 1u);
  EXPECT_THAT(model.objects.children_of(14), ElementsAre(13));
  EXPECT_EQ(model.objects.parent[13], 12u) << "a group is no parent in the hierarchy";
  EXPECT_THAT(model.objects.parents_of(13), ElementsAre(12, 14));
  const auto only = [&](std::uint32_t object) { return model.objects.geometries(object).begin; };
  EXPECT_EQ(model.geometry.semantic_raw(model.geometry.semantics(only(4)).begin),
            R"({"type":"TrafficArea","id":"lane","function":"driving"})");
  EXPECT_EQ(model.geometry.type(only(5)), GeometryType::multi_line_string);
  EXPECT_EQ(
      model.geometry.semantic_types()[model.geometry.semantic_type(model.geometry.semantics(only(6)).begin)],
      "WaterSurface");
  EXPECT_EQ(model.geometry.type(only(13)), GeometryType::composite_surface);
  EXPECT_EQ(model.geometry.lod_text(only(13)), "1");
  EXPECT_EQ(column(model, "SolitaryVegetationObject", "height").as_real(0), 12.5);
}

TEST(CityGmlObjects, keeps_extensions_and_appearances) {
  const CityModel model = read(file(
      building(
          "<ade:energy><ade:Certificate><ade:class>A+</ade:class></ade:Certificate></"
          "ade:energy><ade:owner>Smith</ade:owner>"
          "<ade:floor uom=\"m2\">50</ade:floor><ade:unit><ade:Flat gml:id=\"flat\"><ade:lod2MultiSurface>" +
          multi_surface(surface_member(kObjectBlock[0])) +
          "</ade:lod2MultiSurface></ade:Flat></ade:unit><app:appearance><app:Appearance><app:theme>red</"
          "app:theme>"
          "</app:Appearance></app:appearance>") +
      member("<ade:Shed><ade:boundedBy><bldg:WallSurface><bldg:lod2MultiSurface>" +
             multi_surface(surface_member(kObjectBlock[2])) +
             "</bldg:lod2MultiSurface></bldg:WallSurface></ade:boundedBy></ade:Shed>") +
      "<app:appearanceMember><app:Appearance/></app:appearanceMember>"));
  EXPECT_THAT(types(model), ElementsAre("Building", "+Flat", "+Shed"));
  EXPECT_EQ(text(model, "Building", "+owner"), "Smith");
  EXPECT_EQ(column(model, "Building", "+floor").as_real(0), 50);
  EXPECT_EQ(
      model.objects.extra.at(0),
      R"("citygml":["<ade:energy><ade:Certificate><ade:class>A+</ade:class></ade:Certificate></ade:energy>",)"
      R"("<app:appearance><app:Appearance><app:theme>red</app:theme></app:Appearance></app:appearance>"])");
  EXPECT_EQ(model.objects.parent[1], 0u);
  EXPECT_THAT(root(model),
              HasSubstr(R"("members":["<app:appearanceMember><app:Appearance/></app:appearanceMember>"])"));
  EXPECT_EQ(model.geometry.semantic_types()[0], "WallSurface");
}

}  // namespace
}  // namespace conurb::io
