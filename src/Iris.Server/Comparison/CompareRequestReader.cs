using System.Text.Json;
using System.Text.Unicode;
using Iris.Memory;

namespace Iris.Server.Comparison;

/// <summary>Why a body is not a request for comparison.</summary>
internal enum CompareRequestError
{
    None,

    /// <summary>It is not JSON in UTF-8.</summary>
    Malformed,

    /// <summary>It is JSON of another shape.</summary>
    WrongShape,

    /// <summary>It has more candidates than allowed.</summary>
    TooManyCandidates,

    /// <summary>It has a longer name than allowed.</summary>
    NameTooLong,
}

/// <summary>
/// Reads <c>{"target_url": string, "people": [{"name": string, "image_url": string}]}</c> in place. Properties with other names are
/// passed over; a missing, repeated or wrongly typed one makes the shape wrong.
/// </summary>
internal ref struct CompareRequestReader
{
    /// <summary>How deep objects and arrays may be nested, in properties that are passed over too.</summary>
    public const int MaxDepth = 64;

    private readonly Span<byte> _body;
    private readonly int _maxCandidates;
    private readonly MemoryBudget? _memory;
    private readonly List<CompareRequest.Person> _people = [];
    private Utf8JsonReader _json;
    private Utf8Slice? _target;
    private bool _hasPeople;

    private CompareRequestReader(Span<byte> body, int maxCandidates, MemoryBudget? memory)
    {
        _body = body;
        _memory = memory;
        _maxCandidates = maxCandidates;
        _json = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MaxDepth });
    }

    /// <summary>Reads a body.</summary>
    /// <param name="body">The body, which must outlive the result. Escaped strings are replaced by what they mean.</param>
    /// <param name="request">The request.</param>
    /// <param name="maxCandidates">The most candidates that it may have.</param>
    /// <param name="maxNameBytes">The longest name that one of them may have.</param>
    /// <exception cref="MemoryBudgetException">There is no memory to unescape a string in.</exception>
    public static CompareRequestError Read(GrowingBuffer body, int maxCandidates, int maxNameBytes, out CompareRequest? request)
    {
        request = null;
        if (!Utf8.IsValid(body.Written))
        {
            return CompareRequestError.Malformed;
        }

        var reader = new CompareRequestReader(body.Written, maxCandidates, body.Budget);
        try
        {
            if (!reader.ReadRoot())
            {
                reader.PassOverRest();
                return CompareRequestError.WrongShape;
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an escape such as "\ud800" that stands for no character.
            return CompareRequestError.Malformed;
        }

        if (reader._people.Count > maxCandidates)
        {
            return CompareRequestError.TooManyCandidates;
        }

        if (reader._people.Exists(person => person.Name.Length > maxNameBytes))
        {
            return CompareRequestError.NameTooLong;
        }

        request = new CompareRequest(body, reader._target!.Value, reader._people);
        return CompareRequestError.None;
    }

    private bool ReadRoot()
    {
        _json.Read();
        if (_json.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            if (_json.ValueTextEquals("target_url"u8))
            {
                if (_target is not null || !ReadString(out _target))
                {
                    return false;
                }
            }
            else if (_json.ValueTextEquals("people"u8))
            {
                if (_hasPeople || !ReadPeople())
                {
                    return false;
                }

                _hasPeople = true;
            }
            else
            {
                _json.Skip();
            }
        }

        // Anything after the object is an error of syntax, which the reader throws.
        _json.Read();
        return _target is not null && _hasPeople;
    }

    private bool ReadPeople()
    {
        _json.Read();
        if (_json.TokenType != JsonTokenType.StartArray)
        {
            return false;
        }

        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            if (!ReadPerson())
            {
                return false;
            }
        }

        return true;
    }

    private bool ReadPerson()
    {
        if (_json.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        Utf8Slice? name = null, image = null;
        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            if (_json.ValueTextEquals("name"u8))
            {
                if (name is not null || !ReadString(out name))
                {
                    return false;
                }
            }
            else if (_json.ValueTextEquals("image_url"u8))
            {
                if (image is not null || !ReadString(out image))
                {
                    return false;
                }
            }
            else
            {
                _json.Skip();
            }
        }

        if (name is null || image is null)
        {
            return false;
        }

        // One too many tells as much as a million.
        if (_people.Count <= _maxCandidates)
        {
            _people.Add(new(name.Value, image.Value));
        }

        return true;
    }

    private bool ReadString(out Utf8Slice? slice)
    {
        slice = null;
        _json.Read();
        if (_json.TokenType != JsonTokenType.String)
        {
            return false;
        }

        int offset = (int)_json.TokenStartIndex + 1;
        int length = _json.ValueSpan.Length;
        if (_json.ValueIsEscaped)
        {
            // Unescaped text is never longer: it takes the place of the escaped one, which the reader has already passed.
            length = Unescape(length, _body[offset..]);
        }

        slice = new(offset, length);
        return true;
    }

    private int Unescape(int maxLength, Span<byte> target)
    {
        _memory?.Reserve(maxLength);
        try
        {
            using var unescaped = new SensitiveBuffer<byte>(maxLength);
            int length = _json.CopyString(unescaped.Span);
            unescaped.Span[..length].CopyTo(target);
            return length;
        }
        finally
        {
            _memory?.Release(maxLength);
        }
    }

    // Throws where the rest is not JSON: malformed outweighs the wrong shape.
    private void PassOverRest()
    {
        while (_json.Read())
        {
        }
    }
}
