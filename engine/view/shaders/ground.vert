in vec4 position;
in vec4 surface;

uniform vec3 tile_origin;
uniform vec4 extent;  // of the pictures: west, south from the scene's origin, 1 / width, 1 / height

#ifdef RASTER
uniform vec4 raster_extent;  // as extent
out vec2 raster_at;
#endif

out vec2 at;
out vec3 around;  // light that reaches the eye from a white ground, by where it comes from
out vec3 sun;
out vec3 dome;
out vec3 added;   // by the air
out vec3 studio;  // around and sun for data, and how clear the air is
out vec3 sun_at;
out vec3 dome_at;
#ifdef WATER
out vec3 place_at;
#endif

void main() {
  vec3 place = position.xyz + tile_origin;
  vec2 part = (place.xy - extent.xy) * extent.zw;
  at = vec2(part.x, 1.0 - part.y);  // pictures begin in the north
#ifdef RASTER
  raster_at = vec2((place.x - raster_extent.x) * raster_extent.z, 1.0 - (place.y - raster_extent.y) * raster_extent.w);
#endif
  gl_Position = gl_ModelViewProjectionMatrix * vec4(position.xyz, 1.0);
#ifndef IDS
  vec3 normal = surface.xyz / 127.0;
  vec4 haze_here = air(place);
  float clear = 1.0 - haze_here.a;
  Parts light = light_on(normal);
  around = light.around * clear;
  sun = light.sun * clear;
  dome = light.dome * clear;
  added = haze_here.rgb * haze_here.a;
  Parts data = studio_light_on(normal);
  studio = vec3((data.around.x + data.dome.x) * clear, data.sun.x * clear, clear);
  sun_at = in_sun_map(place);
  dome_at = in_dome_map(place);
#ifdef WATER
  place_at = place;
#endif
#endif
}
