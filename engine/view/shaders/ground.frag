in vec3 place;
in vec3 normal;
in vec2 at;

uniform sampler2D surface_map;
uniform sampler2D object_map;
uniform sampler2D object_colours;
uniform sampler2D object_colours_b;
uniform float split_x;
uniform vec3 muted_colour;
uniform float muted;
uniform int ids;

out vec4 colour_out;

void main() {
  vec4 code = texture(object_map, at) * 255.0 + 0.5;
  int number = int(code.r) + 256 * int(code.g) + 65536 * int(code.b);
  if (ids == 1) {
    colour_out = vec4(floor(code.rgb) / 255.0, 1.0);
    return;
  }
  ivec2 texel_at = ivec2(number & 4095, number >> 12);
  vec4 own = number == 0 ? vec4(0.0, 0.0, 0.0, 1.0 / 255.0)
           : gl_FragCoord.x > split_x ? texelFetch(object_colours_b, texel_at, 0)
                                      : texelFetch(object_colours, texel_at, 0);
  vec3 facing = normalize(normal);
  vec3 albedo = to_linear(texture(surface_map, at).rgb);
  albedo = mix(albedo, muted_colour * (0.35 + 0.9 * dot(albedo, vec3(0.3333))), muted);
  bool data = look_of(own) >= kValue;
  if (data) albedo = data_colour(own, place);
  vec3 light = light_on(place, facing);
  if (data) light = max(light, studio_light);
  colour_out = vec4(through_air(albedo * light, place), selected(own) ? 1.0 : 0.0);
}
