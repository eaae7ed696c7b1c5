in vec4 position;
in vec4 surface;

uniform vec3 tile_origin;
uniform vec4 extent;  // of the pictures: west, south from the scene's origin, 1 / width, 1 / height

out vec3 place;
out vec3 normal;
out vec2 at;

void main() {
  place = position.xyz + tile_origin;
  normal = surface.xyz / 127.0;
  vec2 part = (place.xy - extent.xy) * extent.zw;
  at = vec2(part.x, 1.0 - part.y);  // pictures begin in the north
  gl_Position = gl_ModelViewProjectionMatrix * vec4(position.xyz, 1.0);
}
