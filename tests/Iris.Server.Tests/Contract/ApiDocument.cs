using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Iris.Server.Tests.Contract;

/// <summary>
/// An answer that <c>docs/openapi.json</c> has an example of: the operation, the status and, where it has a body, its type and the
/// example's name, which is the problem's where it is one.
/// </summary>
internal sealed record DocumentedAnswer(string Method, string Path, int Status, string? MediaType, string? Example)
{
    public override string ToString() => string.Join(' ', new[] { Method, Path, $"{Status}", MediaType, Example }.OfType<string>());
}

/// <summary><c>docs/openapi.json</c>, which is what the server serves.</summary>
internal sealed class ApiDocument
{
    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private ApiDocument()
    {
        Root = JsonNode.Parse(File.ReadAllText(FilePath))!;
        Schemas = new SchemaCheck(Root);
    }

    /// <summary>Where the file is.</summary>
    public static string FilePath { get; } = Path.Combine(RepositoryRoot.Folder, "docs", "openapi.json");

    /// <summary>The whole document.</summary>
    public JsonNode Root { get; }

    /// <summary>Checks values against its schemas.</summary>
    public SchemaCheck Schemas { get; }

    /// <summary>The operations: method in capitals and path.</summary>
    public IEnumerable<(string Method, string Path)> Operations =>
        from path in Root["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        select (operation.Key.ToUpperInvariant(), path.Key);

    /// <summary>The answers of all operations.</summary>
    public IEnumerable<DocumentedAnswer> Answers =>
        from operation in Operations
        from response in Operation(operation.Method, operation.Path)["responses"]!.AsObject()
        from content in Contents(Schemas.Resolve(response.Value!))
        select new DocumentedAnswer(
            operation.Method, operation.Path, int.Parse(response.Key), content.MediaType, content.Example);

    public static ApiDocument Load() => new();

    public JsonNode Operation(string method, string path) => Root["paths"]![path]![method.ToLowerInvariant()]!;

    public JsonNode Response(DocumentedAnswer answer) =>
        Schemas.Resolve(Operation(answer.Method, answer.Path)["responses"]![$"{answer.Status}"]!);

    /// <summary>What is said of an answer's body.</summary>
    public JsonNode Content(DocumentedAnswer answer) => Response(answer)["content"]![answer.MediaType!]!;

    /// <summary>An example of a request.</summary>
    public JsonNode Request(string path, string example) =>
        Operation("POST", path)["requestBody"]!["content"]!["application/json"]!["examples"]![example]!["value"]!;

    /// <summary>The first example of a request.</summary>
    public JsonNode FirstRequest(string path) =>
        Operation("POST", path)["requestBody"]!["content"]!["application/json"]!["examples"]!.AsObject().First().Value!["value"]!;

    /// <summary>Whether an answer is the first of those that share an example: problems differ by the path in what they advise.</summary>
    public bool OwnsExample(DocumentedAnswer answer) => answer == Answers.First(other =>
        other.Example == answer.Example && other.MediaType == answer.MediaType && ReferenceEquals(Content(other), Content(answer)));

    /// <summary>Writes an example into the file.</summary>
    public async Task UpdateAsync(DocumentedAnswer answer, JsonNode value)
    {
        Content(answer)["examples"]![answer.Example!]!["value"] = value.DeepClone();
        await using var writer = new StreamWriter(FilePath, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write });
        await writer.WriteAsync(Root.ToJsonString(Format) + "\n");
    }

    private static IEnumerable<(string? MediaType, string? Example)> Contents(JsonNode response) => response["content"] is not JsonObject contents
        ? [(null, null)]
        : from content in contents
          from example in content.Value!["examples"]!.AsObject()
          select ((string?)content.Key, (string?)example.Key);
}
