using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Iris.Server.Privacy;

/// <summary>
/// What methods that have returned left on the stack of the current thread. The framework takes URLs apart in buffers there, and a thread of
/// the pool may rest for minutes with the last one.
/// </summary>
internal static class DeadFrames
{
    // The framework's buffers on the stack are of 1 KB at most, a few calls deep.
    private const int Depth = 32 * 1024;

    /// <summary>Overwrites it, below the frame of the caller.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Erase()
    {
        Span<byte> dead = stackalloc byte[Depth];
        CryptographicOperations.ZeroMemory(dead);
    }
}
