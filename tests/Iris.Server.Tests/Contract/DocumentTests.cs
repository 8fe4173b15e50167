using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using Iris.Server.Answering;
using Iris.Server.Comparison;
using Iris.Server.Documentation;
using Iris.Server.Problems;
using Iris.Server.Reading;
using Iris.Server.WebConsole;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Iris.Server.Tests.Contract;

/// <summary>The document is written by hand: that it is what the code is.</summary>
public sealed class DocumentTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private static readonly ApiDocument Document = ApiDocument.Load();

    private readonly IrisServer _server = shared.Server;

    [Fact]
    public async Task It_is_served_as_it_is_in_the_repository()
    {
        Answer answer = await Answer.ReadAsync(
            await _server.Client.GetAsync(new Uri("/openapi/v1.json", UriKind.Relative), TestContext.Current.CancellationToken));

        Assert.Equal((200, "application/json"), (answer.Status, answer.MediaType));
        Assert.True(
            answer.Body == await File.ReadAllTextAsync(ApiDocument.FilePath, TestContext.Current.CancellationToken),
            "docs/openapi.json has changed since the server was built.");
        Assert.StartsWith("3.1.", (string?)Document.Root["openapi"], StringComparison.Ordinal);
        Assert.Equal(typeof(IrisApplication).Assembly.GetName().Version!.ToString(3), (string?)Document.Root["info"]!["version"]);
    }

    [Fact]
    public void Every_route_is_documented_and_every_operation_is_a_route()
    {
        string[] reference = [DocumentationServices.DocumentPath, DocumentationServices.PagePath, DocumentationServices.ScriptPath, WebConsoleServices.PagePath];
        IEnumerable<string> routes =
            from endpoint in _server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]
            where method != "HEAD" && !reference.Contains(endpoint.RoutePattern.RawText)
                && !endpoint.RoutePattern.RawText!.StartsWith(WebConsoleServices.FilePrefix, StringComparison.Ordinal)
            select $"{method} {endpoint.RoutePattern.RawText}";

        Assert.Equal(
            Document.Operations.Select(operation => $"{operation.Method} {operation.Path}").Order(StringComparer.Ordinal),
            routes.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Problems_are_those_of_the_code()
    {
        Problem[] problems = [.. typeof(Problem).GetFields(BindingFlags.Static | BindingFlags.Public).Select(field => field.GetValue(null)).OfType<Problem>()];

        Assert.Equal(problems.Select(problem => problem.Type), Words("Problem", "type"));
        Assert.Equal(Choices.Names.Select(name => name.Name), Words("Problem", "option"));
        foreach (DocumentedAnswer answer in Document.Answers.Where(
            answer => answer.Status >= 400 && answer.Example is not null && answer.Path != "/health/ready"))
        {
            Problem problem = Assert.Single(problems, problem => problem.Name == answer.Example);
            Assert.Equal(problem.Status, answer.Status);
            if (answer.MediaType == "application/problem+json")
            {
                JsonNode content = Document.Content(answer), example = content["examples"]![answer.Example!]!["value"]!;
                Assert.Empty(Document.Schemas.Errors(content["schema"]!, example));
                Assert.Equal((problem.Type, problem.Title), ((string?)example["type"], (string?)example["title"]));
                Assert.Equal(
                    content["examples"]!.AsObject().Select(one => $"urn:iris:problem:{one.Key}"),
                    content["schema"]!["allOf"]![1]!["properties"]!["type"]!["enum"]!.AsArray().Select(type => (string)type!));
            }
        }
    }

    [Fact]
    public void Outcomes_are_those_of_the_code()
    {
        string[] outcomes = [.. Enum.GetValues<ImageOutcome>().Select(outcome => Encoding.UTF8.GetString(ComparisonAnswer.Name(outcome)))];

        Assert.Equal(outcomes.Order(StringComparer.Ordinal), Words("CandidateOutcome").Order(StringComparer.Ordinal));
        Assert.Equal(Words("CandidateOutcome").Except(["not_compared"]), Words("TargetOutcome"));
        Assert.Equal(["found", .. Words("TargetOutcome").Except(["compared"])], Words("FacesOutcome"));
    }

    [Theory]
    [InlineData("/v1/compare")]
    [InlineData("/v1/verify")]
    [InlineData("/v1/faces")]
    public void Options_are_those_that_the_path_knows(string path)
    {
        RequestShape shape = path switch
        {
            "/v1/compare" => Iris.Server.V1.RequestShapes.Compare,
            "/v1/verify" => Iris.Server.V1.RequestShapes.Verify,
            _ => Iris.Server.V1.RequestShapes.Faces,
        };
        string[] known = [.. Choices.Names.Where(name => shape.Choices!.Value.HasFlag(name.Choice)).Select(name => name.Name).Order(StringComparer.Ordinal)];
        JsonNode operation = Document.Operation("POST", path);

        Assert.Equal(known, operation["parameters"]!.AsArray().Select(one => (string)Document.Schemas.Resolve(one!)["name"]!).Order(StringComparer.Ordinal));
        foreach ((string _, JsonNode? content) in operation["requestBody"]!["content"]!.AsObject())
        {
            IEnumerable<string> properties = Document.Schemas.Resolve(content!["schema"]!)["properties"]!.AsObject().Select(property => property.Key);
            Assert.Equal(known, properties.Intersect(Choices.Names.Select(name => name.Name)).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Every_schema_says_what_it_is_and_has_no_room_for_more()
    {
        string[] open = ["/MatchRequest", "/Person"];
        var faults = new List<string>();
        foreach ((string name, JsonNode? schema) in Document.Root["components"]!["schemas"]!.AsObject())
        {
            See($"/{name}", schema!);
        }

        Assert.Empty(faults);

        void See(string place, JsonNode schema)
        {
            if (schema["$ref"] is not null)
            {
                Document.Schemas.Resolve(schema);
                return;
            }

            Fault(schema["description"] is null, "has no description");
            Fault(schema["type"] is null && schema["oneOf"] is null, "has no type");
            if (schema["properties"] is JsonObject properties)
            {
                Fault(schema["additionalProperties"] is null != open.Contains(place), "is open or closed where it should not be");
                foreach ((string property, JsonNode? value) in properties)
                {
                    See($"{place}/{property}", value!);
                }

                Fault(!(schema["required"]?.AsArray() ?? []).All(required => properties.ContainsKey((string)required!)), "requires what it does not have");
            }

            if (schema["items"] is { } items)
            {
                See($"{place}/items", items);
            }

            void Fault(bool isOne, string what)
            {
                if (isOne)
                {
                    faults.Add($"{place} {what}");
                }
            }
        }
    }

    [Fact]
    public void Every_schema_and_response_is_used()
    {
        string text = Document.Root.ToJsonString();
        IEnumerable<string> unused =
            from kind in (string[])["schemas", "responses", "parameters", "headers"]
            from component in Document.Root["components"]![kind]!.AsObject()
            where !text.Contains($"\"$ref\":\"#/components/{kind}/{component.Key}\"", StringComparison.Ordinal)
            select component.Key;

        Assert.Empty(unused);
    }

    [Fact]
    public async Task It_and_its_page_can_be_turned_off()
    {
        await using IrisServer server = await IrisServer.StartAsync("Iris:Documentation:Enabled=false");
        foreach (string path in (string[])["/openapi/v1.json", "/docs", "/docs/scalar.js"])
        {
            using HttpResponseMessage response = await server.Client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal(System.Net.HttpStatusCode.NotFound, response.StatusCode);
        }
    }

    [Theory]
    [InlineData("/openapi/v1.json")]
    [InlineData("/docs")]
    [InlineData("/docs/scalar.js")]
    public async Task Heads_are_answered_and_nothing_is_counted(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, new Uri(path, UriKind.Relative));

        using HttpResponseMessage response = await _server.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(System.Net.HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(0, _server.Services.GetRequiredService<Iris.Server.Diagnostics.RequestStatistics>().Read().TotalRequests);
    }

    private static IEnumerable<string> Words(string schema, string? property = null)
    {
        JsonNode node = Document.Root["components"]!["schemas"]![schema]!;
        return (property is null ? node : node["properties"]![property]!)["enum"]!.AsArray().Select(word => (string)word!);
    }
}
