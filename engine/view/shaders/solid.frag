in vec3 place;
in vec3 normal;
in vec2 window;
flat in float object;
flat in int material;
flat in vec4 texel;
flat in vec4 texel_b;

uniform vec4 material_colours[16];  // linear; w: how much objects differ in lightness
uniform float split_x;              // pixels; right of it the second scenario is shown
uniform float lit_windows;          // share of windows with a lamp on
uniform vec3 muted_colour;          // of what shows no data while something else does
uniform float muted;                // 0: own colours … 1
uniform int ids;                    // 1: write object numbers

out vec4 colour_out;

const int kRoof = 0, kWall = 1, kWindow = 3, kCrown = 13;

// Glass and frame of a window in its module of 1 x 1, and how much of the pixel it covers.
float window_cover(vec2 module, vec2 width) {
  vec2 at = fract(module);
  vec2 low = vec2(0.26, 0.30), high = vec2(0.74, 0.80);
  vec2 blur = max(width, vec2(0.001)) * 0.5;
  vec2 cover = clamp((at - low) / blur + 0.5, 0.0, 1.0) * clamp((high - at) / blur + 0.5, 0.0, 1.0);
  float sharp = cover.x * cover.y;
  float mean = (high.x - low.x) * (high.y - low.y);
  return mix(sharp, mean, smoothstep(0.35, 0.9, max(width.x, width.y)));
}

void main() {
  bool right = gl_FragCoord.x > split_x;
  vec4 own = right ? texel_b : texel;
  int look = look_of(own);
  if (look == kHidden) discard;
  if (ids == 1) {
    float n = floor(object + 0.5);
    colour_out = vec4(mod(n, 256.0), mod(floor(n / 256.0), 256.0), floor(n / 65536.0), 255.0) / 255.0;
    return;
  }
  vec3 facing = normalize(normal);
  if (!gl_FrontFacing) facing = -facing;
  bool data = look >= kValue;
  float vary = hash(object) - 0.5;
  vec4 base = material_colours[material];
  vec3 albedo = base.rgb * (1.0 + base.w * vary);
  if (material == kCrown) albedo *= vec3(1.0 + 0.25 * (hash(object + 7.0) - 0.5), 1.0, 1.0 - 0.2 * vary);
  albedo = mix(albedo, muted_colour * (0.75 + 0.5 * dot(base.rgb, vec3(0.3333))), muted);
  if (data) albedo = data_colour(own, place);
  vec3 light = light_on(place, facing);
  if (data) light = max(light, studio_light * (0.55 + 0.45 * facing.z));
  vec3 colour = albedo * light;

  bool has_windows = material == kWall && window.x < 65000.0;
  if (has_windows || material == kWindow) {
    vec2 module = window / 256.0;
    float cover = material == kWindow ? 1.0 : window_cover(module, fwidth(module));
    vec3 toward = normalize(place - eye);
    vec3 mirrored = reflect(toward, facing);
    float fresnel = 0.08 + 0.5 * pow(1.0 - abs(dot(toward, facing)), 3.0);
    vec3 glass = albedo * light * (data ? 0.45 : 0.16) + fresnel * sky_colour(vec3(mirrored.xy, abs(mirrored.z)));
    vec2 cell = floor(module) + vec2(object * 0.618, object * 0.317);
    float on = step(hash2(cell), lit_windows);
    vec3 lamp = mix(vec3(1.0, 0.62, 0.28), vec3(1.0, 0.80, 0.55), hash2(cell + 3.7)) * (0.45 + 0.75 * hash2(cell + 9.1));
    float blurred = smoothstep(0.35, 0.9, max(fwidth(module).x, fwidth(module).y));
    on = mix(on, lit_windows, blurred);
    glass = mix(glass, lamp, on * night);
    colour = mix(colour, glass, cover * (data ? 0.7 : 0.92));
  }
  colour = through_air(colour, place);
  colour_out = vec4(colour, selected(own) ? 1.0 : 0.0);
}
