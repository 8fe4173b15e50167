/*
 * The few functions of a C library that the codecs call. Small copies are frequent and are done here: memory.copy and memory.fill cost a call into the
 * WebAssembly runtime each.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <wasm_simd128.h>

#define SMALL 512

void *memcpy(void *restrict to, const void *restrict from, size_t size) {
  uint8_t *t = to;
  const uint8_t *f = from;
  if (size > SMALL) return __builtin_memcpy(to, from, size);
  if (size >= 16) {
    size_t at = 0;
    for (; at + 16 <= size; at += 16) wasm_v128_store(t + at, wasm_v128_load(f + at));
    if (at < size) wasm_v128_store(t + size - 16, wasm_v128_load(f + size - 16));
    return to;
  }

  for (size_t at = 0; at < size; at++) t[at] = f[at];
  return to;
}

void *memmove(void *to, const void *from, size_t size) { return __builtin_memmove(to, from, size); }

void *memset(void *to, int value, size_t size) {
  uint8_t *t = to;
  if (size > SMALL) return __builtin_memset(to, value, size);
  if (size >= 16) {
    v128_t all = wasm_i8x16_splat((int8_t)value);
    size_t at = 0;
    for (; at + 16 <= size; at += 16) wasm_v128_store(t + at, all);
    if (at < size) wasm_v128_store(t + size - 16, all);
    return to;
  }

  for (size_t at = 0; at < size; at++) t[at] = (uint8_t)value;
  return to;
}

int memcmp(const void *left, const void *right, size_t size) {
  const uint8_t *l = left, *r = right;
  for (; size > 0; size--, l++, r++) {
    if (*l != *r) return *l - *r;
  }

  return 0;
}

size_t strlen(const char *text) {
  size_t length = 0;
  while (text[length] != 0) length++;
  return length;
}
