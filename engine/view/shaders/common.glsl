// Light, colours and noise for every surface. Colours are linear, directions point away from the surface, places
// are metres from the scene's origin.

uniform vec3 eye;
uniform vec3 sun_direction;
uniform vec3 sun_light;      // on a surface that faces the sun
uniform vec3 sky_light;      // on a surface that faces up, from the whole sky
uniform vec3 ground_light;   // thrown back from below
uniform vec3 horizon_colour;
uniform vec3 zenith_colour;
uniform float haze;          // 1 / m
uniform float night;         // 0 by day … 1
uniform vec3 studio_light;   // least light on what shows data: night must not hide it

uniform sampler2DShadow sun_shadow;
uniform mat4 sun_matrix;     // place -> place in the shadow map, 0 … 1
uniform float shadow_offset; // lifts a place off its own shadow, m
uniform sampler2DShadow dome_shadow;
uniform mat4 dome_matrix;
uniform vec3 dome_direction; // of one sample of the sky; 0: the whole sky, unshadowed

float hash(float n) { return fract(sin(n * 12.9898 + 4.1414) * 43758.5453); }
float hash2(vec2 p) { return fract(sin(dot(p, vec2(12.9898, 78.233))) * 43758.5453); }

vec3 to_linear(vec3 srgb) {
  return mix(srgb / 12.92, pow((srgb + 0.055) / 1.055, vec3(2.4)), step(0.04045, srgb));
}

float seen_by(sampler2DShadow shadow, mat4 to_map, vec3 place) {
  vec3 at = (to_map * vec4(place, 1.0)).xyz;
  if (any(lessThan(at, vec3(0.0))) || any(greaterThan(at, vec3(1.0)))) return 1.0;
  return shadow2D(shadow, at).x;
}

// All light on a surface.
vec3 light_on(vec3 place, vec3 normal) {
  vec3 lifted = place + normal * shadow_offset;
  float facing = max(dot(normal, sun_direction), 0.0);
  vec3 light = vec3(0.0);
  if (facing > 0.0) light += sun_light * facing * seen_by(sun_shadow, sun_matrix, lifted);
  float up = 0.5 + 0.5 * normal.z;
  if (dot(dome_direction, dome_direction) > 0.0) {
    // One direction stands for the sky: twice its cosine is 1 on the mean over the dome of a surface that
    // faces up.
    float cosine = max(dot(normal, dome_direction), 0.0);
    if (cosine > 0.0)
      light += 2.0 * sky_light * cosine * seen_by(dome_shadow, dome_matrix, lifted);
    light += ground_light * (1.0 - 0.6 * up);
  } else {
    light += sky_light * up + ground_light * (1.0 - 0.6 * up);
  }
  return light;
}

vec3 sky_colour(vec3 direction) {
  float up = clamp(direction.z, 0.0, 1.0);
  vec3 colour = mix(horizon_colour, zenith_colour, pow(up, 0.45));
  float toward = max(dot(direction, sun_direction), 0.0);
  vec3 glow = sun_light * (0.10 * pow(toward, 8.0) + 0.35 * pow(toward, 90.0));
  return colour + glow * smoothstep(-0.1, 0.1, sun_direction.z);
}

vec3 through_air(vec3 colour, vec3 place) {
  vec3 way = place - eye;
  float length_m = length(way);
  vec3 far = mix(horizon_colour, sky_colour(vec3(way.xy / max(length_m, 1.0), 0.02)), 0.3);
  return mix(far, colour, exp(-length_m * haze));
}

// What an object's texel says: red, green, blue and a look (engine/scene/looks.hpp).
const int kHidden = 0, kPlain = 1, kValue = 2, kMissing = 3, kStale = 4, kPinned = 5;
int look_of(vec4 texel) { return int(texel.a * 255.0 + 0.5) & 127; }
bool selected(vec4 texel) { return texel.a > 0.5; }

// The colour of data at a place; patterns stand in space so that they stay while a person moves.
vec3 data_colour(vec4 texel, vec3 place) {
  vec3 colour = to_linear(texel.rgb);
  int look = look_of(texel);
  float along = (place.x + place.y + place.z) * 0.35355;
  if (look == kMissing) colour = mix(colour, colour * 0.55, step(0.5, fract(along / 2.4)));
  if (look == kStale) colour = mix(colour, vec3(dot(colour, vec3(0.2126, 0.7152, 0.0722))), 0.6 * step(0.6, fract(along / 4.0)));
  if (look == kPinned) {
    vec2 cell = fract(vec2(place.x + place.y, place.y - place.x + 2.0 * place.z) / 3.0) - 0.5;
    colour = mix(colour, vec3(1.0), step(dot(cell, cell), 0.03));
  }
  return colour;
}
