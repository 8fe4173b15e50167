/* What the host calls. */
#include <stdlib.h>
#include <string.h>

#include "heap.h"
#include "picture.h"
#include "state.h"

#define EXPORT(name) __attribute__((export_name(#name)))

static int current = STATE_UNREADABLE;
static size_t file_end;
static picture asked;

/* That there was no memory is not hidden by what the codec makes of it. */
void set_state(int state) {
  if (current != STATE_NO_MEMORY) current = state;
}

void give_up(void) {
  set_state(STATE_UNREADABLE);
  __builtin_trap();
}

void abort(void) { give_up(); }

void make_pixels(picture *picture, uint32_t reduced_width, uint32_t reduced_height) {
  uint64_t size = (uint64_t)reduced_width * reduced_height * 4;
  if (size == 0) give_up();
  if (size > UINT32_MAX) {
    set_state(STATE_NO_MEMORY);
    give_up();
  }

  picture->pixels = heap_pixels((size_t)size);
  if (picture->pixels == NULL) give_up();
  picture->reduced_width = reduced_width;
  picture->reduced_height = reduced_height;
}

/* For one file at a time: that before is let go. */
EXPORT(reserve) void *reserve(size_t length) {
  heap_release(0);
  asked = (picture){ 0 };
  void *file = malloc(length);
  file_end = heap_mark();
  return file;
}

EXPORT(decode) int decode(int format, const uint8_t *file, size_t length, uint32_t width, uint32_t height, uint32_t reduction) {
  heap_release(file_end);
  current = STATE_UNREADABLE;
  asked = (picture){ .file = file, .length = length, .width = width, .height = height, .reduction = reduction };
  int state = STATE_UNREADABLE;
  switch (format) {
    case 0: state = decode_jpeg(&asked); break;
    case 1: state = decode_png(&asked); break;
    case 2: state = decode_webp(&asked); break;
  }

  set_state(state);
  return current;
}

EXPORT(state) int state(void) { return current; }

EXPORT(pixels) const void *pixels(void) { return asked.pixels; }

EXPORT(used) size_t used(void) { return heap_used(); }
