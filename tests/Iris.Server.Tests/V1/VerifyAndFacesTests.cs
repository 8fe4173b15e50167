using System.Text.Json.Nodes;
using static Iris.Server.Tests.CompareClient;

namespace Iris.Server.Tests.V1;

public sealed class VerifyAndFacesTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly IrisServer _server = shared.Server;

    [Theory]
    [InlineData(SalleyAgain, "match")]
    [InlineData(Savage, "no_match")]
    public async Task Two_pictures_show_the_same_person_or_not(string candidate, string decision)
    {
        JsonNode asJson = await _server.AskAsync("/v1/verify", Pair(DataUri(Salley), DataUri(candidate)));
        using MultipartFormDataContent form = V1Client.Form(("target", "a", Pictures.Read(Salley)), ("candidate", "b", Pictures.Read(candidate)));
        JsonNode asForm = await _server.AskAsync("/v1/verify", form);

        Assert.Equal(decision, (string)asJson["decision"]!);
        Assert.Equal(asJson.ToJsonString(), asForm.ToJsonString());
        Assert.Equal(
            ["model", "threshold", "similarity", "false_match_rate", "false_match_rate_bound", "decision", "target", "candidate"],
            asJson.AsObject().Select(member => member.Key));
        Assert.Equal(["outcome", "width", "height", "faces_seen", "face", "target_face"], asJson["candidate"]!.AsObject().Select(member => member.Key));
    }

    [Fact]
    public async Task Nothing_is_decided_where_one_cannot_be_compared()
    {
        JsonNode noCandidate = await _server.AskAsync("/v1/verify", Pair(DataUri(Salley), DataUri(Dogs)));
        JsonNode noTarget = await _server.AskAsync("/v1/verify", Pair(DataUri(Dogs), DataUri(Salley)));

        Assert.Null(noCandidate["decision"]);
        Assert.Equal(["compared", "no_face"], [noCandidate["target"]!.Outcome(), noCandidate["candidate"]!.Outcome()]);
        Assert.Null(noTarget["similarity"]);
        Assert.Equal(["no_face", "not_compared"], [noTarget["target"]!.Outcome(), noTarget["candidate"]!.Outcome()]);
    }

    [Fact]
    public async Task A_verification_has_a_threshold_of_its_own()
    {
        JsonObject pair = Pair(DataUri(Salley), DataUri(SalleyAgain));
        pair["threshold"] = 0.999;

        Assert.Equal("no_match", (string)(await _server.AskAsync("/v1/verify", pair))["decision"]!);
    }

    [Theory]
    [InlineData("/v1/verify", """{"target_url":""}""")]
    [InlineData("/v1/verify", """{"candidate_url":""}""")]
    [InlineData("/v1/verify", """{"target_url":"","candidate_url":"","candidate_url":""}""")]
    [InlineData("/v1/verify", """{"target_url":"","candidate_url":1}""")]
    [InlineData("/v1/faces", "{}")]
    [InlineData("/v1/faces", "[]")]
    [InlineData("/v1/faces", """{"image_url":null}""")]
    [InlineData("/v1/compare", """{"target_url":""}""")]
    public async Task A_body_of_another_shape_is_refused(string path, string body)
    {
        using StringContent content = V1Client.Json(body);

        Assert.Equal(("wrong-shape", null), await _server.RefusedAsync(422, path, content));
    }

    [Fact]
    public async Task The_faces_of_a_picture_come_with_the_largest_first()
    {
        string group = Pictures.Groups.First(picture => picture != Dogs);
        using PictureFaces expected = Engine.Find(group);

        using MultipartFormDataContent form = V1Client.Form(("image", "a", Pictures.Read(group)));
        JsonNode answer = await _server.AskAsync("/v1/faces", form);

        Assert.Equal("found", answer.Outcome());
        Assert.Equal((expected.Width, expected.Height, expected.Seen), ((int)answer["width"]!, (int)answer["height"]!, (int)answer["faces_seen"]!));
        JsonNode[] faces = [.. answer["faces"]!.AsArray().Select(face => face!)];
        Assert.Equal(expected.Count, faces.Length);
        for (int i = 0; i < faces.Length; i++)
        {
            Assert.Equal(expected[i].Box.Left, (float)faces[i]["box"]!["x"]!, 0.01f);
        }
    }

    [Theory]
    [InlineData("/v1/faces", true)]
    [InlineData("/v1/faces?thorough=true", false)]
    public async Task A_thorough_search_finds_small_faces_beside_large_ones(string path, bool inBody)
    {
        const string Group = "faceaisharp/group_10mpx.jpg";
        Assert.SkipUnless(Pictures.Has(Group), Pictures.NotHeld);
        var body = new JsonObject { ["image_url"] = DataUri(Group) };
        if (inBody)
        {
            body["thorough"] = true;
        }

        JsonNode answer = await _server.AskAsync(path, body);

        Assert.InRange(answer["faces"]!.AsArray().Count, 25, 33);
    }

    [Theory]
    [InlineData("data:;base64,AAAA", "unsupported")]
    [InlineData("data:;base64,", "unreadable")]
    [InlineData("http://10.1.2.3/a.jpg", "refused_address")]
    public async Task A_picture_that_cannot_be_had_has_an_outcome_and_no_faces(string url, string outcome)
    {
        JsonNode answer = await _server.AskAsync("/v1/faces", new JsonObject { ["image_url"] = url });

        Assert.Equal($$"""{"model":{"name":"iris-default","version":"1.0.0"},"outcome":"{{outcome}}","faces":[]}""", answer.ToJsonString());
    }

    private static JsonObject Pair(string target, string candidate) => new() { ["target_url"] = target, ["candidate_url"] = candidate };
}
