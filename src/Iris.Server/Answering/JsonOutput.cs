using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Iris.Server.Answering;

/// <summary>
/// Writes JSON straight into the blocks that it is sent from, which are zeroed. <c>Utf8JsonWriter</c> would take the escaped form of a longer
/// name from the framework's shared arrays, and leave it there. One thread at a time may use an instance.
/// </summary>
/// <param name="output">Where it goes.</param>
internal sealed class JsonOutput(PipeWriter output)
{
    // Room for the longest escape of one character, and for a number. A pipe that is asked for more than a block takes a shared array too.
    private const int PieceBytes = 32;

    // What may be written before it is sent: an answer that a client does not read must not pile up.
    private const int MaxUnsentBytes = 16 * 1024;

    // Names are given back as they came: the answer is JSON, never part of a page.
    private static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    private long _unsent;
    private bool _needsComma;

    /// <summary>Begins an object, as the value of a property or as an element.</summary>
    public void BeginObject() => Begin("{"u8);

    public void EndObject() => End("}"u8);

    /// <summary>Begins an array, as the value of a property or as an element.</summary>
    public void BeginArray() => Begin("["u8);

    public void EndArray() => End("]"u8);

    /// <summary>Writes a property's name; its value comes next.</summary>
    /// <param name="name">A constant without anything to escape.</param>
    public void Property(ReadOnlySpan<byte> name)
    {
        Separate();
        _needsComma = false;
        Raw("\""u8);
        Raw(name);
        Raw("\":"u8);
    }

    public void Number(ReadOnlySpan<byte> property, long value)
    {
        Property(property);
        value.TryFormat(output.GetSpan(PieceBytes), out int written, default, CultureInfo.InvariantCulture);
        Advance(written);
    }

    /// <summary>Writes a finite number, as short as reads back the same.</summary>
    /// <exception cref="InvalidOperationException">It is not finite.</exception>
    public void Number(ReadOnlySpan<byte> property, float value)
    {
        Require(float.IsFinite(value));
        Property(property);
        value.TryFormat(output.GetSpan(PieceBytes), out int written, default, CultureInfo.InvariantCulture);
        Advance(written);
    }

    /// <summary>Writes a finite number.</summary>
    /// <exception cref="InvalidOperationException">It is not finite.</exception>
    public void Number(ReadOnlySpan<byte> property, double value, ReadOnlySpan<char> format)
    {
        Require(double.IsFinite(value));
        Property(property);
        value.TryFormat(output.GetSpan(PieceBytes), out int written, format, CultureInfo.InvariantCulture);
        Advance(written);
    }

    /// <summary>Writes what is true. What is not is left out.</summary>
    public void Flag(ReadOnlySpan<byte> property, bool isSet)
    {
        if (isSet)
        {
            Property(property);
            Raw("true"u8);
            _needsComma = true;
        }
    }

    /// <summary>Writes a string of UTF-8.</summary>
    /// <exception cref="InvalidOperationException">It is not UTF-8.</exception>
    public void String(ReadOnlySpan<byte> property, ReadOnlySpan<byte> text)
    {
        Property(property);
        Raw("\""u8);
        while (!text.IsEmpty)
        {
            OperationStatus status = Encoder.EncodeUtf8(text, output.GetSpan(PieceBytes), out int read, out int written);
            Advance(written);
            text = text[read..];
            if (status is not (OperationStatus.Done or OperationStatus.DestinationTooSmall))
            {
                throw new InvalidOperationException("A name is not UTF-8, which its reader was to refuse.");
            }
        }

        Raw("\""u8);
        _needsComma = true;
    }

    /// <summary>Writes a string of the server's own, such as a model's name.</summary>
    public void String(ReadOnlySpan<byte> property, string text)
    {
        Span<byte> utf8 = stackalloc byte[256];
        Utf8.FromUtf16(text, utf8, out _, out int length);
        String(property, utf8[..length]);
    }

    /// <summary>Writes bytes as they are, such as those between the documents of a stream. What comes next begins anew.</summary>
    public void Frame(ReadOnlySpan<byte> bytes)
    {
        Raw(bytes);
        _needsComma = false;
    }

    /// <summary>Sends what has been written if it is much, no faster than the client takes it.</summary>
    public ValueTask FlushIfFullAsync(CancellationToken cancellationToken) =>
        _unsent > MaxUnsentBytes ? FlushAsync(cancellationToken) : ValueTask.CompletedTask;

    /// <summary>Sends what has been written.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        _unsent = 0;
        await output.FlushAsync(cancellationToken);
    }

    private static void Require(bool isFinite)
    {
        if (!isFinite)
        {
            throw new InvalidOperationException("JSON has no number that is not finite.");
        }
    }

    private void Begin(ReadOnlySpan<byte> bracket)
    {
        Separate();
        Raw(bracket);
        _needsComma = false;
    }

    private void End(ReadOnlySpan<byte> bracket)
    {
        Raw(bracket);
        _needsComma = true;
    }

    private void Separate()
    {
        if (_needsComma)
        {
            Raw(","u8);
        }
    }

    private void Raw(ReadOnlySpan<byte> bytes)
    {
        output.Write(bytes);
        _unsent += bytes.Length;
    }

    private void Advance(int written)
    {
        output.Advance(written);
        _unsent += written;
        _needsComma = true;
    }
}
