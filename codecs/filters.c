/*
 * PNG's row filters for pixels of 3 and 4 bytes, which predict each byte from that of the pixel before (left), of the row before (above) and of the pixel before that
 * one (corner): a pixel at a time. RFC 2083, 6.
 */
#include <string.h>
#include <wasm_simd128.h>

#include "pngpriv.h"

/* Pixels are read as four bytes where a row does not end behind them, and written as four: the last one of three is that of the next pixel, which has been read by then. */

static inline v128_t four(const png_byte *at) { return wasm_v128_load32_zero(at); }

static inline v128_t last_of(const png_byte *at, size_t size) {
  uint32_t value = 0;
  memcpy(&value, at, size);
  return wasm_u32x4_make(value, 0, 0, 0);
}

static inline v128_t load(const png_byte *row, size_t at, size_t size, size_t row_size) {
  return at + 4 <= row_size ? four(row + at) : at < row_size ? last_of(row + at, size) : wasm_i32x4_splat(0);
}

static inline void store(png_byte *row, size_t at, v128_t pixel, size_t size, size_t row_size) {
  if (at + 4 <= row_size) {
    wasm_v128_store32_lane(row + at, pixel, 0);
  } else {
    uint32_t value = (uint32_t)wasm_i32x4_extract_lane(pixel, 0);
    memcpy(row + at, &value, size);
  }
}

/* For each pixel of a row: RAW as it is stored, ABOVE it, and what PIXEL is set to from them. */
#define EACH_PIXEL(row_size, row, above_row, size, raw, above, pixel, ...) \
  v128_t next = load(row, 0, size, row_size); \
  for (size_t at = 0; at < row_size; at += size) { \
    v128_t raw = next, above = (above_row) ? load(above_row, at, size, row_size) : raw; \
    (void)above; \
    next = load(row, at + size, size, row_size); \
    __VA_ARGS__ \
    store(row, at, pixel, size, row_size); \
  }

static inline void undo_sub(size_t row_size, png_bytep row, size_t size) {
  v128_t left = wasm_i32x4_splat(0);
  EACH_PIXEL(row_size, row, NULL, size, raw, above, left, left = wasm_i8x16_add(raw, left);)
}

static inline void undo_average(size_t row_size, png_bytep row, png_const_bytep above_row, size_t size) {
  const v128_t one = wasm_i8x16_splat(1);
  v128_t left = wasm_i32x4_splat(0);
  /* The processor's average rounds up, PNG's down. */
  EACH_PIXEL(row_size, row, above_row, size, raw, above, left,
    v128_t average = wasm_i8x16_sub(wasm_u8x16_avgr(left, above), wasm_v128_and(wasm_v128_xor(left, above), one));
    left = wasm_i8x16_add(raw, average);)
}

/* The distances of the three are those between the other two. The one with the least is taken; of equal ones the first of left, above, corner. */
static inline void undo_paeth(size_t row_size, png_bytep row, png_const_bytep above_row, size_t size) {
  v128_t left = wasm_i32x4_splat(0), corner = left, pixel;
  EACH_PIXEL(row_size, row, above_row, size, raw, up, pixel,
    v128_t above = wasm_u16x8_extend_low_u8x16(up);
    v128_t by_left = wasm_i16x8_sub(above, corner), by_above = wasm_i16x8_sub(left, corner);
    v128_t by_corner = wasm_i16x8_abs(wasm_i16x8_add(by_left, by_above));
    by_left = wasm_i16x8_abs(by_left);
    by_above = wasm_i16x8_abs(by_above);
    v128_t least = wasm_i16x8_min(by_corner, wasm_i16x8_min(by_left, by_above));
    v128_t nearest = wasm_v128_bitselect(left, wasm_v128_bitselect(above, corner, wasm_i16x8_eq(least, by_above)), wasm_i16x8_eq(least, by_left));
    corner = above;
    left = wasm_i8x16_add(wasm_u16x8_extend_low_u8x16(raw), nearest);
    pixel = wasm_u8x16_narrow_i16x8(left, left);)
}

static void sub_3(png_row_infop info, png_bytep row, png_const_bytep above) { (void)above; undo_sub(info->rowbytes, row, 3); }
static void sub_4(png_row_infop info, png_bytep row, png_const_bytep above) { (void)above; undo_sub(info->rowbytes, row, 4); }
static void average_3(png_row_infop info, png_bytep row, png_const_bytep above) { undo_average(info->rowbytes, row, above, 3); }
static void average_4(png_row_infop info, png_bytep row, png_const_bytep above) { undo_average(info->rowbytes, row, above, 4); }
static void paeth_3(png_row_infop info, png_bytep row, png_const_bytep above) { undo_paeth(info->rowbytes, row, above, 3); }
static void paeth_4(png_row_infop info, png_bytep row, png_const_bytep above) { undo_paeth(info->rowbytes, row, above, 4); }

void choose_filters(png_structp png, unsigned int size) {
  if (size != 3 && size != 4) return;
  png->read_filter[PNG_FILTER_VALUE_SUB - 1] = size == 3 ? sub_3 : sub_4;
  png->read_filter[PNG_FILTER_VALUE_AVG - 1] = size == 3 ? average_3 : average_4;
  png->read_filter[PNG_FILTER_VALUE_PAETH - 1] = size == 3 ? paeth_3 : paeth_4;
}
