/* libwebp asks for the integer types alone. */
#include <stdint.h>
