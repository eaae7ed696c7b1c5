// Shadows: places in the maps for corners, what is seen from there for fragments.

uniform sampler2DShadow sun_shadow;
uniform mat4 sun_matrix;  // place -> place in the shadow map, 0 … 1
#ifdef MEAN
uniform sampler2DShadow dome_shadow;
uniform mat4 dome_matrix;
#endif

vec3 in_sun_map(vec3 place) { return (sun_matrix * vec4(place, 1.0)).xyz; }
vec3 in_dome_map(vec3 place) {
#ifdef MEAN
  return (dome_matrix * vec4(place, 1.0)).xyz;
#else
  return vec3(0.0);
#endif
}

// What lies beside a map is lit: its border is far (the texture says so).
vec3 shaded(vec3 around, vec3 sun, vec3 dome, vec3 sun_at, vec3 dome_at) {
  vec3 light = around + sun * shadow2D(sun_shadow, sun_at).x;
#ifdef MEAN
  light += dome * shadow2D(dome_shadow, dome_at).x;
#endif
  return light;
}
