in vec4 position;  // metres from the tile's origin; w: object number
in vec4 surface;   // normal times 127; w: material
in vec2 facade;
in float part;     // number of a surface; 0: none
#ifdef COLOURS
in vec4 colour;    // that the model says; w 0: none
#endif
#ifdef PICTURES
in vec3 picture_place;  // and layer; -1: none
#endif

uniform vec3 tile_origin;
uniform sampler2D object_colours;
uniform float shadow_offset;         // lifts a place off its own shadow, m
uniform vec4 material_colours[19];   // w: how much objects differ in lightness
uniform vec3 muted_colour;           // of what shows no data while something else does
uniform float muted;                 // 0: own colours … 1

flat out float object;
flat out int look;
flat out int has_windows;  // 1: behind the facade's pattern, 2: all glass
flat out float chosen;
flat out vec3 around;      // light sent back to the eye, by where it comes from, the air's share in it
flat out vec3 sun;
flat out vec3 dome;
flat out vec3 glass;
out vec3 sun_at;
out vec3 dome_at;
out vec2 window;
#ifdef PICTURES
flat out float picture;  // layer; -1: none, and the lights are those of a white surface where there is one
flat out vec3 hazed;     // added by the air where there is a picture
out vec2 picture_at;
#endif

const int kRoof = 0, kWall = 1, kWindow = 3, kCrown = 13;

vec3 own_colour(int material, float number) {
  if (material == kCrown) number += facade.x * 1.37;  // trees of one wood have its number
  vec4 base = material_colours[material];
  float vary = hash(number) - 0.5;
  vec3 colour = base.rgb * (1.0 + base.w * vary);
  // Tiles of one kiln are not those of the next; some roofs are slate, some walls brick.
  float other = hash(number + 3.0);
  if (material == kRoof) colour = mix(colour, vec3(0.20, 0.17, 0.15), 0.12 + 0.55 * other * other * other);
  if (material == kWall) colour *= mix(vec3(1.0), vec3(0.98, 0.90, 0.80), other);
  if (material == kCrown) colour *= vec3(1.0 + 0.5 * (hash(number + 7.0) - 0.5), 1.0, 1.0 - 0.4 * vary);
  return mix(colour, muted_colour * (0.75 + 0.5 * dot(base.rgb, vec3(0.3333))), muted);
}

void main() {
  int number = int(position.w + 0.5);
  vec4 texel = texelFetch(object_colours, ivec2(number & 4095, number >> 12), 0);
  object = position.w;
  chosen = selected(texel);
  if (part > 0.5 && look_of(texel) != kHidden) {
    int own = int(part + 0.5);
    vec4 part_texel = texelFetch(object_colours, ivec2(own & 4095, own >> 12), 0);
    chosen = max(chosen, selected(part_texel));
    if (look_of(part_texel) >= kValue) texel = part_texel;
  }
  look = look_of(texel);
  gl_Position = look == kHidden ? vec4(0.0, 0.0, 2.0, 1.0) : gl_ModelViewProjectionMatrix * vec4(position.xyz, 1.0);
#ifndef IDS
  window = facade / 256.0;
  int material = int(surface.w + 0.5);
  has_windows = material == kWindow ? 2 : material == kWall && facade.x < 65000.0 ? 1 : 0;

  vec3 at = position.xyz + tile_origin;
  vec3 normal = surface.xyz / 127.0;
  vec3 toward = normalize(at - eye);
  if (dot(normal, toward) > 0.0 && material != kCrown) normal = -normal;
  vec3 lifted = at + normal * shadow_offset;
  sun_at = in_sun_map(lifted);
  dome_at = in_dome_map(lifted);

  bool data = look >= kValue;
  vec3 albedo = data ? texel.rgb * texel.rgb : own_colour(material, object);
#ifdef COLOURS
  if (colour.w > 0.5) {
    has_windows = 0;
    vec3 said = colour.rgb * colour.rgb;
    if (!data) albedo = mix(said, muted_colour * (0.75 + 0.5 * dot(said, vec3(0.3333))), muted);
  }
#endif
#ifdef PICTURES
  picture = data ? -1.0 : picture_place.z;
  picture_at = picture_place.xy;
  if (picture > -0.5) albedo = vec3(1.0);
  if (picture_place.z > -0.5) has_windows = 0;
#endif
  Parts light = light_on(normal);
  if (data) light = studio_light_on(normal);
  vec4 haze_here = air(at);
  float clear = 1.0 - haze_here.a;
  vec3 added = haze_here.rgb * haze_here.a;
#ifdef PICTURES
  hazed = added;
  if (picture > -0.5) added = vec3(0.0);
#endif
  around = albedo * light.around * clear + added;
  sun = albedo * light.sun * clear;
  dome = albedo * light.dome * clear;
  float fresnel = 0.06 + 0.5 * pow(max(1.0 - abs(dot(toward, normal)), 0.0), 3.0);
  vec3 mirrored = reflect(toward, normal);
  vec3 pane = (data ? 0.5 : 0.16) * albedo * (light.around + 0.5 * light.sun + 0.3 * sky_light) +
              fresnel * mix(horizon_colour, zenith_colour, abs(mirrored.z));
  glass = pane * clear + added;
#endif
}
