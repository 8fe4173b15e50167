/* JPEG, by libjpeg-turbo. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "jpeglib.h"
#include "picture.h"
#include "state.h"

/* Each scan goes through the whole picture. Photographs have about ten. */
#define MAX_SCANS 100
#define ROWS 16

static struct jpeg_decompress_struct jpeg;
static struct jpeg_error_mgr errors;
static struct jpeg_source_mgr source;
static struct jpeg_progress_mgr progress;
static picture *rows_of;  /* the picture, while its rows are written */

/* While rows are written, the decoder fails where an arithmetic code ends too early. What it made of it is nothing that anybody should see. */
static void on_error(j_common_ptr at) {
  (void)at;
  if (rows_of != NULL) {
    memset(rows_of->pixels, 0, (size_t)rows_of->reduced_width * rows_of->reduced_height * 4);
    set_state(STATE_INCOMPLETE);
    __builtin_trap();
  }

  give_up();
}

static void on_warning(j_common_ptr at, int level) { if (level < 0) at->err->num_warnings++; }
static void on_message(j_common_ptr at) { (void)at; }
static void on_format(j_common_ptr at, char *text) { (void)at; *text = 0; }
static void on_reset(j_common_ptr at) { at->err->num_warnings = 0; }

static void on_progress(j_common_ptr at) {
  if (((j_decompress_ptr)at)->input_scan_number >= MAX_SCANS) give_up();
}

static void begin(j_decompress_ptr at) { (void)at; }
static void finish(j_decompress_ptr at) { (void)at; }

/* The whole file is there, so there is no more of it. The decoder stops in front of the row that lacks a part, instead of making up the rest. */
static boolean no_more(j_decompress_ptr at) { (void)at; return FALSE; }

static void skip(j_decompress_ptr at, long count) {
  if (count <= 0) return;
  if ((size_t)count > at->src->bytes_in_buffer) give_up();
  at->src->next_input_byte += count;
  at->src->bytes_in_buffer -= (size_t)count;
}

/* Inks are stored inverted: 255 is none. */
static void inks_to_colours(uint8_t *pixel, size_t count) {
  for (; count > 0; count--, pixel += 4) {
    uint32_t black = pixel[3];
    pixel[0] = scale_by(pixel[0], black);
    pixel[1] = scale_by(pixel[1], black);
    pixel[2] = scale_by(pixel[2], black);
    pixel[3] = 255;
  }
}

static int is_known(J_COLOR_SPACE space) {
  return space == JCS_GRAYSCALE || space == JCS_YCbCr || space == JCS_RGB || space == JCS_CMYK || space == JCS_YCCK;
}

static void open(picture *picture) {
  rows_of = NULL;
  errors = (struct jpeg_error_mgr){ .error_exit = on_error, .emit_message = on_warning, .output_message = on_message,
    .format_message = on_format, .reset_error_mgr = on_reset };
  jpeg.err = &errors;
  jpeg_create_decompress(&jpeg);
  source = (struct jpeg_source_mgr){ .next_input_byte = picture->file, .bytes_in_buffer = picture->length, .init_source = begin,
    .fill_input_buffer = no_more, .skip_input_data = skip, .resync_to_restart = jpeg_resync_to_restart, .term_source = finish };
  jpeg.src = &source;
  progress.progress_monitor = on_progress;
  jpeg.progress = &progress;
}

/*
 * A progressive picture stands in several scans, each of which adds to all of it. As many as there are are read before the first row is written. What is written is the
 * picture after the last scan that is whole, with what there is of the next one.
 */
static int read_scans(void) {
  int whole = 0;
  for (;;) {
    int found = jpeg_consume_input(&jpeg);
    if (found == JPEG_SUSPENDED || found == JPEG_REACHED_EOI) break;
    if (found == JPEG_SCAN_COMPLETED) whole = jpeg.input_scan_number;
    on_progress((j_common_ptr)&jpeg);
  }

  return whole > 0 && jpeg_start_output(&jpeg, whole);
}

int decode_jpeg(picture *picture) {
  open(picture);
  if (jpeg_read_header(&jpeg, TRUE) != JPEG_HEADER_OK
    || jpeg.image_width != picture->width || jpeg.image_height != picture->height
    || jpeg.data_precision != 8 || !is_known(jpeg.jpeg_color_space)) {
    return STATE_UNREADABLE;
  }

  int has_inks = jpeg.jpeg_color_space == JCS_CMYK || jpeg.jpeg_color_space == JCS_YCCK;
  jpeg.out_color_space = has_inks ? JCS_CMYK : JCS_EXT_RGBA;
  jpeg.scale_num = 8 / picture->reduction;
  jpeg.scale_denom = 8;
  jpeg_calc_output_dimensions(&jpeg);
  uint32_t reduction = picture->reduction;
  uint32_t width = (picture->width + reduction - 1) / reduction, height = (picture->height + reduction - 1) / reduction;
  if (jpeg.output_width != width || jpeg.output_height != height || jpeg.output_components != 4) return STATE_UNREADABLE;

  make_pixels(picture, width, height);
  jpeg.buffered_image = jpeg.progressive_mode;
  if (!jpeg_start_decompress(&jpeg)) return STATE_UNREADABLE;
  if (jpeg.output_width != width || jpeg.output_height != height || jpeg.output_components != 4) return STATE_UNREADABLE;

  if (jpeg.buffered_image && !read_scans()) return STATE_INCOMPLETE;
  rows_of = picture;
  set_state(STATE_INCOMPLETE);
  size_t stride = (size_t)width * 4;
  while (picture->rows < height) {
    JSAMPROW rows[ROWS];
    uint32_t count = height - picture->rows < ROWS ? height - picture->rows : ROWS;
    uint8_t *first = picture->pixels + picture->rows * stride;
    for (uint32_t row = 0; row < count; row++) rows[row] = first + row * stride;

    uint32_t got = jpeg_read_scanlines(&jpeg, rows, count);
    if (got == 0) break;
    if (has_inks) inks_to_colours(first, (size_t)got * width);
    picture->rows += got;
  }

  return picture->rows == height ? STATE_WHOLE : STATE_INCOMPLETE;
}
