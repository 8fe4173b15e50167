/* What a codec is asked for, and where it puts the pixels. */
#ifndef CODECS_PICTURE_H
#define CODECS_PICTURE_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
  const uint8_t *file;
  size_t length;
  uint32_t width, height;                  /* of the whole picture, as the host has read it */
  uint32_t reduction;                      /* 1, 2, 4 or 8 */
  uint32_t reduced_width, reduced_height;  /* set with the pixels */
  uint8_t *pixels;                         /* RGBA, premultiplied, rows without gaps */
  uint32_t rows;                           /* how many rows from the top have been decoded */
} picture;

/* Makes room for the pixels, all zero. Gives up if there is none. */
void make_pixels(picture *picture, uint32_t reduced_width, uint32_t reduced_height);

/* Each decodes as many rows as there are and returns a state. */
int decode_jpeg(picture *picture);
int decode_png(picture *picture);
int decode_webp(picture *picture);

/* x * y / 255, rounded to the nearest. */
static inline uint8_t scale_by(uint32_t x, uint32_t y) {
  uint32_t product = x * y + 128;
  return (uint8_t)((product + (product >> 8)) >> 8);
}

#endif
