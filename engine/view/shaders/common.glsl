// Light and colours for every surface. Colours are squares of what screens take (close to linear light, and
// exact both ways); directions point away from the surface, places are metres from the scene's origin. What can
// be is computed for corners: a software rasteriser has far fewer of them than of pixels.

uniform vec3 eye;
uniform vec3 sun_direction;
uniform vec3 sun_light;      // on a surface that faces the sun
uniform vec3 sky_light;      // on a surface that faces up, from the whole sky
uniform vec3 ground_light;   // thrown back from below
uniform vec3 horizon_colour;
uniform vec3 zenith_colour;
uniform float haze;          // 1 / m
uniform float night;         // 0 by day … 1
#ifdef MEAN
uniform vec3 dome_direction; // of the one sample that stands for the sky
#endif
// Written is what screens take; with MEAN one sample of light, with IDS an object's number.

float hash(float n) { return fract(sin(n * 12.9898 + 4.1414) * 43758.5453); }
float hash2(vec2 p) { return fract(sin(dot(p, vec2(12.9898, 78.233))) * 43758.5453); }

// Light on a surface, by where it comes from: all around, from the sun unless something stands in the way, and
// from one direction of the sky likewise.
struct Parts {
  vec3 around, sun, dome;
};

Parts light_on(vec3 normal) {
  Parts parts;
  float up = 0.5 + 0.5 * normal.z;
  parts.sun = sun_light * max(dot(normal, sun_direction), 0.0);
  parts.around = ground_light * (1.0 - 0.6 * up);
#ifdef MEAN
  // Twice the cosine is 1 on the mean over the dome of a surface that faces up.
  parts.dome = 2.0 * sky_light * max(dot(normal, dome_direction), 0.0);
#else
  parts.dome = vec3(0.0);
  parts.around += sky_light * up * (0.78 + 0.14 * normal.z);
#endif
  return parts;
}

// Data are seen under the same light at any hour: their colours are to be found in the legend.
Parts studio_light_on(vec3 normal) {
  float facing = max(dot(normal, sun_direction), 0.0);
#ifdef MEAN
  return Parts(vec3(0.50 + 0.08 * normal.z), vec3(0.26 * facing), vec3(0.36 * max(dot(normal, dome_direction), 0.0)));
#else
  return Parts(vec3(0.68 + 0.08 * normal.z), vec3(0.26 * facing), vec3(0.0));
#endif
}

vec3 sky_colour(vec3 direction) {
  float up = clamp(direction.z, 0.0, 1.0);
  vec3 colour = mix(horizon_colour, zenith_colour, pow(up, 0.45));
  float toward = max(dot(direction, sun_direction), 0.0);
  vec3 glow = sun_light * (0.10 * pow(toward, 8.0) + 0.35 * pow(toward, 90.0));
  return colour + glow * (1.0 - night) * smoothstep(-0.1, 0.1, sun_direction.z);
}

// What the air adds (rgb) and how much of it there is (a).
vec4 air(vec3 place) {
  vec3 way = place - eye;
  float length_m = length(way);
  vec3 far = mix(horizon_colour, sky_colour(vec3(way.xy / max(length_m, 1.0), 0.02)), 0.3);
  return vec4(far, 1.0 - exp(-length_m * haze));
}

// Straight up to 0.8, then a shoulder that ends at white: colours of data stay those of the legend.
vec3 on_screen(vec3 light) {
  vec3 above = max(light - 0.8, 0.0);
  return sqrt(min(light, 0.8) + above / (1.0 + above * 5.0));
}

vec4 written(vec3 light, float selected) {
#ifdef MEAN
  return vec4(light, selected);
#else
  return vec4(on_screen(light), selected);
#endif
}

vec4 written_id(float number) {
  float n = floor(number + 0.5);
  return vec4(mod(n, 256.0), mod(floor(n / 256.0), 256.0), floor(n / 65536.0), 255.0) / 255.0;
}

// What an object's texel says: red, green, blue and a look (engine/scene/looks.hpp).
const int kHidden = 0, kPlain = 1, kValue = 2, kMissing = 3, kStale = 4, kPinned = 5;
int look_of(vec4 texel) { return int(texel.a * 255.0 + 0.5) & 127; }
float selected(vec4 texel) { return step(0.5, texel.a); }

// Patterns have the size of texts on the screen: told apart at any distance.
vec3 patterned(vec3 colour, int look, vec2 pixel) {
  float along = (pixel.x + pixel.y) / 10.0;
  if (look == kMissing) colour *= 1.0 - 0.45 * step(0.5, fract(along));
  if (look == kStale) {
    vec3 grey = vec3(dot(colour, vec3(0.2126, 0.7152, 0.0722)));
    colour = mix(colour, grey, 0.8 * step(0.6, fract(along * 0.6)));
  }
  if (look == kPinned) {
    vec2 cell = fract(vec2(pixel.x + pixel.y, pixel.y - pixel.x) / 12.0) - 0.5;
    colour = mix(colour, vec3(1.0), step(dot(cell, cell), 0.05));
  }
  return colour;
}
