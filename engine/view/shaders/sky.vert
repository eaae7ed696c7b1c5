in vec4 position;
uniform mat4 to_world;  // clip space -> metres from the scene's origin
out vec3 colour;

void main() {
  gl_Position = vec4(position.xy, 1.0, 1.0);
  vec4 near = to_world * vec4(position.xy, -1.0, 1.0), far = to_world * vec4(position.xy, 1.0, 1.0);
  colour = sky_colour(normalize(far.xyz / far.w - near.xyz / near.w));
}
