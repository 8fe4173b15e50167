/* No file is ever opened: the codecs' headers name the type alone. */
#ifndef CODECS_STDIO_H
#define CODECS_STDIO_H

#include <stddef.h>

typedef struct FILE FILE;

#endif
