using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Iris.Server.Tests.V1;

namespace Iris.Server.Tests.Contract;

/// <summary>Options in every place where they are documented: taken at the documented edges, refused one step beyond.</summary>
public sealed class OptionContractTests(ContractServers servers) : IClassFixture<ContractServers>
{
    private static readonly ApiDocument Document = ApiDocument.Load();

    public static TheoryData<string, string, string> Places
    {
        get
        {
            var places = new TheoryData<string, string, string>();
            foreach (string path in (string[])["/v1/compare", "/v1/verify", "/v1/faces"])
            {
                foreach (JsonNode? parameter in Document.Operation("POST", path)["parameters"]!.AsArray())
                {
                    string option = (string)Document.Schemas.Resolve(parameter!)["name"]!;
                    places.Add(path, option, "query");
                    places.Add(path, option, "application/json");
                    places.Add(path, option, "multipart/form-data");
                }
            }

            return places;
        }
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task An_option_is_taken_within_its_documented_range_and_refused_beyond(string path, string option, string place)
    {
        (JsonNode[] good, JsonNode[] bad) = Values(SchemaOf(path, option));

        foreach (JsonNode value in good)
        {
            Answer answer = await AskAsync(path, option, value, place);
            Assert.True(answer.Status == 200 || IsUnsupportedRate(answer), $"{value}: {answer.Body}");
        }

        foreach (JsonNode value in bad)
        {
            Answer answer = await AskAsync(path, option, value, place);
            Assert.True(answer.Status == 422, $"{value}: {answer.Status} {answer.Body}");
            Assert.Equal(("urn:iris:problem:invalid-option", option), ((string?)answer.Documents()[0]["type"], (string?)answer.Documents()[0]["option"]));
        }
    }

    [Fact]
    public void A_request_with_both_a_threshold_and_a_rate_does_not_fit_the_schema()
    {
        var request = (JsonObject)Document.FirstRequest("/v1/compare").DeepClone();
        JsonNode schema = Document.Root["components"]!["schemas"]!["CompareRequest"]!;
        Assert.Empty(Document.Schemas.Errors(schema, request));

        request["threshold"] = 0.5;
        Assert.Empty(Document.Schemas.Errors(schema, request));

        request["target_false_match_rate"] = 0.001;
        Assert.NotEmpty(Document.Schemas.Errors(schema, request));
    }

    private static JsonNode SchemaOf(string path, string option)
    {
        JsonNode request = Document.Operation("POST", path)["requestBody"]!["content"]!["application/json"]!["schema"]!;
        return Document.Schemas.Resolve(Document.Schemas.Resolve(request)["properties"]![option]!);
    }

    private static (JsonNode[] Good, JsonNode[] Bad) Values(JsonNode schema) => (string)schema["type"]! switch
    {
        "boolean" => ([true, false], ["yes"]),
        "string" => ([.. schema["enum"]!.AsArray().Select(word => word!.DeepClone())], ["none of them"]),
        "integer" => (
            [(int)schema["minimum"]!, (int)schema["maximum"]!],
            [(int)schema["minimum"]! - 1, (int)schema["maximum"]! + 1, (int)schema["minimum"]! + 0.5]),
        _ => (
            [schema["minimum"]?.DeepClone() ?? 0.001, schema["maximum"]!.DeepClone()],
            [schema["minimum"] is { } least ? (double)least - 0.001 : schema["exclusiveMinimum"]!.DeepClone(), (double)schema["maximum"]! + 0.001]),
    };

    private static bool IsUnsupportedRate(Answer answer) =>
        answer.Status == 422 && (string?)answer.Documents()[0]["type"] == "urn:iris:problem:unsupported-rate";

    private async Task<Answer> AskAsync(string path, string option, JsonNode value, string place)
    {
        IrisServer server = await servers.UsualAsync();
        string text = value.GetValueKind() == JsonValueKind.String ? (string)value! : value.ToJsonString();
        using HttpContent content = place == "multipart/form-data" ? Form(path) : V1Client.Json(Body(path, place == "query" ? null : (option, value)));
        if (content is MultipartFormDataContent form)
        {
            form.Add(new StringContent(text), option);
        }

        string query = place == "query" ? string.Create(CultureInfo.InvariantCulture, $"?{option}={Uri.EscapeDataString(text)}") : "";
        return await Answer.ReadAsync(await server.SendAsync(path + query, content));
    }

    private static string Body(string path, (string Name, JsonNode Value)? option)
    {
        var body = (JsonObject)JsonNode.Parse(path switch
        {
            "/v1/compare" => """{"target_url": "data:;base64,", "people": []}""",
            "/v1/verify" => """{"target_url": "data:;base64,", "candidate_url": "data:;base64,"}""",
            _ => """{"image_url": "data:;base64,"}""",
        })!;
        if (option is { } chosen)
        {
            body[chosen.Name] = chosen.Value.DeepClone();
        }

        return body.ToJsonString();
    }

    private static MultipartFormDataContent Form(string path) => path switch
    {
        "/v1/compare" => V1Client.Form(("target", "", []), ("candidates", "a", [])),
        "/v1/verify" => V1Client.Form(("target", "", []), ("candidate", "", [])),
        _ => V1Client.Form(("image", "", [])),
    };
}
