using System.Buffers;
using System.Globalization;
using System.Text;

namespace Iris.Server.Reading;

/// <summary>What the headers of a form's part say, as far as it matters: where its name and its file's name are.</summary>
/// <param name="Name">The name of the field.</param>
/// <param name="FileName">The name of the file; null where it has none.</param>
internal readonly record struct PartHeaders(Utf8Slice Name, Utf8Slice? FileName)
{
    // RFC 9110, 5.6.2. The asterisk is not among them: it marks the other forms of a parameter, of which a file's name alone may have one.
    private static readonly SearchValues<byte> Token =
        SearchValues.Create("!#$%&'+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    // A quote in a value without quotes is read differently by different readers.
    private static readonly SearchValues<byte> ValueEnd = SearchValues.Create("; \t\""u8);

    // RFC 9110, 5.5: some readers take them for the end of a line, or of everything.
    private static readonly SearchValues<byte> Dangerous = SearchValues.Create("\0\r\n"u8);

    /// <summary>Reads the headers of a part. A file name in quotes or in the form of RFC 8187 is replaced by what it means.</summary>
    /// <param name="headers">The lines, without the empty one.</param>
    /// <param name="offset">Where in the body they begin.</param>
    /// <param name="result">What they say.</param>
    /// <returns>False when they are not those of a field that is sent as it is.</returns>
    public static bool TryRead(Span<byte> headers, int offset, out PartHeaders result)
    {
        result = default;
        bool hasDisposition = false;
        for (int start = 0; start < headers.Length;)
        {
            int length = headers[start..].IndexOf("\r\n"u8);
            Span<byte> line = headers.Slice(start, length < 0 ? headers.Length - start : length);
            int colon = line.IndexOf((byte)':');
            if (colon <= 0 || line[..colon].ContainsAnyExcept(Token) || line.ContainsAny(Dangerous))
            {
                // Folded lines too, as RFC 7578 has none.
                return false;
            }

            if (Ascii.EqualsIgnoreCase(line[..colon], "content-disposition"u8))
            {
                if (hasDisposition || !TryReadDisposition(line[(colon + 1)..], offset + start + colon + 1, out result))
                {
                    return false;
                }

                hasDisposition = true;
            }
            else if (Ascii.EqualsIgnoreCase(line[..colon], "content-transfer-encoding"u8) && !IsPlain(line[(colon + 1)..]))
            {
                return false;
            }

            start += line.Length + 2;
        }

        return hasDisposition;
    }

    // RFC 7578 has no encodings any more; these say that there is none.
    private static bool IsPlain(ReadOnlySpan<byte> encoding)
    {
        ReadOnlySpan<byte> trimmed = encoding.Trim(" \t"u8);
        return Ascii.EqualsIgnoreCase(trimmed, "binary"u8) || Ascii.EqualsIgnoreCase(trimmed, "8bit"u8) || Ascii.EqualsIgnoreCase(trimmed, "7bit"u8);
    }

    // form-data; name="…"; filename="…"; filename*=UTF-8''…
    private static bool TryReadDisposition(Span<byte> value, int offset, out PartHeaders result)
    {
        result = default;
        int at = SkipSpace(value, 0);
        if (!Ascii.EqualsIgnoreCase(value[at..Math.Min(at + 9, value.Length)], "form-data"u8))
        {
            return false;
        }

        Utf8Slice? name = null, fileName = null, extended = null;
        at = SkipSpace(value, at + 9);
        while (at < value.Length)
        {
            if (value[at] != ';')
            {
                return false;
            }

            int start = SkipSpace(value, at + 1);
            int equals = value[start..].IndexOf((byte)'=');
            if (equals <= 0 || !TryReadValue(value, start + equals + 1, out Range text, out at))
            {
                return false;
            }

            ReadOnlySpan<byte> parameter = value.Slice(start, equals);
            ref Utf8Slice? slot = ref fileName;
            if (Ascii.EqualsIgnoreCase(parameter, "name"u8))
            {
                slot = ref name;
            }
            else if (Ascii.EqualsIgnoreCase(parameter, "filename*"u8))
            {
                slot = ref extended;
                if (!TryDecodeExtended(value, ref text))
                {
                    return false;
                }
            }
            else if (parameter.ContainsAnyExcept(Token))
            {
                return false;
            }
            else if (!Ascii.EqualsIgnoreCase(parameter, "filename"u8))
            {
                continue;
            }

            if (slot is not null)
            {
                return false;
            }

            (int first, int length) = text.GetOffsetAndLength(value.Length);
            slot = new(offset + first, length);
        }

        result = new(name ?? default, extended ?? fileName);
        return name is not null;
    }

    private static bool TryReadValue(Span<byte> value, int start, out Range text, out int next)
    {
        if (start < value.Length && value[start] == '"')
        {
            return TryReadQuoted(value, start + 1, out text, out next);
        }

        int length = value[start..].IndexOfAny(ValueEnd);
        int end = length < 0 ? value.Length : start + length;
        text = start..end;
        next = SkipSpace(value, end);
        return end > start;
    }

    // A backslash escapes a quote or itself; before anything else it is what it is, as in the path that some send.
    private static bool TryReadQuoted(Span<byte> value, int start, out Range text, out int next)
    {
        int written = start;
        for (int read = start; read < value.Length; read++)
        {
            if (value[read] == '"')
            {
                text = start..written;
                next = SkipSpace(value, read + 1);
                return true;
            }

            if (value[read] == '\\' && read + 1 < value.Length && value[read + 1] is (byte)'"' or (byte)'\\')
            {
                read++;
            }

            value[written++] = value[read];
        }

        text = default;
        next = 0;
        return false;
    }

    // UTF-8'language'percent-encoded
    private static bool TryDecodeExtended(Span<byte> value, ref Range text)
    {
        (int start, int length) = text.GetOffsetAndLength(value.Length);
        Span<byte> encoded = value.Slice(start, length);
        int charset = encoded.IndexOf((byte)'\'');
        int language = charset < 0 ? -1 : encoded[(charset + 1)..].IndexOf((byte)'\'');
        if (language < 0 || !Ascii.EqualsIgnoreCase(encoded[..charset], "utf-8"u8))
        {
            return false;
        }

        int first = charset + language + 2;
        int written = first;
        for (int read = first; read < encoded.Length; read++)
        {
            byte next = encoded[read];
            if (next == '%')
            {
                if (read + 2 >= encoded.Length
                    || !byte.TryParse(encoded.Slice(read + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out next))
                {
                    return false;
                }

                read += 2;
            }

            encoded[written++] = next;
        }

        text = (start + first)..(start + written);
        return true;
    }

    private static int SkipSpace(ReadOnlySpan<byte> value, int start)
    {
        int length = start >= value.Length ? -1 : value[start..].IndexOfAnyExcept((byte)' ', (byte)'\t');
        return length < 0 ? value.Length : start + length;
    }
}
