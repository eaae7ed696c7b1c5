// Lines over the ground and marks on it (engine/scene/ribbons.hpp and marks.hpp say what their vertices hold):
// as wide as they are from near, with a least size on the screen from afar.
in vec4 position;  // metres from the tile's origin; w: object number
in vec4 surface;   // w: material
in vec2 facade;

uniform vec3 tile_origin;
uniform sampler2D object_colours;
uniform vec3 plain_colour;  // of what shows no data
uniform float unit_m;       // length of 1/800 of the picture's height at w = 1, m

flat out float object;
flat out int look;
flat out float chosen;
flat out vec3 colour;     // light sent to the eye
flat out float half_width;  // of a ribbon on which something flows, m; else 0
out vec3 band;            // place along a ribbon, m, and across it, -1 … 1; unit on the screen, m

const int kRibbon = 14, kRibbonBorder = 15;

vec3 unfolded(float code) {
  vec2 flat_at = vec2(mod(code, 256.0), floor(code / 256.0)) / 127.5 - 1.0;
  vec3 normal = vec3(flat_at, 1.0 - abs(flat_at.x) - abs(flat_at.y));
  float below = max(-normal.z, 0.0);
  normal.xy += vec2(normal.x < 0.0 ? below : -below, normal.y < 0.0 ? below : -below);
  return normalize(normal);
}

void main() {
  int number = int(position.w + 0.5), material = int(surface.w + 0.5);
  vec4 texel = texelFetch(object_colours, ivec2(number & 4095, number >> 12), 0);
  object = position.w;
  look = look_of(texel);
  chosen = selected(texel);
  vec4 clip = gl_ModelViewProjectionMatrix * vec4(position.xyz, 1.0);
  float unit = max(clip.w, 0.0) * unit_m;
  vec3 at = position.xyz;
  bool ribbon = material == kRibbon || material == kRibbonBorder;
  half_width = 0.0;
  band = vec3(0.0);
  if (ribbon) {
    float width = facade.y / 64.0;
    float wider = max((1.6 + 0.32 * width) * unit - width, 0.0);
    if (material == kRibbonBorder) wider += 1.9 * min(unit, 0.35 * width);
    if (facade.x < 65000.0) half_width = 0.5 * (width + wider);
    band = vec3(facade.x / 4.0, surface.z / 127.0, unit);
    at += vec3(surface.xy * (wider / 56.0), unit);
  } else {
    float radius = exp2((mod(facade.y, 256.0) - 96.0) / 16.0);
    at += surface.xyz / 32.0 * max(floor(facade.y / 256.0) / 8.0 * unit - radius, 0.0);
  }
  gl_Position = look == kHidden ? vec4(0.0, 0.0, 2.0, 1.0) : gl_ModelViewProjectionMatrix * vec4(at, 1.0);
  if (look != kHidden) {
    // Drawn where it is, but not hidden by ground that is a little coarser than it, nor marks by ribbons.
    vec3 to_eye = eye - tile_origin - at;
    float pull = ribbon ? 2.0 * unit : 1.0 + 5.0 * unit;
    vec4 nearer = gl_ModelViewProjectionMatrix * vec4(at + to_eye * min(pull / length(to_eye), 0.5), 1.0);
    gl_Position.z = nearer.z / nearer.w * gl_Position.w;
  }
#ifndef IDS
  vec3 place = at + tile_origin;
  vec3 albedo = look >= kValue ? texel.rgb * texel.rgb : plain_colour;
  if (!ribbon) {
    Parts light = studio_light_on(unfolded(facade.x));
    albedo *= light.around + light.sun + light.dome;
  }
  if (material == kRibbonBorder) albedo *= 0.25;
  vec4 haze_here = air(place);
  colour = mix(albedo, haze_here.rgb, haze_here.a);
#endif
}
