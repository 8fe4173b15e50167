/* SSE2, made of wasm's SIMD. */
#define SIMDE_ENABLE_NATIVE_ALIASES
#include <simde/x86/sse2.h>
