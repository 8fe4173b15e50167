using System.Text.Json.Nodes;
using static Iris.Server.Tests.CompareClient;

namespace Iris.Server.Tests.V1;

public sealed class CompareTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly IrisServer _server = shared.Server;

    [Fact]
    public async Task Every_candidate_is_told_of_with_its_outcome()
    {
        JsonNode answer = await _server.AskAsync("/v1/compare", V1Client.Body(
            DataUri(Salley),
            [
                DataUri(Savage),
                "data:;base64,AAAA",
                "http://169.254.169.254/latest/meta-data",
                DataUri(Dogs),
                DataUri(SalleyAgain),
                "http://127.0.0.1:1/nobody-listens",
                DataUri(Pictures.Read(Salley)[..200]),
                "data:;base64,not base64!",
                "ftp://example.org/a.jpg",
                DataUri(PngFile.Announcing(65_535, 65_535)),
            ]));

        Assert.Equal("compared", answer["target"]!.Outcome());
        Assert.Equal(
            [
                (4, "compared"), (0, "compared"), (1, "unsupported"), (2, "refused_address"), (3, "no_face"), (5, "fetch_failed"),
                (6, "unreadable"), (7, "unreadable"), (8, "fetch_failed"), (9, "too_large"),
            ],
            answer.Candidates().Select(candidate => ((int)candidate["index"]!, candidate.Outcome())));
        Assert.All(answer.Candidates(), candidate => Assert.Equal($"name {candidate["index"]}", (string)candidate["name"]!));
        Assert.Equal(10, (int)answer["totals"]!["candidates"]!);
        Assert.Equal(2, (int)answer["totals"]!["compared"]!);
        Assert.Equal(1, (int)answer["totals"]!["matches"]!);
    }

    [Fact]
    public async Task A_similarity_is_told_with_its_false_match_rate_and_what_it_means()
    {
        JsonNode answer = await _server.AskAsync("/v1/compare", V1Client.Body(DataUri(Salley), [DataUri(Savage), DataUri(SalleyAgain)]));

        JsonNode[] candidates = answer.Candidates();
        Assert.Equal([Similarity(Salley, SalleyAgain), Similarity(Salley, Savage)], candidates.Select(candidate => (float)candidate["similarity"]!));
        Assert.Equal(["match", "no_match"], candidates.Select(candidate => (string)candidate["decision"]!));
        Assert.Equal([0.000001, 0.001], candidates.Select(candidate => (double)candidate["false_match_rate"]!));
        Assert.Equal(["upper", "lower"], candidates.Select(candidate => (string)candidate["false_match_rate_bound"]!));
        Assert.Equal("""{"name":"iris-default","version":"1.0.0"}""", answer["model"]!.ToJsonString());
        Assert.Equal(
            """{"similarity":0.451,"false_match_rate":0.001,"false_match_rate_bound":"none","supported_rates":{"lowest":0.000001,"highest":0.001}}""",
            answer["threshold"]!.ToJsonString());
        Assert.Equal(2, (int)answer["totals"]!["comparisons"]!);
        Assert.Equal(0.001999, (double)answer["totals"]!["chance_of_false_match"]!);
    }

    [Fact]
    public async Task A_face_is_told_where_it_is_and_how_well_it_can_be_seen()
    {
        JsonNode answer = await _server.AskAsync("/v1/compare", V1Client.Body(DataUri(Salley), [DataUri(SalleyAgain)]));

        JsonNode candidate = Assert.Single(answer.Candidates());
        Assert.Equal(
            (150, 150, 1, 0), ((int)candidate["width"]!, (int)candidate["height"]!, (int)candidate["faces_seen"]!, (int)candidate["target_face"]!));
        using PictureFaces faces = Engine.Find(SalleyAgain);
        JsonNode face = candidate["face"]!;
        Assert.Equal(faces[0].Box.Left, (float)face["box"]!["x"]!, 0.01f);
        Assert.Equal(faces[0].Box.Height, (float)face["box"]!["height"]!, 0.01f);
        Assert.Equal(faces[0].Landmarks.LeftEye.X, (float)face["landmarks"]!["left_eye"]!["x"]!, 0.01f);
        Assert.Equal(faces[0].Landmarks.RightMouth.Y, (float)face["landmarks"]!["right_mouth"]!["y"]!, 0.01f);
        Assert.Equal(faces[0].Quality.Sharpness, (float)face["quality"]!["sharpness"]!, 0.0001f);
        Assert.Equal(faces[0].Pose.Yaw, (float)face["quality"]!["yaw"]!, 0.01f);
        Assert.Equal(
            ["box", "landmarks", "quality"], face.AsObject().Select(member => member.Key));
    }

    [Fact]
    public async Task Candidates_of_one_name_are_told_apart_by_their_place()
    {
        JsonNode body = JsonNode.Parse(CompareClient.Body(DataUri(Salley), ("Same", DataUri(Savage)), ("Same", DataUri(SalleyAgain))))!;

        JsonNode answer = await _server.AskAsync("/v1/compare", body);

        Assert.Equal(
            [("Same", 1, "match"), ("Same", 0, "no_match")],
            answer.Candidates().Select(candidate => ((string)candidate["name"]!, (int)candidate["index"]!, (string)candidate["decision"]!)));
    }

    [Theory]
    [InlineData("data:;base64,AAAA", "unsupported")]
    [InlineData("http://127.0.0.1:1/nobody-listens", "fetch_failed")]
    [InlineData("", "fetch_failed")]
    public async Task A_target_that_cannot_be_compared_leaves_every_candidate_not_compared(string target, string outcome)
    {
        JsonNode answer = await _server.AskAsync("/v1/compare", V1Client.Body(target, [DataUri(Salley), "data:;base64,AAAA"]));

        Assert.Equal(outcome, answer["target"]!.Outcome());
        Assert.Null(answer["target"]!["faces"]);
        Assert.Equal(["not_compared", "not_compared"], answer.Candidates().Select(V1Client.Outcome));
        Assert.Equal(0, (int)answer["totals"]!["compared"]!);
        Assert.Equal(0, (double)answer["totals"]!["chance_of_false_match"]!);
    }

    [Fact]
    public async Task A_target_without_a_face_is_told_so()
    {
        JsonNode answer = await _server.AskAsync("/v1/compare", V1Client.Body(DataUri(Dogs), [DataUri(Salley)]));

        Assert.Equal("""{"outcome":"no_face","width":900,"height":916,"faces_seen":0,"faces":[]}""", answer["target"]!.ToJsonString());
    }

    [Fact]
    public async Task Nobody_to_compare_with_is_an_answer_too()
    {
        JsonNode answer = await _server.AskAsync("/v1/compare", V1Client.Body(DataUri(Salley), []));

        Assert.Empty(answer.Candidates());
        Assert.Equal(0, (int)answer["totals"]!["candidates"]!);
    }

    [Fact]
    public async Task Comparisons_are_counted_with_those_of_the_older_path()
    {
        await using IrisServer server = await IrisServer.StartAsync();
        await server.AskAsync("/v1/compare", V1Client.Body("", []));
        await server.CompareAsync("");
        await server.AskAsync("/v1/verify", new JsonObject { ["target_url"] = "", ["candidate_url"] = "" });

        JsonNode counts = JsonNode.Parse(await server.Client.GetStringAsync(new Uri("/stats", UriKind.Relative), TestContext.Current.CancellationToken))!;

        Assert.Equal(2, (int)counts["total_requests"]!);
    }

    private static float Similarity(string a, string b)
    {
        using PictureFaces first = Engine.Find(a);
        using PictureFaces second = Engine.Find(b);
        return first.SimilarityTo(second)!.Value;
    }
}
