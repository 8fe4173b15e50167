using System.Text.Json;
using Iris.Memory;

namespace Iris.Server.Reading;

/// <summary>Reads strings of JSON where they are.</summary>
internal static class JsonStrings
{
    /// <summary>Takes the string that a reader is at.</summary>
    /// <param name="json">The reader, over a part of the body.</param>
    /// <param name="body">The body. An escaped string is replaced by what it means.</param>
    /// <param name="offset">Where in the body the reader has begun.</param>
    /// <param name="memory">What the memory to unescape it in counts against.</param>
    /// <exception cref="MemoryBudgetException">There is none.</exception>
    /// <exception cref="InvalidOperationException">An escape in it stands for no character.</exception>
    public static Utf8Slice Take(ref readonly Utf8JsonReader json, Span<byte> body, int offset, MemoryBudget? memory)
    {
        int start = offset + (int)json.TokenStartIndex + 1;
        int length = json.ValueSpan.Length;

        // Unescaped text is never longer: it takes the place of the escaped one, which the reader has already passed.
        return new(start, json.ValueIsEscaped ? Unescape(in json, length, body[start..], memory) : length);
    }

    private static int Unescape(ref readonly Utf8JsonReader json, int maxLength, Span<byte> target, MemoryBudget? memory)
    {
        memory?.Reserve(maxLength);
        try
        {
            using var unescaped = new SensitiveBuffer<byte>(maxLength);
            int length = json.CopyString(unescaped.Span);
            unescaped.Span[..length].CopyTo(target);
            return length;
        }
        finally
        {
            memory?.Release(maxLength);
        }
    }
}
