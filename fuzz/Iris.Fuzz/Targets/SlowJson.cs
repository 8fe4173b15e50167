using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Iris.Server.Reading;

namespace Iris.Fuzz.Targets;

/// <summary>
/// Reads a request by the rules of docs/api.md from a document that is read already. It looks at things in the order in which they stand,
/// since that decides which of two faults is told.
/// </summary>
internal sealed class SlowJson
{
    private readonly SlowPath _path;
    private readonly SlowOptions _options;
    private string? _target;
    private string? _candidate;
    private List<string>? _people;

    private SlowJson(SlowPath path)
    {
        _path = path;
        _options = new SlowOptions(path);
    }

    /// <summary>Why it is no request; null when it is one.</summary>
    public Refusal? Refusal { get; private set; }

    /// <summary>Half of a surrogate pair in the name of a property: whether that is looked at depends on the length of the name.</summary>
    public bool HasUnclearName { get; private set; }

    /// <summary>Its options.</summary>
    public Choices Choices => _options.Choices;

    /// <summary>The target, then a name and a picture for each candidate.</summary>
    public IReadOnlyList<byte[]> Strings =>
        [.. ((string[])[_target!, .. _people ?? [], .. _candidate is null ? (string[])[] : ["", _candidate]]).Select(Encoding.UTF8.GetBytes)];

    public static SlowJson Read(byte[] body, SlowPath path)
    {
        var reader = new SlowJson(path);
        try
        {
            if (!Utf8.IsValid(body))
            {
                throw new JsonException();
            }

            using var document = JsonDocument.Parse(body);
            reader.Refusal = reader.ReadRoot(document.RootElement)
                ?? (reader._people?.Count > 2 * SlowPath.Bounds.MaxCandidates ? Refusal.TooManyCandidates : null)
                ?? (reader._people?.Where((_, i) => i % 2 == 0).Any(name => Encoding.UTF8.GetByteCount(name) > SlowPath.Bounds.MaxNameBytes) is true
                    ? Refusal.NameTooLong
                    : null);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: half of a surrogate pair.
            reader.Refusal = Refusal.MalformedJson;
        }

        return reader;
    }

    private Refusal? ReadRoot(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return Refusal.WrongShape;
        }

        foreach (JsonProperty property in root.EnumerateObject())
        {
            if (ReadProperty(NameOf(property), property.Value) is { } refusal)
            {
                return refusal;
            }
        }

        bool isComplete = _target is not null && _people is not null == _path.HasPeople && _candidate is not null == _path.CandidateProperty is not null;
        return isComplete ? null : Refusal.WrongShape;
    }

    private Refusal? ReadProperty(string? name, JsonElement value)
    {
        if (name is not null && (name == _path.TargetProperty || name == _path.CandidateProperty))
        {
            ref string? slot = ref name == _path.TargetProperty ? ref _target : ref _candidate;
            if (slot is not null || value.ValueKind != JsonValueKind.String)
            {
                return Refusal.WrongShape;
            }

            slot = TextOf(value);
            return null;
        }

        if (_path.HasPeople && name == "people")
        {
            if (_people is not null || value.ValueKind != JsonValueKind.Array)
            {
                return Refusal.WrongShape;
            }

            _people = [];
            return value.EnumerateArray().All(ReadPerson) ? null : Refusal.WrongShape;
        }

        return _path.Options is null ? null : ReadOption(name, value);
    }

    private Refusal? ReadOption(string? name, JsonElement value)
    {
        // A name that the path does not know, and its value, are not looked at.
        if (name is null || !_path.Options!.Contains(name))
        {
            return Refusal.UnknownOption;
        }

        // Nor is what is longer than any value.
        bool isShortText = value.ValueKind == JsonValueKind.String && Encoding.UTF8.GetByteCount(value.GetRawText()) <= 64 + "\"\"".Length;
        string? text = isShortText ? value.GetString() : null;
        return _options.Take(name, name switch
        {
            "faces" => text,
            "include_below_threshold" or "thorough" => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetRawText() : null,
            _ => value.ValueKind == JsonValueKind.Number ? value.GetRawText() : null,
        });
    }

    private bool ReadPerson(JsonElement person)
    {
        if (person.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        string? name = null, image = null;
        foreach (JsonProperty property in person.EnumerateObject())
        {
            switch (NameOf(property))
            {
                case "name" when name is not null || property.Value.ValueKind != JsonValueKind.String:
                case "image_url" when image is not null || property.Value.ValueKind != JsonValueKind.String:
                    return false;
                case "name":
                    name = TextOf(property.Value);
                    break;
                case "image_url":
                    image = TextOf(property.Value);
                    break;
            }
        }

        if (name is null || image is null)
        {
            return false;
        }

        _people!.AddRange([name, image]);
        return true;
    }

    // Where there are too many people already, no string is looked at.
    private string? TextOf(JsonElement value) => _people?.Count > 2 * SlowPath.Bounds.MaxCandidates ? "" : value.GetString();

    private string? NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            HasUnclearName = true;
            return null;
        }
    }
}
