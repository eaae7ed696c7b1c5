in vec4 position;  // metres from the tile's origin; w: object number
in vec4 surface;   // normal times 127; w: material
in vec2 facade;

uniform vec3 tile_origin;
uniform sampler2D object_colours;
uniform sampler2D object_colours_b;

out vec3 place;
out vec3 normal;
out vec2 window;
flat out float object;
flat out int material;
flat out vec4 texel;
flat out vec4 texel_b;

void main() {
  int number = int(position.w + 0.5);
  ivec2 at = ivec2(number & 4095, number >> 12);
  texel = texelFetch(object_colours, at, 0);
  texel_b = texelFetch(object_colours_b, at, 0);
  place = position.xyz + tile_origin;
  normal = surface.xyz / 127.0;
  material = int(surface.w + 0.5);
  object = position.w;
  window = facade;
  gl_Position = gl_ModelViewProjectionMatrix * vec4(position.xyz, 1.0);
  if (look_of(texel) == kHidden && look_of(texel_b) == kHidden) gl_Position = vec4(0.0, 0.0, 2.0, 1.0);
}
