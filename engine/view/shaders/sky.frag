in vec3 colour;
out vec4 colour_out;

void main() { colour_out = output_kind == kIds ? vec4(0.0, 0.0, 0.0, 1.0) : written(colour, 0.0); }
