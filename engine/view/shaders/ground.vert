in vec4 position;
in vec4 surface;

uniform vec3 tile_origin;
uniform vec4 extent;  // of the pictures: west, south from the scene's origin, 1 / width, 1 / height

out vec3 place;
out vec3 around;
out vec3 sun;
out vec3 dome;
out vec3 data_around;
out vec3 data_sun;
out vec4 haze_here;
out vec2 at;

void main() {
  place = position.xyz + tile_origin;
  vec3 normal = surface.xyz / 127.0;
  vec2 part = (place.xy - extent.xy) * extent.zw;
  at = vec2(part.x, 1.0 - part.y);  // pictures begin in the north
  Parts light = light_on(normal);
  around = light.around;
  sun = light.sun;
  dome = light.dome;
  Parts studio = studio_light_on(normal);
  data_around = studio.around + studio.dome;
  data_sun = studio.sun;
  haze_here = air(place);
  gl_Position = gl_ModelViewProjectionMatrix * vec4(position.xyz, 1.0);
}
