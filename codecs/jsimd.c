/*
 * Tells libjpeg-turbo which fast functions there are, and calls them: the module's own transforms and conversion of colours, and the library's NEON functions for
 * upsampling, as SIMDe makes them of wasm's SIMD.
 */
#define JPEG_INTERNALS
#include "jinclude.h"
#include "jpeglib.h"
#include "jsimd.h"
#include "jdct.h"
#include "jsimddct.h"
#include "../simd/jsimd.h"
#include "transform.h"

void ycc_to_rgba(JDIMENSION width, JSAMPIMAGE in, JDIMENSION row, JSAMPARRAY out, int rows);

/* The output is always RGBA. */
int jsimd_can_ycc_rgb(void) { return 1; }
int jsimd_can_ycc_rgb565(void) { return 0; }

void jsimd_ycc_rgb_convert(j_decompress_ptr cinfo, JSAMPIMAGE in, JDIMENSION row, JSAMPARRAY out, int rows) {
  ycc_to_rgba(cinfo->output_width, in, row, out, rows);
}

void jsimd_ycc_rgb565_convert(j_decompress_ptr cinfo, JSAMPIMAGE in, JDIMENSION row, JSAMPARRAY out, int rows) { __builtin_trap(); }

int jsimd_can_h2v2_upsample(void) { return 1; }
int jsimd_can_h2v1_upsample(void) { return 1; }
int jsimd_can_int_upsample(void) { return 0; }
int jsimd_can_h2v2_fancy_upsample(void) { return 1; }
int jsimd_can_h2v1_fancy_upsample(void) { return 1; }
int jsimd_can_h1v2_fancy_upsample(void) { return 1; }
int jsimd_can_h2v2_merged_upsample(void) { return 0; }
int jsimd_can_h2v1_merged_upsample(void) { return 0; }

void jsimd_h2v2_upsample(j_decompress_ptr cinfo, jpeg_component_info *component, JSAMPARRAY in, JSAMPARRAY *out) {
  jsimd_h2v2_upsample_neon(cinfo->max_v_samp_factor, cinfo->output_width, in, out);
}

void jsimd_h2v1_upsample(j_decompress_ptr cinfo, jpeg_component_info *component, JSAMPARRAY in, JSAMPARRAY *out) {
  jsimd_h2v1_upsample_neon(cinfo->max_v_samp_factor, cinfo->output_width, in, out);
}

void jsimd_int_upsample(j_decompress_ptr cinfo, jpeg_component_info *component, JSAMPARRAY in, JSAMPARRAY *out) { __builtin_trap(); }

void jsimd_h2v2_fancy_upsample(j_decompress_ptr cinfo, jpeg_component_info *component, JSAMPARRAY in, JSAMPARRAY *out) {
  jsimd_h2v2_fancy_upsample_neon(cinfo->max_v_samp_factor, component->downsampled_width, in, out);
}

void jsimd_h2v1_fancy_upsample(j_decompress_ptr cinfo, jpeg_component_info *component, JSAMPARRAY in, JSAMPARRAY *out) {
  jsimd_h2v1_fancy_upsample_neon(cinfo->max_v_samp_factor, component->downsampled_width, in, out);
}

void jsimd_h1v2_fancy_upsample(j_decompress_ptr cinfo, jpeg_component_info *component, JSAMPARRAY in, JSAMPARRAY *out) {
  jsimd_h1v2_fancy_upsample_neon(cinfo->max_v_samp_factor, component->downsampled_width, in, out);
}

int jsimd_can_idct_2x2(void) { return 1; }
int jsimd_can_idct_4x4(void) { return 1; }
int jsimd_can_idct_islow(void) { return 1; }
int jsimd_can_idct_ifast(void) { return 0; }
int jsimd_can_idct_float(void) { return 0; }

void jsimd_idct_2x2(j_decompress_ptr cinfo, jpeg_component_info *component, JCOEFPTR block, JSAMPARRAY out, JDIMENSION column) {
  if (!transform_2x2(component->dct_table, block, out, column)) jpeg_idct_2x2(cinfo, component, block, out, column);
}

void jsimd_idct_4x4(j_decompress_ptr cinfo, jpeg_component_info *component, JCOEFPTR block, JSAMPARRAY out, JDIMENSION column) {
  if (!transform_4x4(component->dct_table, block, out, column)) jpeg_idct_4x4(cinfo, component, block, out, column);
}

void jsimd_idct_islow(j_decompress_ptr cinfo, jpeg_component_info *component, JCOEFPTR block, JSAMPARRAY out, JDIMENSION column) {
  if (!transform_8x8(component->dct_table, block, out, column)) jpeg_idct_islow(cinfo, component, block, out, column);
}

void jsimd_idct_ifast(j_decompress_ptr cinfo, jpeg_component_info *component, JCOEFPTR block, JSAMPARRAY out, JDIMENSION column) { __builtin_trap(); }
void jsimd_idct_float(j_decompress_ptr cinfo, jpeg_component_info *component, JCOEFPTR block, JSAMPARRAY out, JDIMENSION column) { __builtin_trap(); }
