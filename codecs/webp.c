/* WebP, by libwebp. Of an animation the first frame, on a transparent canvas. */
#include <string.h>
#include <wasm_simd128.h>

#include "src/dsp/cpu.h"
#include "src/dsp/lossless.h"
#include "src/webp/decode.h"
#include "src/webp/demux.h"

#include "picture.h"
#include "state.h"

/* Which of its ways to compute libwebp may take. */
static int has_feature(CPUFeature feature) { return feature == kSSE2 || feature == kSSE4_1; }

VP8CPUInfo VP8GetCPUInfo = has_feature;

/* How far two pixels are from each other: the sum over their bytes. */
static inline v128_t distance(v128_t a, v128_t b) {
  v128_t difference = wasm_v128_or(wasm_u8x16_sub_sat(a, b), wasm_u8x16_sub_sat(b, a));
  return wasm_u32x4_extadd_pairwise_u16x8(wasm_u16x8_extadd_pairwise_u8x16(difference));
}

/*
 * The predictor of lossless files that takes the pixel above or the one to the left, whichever the corner between them is nearer to the other of. It takes the place of
 * libwebp's for SSE2: its one instruction for such a sum has no like in wasm.
 */
static void add_select(const uint32_t *in, const uint32_t *above, int count, uint32_t *out) {
  v128_t left = wasm_v128_load32_zero(out - 1), corner = wasm_v128_load32_zero(above - 1);
  for (int at = 0; at < count; at++) {
    v128_t up = wasm_v128_load32_zero(above + at);
    v128_t takes_left = wasm_i32x4_gt(distance(left, corner), distance(up, corner));
    left = wasm_i8x16_add(wasm_v128_load32_zero(in + at), wasm_v128_bitselect(left, up, takes_left));
    wasm_v128_store32_lane(out + at, left, 0);
    corner = up;
  }
}

enum { SELECT = 11 };

typedef struct {
  uint32_t x, y, width, height;  /* on the reduced canvas */
  int has_alpha;
  const uint8_t *bytes;
  size_t size;
} frame;

static uint32_t reduce(uint32_t side, uint32_t reduction) {
  uint32_t reduced = (side + reduction / 2) / reduction;
  return reduced > 0 ? reduced : 1;
}

/* A frame that does not cover the canvas is placed and scaled in floating point, rounded down: so it stays on the canvas. */
static void place(frame *frame, const WebPIterator *at, const picture *picture) {
  frame->x = (uint32_t)at->x_offset;
  frame->y = (uint32_t)at->y_offset;
  frame->width = (uint32_t)at->width;
  frame->height = (uint32_t)at->height;
  if (picture->reduction == 1) return;

  if (frame->x == 0 && frame->y == 0 && frame->width == picture->width && frame->height == picture->height) {
    frame->width = picture->reduced_width;
    frame->height = picture->reduced_height;
    return;
  }

  float across = (float)picture->reduced_width / (float)picture->width, down = (float)picture->reduced_height / (float)picture->height;
  frame->x = (uint32_t)(across * (float)frame->x);
  frame->y = (uint32_t)(down * (float)frame->y);
  frame->width = (uint32_t)(across * (float)frame->width);
  frame->height = (uint32_t)(down * (float)frame->height);
}

/* Finds the first frame. */
static int open(picture *picture, frame *frame) {
  WebPData data = { picture->file, picture->length };
  WebPDemuxState found;
  WebPDemuxer *demuxer = WebPDemuxPartial(&data, &found);
  if (demuxer == NULL || (found != WEBP_DEMUX_PARSED_HEADER && found != WEBP_DEMUX_DONE)
    || WebPDemuxGetI(demuxer, WEBP_FF_CANVAS_WIDTH) != picture->width
    || WebPDemuxGetI(demuxer, WEBP_FF_CANVAS_HEIGHT) != picture->height) {
    return 0;
  }

  WebPIterator at;
  WebPBitstreamFeatures features;
  if (!WebPDemuxGetFrame(demuxer, 1, &at) || WebPGetFeatures(at.fragment.bytes, at.fragment.size, &features) != VP8_STATUS_OK
    || at.x_offset < 0 || at.y_offset < 0 || at.width <= 0 || at.height <= 0
    || (int64_t)at.x_offset + at.width > picture->width || (int64_t)at.y_offset + at.height > picture->height) {
    return 0;
  }

  picture->reduced_width = reduce(picture->width, picture->reduction);
  picture->reduced_height = reduce(picture->height, picture->reduction);
  place(frame, &at, picture);
  frame->has_alpha = at.has_alpha;
  frame->bytes = at.fragment.bytes;
  frame->size = at.fragment.size;
  WebPDemuxReleaseIterator(&at);
  WebPDemuxDelete(demuxer);
  return 1;
}

int decode_webp(picture *picture) {
  VP8LDspInit();
  VP8LPredictorsAdd[SELECT] = add_select;

  frame frame;
  if (!open(picture, &frame)) return STATE_UNREADABLE;
  make_pixels(picture, picture->reduced_width, picture->reduced_height);
  if (frame.width == 0 || frame.height == 0) return STATE_WHOLE;

  WebPDecoderConfig config;
  if (!WebPInitDecoderConfig(&config)) return STATE_UNREADABLE;
  if (picture->reduction > 1) {
    config.options.use_scaling = 1;
    config.options.scaled_width = (int)frame.width;
    config.options.scaled_height = (int)frame.height;
  }

  size_t stride = (size_t)picture->reduced_width * 4, start = frame.y * stride + (size_t)frame.x * 4;
  config.output.colorspace = frame.has_alpha ? MODE_rgbA : MODE_RGBA;
  config.output.is_external_memory = 1;
  config.output.u.RGBA.rgba = picture->pixels + start;
  config.output.u.RGBA.stride = (int)stride;
  config.output.u.RGBA.size = picture->reduced_height * stride - start;

  WebPIDecoder *decoder = WebPIDecode(NULL, 0, &config);
  if (decoder == NULL) return STATE_UNREADABLE;

  switch (WebPIUpdate(decoder, frame.bytes, frame.size)) {
    case VP8_STATUS_OK:
      return STATE_WHOLE;
    case VP8_STATUS_SUSPENDED: {
      int rows = 0;
      if (WebPIDecGetRGB(decoder, &rows, NULL, NULL, NULL) == NULL || rows <= 0) return STATE_UNREADABLE;
      size_t done = (frame.y + (uint32_t)rows) * stride;
      memset(picture->pixels + done, 0, picture->reduced_height * stride - done);
      return STATE_INCOMPLETE;
    }
    default:
      return STATE_UNREADABLE;
  }
}
