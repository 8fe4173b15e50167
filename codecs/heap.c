/*
 * A heap that is easy to count: blocks stand one after the other, each behind a header of 16 bytes, and sizes are rounded up to 16. A block that is freed is used anew
 * once everything behind it has been freed. The last block grows and shrinks in place.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "heap.h"
#include "state.h"

#define STEP 16u
#define PAGE_BITS 16

typedef struct {
  uint32_t size;     /* of the block behind the header */
  uint32_t previous; /* the header before this one, 0 if this is the first */
  uint32_t is_free;
  uint32_t unused;
} header;

extern unsigned char __heap_base;

static uint32_t end;      /* where the next header goes */
static uint32_t last;     /* the header of the last block, 0 if there is none */
static uint32_t highest;  /* memory from here on was never handed out, so it is zero */

static uint32_t round_up(uint32_t value, uint32_t step) { return (value + step - 1) & ~(step - 1); }

static int reach(uint64_t address) {
  uint64_t have = (uint64_t)__builtin_wasm_memory_size(0) << PAGE_BITS;
  if (address <= have) return 1;
  uint64_t pages = (address - have + (1u << PAGE_BITS) - 1) >> PAGE_BITS;
  return pages < 65536 && __builtin_wasm_memory_grow(0, (size_t)pages) != SIZE_MAX;
}

static void *take(size_t size, uint32_t alignment) {
  if (end == 0) end = highest = round_up((uint32_t)(uintptr_t)&__heap_base, STEP);
  uint64_t block = ((uint64_t)end + sizeof(header) + alignment - 1) & ~(uint64_t)(alignment - 1);
  uint64_t next = block + ((size + (uint64_t)STEP - 1) & ~(uint64_t)(STEP - 1));
  if (next > UINT32_MAX - STEP || !reach(next)) {
    set_state(STATE_NO_MEMORY);
    return NULL;
  }

  header *made = (header *)((uintptr_t)block - sizeof(header));
  *made = (header){ .size = (uint32_t)(next - block), .previous = last };
  last = (uint32_t)(uintptr_t)made;
  end = (uint32_t)next;
  return (void *)(uintptr_t)block;
}

static void note_highest(void) {
  if (end > highest) highest = end;
}

void *malloc(size_t size) {
  void *block = take(size, STEP);
  note_highest();
  return block;
}

/* What was never handed out is zero already: to write it once more would cost a pass over the pixels. */
static void *zeroed(size_t size, uint32_t alignment) {
  uint32_t before = highest;
  unsigned char *block = take(size, alignment);
  if (before == 0) before = highest;
  if (block != NULL && (uintptr_t)block < before) {
    size_t dirty = before - (uintptr_t)block;
    memset(block, 0, dirty < size ? dirty : size);
  }

  note_highest();
  return block;
}

void *calloc(size_t count, size_t size) {
  uint64_t bytes = (uint64_t)count * size;
  if (bytes > UINT32_MAX) {
    set_state(STATE_NO_MEMORY);
    return NULL;
  }

  return zeroed((size_t)bytes, STEP);
}

void *heap_pixels(size_t size) { return zeroed(size, 64); }

static void drop_free_ones_at_the_end(void) {
  while (last != 0 && ((header *)(uintptr_t)last)->is_free) {
    end = last;
    last = ((header *)(uintptr_t)last)->previous;
  }
}

void free(void *block) {
  if (block == NULL) return;
  ((header *)block - 1)->is_free = 1;
  drop_free_ones_at_the_end();
}

void *realloc(void *block, size_t size) {
  if (block == NULL) return malloc(size);
  header *at = (header *)block - 1;
  if ((uint32_t)(uintptr_t)at == last) {
    uint64_t next = (uint64_t)(uintptr_t)block + ((size + (uint64_t)STEP - 1) & ~(uint64_t)(STEP - 1));
    if (next > UINT32_MAX - STEP || !reach(next)) {
      set_state(STATE_NO_MEMORY);
      return NULL;
    }

    at->size = (uint32_t)(next - (uintptr_t)block);
    end = (uint32_t)next;
    note_highest();
    return block;
  }

  if (size <= at->size) return block;
  void *moved = malloc(size);
  if (moved == NULL) return NULL;
  memcpy(moved, block, at->size);
  free(block);
  return moved;
}

size_t heap_mark(void) { return last; }

void heap_release(size_t mark) {
  while (last > mark) {
    end = last;
    last = ((header *)(uintptr_t)last)->previous;
  }
}

size_t heap_used(void) { return highest; }
