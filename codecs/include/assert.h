/* Assertions are off. */
#ifndef CODECS_ASSERT_H
#define CODECS_ASSERT_H

#define assert(condition) ((void)0)

#endif
