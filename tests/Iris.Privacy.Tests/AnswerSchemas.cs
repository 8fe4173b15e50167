using System.Text.Json.Nodes;

namespace Iris.Privacy.Tests;

/// <summary>
/// What answers can hold, by the document that describes them, <c>/openapi/v1.json</c>; that answers have no more than it says, the contract
/// tests of the server see to.
/// </summary>
internal sealed class AnswerSchemas(JsonNode document)
{
    // What is told of a face's quality is eight; an embedding has 192.
    private const int MostNumbers = 8;

    private readonly List<string> _texts = [];
    private readonly List<string> _faults = [];
    private readonly HashSet<string> _seen = [];

    /// <summary>The places that hold text that is none of a closed set, such as <c>Candidate/name</c>.</summary>
    public IEnumerable<string> Texts => _texts.Distinct().Order(StringComparer.Ordinal);

    /// <summary>The places that could hold an embedding or a picture: with why.</summary>
    public IEnumerable<string> Faults => _faults.Distinct().Order(StringComparer.Ordinal);

    /// <summary>Reads a document.</summary>
    public static AnswerSchemas Read(JsonNode document)
    {
        var schemas = new AnswerSchemas(document);
        foreach ((string path, JsonNode? operations) in document["paths"]!.AsObject())
        {
            foreach ((_, JsonNode? operation) in operations!.AsObject())
            {
                foreach ((string status, JsonNode? response) in operation!["responses"]!.AsObject())
                {
                    schemas.See($"{path} {status}", schemas.Resolve(response!));
                }
            }
        }

        return schemas;
    }

    private void See(string place, JsonNode response)
    {
        foreach ((string header, JsonNode? value) in response["headers"]?.AsObject() ?? [])
        {
            SeeSchema($"{place} {header}", Resolve(value!)["schema"]!);
        }

        foreach ((string type, JsonNode? content) in response["content"]?.AsObject() ?? [])
        {
            Require(type is "application/json" or "application/problem+json" or "application/x-ndjson" or "text/event-stream" or "text/plain", place, $"is {type}");
            SeeSchema(place, content!["schema"]!);
        }
    }

    private void SeeSchema(string place, JsonNode? schema)
    {
        if (schema?["$ref"] is { } reference)
        {
            string name = ((string)reference!).Split('/')[^1];
            if (_seen.Add(name))
            {
                SeeSchema(name, Resolve(schema));
            }

            return;
        }

        foreach (string combination in (string[])["oneOf", "anyOf", "allOf"])
        {
            // The further parts of allOf only narrow what the first one says.
            foreach (JsonNode? part in schema?[combination] is JsonArray parts ? combination == "allOf" ? parts.Take(1) : parts : [])
            {
                SeeSchema(place, part);
            }

            if (schema?[combination] is not null)
            {
                return;
            }
        }

        switch ((schema as JsonObject)?["type"]?.ToString())
        {
            case "object":
                JsonObject properties = schema!["properties"]?.AsObject() ?? [];
                Require(schema["additionalProperties"]?.ToJsonString() == "false" && schema["patternProperties"] is null, place, "has room for anything");
                Require(properties.Count(property => IsNumber(property.Value!)) <= MostNumbers, place, "has room for many numbers");
                foreach ((string name, JsonNode? property) in properties)
                {
                    SeeSchema($"{place}/{name}", property);
                }

                break;
            case "array":
                Require(schema!["items"] is not null && schema["prefixItems"] is null, place, "is a list of anything");
                Require(schema["items"] is not { } items || !IsNumber(items), place, "is a list of numbers");
                SeeSchema(place, schema["items"]);
                break;
            case "string":
                Require(
                    schema!["format"] is null && schema["contentEncoding"] is null && schema["contentMediaType"] is null, place, "has room for bytes");
                if (schema["enum"] is null && schema["const"] is null)
                {
                    _texts.Add(place);
                }

                break;
            default:
                Require(IsNumber(schema ?? new JsonObject()) || schema?["type"]?.ToString() == "boolean", place, "has room for anything");
                break;
        }
    }

    private bool IsNumber(JsonNode schema) => Resolve(schema)["type"]?.ToString() is "number" or "integer";

    private JsonNode Resolve(JsonNode node) => node["$ref"] is { } reference
        ? ((string)reference!)[2..].Split('/').Aggregate(document, (parent, name) => parent[name]!)
        : node;

    private void Require(bool condition, string place, string otherwise)
    {
        if (!condition)
        {
            _faults.Add($"{place} {otherwise}");
        }
    }
}
