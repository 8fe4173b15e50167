using System.Runtime.CompilerServices;
using Iris.Memory;

namespace Iris.Tests;

/// <summary>Buffers that a test forgets on purpose, counted so that all others can be told from them.</summary>
internal static class DeliberateLeaks
{
    private static int _count;

    public static int Count => _count;

    // Not inlined, so that no register of the caller keeps a buffer alive.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Leak(int buffers)
    {
        for (int i = 0; i < buffers; i++)
        {
            Interlocked.Increment(ref _count);
            _ = new SensitiveBuffer<byte>(16).Length;
        }
    }
}
