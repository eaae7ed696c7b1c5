in vec4 position;
uniform sampler2D object_colours;

void main() {
  int number = int(position.w + 0.5);
  vec4 texel = texelFetch(object_colours, ivec2(number & 4095, number >> 12), 0);
  gl_Position = look_of(texel) == kHidden ? vec4(0.0, 0.0, 2.0, 1.0)
                                          : gl_ModelViewProjectionMatrix * vec4(position.xyz, 1.0);
}
