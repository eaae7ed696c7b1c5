flat in float object;
flat in int look;
flat in int has_windows;
flat in float chosen;
flat in vec3 around;
flat in vec3 sun;
flat in vec3 dome;
flat in vec3 glass;
in vec3 sun_at;
in vec3 dome_at;
in vec2 window;

uniform float lit_windows;  // share of windows with a lamp on

#ifdef PICTURES
flat in float picture;
flat in vec3 hazed;
in vec2 picture_at;
uniform sampler2DArray pictures;
uniform vec3 muted_colour;
uniform float muted;

// Light of a white surface as that of the picture on it.
vec3 pictured(vec3 light) {
  vec3 seen = texture(pictures, vec3(picture_at, picture)).rgb;
  return light * mix(seen * seen, muted_colour * 0.95, muted) + hazed;
}
#endif

out vec4 colour_out;

// Share of the pixel that is glass: windows in modules of 1 x 1, smoothed over the pixel's width.
float window_cover(vec2 module, vec2 width) {
  vec2 at = fract(module);
  const vec2 low = vec2(0.26, 0.30), high = vec2(0.74, 0.80);
  vec2 sharp = 1.0 / max(width, vec2(0.001));
  vec2 cover = clamp((at - low) * sharp + 0.5, 0.0, 1.0) * clamp((high - at) * sharp + 0.5, 0.0, 1.0);
  float mean = (high.x - low.x) * (high.y - low.y);
  return mix(cover.x * cover.y, mean, clamp(1.8 * max(width.x, width.y) - 0.6, 0.0, 1.0));
}

vec3 lamp_light(vec2 module, vec2 width) {
  vec2 cell = floor(module) + vec2(object * 0.618, object * 0.317);
  float on = mix(step(hash2(cell), lit_windows), lit_windows, clamp(1.8 * max(width.x, width.y) - 0.6, 0.0, 1.0));
  vec3 lamp = mix(vec3(1.0, 0.62, 0.28), vec3(1.0, 0.80, 0.55), hash2(cell + 3.7));
  return on * lamp * (0.45 + 0.75 * hash2(cell + 9.1));
}

void main() {
#ifdef IDS
  colour_out = written_id(object);
#else
  vec3 colour = shaded(around, sun, dome, sun_at, dome_at);
#ifdef PICTURES
  if (picture > -0.5) colour = pictured(colour);
#endif
  if (look >= kMissing) colour = patterned(colour, look, gl_FragCoord.xy);
  if (has_windows > 0) {
    vec2 width = fwidth(window);
    float cover = has_windows == 2 ? 1.0 : window_cover(window, width);
    vec3 pane = glass;
    if (night > 0.0) pane = mix(pane, max(pane, lamp_light(window, width)), night);
    colour = mix(colour, pane, cover * (look >= kValue ? 0.6 : 0.92));
  }
  colour_out = written(colour, chosen);
#endif
}
