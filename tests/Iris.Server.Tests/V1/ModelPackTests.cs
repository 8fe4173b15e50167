using System.Net;
using System.Text.Json.Nodes;
using Iris.Models;
using Iris.Server.Tests.Contract;
using Iris.Testing.Networks;
using static Iris.Server.Tests.CompareClient;

namespace Iris.Server.Tests.V1;

/// <summary>The server with other model packs than its own.</summary>
public sealed class ModelPackTests
{
    [Fact]
    public async Task Of_a_pack_that_nobody_has_measured_no_rate_is_known()
    {
        using PackFolder pack = PackFolder.OfDefault().WithThreshold(0.363);
        await using IrisServer server = await IrisServer.StartAsync($"Iris:Models:Path={pack.Folder}");

        JsonNode answer = await server.AskAsync("/v1/compare", V1Client.Body(DataUri(Salley), [DataUri(SalleyAgain), DataUri(Savage)]));

        Assert.Equal("""{"similarity":0.363,"false_match_rate":1,"false_match_rate_bound":"upper"}""", answer["threshold"]!.ToJsonString());
        Assert.Equal(["match", "no_match"], answer.Candidates().Select(candidate => (string)candidate["decision"]!));
        Assert.All(answer.Candidates(), candidate =>
            Assert.Equal((1, "upper"), ((double)candidate["false_match_rate"]!, (string)candidate["false_match_rate_bound"]!)));
        Assert.Equal((1, "upper"), ((double)answer["totals"]!["chance_of_false_match"]!, (string)answer["totals"]!["chance_of_false_match_bound"]!));
        AssertAsDocumented("Comparison", answer);
    }

    [Fact]
    public async Task A_rate_is_refused_where_none_is_known_and_a_threshold_is_not()
    {
        using PackFolder pack = PackFolder.OfDefault().WithThreshold(0.363);
        await using IrisServer server = await IrisServer.StartAsync($"Iris:Models:Path={pack.Folder}");
        JsonObject pair = new() { ["target_url"] = DataUri(Salley), ["candidate_url"] = DataUri(SalleyAgain), ["target_false_match_rate"] = 0.001 };

        using StringContent withRate = V1Client.Json(pair.ToJsonString());
        Assert.Equal(("unsupported-rate", "target_false_match_rate"), await server.RefusedAsync(422, "/v1/verify", withRate));
        pair.Remove("target_false_match_rate");
        pair["threshold"] = 0.99;
        Assert.Equal("no_match", (string)(await server.AskAsync("/v1/verify", pair))["decision"]!);
    }

    [Fact]
    public async Task A_threshold_of_the_operator_s_counts_before_the_pack_s()
    {
        using PackFolder pack = PackFolder.OfDefault().WithThreshold(0.363);
        await using IrisServer server = await IrisServer.StartAsync($"Iris:Models:Path={pack.Folder}", "Iris:Comparison:Threshold=0.5");

        JsonNode answer = await server.AskAsync("/v1/compare", V1Client.Body(DataUri(Salley), []));

        Assert.Equal(0.5, (double)answer["threshold"]!["similarity"]!);
    }

    [Fact]
    public async Task A_detector_that_gives_landmarks_tells_nothing_of_a_mesh_and_is_not_ready_before_it_sees_a_face_that_is_there()
    {
        // One that sees a face in the middle of every picture.
        float[] points = [-1, -1, 1, -1, 0, 0, -1, 1, 1, 1];
        using PackFolder pack = PackFolder.OfDetector("yunet", NetworkFiles.YuNet((name, stride, elements) =>
        {
            if (stride == 32)
            {
                int middle = (10 * 20) + 10;
                float[] values = name switch { "kps" => points, "bbox" => [0, 0, 1.5f, 1.5f], _ => [0.97f] };
                values.CopyTo(elements, middle * values.Length);
            }
        }));
        await using IrisServer server = await IrisServer.StartAsync($"Iris:Models:Path={pack.Folder}");

        using MultipartFormDataContent form = V1Client.Form(("image", "a.jpg", Pictures.Read(Salley)));
        JsonNode answer = await server.AskAsync("/v1/faces", form);

        JsonNode quality = Assert.Single(answer["faces"]!.AsArray())!["quality"]!;
        Assert.Equal(["size", "sharpness", "brightness", "roll", "detection_score"], quality.AsObject().Select(member => member.Key));
        AssertAsDocumented("FaceList", answer);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await ReadyAsync(server)).Status);
    }

    [Theory]
    [InlineData("/compare", null)]
    [InlineData("/v1/compare", null)]
    [InlineData("/v1/compare", "application/x-ndjson")]
    [InlineData("/v1/verify", null)]
    public async Task A_face_that_is_embedded_as_nothing_is_an_error_without_a_piece_of_an_answer(string path, string? accept)
    {
        using PackFolder pack = PackFolder.OfDefault().Replace(ModelRole.Embedder, file: "faulty.onnx", network: FaultyEmbedders.NoNumberForFaces());
        await using IrisServer server = await IrisServer.StartAsync($"Iris:Models:Path={pack.Folder}");
        JsonObject pair = new() { ["target_url"] = DataUri(Salley), ["candidate_url"] = DataUri(SalleyAgain) };
        using StringContent content = V1Client.Json(path == "/v1/verify" ? pair.ToJsonString() : Body(DataUri(Salley), ("Salley", DataUri(SalleyAgain))));

        using HttpResponseMessage response = await server.SendAsync(path, content, accept);

        if (path == "/compare")
        {
            Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
            Assert.Equal("", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
        else
        {
            Assert.Equal("internal", (await V1Client.ProblemAsync(500, response)).Type);
        }

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy: the engine embeds a face wrongly"), await ReadyAsync(server));
    }

    [Fact]
    public async Task A_server_with_YuNet_is_ready_and_compares()
    {
        Assert.SkipUnless(PackFolder.RealYuNet is not null, PackFolder.NoYuNet);
        using PackFolder pack = PackFolder.OfRealYuNet();
        await using IrisServer server = await IrisServer.StartAsync($"Iris:Models:Path={pack.Folder}");

        JsonNode answer = await server.AskAsync("/v1/compare", V1Client.Body(DataUri(Salley), [DataUri(SalleyAgain), DataUri(Savage), DataUri(Dogs)]));

        Assert.Equal("yunet", (string)answer["model"]!["name"]!);
        Assert.Equal(["match", "no_match", null], answer.Candidates().Select(candidate => (string?)candidate["decision"]));
        Assert.Equal("no_face", answer.Candidates()[2].Outcome());
        AssertAsDocumented("Comparison", answer);
        Assert.Equal((HttpStatusCode.OK, "Healthy"), await ReadyAsync(server));
    }

    private static void AssertAsDocumented(string schema, JsonNode answer)
    {
        ApiDocument document = ApiDocument.Load();
        Assert.Empty(document.Schemas.Errors(document.Root["components"]!["schemas"]![schema]!, answer));
    }

    private static async Task<(HttpStatusCode Status, string Text)> ReadyAsync(IrisServer server)
    {
        using HttpResponseMessage response = await server.Client.GetAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
