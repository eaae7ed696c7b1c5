in vec3 place;
in vec3 around;
in vec3 sun;
in vec3 dome;
in vec3 glass;
in vec4 haze_here;
in vec2 window;
flat in float object;
flat in int look;
flat in int has_windows;
flat in float chosen;

uniform float lit_windows;  // share of windows with a lamp on

out vec4 colour_out;

// Share of the pixel that is glass: windows in modules of 1 x 1, smoothed over the pixel's width.
float window_cover(vec2 module, vec2 width) {
  vec2 at = fract(module);
  const vec2 low = vec2(0.26, 0.30), high = vec2(0.74, 0.80);
  vec2 blur = max(width, vec2(0.001));
  vec2 cover = clamp((at - low) / blur + 0.5, 0.0, 1.0) * clamp((high - at) / blur + 0.5, 0.0, 1.0);
  float mean = (high.x - low.x) * (high.y - low.y);
  return mix(cover.x * cover.y, mean, smoothstep(0.35, 0.9, max(width.x, width.y)));
}

vec3 lamp_light(vec2 module, vec2 width) {
  vec2 cell = floor(module) + vec2(object * 0.618, object * 0.317);
  float on = mix(step(hash2(cell), lit_windows), lit_windows, smoothstep(0.35, 0.9, max(width.x, width.y)));
  vec3 lamp = mix(vec3(1.0, 0.62, 0.28), vec3(1.0, 0.80, 0.55), hash2(cell + 3.7));
  return on * lamp * (0.45 + 0.75 * hash2(cell + 9.1));
}

void main() {
  if (output_kind == kIds) {
    colour_out = written_id(object);
    return;
  }
  vec3 colour = shaded(around, sun, dome, place);
  if (look >= kMissing) colour = patterned(colour, look, place);
  if (has_windows > 0) {
    vec2 width = fwidth(window);
    float cover = has_windows == 2 ? 1.0 : window_cover(window, width);
    vec3 pane = glass;
    if (night > 0.0) pane = mix(pane, max(pane, lamp_light(window, width)), night);
    colour = mix(colour, pane, cover * (look >= kValue ? 0.6 : 0.92));
  }
  colour_out = written(mix(colour, haze_here.rgb, haze_here.a), chosen);
}
