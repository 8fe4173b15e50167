using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;

namespace Iris.Models;

/// <summary>Reads a file and the JSON in it, and says in one line what is wrong with either: for JSON which member, and why.</summary>
/// <param name="file">The file.</param>
/// <param name="kind">What it is to be, as a message says it.</param>
/// <param name="refuse">Makes the exception that is thrown for a fault, which has no final full stop.</param>
internal sealed class CheckedFile(string file, string kind, Func<string, Exception?, Exception> refuse)
{
    // Some editors begin a file with it.
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads the bytes, of an ordinary file alone: others may have no end.</summary>
    /// <param name="maxBytes">How many there may be.</param>
    public byte[] Read(int maxBytes)
    {
        try
        {
            // To open a pipe would wait for whoever writes to it.
            if (new FileInfo(file) is var named && (named.ResolveLinkTarget(returnFinalTarget: true) ?? named) is FileInfo { Exists: true, Length: 0 })
            {
                throw refuse("it is empty, or no ordinary file", null);
            }

            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            if (stream.Length > maxBytes)
            {
                throw refuse($"it is too large to be {kind}", null);
            }

            byte[] bytes = GC.AllocateUninitializedArray<byte>((int)stream.Length);
            stream.ReadExactly(bytes);
            return stream.ReadByte() < 0 ? bytes : throw refuse("it is no ordinary file, or is being written", null);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw refuse("it is missing", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw refuse("it cannot be read", exception);
        }
    }

    /// <summary>Reads JSON whose every member is known and stands once, and in which none is missing that must be there.</summary>
    /// <param name="json">Its bytes.</param>
    /// <param name="type">What it describes.</param>
    public T Parse<T>(byte[] json, JsonTypeInfo<T> type)
        where T : class
    {
        if (!Utf8.IsValid(json))
        {
            throw refuse($"it is not {kind}: its text is not UTF-8", null);
        }

        try
        {
            ReadOnlyMemory<byte> text = json.AsMemory(json.AsSpan().StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0);
            using (JsonDocument document = JsonDocument.Parse(text))
            {
                CheckMembers(document.RootElement, type, path: "");
            }

            return JsonSerializer.Deserialize(text.Span, type) ?? throw refuse("it is empty", null);
        }
        catch (JsonException exception)
        {
            throw refuse(Describe(exception), exception);
        }
    }

    // The serializer's own messages speak of .NET types.
    private string Describe(JsonException exception) => exception.Path is ['$', '.', .. var path]
        ? $"its '{path}' has a value that it cannot have (line {exception.LineNumber + 1})"
        : $"it is not JSON as {kind} is (line {exception.LineNumber + 1})";

    private void CheckMembers(JsonElement element, JsonTypeInfo type, string path)
    {
        if (element.ValueKind == JsonValueKind.Array && type.ElementType is { } elementType)
        {
            JsonTypeInfo elements = type.Options.GetTypeInfo(elementType);
            foreach ((int i, JsonElement item) in element.EnumerateArray().Index())
            {
                if (item.ValueKind == JsonValueKind.Null)
                {
                    throw refuse($"its '{path}[{i}]' is null", null);
                }

                CheckMembers(item, elements, $"{path}[{i}]");
            }
        }
        else if (element.ValueKind == JsonValueKind.Object && type.Kind == JsonTypeInfoKind.Object)
        {
            CheckMembersOfObject(element, type, path.Length == 0 ? "" : $"{path}.");
        }
    }

    private void CheckMembersOfObject(JsonElement element, JsonTypeInfo type, string start)
    {
        var names = new HashSet<string>();
        foreach (JsonProperty member in element.EnumerateObject())
        {
            string name = NameOf(member);
            JsonPropertyInfo known = type.Properties.FirstOrDefault(property => property.Name == name)
                ?? throw refuse($"it has a member '{start}{name}', and there is none of that name", null);
            if (!names.Add(name))
            {
                throw refuse($"its '{start}{name}' stands twice", null);
            }

            CheckMembers(member.Value, type.Options.GetTypeInfo(known.PropertyType), start + name);
        }

        if (type.Properties.FirstOrDefault(property => property.IsRequired && !names.Contains(property.Name)) is { } missing)
        {
            throw refuse($"it lacks '{start}{missing.Name}'", null);
        }
    }

    // An escape can name half a character.
    private string NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException exception)
        {
            throw refuse("it has a member whose name is not text", exception);
        }
    }
}
