in vec3 place;
in vec3 around;
in vec3 sun;
in vec3 dome;
in vec3 data_around;
in vec3 data_sun;
in vec4 haze_here;
in vec2 at;

uniform sampler2D surface_map;
uniform sampler2D object_map;
uniform sampler2D object_colours;
uniform int coloured;  // 1: there are objects that show data or are selected
uniform vec3 muted_colour;
uniform float muted;

out vec4 colour_out;

void main() {
  if (output_kind == kIds) {
    colour_out = vec4(texture(object_map, at).rgb, 1.0);
    return;
  }
  vec4 map = texture(surface_map, at);
  vec3 albedo = map.rgb * map.rgb;
  albedo = mix(albedo, muted_colour * (0.35 + 0.9 * dot(albedo, vec3(0.3333))), muted);
  vec3 colour;
  float chosen = 0.0;
  int look = kPlain;
  vec4 texel;
  if (coloured == 1) {
    ivec3 code = ivec3(texture(object_map, at).rgb * 255.0 + 0.5);
    int number = code.r + 256 * code.g + 65536 * code.b;
    if (number > 0) {
      texel = texelFetch(object_colours, ivec2(number & 4095, number >> 12), 0);
      look = look_of(texel);
      chosen = selected(texel);
    }
  }
  if (look >= kValue)
    colour = patterned(texel.rgb * texel.rgb * (data_around + data_sun * seen_from_sun(place)), look, place);
  else
    colour = albedo * shaded(around, sun, dome, place);
  // At the border of what is known the ground goes over into the haze.
  colour_out = written(mix(colour, haze_here.rgb, max(haze_here.a, 1.0 - map.a)), chosen);
}
