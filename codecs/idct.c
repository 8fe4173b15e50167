/*
 * The inverse transforms of JPEG: of 8x8 coefficients to 8x8, 4x4 or 2x2 samples. The same computation as in libjpeg's jidctint.c and jidctred.c (after Loeffler,
 * Ligtenberg and Moschytz), with its results to the bit, in 16 bits where it has 32. Each looks whether all values were small enough for that, as they are in pictures that
 * an encoder wrote. Otherwise it returns 0, and the library's own code has to do the block anew.
 */
#define JPEG_INTERNALS
#include "jinclude.h"
#include "jpeglib.h"

#include <wasm_simd128.h>

#include "transform.h"

/* Factors have 13 bits behind the point, and values 2 between the passes. */
enum { FACTOR_BITS = 13, PASS_BITS = 2 };

enum {
  F_0_211 = 1730, F_0_298 = 2446, F_0_390 = 3196, F_0_509 = 4176, F_0_541 = 4433, F_0_601 = 4926, F_0_720 = 5906, F_0_765 = 6270, F_0_850 = 6967,
  F_0_899 = 7373, F_1_061 = 8697, F_1_175 = 9633, F_1_272 = 10426, F_1_451 = 11893, F_1_501 = 12299, F_1_847 = 15137, F_1_961 = 16069,
  F_2_053 = 16819, F_2_172 = 17799, F_2_562 = 20995, F_3_072 = 25172, F_3_624 = 29692
};

/* 8 values of 32 bits. */
typedef struct { v128_t low, high; } wide;

static inline wide plus(wide a, wide b) { return (wide){ wasm_i32x4_add(a.low, b.low), wasm_i32x4_add(a.high, b.high) }; }

static inline wide minus(wide a, wide b) { return (wide){ wasm_i32x4_sub(a.low, b.low), wasm_i32x4_sub(a.high, b.high) }; }

#define EACH_LOW(a, b) wasm_i16x8_shuffle(a, b, 0, 8, 1, 9, 2, 10, 3, 11)
#define EACH_HIGH(a, b) wasm_i16x8_shuffle(a, b, 4, 12, 5, 13, 6, 14, 7, 15)
#define PAIRS_LOW(a, b) wasm_i32x4_shuffle(a, b, 0, 4, 1, 5)
#define PAIRS_HIGH(a, b) wasm_i32x4_shuffle(a, b, 2, 6, 3, 7)
#define FOURS_LOW(a, b) wasm_i64x2_shuffle(a, b, 0, 2)
#define FOURS_HIGH(a, b) wasm_i64x2_shuffle(a, b, 1, 3)

/* a * x + b * y for values that stand in turn. */
static inline wide sum_of(wide values, short a, short b) {
  v128_t by = wasm_i16x8_make(a, b, a, b, a, b, a, b);
  return (wide){ wasm_i32x4_dot_i16x8(values.low, by), wasm_i32x4_dot_i16x8(values.high, by) };
}

static inline wide in_turn(v128_t x, v128_t y) { return (wide){ EACH_LOW(x, y), EACH_HIGH(x, y) }; }

/* x * 2^bits. */
static inline wide times_two_to(v128_t x, int bits) {
  v128_t zero = wasm_i16x8_splat(0);
  return (wide){ wasm_i32x4_shr(EACH_LOW(zero, x), 16 - bits), wasm_i32x4_shr(EACH_HIGH(zero, x), 16 - bits) };
}

/* x / 2^bits, rounded to the nearest, limited to 16 bits. */
static inline v128_t by_two_to(wide x, int bits) {
  v128_t half = wasm_i32x4_splat(1 << (bits - 1));
  return wasm_i16x8_narrow_i32x4(wasm_i32x4_shr(wasm_i32x4_add(x.low, half), bits), wasm_i32x4_shr(wasm_i32x4_add(x.high, half), bits));
}

static inline void transpose(v128_t r[8]) {
  v128_t a0 = EACH_LOW(r[0], r[1]), a1 = EACH_HIGH(r[0], r[1]), a2 = EACH_LOW(r[2], r[3]), a3 = EACH_HIGH(r[2], r[3]);
  v128_t a4 = EACH_LOW(r[4], r[5]), a5 = EACH_HIGH(r[4], r[5]), a6 = EACH_LOW(r[6], r[7]), a7 = EACH_HIGH(r[6], r[7]);
  v128_t b0 = PAIRS_LOW(a0, a2), b1 = PAIRS_HIGH(a0, a2), b2 = PAIRS_LOW(a1, a3), b3 = PAIRS_HIGH(a1, a3);
  v128_t b4 = PAIRS_LOW(a4, a6), b5 = PAIRS_HIGH(a4, a6), b6 = PAIRS_LOW(a5, a7), b7 = PAIRS_HIGH(a5, a7);
  r[0] = FOURS_LOW(b0, b4);
  r[1] = FOURS_HIGH(b0, b4);
  r[2] = FOURS_LOW(b1, b5);
  r[3] = FOURS_HIGH(b1, b5);
  r[4] = FOURS_LOW(b2, b6);
  r[5] = FOURS_HIGH(b2, b6);
  r[6] = FOURS_LOW(b3, b7);
  r[7] = FOURS_HIGH(b3, b7);
}

/*
 * What was too large: bits that are set somewhere. Coefficients and the values between the passes have 15 bits, so that the sum of two has 16. A sample has at most 10
 * before it is limited to 8: beyond that, the library's limit wraps around.
 */
typedef struct { v128_t coefficients, between, after; } range;

enum { BETWEEN = 1 << 14, AFTER = 1 << 9 };

static inline range all_small(void) {
  v128_t none = wasm_i16x8_splat(0);
  return (range){ none, none, none };
}

static inline int is_small(const range *seen) {
  v128_t between = wasm_v128_and(seen->between, wasm_i16x8_splat((short)~(2 * BETWEEN - 1)));
  v128_t after = wasm_v128_and(seen->after, wasm_i16x8_splat((short)~(2 * AFTER - 1)));
  return !wasm_v128_any_true(wasm_v128_or(seen->coefficients, wasm_v128_or(between, after)));
}

static inline void see_between(range *seen, v128_t x) { seen->between = wasm_v128_or(seen->between, wasm_i16x8_add(x, wasm_i16x8_splat(BETWEEN))); }

static inline void see_after(range *seen, v128_t x) { seen->after = wasm_v128_or(seen->after, wasm_i16x8_add(x, wasm_i16x8_splat(AFTER))); }

static inline v128_t row_of(const short *table, const short *block, int row, range *seen) {
  v128_t coefficients = wasm_v128_load(block + 8 * row), by = wasm_v128_load(table + 8 * row);
  /* The product in units of 2^15, rounded: 0 if it has 15 bits. */
  seen->coefficients = wasm_v128_or(seen->coefficients, wasm_i16x8_q15mulr_sat(coefficients, by));
  return wasm_i16x8_mul(coefficients, by);
}

/* A column that has but its first coefficient is constant. */
static inline v128_t constant_column(v128_t first, range *seen) {
  enum { MOST = BETWEEN >> PASS_BITS };
  v128_t above = wasm_i16x8_add(first, wasm_i16x8_splat(MOST));
  seen->coefficients = wasm_v128_or(seen->coefficients, wasm_v128_and(above, wasm_i16x8_splat((short)~(2 * MOST - 1))));
  return wasm_i16x8_shl(first, PASS_BITS);
}

/* Many blocks have no coefficient but in the first row. */
static inline int has_rows(const short *block, int from, int to, int but) {
  v128_t any = wasm_i16x8_splat(0);
  for (int row = from; row <= to; row++) {
    if (row != but) any = wasm_v128_or(any, wasm_v128_load(block + 8 * row));
  }

  return wasm_v128_any_true(any);
}

static inline void pass_8(v128_t r[8], int bits) {
  wide even26 = in_turn(r[2], r[6]);
  wide t3 = sum_of(even26, F_0_541 + F_0_765, F_0_541), t2 = sum_of(even26, F_0_541, F_0_541 - F_1_847);
  wide t0 = times_two_to(wasm_i16x8_add(r[0], r[4]), FACTOR_BITS), t1 = times_two_to(wasm_i16x8_sub(r[0], r[4]), FACTOR_BITS);
  wide e0 = plus(t0, t3), e3 = minus(t0, t3), e1 = plus(t1, t2), e2 = minus(t1, t2);

  wide both = in_turn(wasm_i16x8_add(r[7], r[3]), wasm_i16x8_add(r[5], r[1]));
  wide z3 = sum_of(both, F_1_175 - F_1_961, F_1_175), z4 = sum_of(both, F_1_175, F_1_175 - F_0_390);
  wide odd71 = in_turn(r[7], r[1]), odd53 = in_turn(r[5], r[3]);
  wide o0 = plus(sum_of(odd71, F_0_298 - F_0_899, -F_0_899), z3), o3 = plus(sum_of(odd71, -F_0_899, F_1_501 - F_0_899), z4);
  wide o1 = plus(sum_of(odd53, F_2_053 - F_2_562, -F_2_562), z4), o2 = plus(sum_of(odd53, -F_2_562, F_3_072 - F_2_562), z3);

  r[0] = by_two_to(plus(e0, o3), bits);
  r[7] = by_two_to(minus(e0, o3), bits);
  r[1] = by_two_to(plus(e1, o2), bits);
  r[6] = by_two_to(minus(e1, o2), bits);
  r[2] = by_two_to(plus(e2, o1), bits);
  r[5] = by_two_to(minus(e2, o1), bits);
  r[3] = by_two_to(plus(e3, o0), bits);
  r[4] = by_two_to(minus(e3, o0), bits);
}

static inline v128_t samples(v128_t first, v128_t second) {
  return wasm_i8x16_add(wasm_i8x16_narrow_i16x8(first, second), wasm_i8x16_splat((signed char)CENTERJSAMPLE));
}

int transform_8x8(const short *table, const short *block, JSAMPARRAY out, JDIMENSION column) {
  v128_t r[8];
  range seen = all_small();
  r[0] = row_of(table, block, 0, &seen);
  if (has_rows(block, 1, 7, 0)) {
    for (int row = 1; row < 8; row++) r[row] = row_of(table, block, row, &seen);
    pass_8(r, FACTOR_BITS - PASS_BITS);
    for (int row = 0; row < 8; row++) see_between(&seen, r[row]);
    transpose(r);
  } else {
    v128_t constant = constant_column(r[0], &seen);
    r[0] = wasm_i16x8_shuffle(constant, constant, 0, 0, 0, 0, 0, 0, 0, 0);
    r[1] = wasm_i16x8_shuffle(constant, constant, 1, 1, 1, 1, 1, 1, 1, 1);
    r[2] = wasm_i16x8_shuffle(constant, constant, 2, 2, 2, 2, 2, 2, 2, 2);
    r[3] = wasm_i16x8_shuffle(constant, constant, 3, 3, 3, 3, 3, 3, 3, 3);
    r[4] = wasm_i16x8_shuffle(constant, constant, 4, 4, 4, 4, 4, 4, 4, 4);
    r[5] = wasm_i16x8_shuffle(constant, constant, 5, 5, 5, 5, 5, 5, 5, 5);
    r[6] = wasm_i16x8_shuffle(constant, constant, 6, 6, 6, 6, 6, 6, 6, 6);
    r[7] = wasm_i16x8_shuffle(constant, constant, 7, 7, 7, 7, 7, 7, 7, 7);
  }

  pass_8(r, FACTOR_BITS + PASS_BITS + 3);
  for (int row = 0; row < 8; row++) see_after(&seen, r[row]);
  if (!is_small(&seen)) return 0;

  transpose(r);
  for (int row = 0; row < 8; row += 2) {
    v128_t two = samples(r[row], r[row + 1]);
    wasm_v128_store64_lane(out[row] + column, two, 0);
    wasm_v128_store64_lane(out[row + 1] + column, two, 1);
  }

  return 1;
}

/* Row and column 4 add nothing to the reduced samples. */
static inline void pass_4(v128_t r[8], v128_t s[4], int bits) {
  wide t0 = times_two_to(r[0], FACTOR_BITS + 1), t2 = sum_of(in_turn(r[2], r[6]), F_1_847, -F_0_765);
  wide e0 = plus(t0, t2), e1 = minus(t0, t2);
  wide odd75 = in_turn(r[7], r[5]), odd31 = in_turn(r[3], r[1]);
  wide o1 = plus(sum_of(odd75, -F_0_211, F_1_451), sum_of(odd31, -F_2_172, F_1_061));
  wide o0 = plus(sum_of(odd75, -F_0_509, -F_0_601), sum_of(odd31, F_0_899, F_2_562));
  s[0] = by_two_to(plus(e0, o0), bits);
  s[3] = by_two_to(minus(e0, o0), bits);
  s[1] = by_two_to(plus(e1, o1), bits);
  s[2] = by_two_to(minus(e1, o1), bits);
}

/* Four rows of eight to eight rows whose first four are of use. */
static inline void turn_4(const v128_t s[4], v128_t r[8]) {
  v128_t zero = wasm_i16x8_splat(0);
  for (int row = 0; row < 8; row++) r[row] = row < 4 ? s[row] : zero;
  transpose(r);
}

static inline void store_four(JSAMPLE *to, v128_t samples, int at) {
  switch (at) {
    case 0: wasm_v128_store32_lane(to, samples, 0); break;
    case 1: wasm_v128_store32_lane(to, samples, 1); break;
    case 2: wasm_v128_store32_lane(to, samples, 2); break;
    default: wasm_v128_store32_lane(to, samples, 3); break;
  }
}

int transform_4x4(const short *table, const short *block, JSAMPARRAY out, JDIMENSION column) {
  v128_t r[8], s[4];
  range seen = all_small();
  r[0] = row_of(table, block, 0, &seen);
  if (has_rows(block, 1, 7, 4)) {
    for (int row = 1; row < 8; row++) r[row] = row_of(table, block, row, &seen);
    pass_4(r, s, FACTOR_BITS - PASS_BITS + 1);
    for (int row = 0; row < 4; row++) see_between(&seen, s[row]);
  } else {
    s[0] = s[1] = s[2] = s[3] = constant_column(r[0], &seen);
  }

  turn_4(s, r);
  pass_4(r, s, FACTOR_BITS + PASS_BITS + 3 + 1);
  for (int row = 0; row < 4; row++) see_after(&seen, s[row]);
  if (!is_small(&seen)) return 0;

  turn_4(s, r);
  v128_t low = samples(FOURS_LOW(r[0], r[1]), FOURS_LOW(r[2], r[3]));
  for (int row = 0; row < 4; row++) store_four(out[row] + column, low, row);
  return 1;
}

static inline void pass_2(v128_t r[8], v128_t s[2], int bits) {
  wide t = times_two_to(r[0], FACTOR_BITS + 2);
  wide o = plus(sum_of(in_turn(r[7], r[5]), -F_0_720, F_0_850), sum_of(in_turn(r[3], r[1]), -F_1_272, F_3_624));
  s[0] = by_two_to(plus(t, o), bits);
  s[1] = by_two_to(minus(t, o), bits);
}

int transform_2x2(const short *table, const short *block, JSAMPARRAY out, JDIMENSION column) {
  v128_t r[8], s[4] = { 0 };
  range seen = all_small();
  for (int row = 0; row < 8; row++) r[row] = row_of(table, block, row, &seen);
  pass_2(r, s, FACTOR_BITS - PASS_BITS + 2);
  for (int row = 0; row < 2; row++) see_between(&seen, s[row]);
  turn_4(s, r);
  pass_2(r, s, FACTOR_BITS + PASS_BITS + 3 + 2);
  for (int row = 0; row < 2; row++) see_after(&seen, s[row]);
  if (!is_small(&seen)) return 0;

  /* In s, the samples of a row stand below each other. */
  v128_t turned = EACH_LOW(s[0], s[1]), all = samples(turned, turned);
  wasm_v128_store16_lane(out[0] + column, all, 0);
  wasm_v128_store16_lane(out[1] + column, all, 1);
  return 1;
}
