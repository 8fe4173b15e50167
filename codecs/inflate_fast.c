/*
 * The inner loop of zlib's inflate, in place of its inffast.c and with the same contract: there are 6 bytes of input and 258 of output at least, and it goes on for as long
 * as there are. It reads 8 bytes at a time where it can, and copies 16. On return, fewer than 8 bits are held.
 */
#include <string.h>
#include <wasm_simd128.h>

#include "zutil.h"
#include "inftrees.h"
#include "inflate.h"
#include "inffast.h"

enum { INPUT = 6, OUTPUT = 258, STEP = 16 };

/* What an entry of the tables means: 0 is a literal, less than HAS_BASE the bits of a second table, and anything else is invalid. */
enum { HAS_BASE = 16, IS_END = 32 };

typedef struct {
  uint64_t hold;
  unsigned bits;
  const unsigned char *in, *in_end;
} reader;

/* A length, a distance and their extra bits are 48 bits together. */
static inline void fill(reader *from) {
  if (from->in_end - from->in >= 8) {
    uint64_t next;
    memcpy(&next, from->in, 8);
    from->hold |= next << from->bits;
    from->in += (63 - from->bits) >> 3;
    from->bits |= 56;
  } else {
    while (from->bits < 48 && from->in < from->in_end) {
      from->hold |= (uint64_t)*from->in++ << from->bits;
      from->bits += 8;
    }
  }
}

static inline unsigned low(const reader *from, unsigned count) { return (unsigned)from->hold & ((1u << count) - 1); }

static inline void drop(reader *from, unsigned count) {
  from->hold >>= count;
  from->bits -= count;
}

/* Looks up a code, in one table or in two. */
static inline code next_code(reader *from, const code *table, unsigned bits) {
  code found = table[low(from, bits)];
  if (found.op != 0 && found.op < HAS_BASE) {
    drop(from, found.bits);
    found = table[found.val + low(from, found.op)];
  }

  drop(from, found.bits);
  return found;
}

static inline unsigned value_of(reader *from, code found) {
  unsigned extra = found.op & 15, value = found.val + low(from, extra);
  drop(from, extra);
  return value;
}

/* Copies forward, byte by byte where the two are nearer to each other than a step or end nearer to their limits. */
static inline unsigned char *copy(unsigned char *to, const unsigned char *from, unsigned size, const unsigned char *to_end, const unsigned char *from_end) {
  unsigned rounded = (size + STEP - 1) / STEP * STEP;
  if ((from >= to || (size_t)(to - from) >= STEP) && (size_t)(to_end - to) >= rounded && (size_t)(from_end - from) >= rounded) {
    for (unsigned at = 0; at < size; at += STEP) wasm_v128_store(to + at, wasm_v128_load(from + at));
    return to + size;
  }

  for (; size > 0; size--) *to++ = *from++;
  return to;
}

/* Copies what stands in the window, which may go around its end, as far as the match does. */
static inline unsigned copy_window(const struct inflate_state *state, unsigned back, unsigned size, unsigned char **to, const unsigned char *to_end) {
  const unsigned char *end = state->window + state->wsize;
  if (state->wnext < back) {
    unsigned behind = back - state->wnext, count = behind < size ? behind : size;
    *to = copy(*to, end - behind, count, to_end, end);
    size -= count;
    back -= count;
    if (size == 0 || back == 0) return size;
  }

  unsigned count = back < size ? back : size;
  *to = copy(*to, state->window + (state->wnext - back), count, to_end, end);
  return size - count;
}

void ZLIB_INTERNAL inflate_fast(z_streamp strm, unsigned start) {
  struct inflate_state *state = (struct inflate_state *)strm->state;
  unsigned char *out = strm->next_out, *first = out - (start - strm->avail_out), *out_end = out + strm->avail_out, *last = out_end - (OUTPUT - 1);
  reader from = { state->hold, state->bits, strm->next_in, strm->next_in + strm->avail_in };
  const unsigned char *last_in = from.in_end - (INPUT - 1);

  do {
    fill(&from);
    code found = next_code(&from, state->lencode, state->lenbits);
    if (found.op == 0) {
      *out++ = (unsigned char)found.val;
      continue;
    }

    if (!(found.op & HAS_BASE)) {
      if (found.op & IS_END) {
        state->mode = TYPE;
      } else {
        strm->msg = "";
        state->mode = BAD;
      }

      break;
    }

    unsigned size = value_of(&from, found);
    found = next_code(&from, state->distcode, state->distbits);
    unsigned distance = (found.op & HAS_BASE) ? value_of(&from, found) : 0, here = (unsigned)(out - first);
    if (distance == 0 || (distance > here && distance - here > state->whave)) {
      strm->msg = "";
      state->mode = BAD;
      break;
    }

    if (distance > here) size = copy_window(state, distance - here, size, &out, out_end);
    if (size > 0) out = copy(out, out - distance, size, out_end, out_end);
  } while (from.in < last_in && out < last);

  unsigned unused = from.bits >> 3;
  from.in -= unused;
  from.bits -= unused << 3;
  state->hold = (unsigned long)low(&from, from.bits);
  state->bits = from.bits;
  strm->next_in = from.in;
  strm->next_out = out;
  strm->avail_in = (unsigned)(from.in_end - from.in);
  strm->avail_out = (unsigned)(out_end - out);
}
