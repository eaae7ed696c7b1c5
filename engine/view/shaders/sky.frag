in vec3 colour;
out vec4 colour_out;

void main() {
#ifdef IDS
  colour_out = vec4(0.0, 0.0, 0.0, 1.0);
#else
  colour_out = written(colour, 0.0);
#endif
}
