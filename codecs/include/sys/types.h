/* zlib asks for off_t. */
#ifndef CODECS_TYPES_H
#define CODECS_TYPES_H

typedef long off_t;

#endif
