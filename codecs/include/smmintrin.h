/* SSE4.1, made of wasm's SIMD. */
#define SIMDE_ENABLE_NATIVE_ALIASES
#include <simde/x86/sse4.1.h>
