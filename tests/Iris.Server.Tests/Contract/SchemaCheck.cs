using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Iris.Server.Tests.Contract;

/// <summary>
/// Checks JSON against a schema of JSON Schema 2020-12, as far as the document uses it: a keyword that it does not know is an error, never
/// passed over. There is no such library under a licence that the project may use.
/// </summary>
/// <param name="root">The document that references lead into.</param>
internal sealed class SchemaCheck(JsonNode root)
{
    // What says nothing of which values are right. A discriminator only repeats what oneOf says.
    private static readonly HashSet<string> Annotations =
        ["description", "default", "examples", "format", "contentMediaType", "discriminator"];

    /// <summary>Why a value does not fit a schema: a line for each reason, with the place in the value. Empty when it fits.</summary>
    public string[] Errors(JsonNode schema, JsonNode? value)
    {
        var errors = new List<string>();
        Check(schema, value, "", errors);
        return [.. errors];
    }

    /// <summary>Follows a reference, if it is one.</summary>
    public JsonNode Resolve(JsonNode node)
    {
        while (node is JsonObject && node["$ref"] is { } reference)
        {
            string path = (string)reference!;
            Assert.StartsWith("#/", path, StringComparison.Ordinal);
            node = path[2..].Split('/').Aggregate(root, (parent, name) =>
                parent[name.Replace("~1", "/", StringComparison.Ordinal)] ?? throw new InvalidOperationException($"{path} leads nowhere."));
        }

        return node;
    }

    private void Check(JsonNode schema, JsonNode? value, string place, List<string> errors)
    {
        if (schema is JsonValue boolean)
        {
            Require((bool)boolean, "must not be there");
            return;
        }

        foreach ((string keyword, JsonNode? argument) in schema.AsObject())
        {
            switch (keyword)
            {
                case "$ref":
                    Check(Resolve(schema), value, place, errors);
                    break;
                case "type":
                    Require(IsOfType(value, (string)argument!), $"is no {argument}");
                    break;
                case "const":
                    Require(JsonNode.DeepEquals(argument, value), $"is not {argument}");
                    break;
                case "enum":
                    Require(argument!.AsArray().Any(one => JsonNode.DeepEquals(one, value)), "is none of the words");
                    break;
                case "minimum":
                    Require(Number(value) is not { } least || least >= Number(argument), $"is less than {argument}");
                    break;
                case "maximum":
                    Require(Number(value) is not { } most || most <= Number(argument), $"is more than {argument}");
                    break;
                case "exclusiveMinimum":
                    Require(Number(value) is not { } above || above > Number(argument), $"is not more than {argument}");
                    break;
                case "pattern":
                    Require(value?.GetValueKind() != JsonValueKind.String || Regex.IsMatch((string)value!, (string)argument!), $"is not like {argument}");
                    break;
                case "minItems":
                    Require(value is not JsonArray few || few.Count >= (int)argument!, $"has fewer than {argument} elements");
                    break;
                case "maxItems":
                    Require(value is not JsonArray many || many.Count <= (int)argument!, $"has more than {argument} elements");
                    break;
                case "items":
                    for (int i = 0; value is JsonArray array && i < array.Count; i++)
                    {
                        Check(argument!, array[i], $"{place}/{i}", errors);
                    }

                    break;
                case "required":
                    foreach (string name in Names(argument))
                    {
                        Require(value is not JsonObject members || members.ContainsKey(name), $"lacks {name}");
                    }

                    break;
                case "properties":
                    foreach ((string name, JsonNode? property) in argument!.AsObject())
                    {
                        if (value is JsonObject members && members.ContainsKey(name))
                        {
                            Check(property!, members[name], $"{place}/{name}", errors);
                        }
                    }

                    break;
                case "additionalProperties" when argument!.GetValueKind() == JsonValueKind.False:
                    foreach (string name in (value as JsonObject)?.Select(member => member.Key) ?? [])
                    {
                        Require(schema["properties"]?.AsObject().ContainsKey(name) == true, $"has {name}");
                    }

                    break;
                case "dependentRequired":
                    foreach ((string name, JsonNode? others) in argument!.AsObject())
                    {
                        foreach (string other in Names(others))
                        {
                            Require(value is not JsonObject members || !members.ContainsKey(name) || members.ContainsKey(other), $"has {name} without {other}");
                        }
                    }

                    break;
                case "dependentSchemas":
                    foreach ((string name, JsonNode? consequence) in argument!.AsObject())
                    {
                        if (value is JsonObject members && members.ContainsKey(name))
                        {
                            Check(consequence!, value, place, errors);
                        }
                    }

                    break;
                case "allOf":
                    foreach (JsonNode? part in argument!.AsArray())
                    {
                        Check(part!, value, place, errors);
                    }

                    break;
                case "oneOf":
                    string[][] failures = [.. argument!.AsArray().Select(part => Errors(part!, value))];
                    int fitting = failures.Count(failure => failure is []);
                    Require(fitting == 1, $"fits {fitting} of the alternatives: {string.Join(" | ", failures.Select(failure => string.Join(", ", failure)))}");
                    break;
                case "if":
                    if (schema[Errors(argument!, value) is [] ? "then" : "else"] is { } then)
                    {
                        Check(then, value, place, errors);
                    }

                    break;
                case "then" or "else":
                    break;
                default:
                    Assert.True(Annotations.Contains(keyword), $"The schema has a keyword that is not checked: {keyword}.");
                    break;
            }
        }

        void Require(bool condition, string otherwise)
        {
            if (!condition)
            {
                errors.Add($"{(place.Length == 0 ? "/" : place)} {otherwise}");
            }
        }
    }

    private static IEnumerable<string> Names(JsonNode? list) => list!.AsArray().Select(name => (string)name!);

    private static double? Number(JsonNode? value) => value?.GetValueKind() == JsonValueKind.Number ? double.Parse(value.ToJsonString()) : null;

    private static bool IsOfType(JsonNode? value, string type) => (value?.GetValueKind() ?? JsonValueKind.Null) switch
    {
        JsonValueKind.Object => type == "object",
        JsonValueKind.Array => type == "array",
        JsonValueKind.String => type == "string",
        JsonValueKind.True or JsonValueKind.False => type == "boolean",
        JsonValueKind.Number => type == "number" || (type == "integer" && double.IsInteger(Number(value)!.Value)),
        _ => type == "null",
    };
}
