// Shadows, for fragments.

uniform sampler2DShadow sun_shadow;
uniform mat4 sun_matrix;  // place -> place in the shadow map, 0 … 1
uniform sampler2DShadow dome_shadow;
uniform mat4 dome_matrix;

// What lies beside the map is lit: its border is far (the map's texture says so).
float seen_from_sun(vec3 place) { return shadow2D(sun_shadow, (sun_matrix * vec4(place, 1.0)).xyz).x; }
float seen_from_dome(vec3 place) { return shadow2D(dome_shadow, (dome_matrix * vec4(place, 1.0)).xyz).x; }

vec3 shaded(vec3 around, vec3 sun, vec3 dome, vec3 place) {
  vec3 light = around + sun * seen_from_sun(place);
  if (dot(dome_direction, dome_direction) > 0.0) light += dome * seen_from_dome(place);
  return light;
}
