#include "picture.h"
#include "state.h"
int decode_webp(picture *picture) { (void)picture; return STATE_UNREADABLE; }
