in vec2 at;
in vec3 around;
in vec3 sun;
in vec3 dome;
in vec3 added;
in vec3 studio;
in vec3 sun_at;
in vec3 dome_at;

uniform sampler2D surface_map;
uniform sampler2D object_map;
uniform sampler2D object_colours;
uniform int coloured;  // 1: there are objects that show data or are selected
uniform vec3 muted_colour;
uniform float muted;

#ifdef RASTER
in vec2 raster_at;
uniform sampler2D raster;  // red, green and blue times alpha; nothing beyond its border
uniform float raster_opacity;
#endif

#ifdef WATER
in vec3 place_at;

// Light from open water: the sky by Fresnel's law (Schlick 1994), the sun's glitter where the picture is being
// refined, and what is below.
vec3 water_light(vec3 below) {
  vec3 toward = normalize(place_at - eye);
  vec3 normal = vec3(0.0, 0.0, 1.0);
#ifdef MEAN
  // Small waves in four directions, calmer where they are smaller than a pixel.
  vec2 p = place_at.xy;
  vec2 slope = vec2(0.8, 0.6) * cos(dot(p, vec2(0.72, 0.54))) + vec2(-0.5, 0.86) * cos(dot(p, vec2(-0.65, 1.12))) +
               vec2(0.96, -0.28) * cos(dot(p, vec2(1.9, -0.56)) + 1.7) + vec2(0.2, 0.98) * cos(dot(p, vec2(0.55, 2.7)));
  normal = normalize(vec3(0.022 * slope / (1.0 + 0.6 * fwidth(p.x + p.y)), 1.0));
#endif
  float facing = clamp(dot(-toward, normal), 0.0, 1.0);
  float grazing = 1.0 - facing;
  float mirror = 0.03 + 0.97 * grazing * grazing * grazing * grazing * grazing;
  vec3 mirrored = reflect(toward, normal);
  vec3 sky = mix(horizon_colour, zenith_colour, sqrt(abs(mirrored.z)));
#ifdef MEAN
  float glitter = pow(max(dot(mirrored, sun_direction), 0.0), 120.0);
  sky += sun_light * 1.6 * glitter * shadow2D(sun_shadow, sun_at).x;
#endif
  return mix(below * 0.8, sky, mirror);
}
#endif

#if defined(NIGHT) && defined(LAMPS)
uniform sampler2D lamp_map;
#endif

out vec4 colour_out;

void main() {
#ifdef IDS
  vec4 object = texture(object_map, at);
#ifdef BARE
  if (object.a > 0.0) object = vec4(0.0);  // stands on the ground, and is drawn where it is
#endif
  colour_out = vec4(object.rgb, 1.0);
#else
  vec4 map = texture(surface_map, at);
  vec3 albedo = map.rgb * map.rgb;
  if (muted > 0.0) albedo = mix(albedo, muted_colour * (0.35 + 0.9 * dot(albedo, vec3(0.3333))), muted);
  vec3 colour = albedo * shaded(around, sun, dome, sun_at, dome_at);
#if defined(NIGHT) && defined(LAMPS)
  colour += albedo * vec3(1.5, 0.92, 0.42) * (night * studio.z * texture(lamp_map, at).r);
#endif
#ifdef WATER
  float water = max(map.a * 255.0 - 127.0, 0.0) / 128.0 * (1.0 - muted);
  colour = mix(colour, water_light(colour / max(studio.z, 0.01)) * studio.z, water);
#endif
#ifdef RASTER
  vec4 cell = texture(raster, raster_at);
  if (cell.a > 0.0) {
    vec3 own = cell.rgb / cell.a;
    float light = studio.x + studio.y * shadow2D(sun_shadow, sun_at).x;
    colour = mix(colour, own * own * light, cell.a * raster_opacity);
  }
#endif
  float chosen = 0.0;
  if (coloured == 1) {
    ivec3 code = ivec3(texture(object_map, at).rgb * 255.0 + 0.5);
    int number = code.r + 256 * code.g + 65536 * code.b;
    if (number > 0) {
      vec4 texel = texelFetch(object_colours, ivec2(number & 4095, number >> 12), 0);
      int look = look_of(texel);
      chosen = selected(texel);
      vec3 lit = texel.rgb * texel.rgb * (studio.x + studio.y * shadow2D(sun_shadow, sun_at).x);
      if (look >= kValue) colour = patterned(lit, look, gl_FragCoord.xy);
    }
  }
  // At the border of what is known the ground goes over into the haze.
  colour = colour + added;
  colour = mix(horizon_colour, colour, min(map.a * 255.0 / 127.0, 1.0));
  colour_out = written(colour, chosen);
#endif
}
