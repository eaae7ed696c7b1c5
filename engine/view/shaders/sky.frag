in vec3 toward;
uniform int ids;
out vec4 colour_out;

void main() {
  if (ids == 1) {
    colour_out = vec4(0.0, 0.0, 0.0, 1.0);
    return;
  }
  vec3 direction = normalize(toward);
  vec3 colour = sky_colour(direction);
  if (night > 0.5 && direction.z > 0.0) {  // a few stars
    vec2 cell = floor(vec2(atan(direction.y, direction.x) * 160.0, direction.z * 220.0));
    colour += vec3(0.5) * step(0.9985, hash2(cell)) * hash2(cell + 1.0) * smoothstep(0.02, 0.3, direction.z) * (2.0 * night - 1.0);
  }
  colour_out = vec4(colour, 0.0);
}
