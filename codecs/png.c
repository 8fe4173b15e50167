/* PNG, by libpng and zlib. Row by row, straight into the pixels. */
#include <stdlib.h>
#include <string.h>
#include <wasm_simd128.h>

#include "png.h"
#include "picture.h"
#include "state.h"

enum { SIGNATURE = 8, CHUNK_HEADER = 8, CHECKSUM = 4, LAST_PASS = 6, MAX_SIDE = 1000000 };

typedef void convert_row(uint8_t *to, const uint8_t *from, uint32_t width);

static picture *current;
static convert_row *convert;
static uint32_t palette[256];
static uint8_t *scratch;  /* a row of an interlaced picture */
static int is_complete;

static void on_error(png_structp png, png_const_charp text) {
  (void)png;
  (void)text;
  give_up();
}

static void on_warning(png_structp png, png_const_charp text) {
  (void)png;
  (void)text;
}

/* What libpng hands over, as RGBA. Of 16 bits the first 8 are taken. */

static void from_grey(uint8_t *to, const uint8_t *from, uint32_t width) {
  for (; width > 0; width--, to += 4, from++) {
    to[0] = to[1] = to[2] = *from;
    to[3] = 255;
  }
}

static void from_grey_alpha(uint8_t *to, const uint8_t *from, uint32_t width) {
  for (; width > 0; width--, to += 4, from += 2) {
    to[0] = to[1] = to[2] = scale_by(from[0], from[1]);
    to[3] = from[1];
  }
}

static void from_palette(uint8_t *to, const uint8_t *from, uint32_t width) {
  for (; width > 0; width--, to += 4, from++) memcpy(to, &palette[*from], 4);
}

static void from_rgb(uint8_t *to, const uint8_t *from, uint32_t width) {
  const v128_t opaque = wasm_u32x4_splat(0xFF000000);
  /* Four pixels of 12 bytes at a time. 16 are read, so the last ones are done one by one. */
  for (; width >= 6; width -= 4, to += 16, from += 12) {
    v128_t four = wasm_v128_load(from);
    four = wasm_i8x16_shuffle(four, opaque, 0, 1, 2, 19, 3, 4, 5, 19, 6, 7, 8, 19, 9, 10, 11, 19);
    wasm_v128_store(to, four);
  }

  for (; width > 0; width--, to += 4, from += 3) {
    to[0] = from[0];
    to[1] = from[1];
    to[2] = from[2];
    to[3] = 255;
  }
}

static void from_rgba(uint8_t *to, const uint8_t *from, uint32_t width) {
  const v128_t alphas = wasm_u32x4_splat(0xFF000000), half = wasm_u16x8_splat(128);
  for (; width >= 4; width -= 4, to += 16, from += 16) {
    v128_t four = wasm_v128_load(from);
    /* The opacity's own factor is 255. */
    v128_t by = wasm_v128_or(wasm_i8x16_shuffle(four, four, 3, 3, 3, 3, 7, 7, 7, 7, 11, 11, 11, 11, 15, 15, 15, 15), alphas);
    v128_t low = wasm_i16x8_add(wasm_u16x8_extmul_low_u8x16(four, by), half);
    v128_t high = wasm_i16x8_add(wasm_u16x8_extmul_high_u8x16(four, by), half);
    low = wasm_u16x8_shr(wasm_i16x8_add(low, wasm_u16x8_shr(low, 8)), 8);
    high = wasm_u16x8_shr(wasm_i16x8_add(high, wasm_u16x8_shr(high, 8)), 8);
    wasm_v128_store(to, wasm_u8x16_narrow_i16x8(low, high));
  }

  for (; width > 0; width--, to += 4, from += 4) {
    for (int colour = 0; colour < 3; colour++) to[colour] = scale_by(from[colour], from[3]);
    to[3] = from[3];
  }
}

static void from_rgb16(uint8_t *to, const uint8_t *from, uint32_t width) {
  for (; width > 0; width--, to += 4, from += 6) {
    for (int colour = 0; colour < 3; colour++) to[colour] = from[2 * colour];
    to[3] = 255;
  }
}

static void from_rgba16(uint8_t *to, const uint8_t *from, uint32_t width) {
  for (; width > 0; width--, to += 4, from += 8) {
    for (int colour = 0; colour < 3; colour++) to[colour] = scale_by(from[2 * colour], from[6]);
    to[3] = from[6];
  }
}

/* An index behind the last colour takes that one. */
static void read_palette(png_structp png, png_infop info) {
  png_colorp colours;
  png_bytep alphas = NULL;
  int count, with_alpha = 0;
  if (!png_get_PLTE(png, info, &colours, &count) || count <= 0) give_up();
  if (png_get_valid(png, info, PNG_INFO_tRNS)) png_get_tRNS(png, info, &alphas, &with_alpha, NULL);
  for (int index = 0; index < 256; index++) {
    int at = index < count ? index : count - 1;
    uint8_t alpha = alphas != NULL && at < with_alpha ? alphas[at] : 255;
    uint8_t pixel[4] = { scale_by(colours[at].red, alpha), scale_by(colours[at].green, alpha), scale_by(colours[at].blue, alpha), alpha };
    memcpy(&palette[index], pixel, 4);
  }
}

static void choose_conversion(png_structp png, png_infop info) {
  int depth = png_get_bit_depth(png, info), has_transparency = png_get_valid(png, info, PNG_INFO_tRNS) != 0;
  switch (png_get_color_type(png, info)) {
    case PNG_COLOR_TYPE_PALETTE:
      if (depth < 8) png_set_packing(png);
      read_palette(png, info);
      convert = from_palette;
      break;
    case PNG_COLOR_TYPE_GRAY:
      if (depth == 16) png_set_strip_16(png);
      if (depth < 8) png_set_expand_gray_1_2_4_to_8(png);
      if (has_transparency) png_set_tRNS_to_alpha(png);
      convert = has_transparency ? from_grey_alpha : from_grey;
      break;
    case PNG_COLOR_TYPE_GRAY_ALPHA:
      if (depth == 16) png_set_strip_16(png);
      convert = from_grey_alpha;
      break;
    case PNG_COLOR_TYPE_RGB:
      if (has_transparency) png_set_tRNS_to_alpha(png);
      if (depth == 16) convert = has_transparency ? from_rgba16 : from_rgb16;
      else convert = has_transparency ? from_rgba : from_rgb;
      break;
    case PNG_COLOR_TYPE_RGB_ALPHA:
      convert = depth == 16 ? from_rgba16 : from_rgba;
      break;
    default:
      give_up();
  }
}

static uint8_t *row_at(uint32_t row) { return current->pixels + (size_t)row * current->width * 4; }

static void on_row(png_structp png, png_bytep from, png_uint_32 row, int pass) {
  (void)png;
  (void)pass;
  if (from == NULL || row >= current->height) return;
  convert(row_at(row), from, current->width);
  current->rows = row + 1;
}

/* Each pass brings rows whose pixels stand for those around them, which a later pass brings itself: an even one whole rows, an odd one each second half, quarter or
 * pixel of the blocks of eight. */
static void on_interlaced_row(png_structp png, png_bytep from, png_uint_32 row, int pass) {
  (void)png;
  if (row >= current->height) return;
  uint8_t *to = row_at(row);
  if (from != NULL && pass % 2 == 0) {
    convert(to, from, current->width);
  } else if (from != NULL) {
    uint32_t bit = 4u >> (pass / 2);
    convert(scratch, from, current->width);
    for (uint32_t x = 0; x < current->width; x++) {
      if (x & bit) memcpy(to + (size_t)x * 4, scratch + (size_t)x * 4, 4);
    }
  }

  if (pass == 0) current->rows = row + 1;
  if (pass == LAST_PASS && row == current->height - 1) is_complete = 1;
}

static uint32_t read_length(const uint8_t *at) { return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3]; }

static int is_chunk(const uint8_t *at, const char *type) { return memcmp(at + 4, type, 4) == 0; }

/* libpng would keep a chunk that has not come whole, other than of pixels. It never gets one. */
static const uint8_t *feed_header(png_structp png, png_infop info, const uint8_t *at) {
  png_process_data(png, info, (png_bytep)at, CHUNK_HEADER);
  return at + CHUNK_HEADER;
}

/* The chunks before the pixels. Returns where the first one of pixels begins, or NULL if there is none. */
static const uint8_t *read_header(png_structp png, png_infop info, const uint8_t *at, const uint8_t *end) {
  if (end - at < SIGNATURE) return NULL;
  png_process_data(png, info, (png_bytep)at, SIGNATURE);
  at += SIGNATURE;
  while (end - at >= CHUNK_HEADER) {
    if (is_chunk(at, "IDAT")) return at;
    uint64_t rest = (uint64_t)read_length(at) + CHECKSUM;
    at = feed_header(png, info, at);
    if (rest > (uint64_t)(end - at)) return NULL;
    png_process_data(png, info, (png_bytep)at, (size_t)rest);
    at += rest;
  }

  return NULL;
}

static void read_pixels(png_structp png, png_infop info, const uint8_t *at, const uint8_t *end) {
  while (end - at >= CHUNK_HEADER) {
    int is_pixels = is_chunk(at, "IDAT"), is_end = is_chunk(at, "IEND");
    uint64_t rest = (uint64_t)read_length(at) + CHECKSUM;
    at = feed_header(png, info, at);
    uint64_t have = (uint64_t)(end - at);
    if (rest > have && !is_pixels) return;
    size_t size = (size_t)(rest < have ? rest : have);
    if (size > 0) png_process_data(png, info, (png_bytep)at, size);
    at += size;
    if (is_end) return;
  }
}

int decode_png(picture *picture) {
  current = picture;
  is_complete = 0;
  if (picture->reduction != 1 || picture->width > MAX_SIDE || picture->height > MAX_SIDE) return STATE_UNREADABLE;
  make_pixels(picture, picture->width, picture->height);

  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, on_error, on_warning);
  png_infop info = png != NULL ? png_create_info_struct(png) : NULL;
  if (info == NULL) return STATE_UNREADABLE;

  /* Some writers say that a smaller window is enough, and are wrong. */
  png_set_option(png, PNG_MAXIMUM_INFLATE_WINDOW, PNG_OPTION_ON);
  png_set_user_limits(png, picture->width, picture->height);
  png_set_progressive_read_fn(png, NULL, NULL, NULL, NULL);

  const uint8_t *end = picture->file + picture->length;
  const uint8_t *first = read_header(png, info, picture->file, end);
  if (first == NULL || png_get_image_width(png, info) != picture->width || png_get_image_height(png, info) != picture->height) return STATE_UNREADABLE;

  choose_conversion(png, info);
  int is_interlaced = png_set_interlace_handling(png) > 1;
  if (is_interlaced) {
    scratch = malloc((size_t)picture->width * 4);
    if (scratch == NULL) return STATE_UNREADABLE;
  }

  png_read_update_info(png, info);
  png_set_progressive_read_fn(png, NULL, NULL, is_interlaced ? on_interlaced_row : on_row, NULL);
  read_pixels(png, info, first, end);
  return (is_interlaced ? is_complete : picture->rows == picture->height) ? STATE_WHOLE : STATE_INCOMPLETE;
}
