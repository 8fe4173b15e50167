using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Iris.Models;

namespace Iris.Imaging;

/// <summary>What is done to a channel of eight pixels at once, each to the bit as to a pixel by itself.</summary>
internal static class EightPixels
{
    /// <summary>A channel's values, 0 to 255.</summary>
    /// <param name="pixels">The pixels.</param>
    /// <param name="shift">The channel's place: 0 for red, 8 for green, 16 for blue.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Channel(Vector256<uint> pixels, int shift) =>
        Vector256.ConvertToSingle(((pixels >>> shift) & Vector256.Create(0xFFu)).AsInt32());

    /// <summary>Makes a network's input elements of a channel's values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Prepare(Vector256<float> channel, Preprocessing preprocessing) =>
        (channel * preprocessing.Scale) + Vector256.Create(preprocessing.Offset);
}
