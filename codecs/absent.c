/*
 * What libjpeg-turbo would call for files and outputs that are never asked of it: 12 and 16 bits a sample, lossless files, palettes, sloppy decoding. jpeg.c refuses
 * the files before. Here the decode ends.
 */
#define JPEG_INTERNALS
#include "jinclude.h"
#include "jpeglib.h"
#include "jdct.h"
#include "state.h"

#define ABSENT(name) void name(j_decompress_ptr cinfo) { give_up(); }
#define ABSENT_CONTROLLER(name) void name(j_decompress_ptr cinfo, boolean is_buffered) { give_up(); }
#define ABSENT_TRANSFORM(name) \
  void name(j_decompress_ptr cinfo, jpeg_component_info *component, JCOEFPTR block, JSAMPARRAY out, JDIMENSION column) { give_up(); }

ABSENT(j12init_color_deconverter)
ABSENT(j12init_inverse_dct)
ABSENT(j12init_merged_upsampler)
ABSENT(j12init_upsampler)
ABSENT(j12init_1pass_quantizer)
ABSENT(j12init_2pass_quantizer)
ABSENT(j16init_color_deconverter)
ABSENT(j16init_upsampler)
ABSENT(jinit_lhuff_decoder)
ABSENT(jinit_merged_upsampler)
ABSENT(jinit_1pass_quantizer)
ABSENT(jinit_2pass_quantizer)
ABSENT(j12init_lossless_decompressor)
ABSENT(j16init_lossless_decompressor)
ABSENT(jinit_lossless_decompressor)

ABSENT_CONTROLLER(j12init_d_coef_controller)
ABSENT_CONTROLLER(j12init_d_diff_controller)
ABSENT_CONTROLLER(j12init_d_main_controller)
ABSENT_CONTROLLER(j12init_d_post_controller)
ABSENT_CONTROLLER(j16init_d_diff_controller)
ABSENT_CONTROLLER(j16init_d_main_controller)
ABSENT_CONTROLLER(j16init_d_post_controller)
ABSENT_CONTROLLER(jinit_d_diff_controller)

ABSENT_TRANSFORM(jpeg_idct_float)
ABSENT_TRANSFORM(jpeg_idct_ifast)
