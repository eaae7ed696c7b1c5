// The mean of all samples as screens take it; the selection gets an outline.
in vec2 at;
uniform sampler2D picture;
uniform int finished;          // 1: the picture is as screens take it
uniform vec2 pixel;            // size of one, of the picture
uniform vec3 outline_colour;
uniform float outline_px;      // 0: none
out vec4 colour_out;

void main() {
  vec4 own = texture(picture, at);
  vec3 colour = finished == 1 ? own.rgb : on_screen(own.rgb);
  if (outline_px > 0.0) {
    float most = 0.0;
    for (int i = 0; i < 8; ++i) {
      float angle = float(i) * 0.785398;
      most = max(most, texture(picture, at + outline_px * pixel * vec2(cos(angle), sin(angle))).a);
    }
    colour = mix(colour, outline_colour, clamp(most - own.a, 0.0, 1.0));
  }
  colour_out = vec4(colour, 1.0);
}
