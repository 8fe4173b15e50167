using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Unicode;
using Iris.Memory;
using Iris.Server.Problems;

namespace Iris.Server.Reading;

/// <summary>
/// Reads a request in JSON in place, such as <c>{"target_url": string, "people": [{"name": string, "image_url": string}]}</c>. A missing,
/// repeated or wrongly typed property makes the shape wrong. Properties with other names are passed over where the path knows no
/// options, and otherwise refused; those of a person are always passed over.
/// </summary>
internal ref struct JsonRequestReader
{
    /// <summary>How deep objects and arrays may be nested, in properties that are passed over too.</summary>
    public const int MaxDepth = 64;

    private readonly Span<byte> _body;
    private readonly RequestShape _shape;
    private readonly int _maxCandidates;
    private readonly MemoryBudget? _memory;
    private readonly ChoiceReader? _choices;
    private readonly List<CompareRequest.Person> _people = [];
    private Utf8JsonReader _json;
    private Utf8Slice? _target;
    private Utf8Slice? _candidate;
    private bool _hasPeople;
    private Problem? _wrongOption;

    private JsonRequestReader(Span<byte> body, RequestShape shape, int maxCandidates, ChoiceReader? choices, MemoryBudget? memory)
    {
        _body = body;
        _shape = shape;
        _memory = memory;
        _choices = choices;
        _maxCandidates = maxCandidates;
        _json = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MaxDepth });
    }

    /// <summary>Reads a body.</summary>
    /// <param name="body">The body, which must outlive the result. Escaped strings are replaced by what they mean.</param>
    /// <param name="shape">What the path takes.</param>
    /// <param name="bounds">How much it may hold.</param>
    /// <param name="choices">What takes the options; null where the path knows none.</param>
    /// <param name="request">The request.</param>
    /// <returns>Why it is none; null when it is one.</returns>
    /// <exception cref="MemoryBudgetException">There is no memory to unescape a string in.</exception>
    public static Problem? Read(
        GrowingBuffer body, RequestShape shape, RequestBounds bounds, ChoiceReader? choices, out CompareRequest? request)
    {
        request = null;
        if (!Utf8.IsValid(body.Written))
        {
            return Problem.MalformedJson;
        }

        var reader = new JsonRequestReader(body.Written, shape, bounds.MaxCandidates, choices, body.Budget);
        try
        {
            if (!reader.ReadRoot())
            {
                reader.PassOverRest();
                return reader._wrongOption ?? shape.WrongShape;
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an escape such as "\ud800" that stands for no character.
            return Problem.MalformedJson;
        }

        if (reader._people.Count > bounds.MaxCandidates)
        {
            return Problem.TooManyCandidates;
        }

        foreach (CompareRequest.Person person in reader._people)
        {
            if (person.Name.Length > bounds.MaxNameBytes)
            {
                return Problem.NameTooLong;
            }
        }

        request = new CompareRequest(body, Uri(reader._target!.Value), reader._people, choices?.Choices ?? new Choices());
        return null;
    }

    private static CompareRequest.Image Uri(Utf8Slice slice) => new(slice, IsFile: false);

    private bool ReadRoot()
    {
        _json.Read();
        if (_json.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            if (!ReadProperty())
            {
                return false;
            }
        }

        // Anything after the object is an error of syntax, which the reader throws.
        _json.Read();
        if (_candidate is { } candidate)
        {
            _people.Add(new(default, Uri(candidate)));
        }

        return _target is not null && _hasPeople == _shape.HasPeople && _candidate is null == _shape.CandidateProperty is null;
    }

    private bool ReadProperty()
    {
        if (_json.ValueTextEquals(_shape.TargetProperty))
        {
            return _target is null && ReadString(out _target);
        }

        if (_shape.CandidateProperty is { } name && _json.ValueTextEquals(name))
        {
            return _candidate is null && ReadString(out _candidate);
        }

        if (_shape.HasPeople && _json.ValueTextEquals("people"u8))
        {
            bool isFirst = !_hasPeople;
            _hasPeople = true;
            return isFirst && ReadPeople();
        }

        if (_choices is null)
        {
            _json.Skip();
            return true;
        }

        _wrongOption = ReadChoice(_choices);
        return _wrongOption is null;
    }

    private Problem? ReadChoice(ChoiceReader choices)
    {
        Choice choice = choices.Find(in _json);
        if (choice == Choice.None)
        {
            return choices.UnknownMember(_shape);
        }

        _json.Read();
        if (_json.TokenType != JsonTokenType.String)
        {
            return choices.Take(choice, _json.ValueSpan, _json.TokenType);
        }

        // What is longer than any value cannot be one; what is left of it here is not. It may be anything, and must not stay on the stack.
        Span<byte> text = stackalloc byte[ChoiceReader.MaxValueBytes];
        try
        {
            int length = _json.ValueSpan.Length <= text.Length ? _json.CopyString(text) : 0;
            return choices.Take(choice, text[..length], JsonTokenType.String);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
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
            _people.Add(new(name.Value, Uri(image.Value)));
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

        // Nobody looks at the strings of a request with too many people: a million need not be unescaped.
        slice = _people.Count > _maxCandidates ? default(Utf8Slice) : JsonStrings.Take(in _json, _body, offset: 0, _memory);
        return true;
    }

    // Throws where the rest is not JSON: malformed outweighs the wrong shape.
    private void PassOverRest()
    {
        while (_json.Read())
        {
        }
    }
}
