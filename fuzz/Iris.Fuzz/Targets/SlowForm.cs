using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Iris.Server.Reading;

namespace Iris.Fuzz.Targets;

/// <summary>
/// Reads a form by the rules of docs/api.md and of RFC 2046, 7578 and 8187, from a string with a character for each byte. It looks at the parts
/// in the order in which they stand, since that decides which of two faults is told.
/// </summary>
internal sealed partial class SlowForm
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly SlowPath _path;
    private readonly SlowOptions _options;
    private readonly List<string> _candidateNames = [];
    private readonly List<string> _candidates = [];
    private string? _target;
    private string? _names;

    private SlowForm(string body, SlowPath path)
    {
        _path = path;
        _options = new SlowOptions(path);
        try
        {
            // The first delimiter may be at the beginning of the body, as though there were the end of a line before it.
            string[] pieces = ("\r\n" + body).Split("\r\n--" + FormTarget.Boundary);
            for (int i = 1; Refusal is null && !(i < pieces.Length && Closing().IsMatch(pieces[i])); i++)
            {
                Refusal = i < pieces.Length - 1 ? Take(ReadPart(pieces[i])) : Refusal.MalformedMultipart;
            }

            bool isComplete = _target is not null && (path.CandidateFile is null || path.HasPeople || _candidates.Count == 1);
            Refusal ??= isComplete ? null : Refusal.WrongShape;
            Refusal ??= _names is null ? null : TakeNames(_names);
        }
        catch (Exception exception) when (exception is FormatException or DecoderFallbackException)
        {
            Refusal = Refusal.MalformedMultipart;
        }
    }

    /// <summary>Why it is no request; null when it is one.</summary>
    public Refusal? Refusal { get; }

    /// <summary>Whether the names are no JSON, so that this is told, or a fault of their shape that stands before.</summary>
    public bool HasMalformedNames { get; private set; }

    /// <summary>Its options.</summary>
    public Choices Choices => _options.Choices;

    /// <summary>The target, then a name and a picture for each candidate.</summary>
    public IEnumerable<string> Strings => [_target!, .. _candidateNames.Zip(_candidates, (name, file) => new[] { name, file }).SelectMany(pair => pair)];

    public static SlowForm Read(string body, SlowPath path) => new(body, path);

    private static Field ReadPart(string piece)
    {
        Match part = Part().Match(piece);
        (string Name, string Value)[] headers = [.. part.Groups["header"].Captures.Select(header => Split(header.Value))];
        string disposition = headers.Where(header => header.Name == "content-disposition").Select(header => header.Value).Single("a disposition");
        bool isTooLong = part.Groups["header"].Captures.Sum(header => header.Length) - "\r\n".Length > (16 * 1024) + (3 * SlowPath.Bounds.MaxNameBytes);
        if (isTooLong || !headers.Where(header => header.Name == "content-transfer-encoding").All(header => header.Value.ToUpperInvariant() is "BINARY" or "8BIT" or "7BIT"))
        {
            throw new FormatException();
        }

        Match value = Disposition().Match(disposition);
        ILookup<string, string> parameters = value.Success
            ? value.Groups["parameter"].Captures.Select(parameter => Parameter().Match(parameter.Value)).ToLookup(
                parameter => parameter.Groups["name"].Value.ToLowerInvariant(), Value)
            : throw new FormatException();
        string name = parameters["name"].Single("a name");
        string? fileName = parameters["filename"].Any() ? parameters["filename"].Single("a file's name") : null;
        if (parameters["filename*"].Any())
        {
            fileName = Decode(parameters["filename*"].Single("a file's name in its other form"));
        }

        _ = fileName is null ? null : Utf8.GetString(Encoding.Latin1.GetBytes(fileName));
        return new(name, fileName, part.Groups["content"].Value);
    }

    private static (string Name, string Value) Split(string header)
    {
        string[] parts = header.Split(':', 2);
        return (parts[0].ToLowerInvariant(), parts[1].Trim(' ', '\t', '\r', '\n'));
    }

    private static string Value(Match parameter) =>
        parameter.Groups["token"].Success ? parameter.Groups["token"].Value : Regex.Replace(parameter.Groups["quoted"].Value, @"\\([""\\])", "$1");

    // RFC 8187, 3.2
    private static string Decode(string extended)
    {
        Match value = Extended().Match(extended);
        return value.Success
            ? Regex.Replace(value.Groups["text"].Value, "%(..)", octet => ((char)Convert.ToByte(octet.Groups[1].Value, 16)).ToString(), RegexOptions.Singleline)
            : throw new FormatException();
    }

    private Refusal? Take(Field field)
    {
        if (field.Name == _path.TargetFile)
        {
            bool isFirst = _target is null;
            _target = field.Content;
            return isFirst ? null : Refusal.WrongShape;
        }

        if (field.Name == _path.CandidateFile)
        {
            _candidateNames.Add(field.FileName ?? "");
            _candidates.Add(field.Content);
            return !_path.HasPeople && _candidates.Count > 1 ? Refusal.WrongShape
                : _candidates.Count > SlowPath.Bounds.MaxCandidates ? Refusal.TooManyCandidates
                : _candidateNames[^1].Length > SlowPath.Bounds.MaxNameBytes ? Refusal.NameTooLong
                : null;
        }

        if (_path.HasPeople && field.Name == "names")
        {
            bool isFirst = _names is null;
            _names = field.Content;
            return isFirst ? null : Refusal.WrongShape;
        }

        return _options.TakeText(field.Name, field.Content);
    }

    private Refusal? TakeNames(string names)
    {
        byte[] text = Encoding.Latin1.GetBytes(names);
        _ = Utf8.GetString(text);
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 1 });
            if (document.RootElement.ValueKind != JsonValueKind.Array)
            {
                return Refusal.WrongShape;
            }

            int count = 0;
            foreach (JsonElement name in document.RootElement.EnumerateArray())
            {
                if (name.ValueKind != JsonValueKind.String || count == _candidates.Count)
                {
                    return Refusal.WrongShape;
                }

                _candidateNames[count] = Encoding.Latin1.GetString(Utf8.GetBytes(name.GetString()!));
                if (_candidateNames[count++].Length > SlowPath.Bounds.MaxNameBytes)
                {
                    return Refusal.NameTooLong;
                }
            }

            return count == _candidates.Count ? null : Refusal.WrongShape;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            return Refusal.MalformedJson;
        }
        catch (JsonException)
        {
            HasMalformedNames = true;
            return Refusal.MalformedJson;
        }
    }

    // RFC 2046, 5.1.1: the closing delimiter; what comes after its line is passed over.
    [GeneratedRegex(@"\A--[ \t]*(\r\n|\z)")]
    private static partial Regex Closing();

    // The rest of a delimiter's line, headers that are not folded, an empty line, the content.
    [GeneratedRegex(@"\A[ \t]*\r\n(?<header>[!#$%&'+.^_`|~0-9A-Za-z-]+:[^\0\r\n]*\r\n)+\r\n(?<content>.*)\z", RegexOptions.Singleline)]
    private static partial Regex Part();

    [GeneratedRegex(@"\A(?i:form-data)[ \t]*(?<parameter>;[ \t]*(filename\*|[!#$%&'+.^_`|~0-9a-z-]+)=(""(\\[""\\]|[^""\\]|\\(?![""\\]))*""|[^""; \t]+)[ \t]*)*\z", RegexOptions.Singleline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Disposition();

    [GeneratedRegex(@"\A;[ \t]*(?<name>[^=]+)=(""(?<quoted>.*)""|(?<token>[^""].*?))[ \t]*\z", RegexOptions.Singleline)]
    private static partial Regex Parameter();

    [GeneratedRegex(@"\A(?i:utf-8)'[^']*'(?<text>(%[0-9A-Fa-f]{2}|[^%])*)\z", RegexOptions.Singleline)]
    private static partial Regex Extended();

    private sealed record Field(string Name, string? FileName, string Content);
}

file static class Lists
{
    public static string Single(this IEnumerable<string> values, string what) =>
        values.ToArray() is [string only] ? only : throw new FormatException($"There is not {what}.");
}
