// SPDX-License-Identifier: Apache-2.0
// The ways files write down a coordinate reference system, read without knowing what the codes mean.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace conurb::io {

enum class CrsForm : std::uint8_t {
  none,   ///< no text
  url,    ///< https://www.opengis.net/def/crs/EPSG/0/7415 (OGC 09-048r5), also crs-compound?1=...&2=... and
          ///< http://www.opengis.net/gml/srs/epsg.xml#7415
  urn,    ///< urn:ogc:def:crs:EPSG::7415, also urn:ogc:def:crs,crs:EPSG::25832,crs:EPSG::5783, and Germany's
          ///< urn:adv:crs:ETRS89_UTM32*DE_DHHN92_NH
  code,   ///< EPSG:7415
  other,  ///< WKT, PROJ strings, free text: kept, codes unknown
};

struct CrsText {
  std::string text;  ///< as in the file
  CrsForm form = CrsForm::none;
  std::string authority;  ///< "EPSG", "OGC", ...; empty when unknown
  std::string name;       ///< code as text: "7415", "CRS84"
  int epsg = 0;           ///< EPSG code of the (horizontal or compound) system, 0 when unknown
  int vertical_epsg = 0;  ///< EPSG code of the vertical system of a compound text, 0 when there is none
};

/// Takes a CRS text apart. Never fails: what is not recognised has the form `other`. Pure function.
[[nodiscard]] CrsText parse_crs_text(std::string_view text);

}  // namespace conurb::io
