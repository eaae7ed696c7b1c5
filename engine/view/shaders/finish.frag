// From light to what screens take; the selection gets an outline.
in vec2 at;
uniform sampler2D picture;
uniform vec2 pixel;            // size of one, of the picture
uniform vec3 outline_colour;   // sRGB
uniform float outline_px;      // 0: none
out vec4 colour_out;

void main() {
  vec4 own = texture(picture, at);
  // Straight up to 0.8, then a shoulder that ends at white: colours of data stay those of the legend.
  vec3 c = own.rgb;
  vec3 over = max(c - 0.8, 0.0);
  c = min(c, 0.8) + over / (1.0 + over / 0.2);
  c = mix(c * 12.92, 1.055 * pow(max(c, vec3(0.0)), vec3(1.0 / 2.4)) - 0.055, step(0.0031308, c));
  if (outline_px > 0.0) {
    float most = 0.0;
    for (int i = 0; i < 8; ++i) {
      float angle = float(i) * 0.785398;
      most = max(most, texture(picture, at + outline_px * pixel * vec2(cos(angle), sin(angle))).a);
    }
    c = mix(c, outline_colour, clamp(most - own.a, 0.0, 1.0));
  }
  colour_out = vec4(c, 1.0);
}
