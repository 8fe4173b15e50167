/*
 * YCbCr to RGBA, 16 pixels at a time, with the results of libjpeg's tables to the bit. It takes the place of the library's NEON code for it, whose translation by
 * SIMDe is slow. The factors are 1.402, 0.34414, 0.71414 and 1.772 in 1/65536; where one is too large for 16 bits, its whole part is added.
 */
#define JPEG_INTERNALS
#include "jinclude.h"
#include "jpeglib.h"

#include <wasm_simd128.h>

void ycc_to_rgba(JDIMENSION width, JSAMPIMAGE in, JDIMENSION row, JSAMPARRAY out, int rows);

enum { HALF = 32768, RED_CR = 91881, GREEN_CB = -22554, GREEN_CR = -46802, BLUE_CB = 116130, ONE = 65536 };

/* (factor * x + 1/2) / 65536 for 8 values. */
static inline v128_t times(v128_t x, int factor) {
  v128_t by = wasm_i16x8_splat((short)factor), half = wasm_i32x4_splat(HALF);
  v128_t low = wasm_i32x4_shr(wasm_i32x4_add(wasm_i32x4_extmul_low_i16x8(x, by), half), 16);
  v128_t high = wasm_i32x4_shr(wasm_i32x4_add(wasm_i32x4_extmul_high_i16x8(x, by), half), 16);
  return wasm_i16x8_narrow_i32x4(low, high);
}

static inline v128_t green(v128_t cb, v128_t cr) {
  enum { CB = GREEN_CB, CR = GREEN_CR + ONE };
  v128_t by = wasm_i16x8_const(CB, CR, CB, CR, CB, CR, CB, CR), half = wasm_i32x4_splat(HALF);
  v128_t low = wasm_i16x8_shuffle(cb, cr, 0, 8, 1, 9, 2, 10, 3, 11);
  v128_t high = wasm_i16x8_shuffle(cb, cr, 4, 12, 5, 13, 6, 14, 7, 15);
  low = wasm_i32x4_shr(wasm_i32x4_add(wasm_i32x4_dot_i16x8(low, by), half), 16);
  high = wasm_i32x4_shr(wasm_i32x4_add(wasm_i32x4_dot_i16x8(high, by), half), 16);
  return wasm_i16x8_sub(wasm_i16x8_narrow_i32x4(low, high), cr);
}

static inline void colours(v128_t y, v128_t cb, v128_t cr, v128_t *r, v128_t *g, v128_t *b) {
  const v128_t middle = wasm_i16x8_splat(CENTERJSAMPLE);
  cb = wasm_i16x8_sub(cb, middle);
  cr = wasm_i16x8_sub(cr, middle);
  *r = wasm_i16x8_add(y, wasm_i16x8_add(cr, times(cr, RED_CR - ONE)));
  *g = wasm_i16x8_add(y, green(cb, cr));
  *b = wasm_i16x8_add(y, wasm_i16x8_add(wasm_i16x8_add(cb, cb), times(cb, BLUE_CB - 2 * ONE)));
}

#define EACH_LOW(a, b) wasm_i8x16_shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
#define EACH_HIGH(a, b) wasm_i8x16_shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
#define PAIRS_LOW(a, b) wasm_i16x8_shuffle(a, b, 0, 8, 1, 9, 2, 10, 3, 11)
#define PAIRS_HIGH(a, b) wasm_i16x8_shuffle(a, b, 4, 12, 5, 13, 6, 14, 7, 15)

static inline void store16(JSAMPLE *to, v128_t r, v128_t g, v128_t b) {
  const v128_t opaque = wasm_u8x16_splat(255);
  v128_t rg = EACH_LOW(r, g), ba = EACH_LOW(b, opaque);
  wasm_v128_store(to, PAIRS_LOW(rg, ba));
  wasm_v128_store(to + 16, PAIRS_HIGH(rg, ba));
  rg = EACH_HIGH(r, g);
  ba = EACH_HIGH(b, opaque);
  wasm_v128_store(to + 32, PAIRS_LOW(rg, ba));
  wasm_v128_store(to + 48, PAIRS_HIGH(rg, ba));
}

static inline JSAMPLE limit(int value) { return (JSAMPLE)(value < 0 ? 0 : value > 255 ? 255 : value); }

void ycc_to_rgba(JDIMENSION width, JSAMPIMAGE in, JDIMENSION row, JSAMPARRAY out, int rows) {
  for (; rows > 0; rows--, row++, out++) {
    const JSAMPLE *luma = in[0][row], *blue = in[1][row], *red = in[2][row];
    JSAMPLE *to = *out;
    JDIMENSION at = 0;
    for (; at + 16 <= width; at += 16, to += 64) {
      v128_t y = wasm_v128_load(luma + at), cb = wasm_v128_load(blue + at), cr = wasm_v128_load(red + at);
      v128_t r0, g0, b0, r1, g1, b1;
      colours(wasm_u16x8_extend_low_u8x16(y), wasm_u16x8_extend_low_u8x16(cb), wasm_u16x8_extend_low_u8x16(cr), &r0, &g0, &b0);
      colours(wasm_u16x8_extend_high_u8x16(y), wasm_u16x8_extend_high_u8x16(cb), wasm_u16x8_extend_high_u8x16(cr), &r1, &g1, &b1);
      store16(to, wasm_u8x16_narrow_i16x8(r0, r1), wasm_u8x16_narrow_i16x8(g0, g1), wasm_u8x16_narrow_i16x8(b0, b1));
    }

    for (; at < width; at++, to += 4) {
      int y = luma[at], cb = blue[at] - CENTERJSAMPLE, cr = red[at] - CENTERJSAMPLE;
      to[0] = limit(y + ((RED_CR * cr + HALF) >> 16));
      to[1] = limit(y + ((GREEN_CB * cb + GREEN_CR * cr + HALF) >> 16));
      to[2] = limit(y + ((BLUE_CB * cb + HALF) >> 16));
      to[3] = 255;
    }
  }
}
