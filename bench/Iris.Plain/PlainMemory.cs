using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

// In place of the engine's own, under the same names.
#pragma warning disable IDE0130

namespace Iris.Memory
{
    /// <summary>The C library's heap: neither zeroed when freed, nor locked, nor left out of dumps.</summary>
    public static unsafe class SensitiveMemory
    {
        internal const int Alignment = 64;

        public static long Leaked => 0;

        public static MemoryProtection Protection => new(0, 0, 0, LockRefusal.NotSupported, IsExcludedFromDumps: false);

        public static void Trim()
        {
        }

        internal static long SizeOfGuarded(long bytes) => bytes;

        internal static void* Allocate(nuint bytes, bool isGuarded = false)
        {
            byte* block = (byte*)NativeMemory.AllocZeroed(bytes + Alignment + (nuint)sizeof(void*));
            void** start = (void**)(((nuint)block + (nuint)sizeof(void*) + Alignment - 1) & ~((nuint)Alignment - 1));
            start[-1] = block;
            return start;
        }

        internal static void Free(void* start, nuint bytes, bool isGuarded = false) => NativeMemory.Free(((void**)start)[-1]);

        internal static void CountLeak()
        {
        }
    }
}

namespace Iris.Inference
{
    /// <summary>ONNX Runtime as it comes: with an arena that it keeps.</summary>
    internal static class NetworkMemory
    {
        public static InferenceSession Load(byte[] model, SessionOptions options, MemoryRefusal _)
        {
            options.EnableCpuMemArena = true;
            options.EnableMemoryPattern = true;
            return new InferenceSession(model, options);
        }

        public static void UseFor(MemoryRefusal _)
        {
        }
    }
}
