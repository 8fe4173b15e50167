using System.Text.Json.Nodes;

namespace Iris.Server.Tests.Contract;

/// <summary>That the check of schemas finds what does not fit.</summary>
public sealed class SchemaCheckTests
{
    [Theory]
    [InlineData("""{"type":"string"}""", "\"a\"", "1")]
    [InlineData("""{"type":"number"}""", "1.5", "\"1\"")]
    [InlineData("""{"type":"integer"}""", "1.0", "1.5")]
    [InlineData("""{"type":"boolean"}""", "false", "null")]
    [InlineData("""{"type":"object"}""", "{}", "[]")]
    [InlineData("""{"type":"array"}""", "[]", "{}")]
    [InlineData("""{"type":"null"}""", "null", "0")]
    [InlineData("""{"const":"a"}""", "\"a\"", "\"b\"")]
    [InlineData("""{"enum":["a","b"]}""", "\"b\"", "\"c\"")]
    [InlineData("""{"minimum":1}""", "1", "0.999")]
    [InlineData("""{"maximum":1}""", "1", "1.001")]
    [InlineData("""{"exclusiveMinimum":0}""", "0.001", "0")]
    [InlineData("""{"pattern":"^a"}""", "\"ab\"", "\"ba\"")]
    [InlineData("""{"minItems":1}""", "[1]", "[]")]
    [InlineData("""{"maxItems":1}""", "[1]", "[1,2]")]
    [InlineData("""{"items":{"type":"string"}}""", "[\"a\"]", "[\"a\",1]")]
    [InlineData("""{"required":["a"]}""", """{"a":1}""", """{"b":1}""")]
    [InlineData("""{"properties":{"a":{"type":"string"}}}""", """{"a":"","b":1}""", """{"a":1}""")]
    [InlineData("""{"properties":{"a":false}}""", """{"b":1}""", """{"a":1}""")]
    [InlineData("""{"properties":{"a":true},"additionalProperties":false}""", """{"a":1}""", """{"a":1,"b":1}""")]
    [InlineData("""{"dependentRequired":{"a":["b"]}}""", """{"b":1}""", """{"a":1}""")]
    [InlineData("""{"dependentSchemas":{"a":{"required":["b"]}}}""", """{"b":1}""", """{"a":1}""")]
    [InlineData("""{"allOf":[{"minimum":1},{"maximum":2}]}""", "2", "3")]
    [InlineData("""{"oneOf":[{"minimum":1},{"maximum":2}]}""", "3", "1.5")]
    [InlineData("""{"if":{"const":1},"then":{"type":"string"}}""", "2", "1")]
    [InlineData("""{"if":{"type":"string"},"else":{"const":1}}""", "\"\"", "2")]
    [InlineData("""{"$ref":"#/word"}""", "\"a\"", "1")]
    public void What_fits_has_no_error_and_what_does_not_has_one(string schema, string right, string wrong)
    {
        var check = new SchemaCheck(JsonNode.Parse("""{"word":{"type":"string"}}""")!);
        JsonNode parsed = JsonNode.Parse(schema)!;

        Assert.Empty(check.Errors(parsed, JsonNode.Parse(right)));
        Assert.Single(check.Errors(parsed, JsonNode.Parse(wrong)));
    }

    [Fact]
    public void A_keyword_that_is_not_known_is_never_passed_over() =>
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => new SchemaCheck(new JsonObject()).Errors(JsonNode.Parse("""{"maxLength":1}""")!, "ab"));
}
