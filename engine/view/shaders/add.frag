// One sample of the picture, to be blended into the mean of all.
in vec2 at;
uniform sampler2D sample_picture;
out vec4 colour_out;

void main() { colour_out = min(texture(sample_picture, at), vec4(8.0)); }
