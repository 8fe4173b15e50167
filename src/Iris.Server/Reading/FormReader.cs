using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Iris.Memory;
using Iris.Server.Problems;

namespace Iris.Server.Reading;

/// <summary>
/// Reads a request in <c>multipart/form-data</c> (RFC 7578) in place: files stay where they came in, and nothing of them is copied. A
/// candidate's name is its file's, or stands in the field <c>names</c>, a JSON array of strings.
/// </summary>
internal ref struct FormReader
{
    /// <summary>The longest boundary that RFC 2046 allows.</summary>
    public const int MaxBoundaryLength = 70;

    /// <summary>The headers of a part are not longer, beside three times the longest name: as long as that is when its octets are escaped.</summary>
    public const int MaxHeaderBytes = 16 * 1024;

    private readonly Span<byte> _body;
    private readonly RequestShape _shape;
    private readonly RequestShape.FormFiles _files;
    private readonly RequestBounds _bounds;
    private readonly ChoiceReader _choices;
    private readonly MemoryBudget? _memory;
    private readonly List<CompareRequest.Person> _people = [];
    private Utf8Slice? _target;
    private Utf8Slice? _names;

    private FormReader(GrowingBuffer body, RequestShape shape, RequestBounds bounds, ChoiceReader choices)
    {
        _body = body.Written;
        _memory = body.Budget;
        _shape = shape;
        _files = shape.Files!;
        _bounds = bounds;
        _choices = choices;
    }

    private static ReadOnlySpan<byte> LineEnd => "\r\n"u8;

    private static ReadOnlySpan<byte> Dashes => "--"u8;

    /// <summary>Reads a body.</summary>
    /// <param name="body">The body, which must outlive the result.</param>
    /// <param name="boundary">What the parts are separated by, 1 to 70 characters of ASCII.</param>
    /// <param name="shape">What the path takes, files among it.</param>
    /// <param name="bounds">How much it may hold.</param>
    /// <param name="choices">What takes the options.</param>
    /// <param name="request">The request.</param>
    /// <returns>Why it is none; null when it is one.</returns>
    /// <exception cref="MemoryBudgetException">There is no memory to unescape a name in.</exception>
    public static Problem? Read(
        GrowingBuffer body, string boundary, RequestShape shape, RequestBounds bounds, ChoiceReader choices, out CompareRequest? request)
    {
        request = null;
        var reader = new FormReader(body, shape, bounds, choices);
        Problem? problem = reader.ReadParts(boundary) ?? reader.CheckShape();
        if (problem is null)
        {
            request = new CompareRequest(body, File(reader._target!.Value), reader._people, choices.Choices);
        }

        return problem;
    }

    private static CompareRequest.Image File(Utf8Slice slice) => new(slice, IsFile: true);

    private Problem? ReadParts(string boundary)
    {
        Span<byte> delimiter = stackalloc byte[LineEnd.Length + Dashes.Length + MaxBoundaryLength];
        LineEnd.CopyTo(delimiter);
        Dashes.CopyTo(delimiter[LineEnd.Length..]);
        int length = LineEnd.Length + Dashes.Length + Encoding.ASCII.GetBytes(boundary, delimiter[(LineEnd.Length + Dashes.Length)..]);
        try
        {
            return ReadParts(delimiter[..length]);
        }
        finally
        {
            // Any text may be one: it must not stay on the stack.
            CryptographicOperations.ZeroMemory(delimiter);
        }
    }

    // A delimiter begins with the end of a line, but for the first, which may be at the beginning of the body. The first fault ends it, so
    // that no more parts are read than a request may have candidates, and a few.
    private Problem? ReadParts(scoped ReadOnlySpan<byte> delimiter)
    {
        ReadOnlySpan<byte> first = delimiter[LineEnd.Length..];

        int position = first.Length;
        if (!_body.StartsWith(first))
        {
            int preamble = _body.IndexOf(delimiter);
            if (preamble < 0)
            {
                return Problem.MalformedMultipart;
            }

            position = preamble + delimiter.Length;
        }

        while (!IsEnd(position))
        {
            // From the end of the delimiter's line: another right after it leaves no part in between.
            int start = SkipPadding(position);
            int length = _body[start..].StartsWith(LineEnd) ? _body[start..].IndexOf(delimiter) : -1;
            if (length <= 0)
            {
                return Problem.MalformedMultipart;
            }

            if (ReadPart(start + LineEnd.Length, length - LineEnd.Length) is { } problem)
            {
                return problem;
            }

            position = start + length + delimiter.Length;
        }

        return null;
    }

    // Whatever comes after the line of the closing delimiter is passed over.
    private readonly bool IsEnd(int position)
    {
        if (!_body[position..].StartsWith(Dashes))
        {
            return false;
        }

        int end = SkipPadding(position + Dashes.Length);
        return end == _body.Length || _body[end..].StartsWith(LineEnd);
    }

    private readonly int SkipPadding(int position)
    {
        int length = _body[position..].IndexOfAnyExcept((byte)' ', (byte)'\t');
        return length < 0 ? _body.Length : position + length;
    }

    private Problem? ReadPart(int start, int length)
    {
        Span<byte> part = _body.Slice(start, length);
        ReadOnlySpan<byte> end = "\r\n\r\n"u8;
        int headers = part[..Math.Min(part.Length, MaxHeaderBytes + (3 * _bounds.MaxNameBytes) + end.Length)].IndexOf(end);
        if (headers < 0
            || !PartHeaders.TryRead(part[..headers], start, out PartHeaders head)
            || (head.FileName is { } fileName && !Utf8.IsValid(Text(fileName))))
        {
            return Problem.MalformedMultipart;
        }

        int offset = headers + end.Length;
        return Take(head, new(start + offset, length - offset));
    }

    private Problem? Take(in PartHeaders head, Utf8Slice content)
    {
        ReadOnlySpan<byte> name = Text(head.Name);
        if (Is(name, _files.Target))
        {
            Problem? repeated = _target is null ? null : _shape.WrongShape;
            _target = content;
            return repeated;
        }

        if (_files.Candidates is { } candidates && Is(name, candidates))
        {
            return AddCandidate(head.FileName ?? default, content);
        }

        if (_shape.HasPeople && Is(name, "names"))
        {
            Problem? repeated = _names is null ? null : _shape.WrongShape;
            _names = content;
            return repeated;
        }

        Choice choice = _choices.Find(name);
        return choice == Choice.None ? _choices.UnknownMember(_shape) : _choices.Take(choice, Short(content), JsonTokenType.None);
    }

    private Problem? AddCandidate(Utf8Slice name, Utf8Slice content)
    {
        if (!_shape.HasPeople && _people.Count == 1)
        {
            return _shape.WrongShape;
        }

        _people.Add(new(name, File(content)));
        return _people.Count > _bounds.MaxCandidates ? Problem.TooManyCandidates
            : name.Length > _bounds.MaxNameBytes ? Problem.NameTooLong
            : null;
    }

    private Problem? CheckShape()
    {
        if (_target is null || (!_shape.HasPeople && _files.Candidates is not null && _people.Count == 0))
        {
            return _shape.WrongShape;
        }

        return _names is { } names ? TakeNames(names) : null;
    }

    private Problem? TakeNames(Utf8Slice names)
    {
        ReadOnlySpan<byte> text = Text(names);
        if (!Utf8.IsValid(text))
        {
            return Problem.MalformedMultipart;
        }

        var json = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = 1 });
        try
        {
            return TakeNames(ref json, names.Offset);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return Problem.MalformedJson;
        }
    }

    private readonly Problem? TakeNames(ref Utf8JsonReader json, int offset)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartArray)
        {
            return _shape.WrongShape;
        }

        int count = 0;
        for (; json.Read() && json.TokenType == JsonTokenType.String && count < _people.Count; count++)
        {
            Utf8Slice name = JsonStrings.Take(in json, _body, offset, _memory);
            if (name.Length > _bounds.MaxNameBytes)
            {
                return Problem.NameTooLong;
            }

            _people[count] = _people[count] with { Name = name };
        }

        return count == _people.Count && json.TokenType == JsonTokenType.EndArray && !json.Read() ? null : _shape.WrongShape;
    }

    private readonly ReadOnlySpan<byte> Text(Utf8Slice slice) => _body.Slice(slice.Offset, slice.Length);

    // What is longer than any value cannot be one; what is left of it here is not.
    private readonly ReadOnlySpan<byte> Short(Utf8Slice content) => content.Length <= ChoiceReader.MaxValueBytes ? Text(content) : default;

    private static bool Is(ReadOnlySpan<byte> name, string expected) => name.Length == expected.Length && Ascii.Equals(name, expected);
}
