flat in float object;
flat in int look;
flat in float chosen;
flat in vec3 colour;
flat in float half_width;
in vec3 band;

uniform float flow_phase;  // of the arrows on their way, 0 … 1

out vec4 colour_out;

// Share of the pixel that is an arrow: chevrons at distances that are the same everywhere on the screen, each a
// power of two so that they stay where they are when the camera moves.
float arrow_cover() {
  float period = exp2(ceil(log2(max(26.0 * band.z, 3.0 * half_width))));
  float along = band.x - abs(band.y) * half_width;
  float pixel = fwidth(along);
  float thick = min(0.34 * period, max(0.65 * half_width, 2.5 * band.z));
  float at = (fract(along / period - flow_phase) - 0.5) * period;
  float cover = clamp((0.5 * thick - abs(at)) / pixel + 0.5, 0.0, 1.0);
  return cover * clamp(2.0 - 6.0 * pixel / period, 0.0, 1.0);
}

void main() {
#ifdef IDS
  colour_out = written_id(object);
#else
  vec3 shown = colour;
  if (look >= kMissing) shown = patterned(shown, look, gl_FragCoord.xy);
  if (half_width > 0.0) {
    float light = dot(shown, vec3(0.2126, 0.7152, 0.0722));
    shown = mix(shown, light > 0.3 ? vec3(0.01) : vec3(0.9), 0.75 * arrow_cover());
  }
  colour_out = written(shown, chosen);
#endif
}
