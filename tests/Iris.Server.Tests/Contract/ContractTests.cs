using System.Globalization;
using System.Text.Json.Nodes;
using Iris.Server.Tests.V1;

namespace Iris.Server.Tests.Contract;

/// <summary>Brings about every answer that is documented, and checks it against the document.</summary>
public sealed class ContractTests(ContractServers servers) : IClassFixture<ContractServers>
{
    private static readonly ApiDocument Document = ApiDocument.Load();

    public static TheoryData<string> Documented => [.. Document.Answers.Where(answer => Drives.WhyNot(answer) is null).Select(answer => answer.ToString())];

    [Theory]
    [MemberData(nameof(Documented))]
    public async Task The_server_answers_as_is_documented(string name)
    {
        DocumentedAnswer documented = Document.Answers.Single(answer => answer.ToString() == name);

        Answer answer = await Drives.RunAsync(servers, Document, documented);

        Assert.True(documented.Status == answer.Status, $"{answer.Status}: {answer.Body}");
        AssertHeaders(documented, answer);
        if (documented.MediaType is null)
        {
            Assert.Empty(answer.Body);
            return;
        }

        Assert.Equal(documented.MediaType, answer.MediaType);
        Assert.All(answer.Documents(), document => Assert.Empty(Document.Schemas.Errors(Document.Content(documented)["schema"]!, document)));
        if (documented.Status >= 400 && answer.MediaType != "text/plain")
        {
            Assert.Equal($"urn:iris:problem:{documented.Example}", (string?)answer.Documents()[0]["type"]);
        }

        if (Document.OwnsExample(documented))
        {
            await AssertExampleAsync(documented, answer);
        }
    }

    // No example has such a picture.
    [Theory]
    [InlineData("/v1/compare", "application/json")]
    [InlineData("/v1/compare", "application/x-ndjson")]
    [InlineData("/v1/verify", "application/json")]
    [InlineData("/v1/faces", "application/json")]
    public async Task Pictures_that_were_cut_short_are_answered_as_is_documented(string path, string type)
    {
        byte[] picture = Pictures.Read(CompareClient.SalleyAgain);
        string cut = CompareClient.DataUri(picture[..(picture.Length * 85 / 100)]);
        JsonObject body = path switch
        {
            "/v1/compare" => V1Client.Body(cut, [cut]),
            "/v1/verify" => new JsonObject { ["target_url"] = cut, ["candidate_url"] = cut },
            _ => new JsonObject { ["image_url"] = cut },
        };
        IrisServer server = await servers.UsualAsync();
        using StringContent content = V1Client.Json(body.ToJsonString());

        Answer answer = await Answer.ReadAsync(await server.SendAsync(path, content, type));

        JsonNode schema = Document.Operation("POST", path)["responses"]!["200"]!["content"]![type]!["schema"]!;
        Assert.All(answer.Documents(), document => Assert.Empty(Document.Schemas.Errors(schema, document)));
        Assert.Equal(path == "/v1/faces" ? 1 : 2, answer.Body.Split("\"incomplete\":true").Length - 1);
    }

    [Fact]
    public void What_is_not_brought_about_is_known() => Assert.Equal(
        ["GET /health/ready 503", "GET /v1/privacy 500"],
        Document.Answers.Where(answer => Drives.WhyNot(answer) is not null)
            .Select(answer => $"{answer.Method} {answer.Path} {answer.Status}")
            .Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("GET", "/v1/compare", 405, "method-not-allowed")]
    [InlineData("DELETE", "/v1/privacy", 405, "method-not-allowed")]
    [InlineData("GET", "/v1/nothing", 404, "not-found")]
    public async Task A_path_or_method_that_is_not_documented_is_a_problem_that_is(string method, string path, int status, string problem)
    {
        IrisServer server = await servers.UsualAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));

        Answer answer = await Answer.ReadAsync(await server.Client.SendAsync(request, TestContext.Current.CancellationToken));

        Assert.Equal((status, "application/problem+json"), (answer.Status, answer.MediaType));
        Assert.Empty(Document.Schemas.Errors(Document.Root["components"]!["schemas"]!["Problem"]!, answer.Documents()[0]));
        Assert.Equal($"urn:iris:problem:{problem}", (string?)answer.Documents()[0]["type"]);
    }

    private static void AssertHeaders(DocumentedAnswer documented, Answer answer)
    {
        foreach ((string name, JsonNode? header) in Document.Response(documented)["headers"]?.AsObject() ?? [])
        {
            JsonNode schema = Document.Schemas.Resolve(header!)["schema"]!;
            string value = answer.Headers[name];
            Assert.Empty(Document.Schemas.Errors(
                schema, (string?)schema["type"] == "integer" ? int.Parse(value, CultureInfo.InvariantCulture) : value));
        }
    }

    private static async Task AssertExampleAsync(DocumentedAnswer documented, Answer answer)
    {
        JsonNode said = answer.MediaType is "application/json" or "application/problem+json" ? answer.Documents()[0] : answer.Body;
        // What a report says of a machine is that machine's, and how much it has to do is of that moment.
        bool isReport = documented is { Path: "/v1/privacy" or "/v1/status", Status: 200 };
        if (MadeDocuments.AreMadeAnew && !isReport)
        {
            await Document.UpdateAsync(documented, said);
        }

        JsonNode content = Document.Content(documented), example = content["examples"]![documented.Example!]!["value"]!;
        Assert.True(!isReport || Document.Schemas.Errors(content["schema"]!, example) is []);
        string[] differences = documented switch
        {
            // Of which stages averages are known is of that moment, too.
            { Path: "/v1/status", Status: 200 } => Example.Differences(Example.Names(example, depth: 2), Example.Names(said, depth: 2)),
            _ when isReport => Example.Differences(Example.Promises(example), Example.Promises(said)),
            _ => Example.Differences(example, said),
        };
        Assert.True(
            differences is [],
            "The example in docs/openapi.json is stale: run ./build.sh docs, and build once more. "
            + string.Join("; ", differences));
    }
}
