using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Iris.Cli.Verification;

/// <summary>
/// Byte strings that are looked for all at once: their last eight bytes are hashed into a filter that nearly everything else fails, so
/// that thousands cost no more than a few. Immutable, thread-safe.
/// </summary>
internal sealed class CanarySet
{
    /// <summary>The shortest byte string that can be looked for.</summary>
    public const int MinBytes = sizeof(ulong);

    // 128 KB of bits: they stay in the processor's cache.
    private const int FilterBits = 20;

    private const int PageBytes = 4096;

    private readonly ulong[] _filter = new ulong[(1 << FilterBits) / 64];
    private readonly Dictionary<ulong, List<(string Name, byte[] Bytes)>> _byEnd = [];

    /// <exception cref="ArgumentException">One of them is shorter than <see cref="MinBytes"/>.</exception>
    public CanarySet(IReadOnlyDictionary<string, byte[]> canaries)
    {
        foreach ((string name, byte[] bytes) in canaries)
        {
            if (bytes.Length < MinBytes)
            {
                throw new ArgumentException("Too short to tell it from chance.", nameof(canaries));
            }

            MaxBytes = Math.Max(MaxBytes, bytes.Length);
            ulong end = BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(^MinBytes));
            uint bit = Hash(end);
            _filter[bit >> 6] |= 1UL << (int)bit;
            if (!_byEnd.TryGetValue(end, out List<(string, byte[])>? sharing))
            {
                _byEnd[end] = sharing = [];
            }

            sharing.Add((name, bytes));
        }
    }

    /// <summary>The length of the longest.</summary>
    public int MaxBytes { get; }

    /// <summary>Looks for all of them.</summary>
    /// <param name="memory">Where.</param>
    /// <param name="alreadySeen">How much of it was looked at before: what ends there is passed over.</param>
    /// <param name="found">Is told the name and the index of each.</param>
    public void Find(ReadOnlySpan<byte> memory, int alreadySeen, Action<string, int> found)
    {
        for (int page = Math.Max(0, alreadySeen - MinBytes + 1); page <= memory.Length - MinBytes; page += PageBytes)
        {
            // With the last of the canaries that begin in it. Much memory is zero.
            ReadOnlySpan<byte> around = memory[page..Math.Min(memory.Length, page + PageBytes + MinBytes - 1)];
            if (around.ContainsAnyExcept((byte)0))
            {
                FindInPage(memory, page, around.Length - MinBytes, found);
            }
        }
    }

    private void FindInPage(ReadOnlySpan<byte> memory, int page, int last, Action<string, int> found)
    {
        ref byte start = ref MemoryMarshal.GetReference(memory);
        for (int i = page; i <= page + last; i++)
        {
            ulong end = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, i));
            uint bit = Hash(end);
            if ((_filter[bit >> 6] & (1UL << (int)bit)) != 0 && _byEnd.TryGetValue(end, out List<(string, byte[])>? candidates))
            {
                foreach ((string name, byte[] bytes) in candidates)
                {
                    int index = i + MinBytes - bytes.Length;
                    if (index >= 0 && memory.Slice(index, bytes.Length).SequenceEqual(bytes))
                    {
                        found(name, index);
                    }
                }
            }
        }
    }

    // Multiplicative hashing by the golden ratio (Knuth, volume 3, section 6.4).
    private static uint Hash(ulong value) => (uint)((value * 0x9E3779B97F4A7C15) >> (64 - FilterBits));
}
