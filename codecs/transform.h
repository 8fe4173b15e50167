/* The inverse transforms of a block. Each returns whether it could do it. */
#ifndef CODECS_TRANSFORM_H
#define CODECS_TRANSFORM_H

int transform_8x8(const short *table, const short *block, JSAMPARRAY out, JDIMENSION column);
int transform_4x4(const short *table, const short *block, JSAMPARRAY out, JDIMENSION column);
int transform_2x2(const short *table, const short *block, JSAMPARRAY out, JDIMENSION column);

#endif
