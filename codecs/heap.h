/* The module's memory: blocks one after the other, given back from the end. */
#ifndef CODECS_HEAP_H
#define CODECS_HEAP_H

#include <stddef.h>

/* A zeroed block whose address is a multiple of 64. */
void *heap_pixels(size_t size);

/* The blocks that there are stay; all that come later can be given back at once. */
size_t heap_mark(void);
void heap_release(size_t mark);

/* The highest address that was ever handed out. */
size_t heap_used(void);

#endif
