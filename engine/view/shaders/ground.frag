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
  if (map.a < 1.0) colour = mix(horizon_colour, colour, map.a);
  colour_out = written(colour, chosen);
#endif
}
