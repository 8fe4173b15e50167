using System.Text.Json.Nodes;
using SkiaSharp;
using static Iris.Server.Tests.CompareClient;

namespace Iris.Server.Tests.V1;

public sealed class OptionTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly IrisServer _server = shared.Server;

    [Theory]
    [InlineData("threshold", "-1")]
    [InlineData("threshold", "1")]
    [InlineData("threshold", "0.5e0")]
    [InlineData("target_false_match_rate", "0.001")]
    [InlineData("target_false_match_rate", "0.000001")]
    [InlineData("target_false_match_rate", "1e-4")]
    [InlineData("faces", "\"largest\"")]
    [InlineData("faces", "\"all\"")]
    [InlineData("faces", "\"\\u0061ll\"")]
    [InlineData("limit", "1")]
    [InlineData("limit", "1000000")]
    [InlineData("include_below_threshold", "true")]
    [InlineData("include_below_threshold", "false")]
    [InlineData("min_face_size", "0")]
    [InlineData("min_face_size", "65535")]
    public async Task A_value_at_the_edge_is_taken(string option, string value)
    {
        await _server.AskAsync("/v1/compare", JsonNode.Parse($$"""{"target_url":"","people":[],"{{option}}":{{value}}}""")!);
        await _server.AskAsync("/v1/compare?" + option + "=" + Text(value), JsonNode.Parse("""{"target_url":"","people":[]}""")!);
        using MultipartFormDataContent form = V1Client.Form(("target", "", []));
        form.Add(new StringContent(Text(value)), option);
        await _server.AskAsync("/v1/compare", form);
    }

    [Theory]
    [InlineData("threshold", "-1.0001")]
    [InlineData("threshold", "1.0001")]
    [InlineData("threshold", "1e400")]
    [InlineData("threshold", "\"\"")]
    [InlineData("threshold", "\"0.5\\u0000\"")]
    [InlineData("target_false_match_rate", "0")]
    [InlineData("target_false_match_rate", "-0.001")]
    [InlineData("target_false_match_rate", "1.0001")]
    [InlineData("faces", "\"Largest\"")]
    [InlineData("faces", "\"every one of them, however many there are, and a few more besides, please\"")]
    [InlineData("limit", "0")]
    [InlineData("limit", "1000001")]
    [InlineData("limit", "1.5")]
    [InlineData("limit", "\"1\\u0000\"")]
    [InlineData("limit", "99999999999999999999")]
    [InlineData("include_below_threshold", "\"yes\"")]
    [InlineData("min_face_size", "-1")]
    [InlineData("min_face_size", "65536")]
    public async Task One_past_it_is_refused_by_the_name_of_the_option(string option, string value)
    {
        using StringContent json = V1Client.Json($$"""{"target_url":"","people":[],"{{option}}":{{value}}}""");
        Assert.Equal(("invalid-option", option), await _server.RefusedAsync(422, "/v1/compare", json));

        using StringContent none = V1Client.Json("""{"target_url":"","people":[]}""");
        Assert.Equal(("invalid-option", option), await _server.RefusedAsync(422, $"/v1/compare?{option}={Uri.EscapeDataString(Text(value))}", none));

        using MultipartFormDataContent form = V1Client.Form(("target", "", []));
        form.Add(new StringContent(Text(value)), option);
        Assert.Equal(("invalid-option", option), await _server.RefusedAsync(422, "/v1/compare", form));
    }

    [Theory]
    [InlineData("threshold", "\"0.5\"")]
    [InlineData("threshold", "null")]
    [InlineData("faces", "1")]
    [InlineData("limit", "\"1\"")]
    [InlineData("include_below_threshold", "\"true\"")]
    [InlineData("include_below_threshold", "1")]
    [InlineData("min_face_size", "[1]")]
    [InlineData("min_face_size", "{}")]
    public async Task In_json_a_value_has_its_own_type(string option, string value)
    {
        using StringContent json = V1Client.Json($$"""{"target_url":"","people":[],"{{option}}":{{value}}}""");

        Assert.Equal(("invalid-option", option), await _server.RefusedAsync(422, "/v1/compare", json));
    }

    [Fact]
    public async Task An_option_stands_once()
    {
        using StringContent twice = V1Client.Json("""{"target_url":"","people":[],"limit":1,"limit":1}""");
        Assert.Equal(("invalid-option", "limit"), await _server.RefusedAsync(422, "/v1/compare", twice));

        using StringContent once = V1Client.Json("""{"target_url":"","people":[],"limit":1}""");
        Assert.Equal(("invalid-option", "limit"), await _server.RefusedAsync(422, "/v1/compare?limit=1", once));

        using StringContent both = V1Client.Json("""{"target_url":"","people":[],"threshold":0.5,"target_false_match_rate":0.001}""");
        Assert.Equal(("invalid-option", "target_false_match_rate"), await _server.RefusedAsync(422, "/v1/compare", both));
    }

    [Theory]
    [InlineData("/v1/compare", """{"target_url":"","people":[],"treshold":0.5}""")]
    [InlineData("/v1/compare", """{"target_url":"","people":[],"thorough":true}""")]
    [InlineData("/v1/compare?verbose", """{"target_url":"","people":[]}""")]
    [InlineData("/v1/compare?a-name-that-is-much-longer-than-that-of-any-option-that-there-is-or-ever-will-be=1", """{"target_url":"","people":[]}""")]
    [InlineData("/v1/verify", """{"target_url":"","candidate_url":"","limit":1}""")]
    [InlineData("/v1/faces", """{"image_url":"","faces":"all"}""")]
    public async Task An_option_that_the_path_does_not_know_is_refused(string path, string body)
    {
        using StringContent content = V1Client.Json(body);

        Assert.Equal(("unknown-option", null), await _server.RefusedAsync(422, path, content));
    }

    [Theory]
    [InlineData(0.0011)]
    [InlineData(0.0000009)]
    [InlineData(1)]
    public async Task A_rate_that_nobody_has_measured_is_refused(double rate)
    {
        using StringContent content = V1Client.Json(V1Client.Body("", [], ("target_false_match_rate", rate)).ToJsonString());

        Assert.Equal(("unsupported-rate", "target_false_match_rate"), await _server.RefusedAsync(422, "/v1/compare", content));
    }

    [Fact]
    public async Task A_false_match_rate_chooses_the_threshold_also_between_those_that_were_measured()
    {
        Assert.StartsWith("""{"similarity":0.532,"false_match_rate":0.0001,"false_match_rate_bound":"none",""", await ThresholdAsync(0.0001), StringComparison.Ordinal);
        var between = (float)JsonNode.Parse(await ThresholdAsync(0.0003))!["similarity"]!;
        Assert.InRange(between, 0.452f, 0.531f);

        async Task<string> ThresholdAsync(double rate) =>
            (await _server.AskAsync("/v1/compare", V1Client.Body("", [], ("target_false_match_rate", rate))))["threshold"]!.ToJsonString();
    }

    [Fact]
    public async Task A_threshold_decides_what_matches()
    {
        JsonNode strict = await _server.AskAsync("/v1/compare", V1Client.Body(DataUri(Salley), [DataUri(SalleyAgain)], ("threshold", 0.99)));
        JsonNode loose = await _server.AskAsync("/v1/compare", V1Client.Body(DataUri(Salley), [DataUri(Savage)], ("threshold", -1)));

        Assert.Equal("no_match", (string)strict.Candidates()[0]["decision"]!);
        Assert.Equal(["upper", "match"], [(string)strict["threshold"]!["false_match_rate_bound"]!, (string)loose.Candidates()[0]["decision"]!]);
        Assert.Equal("lower", (string)loose["totals"]!["chance_of_false_match_bound"]!);
    }

    [Fact]
    public async Task Candidates_below_the_threshold_can_be_left_out_and_those_that_failed_stay()
    {
        JsonNode answer = await _server.AskAsync("/v1/compare", V1Client.Body(
            DataUri(Salley), [DataUri(Savage), "", DataUri(SalleyAgain)], ("include_below_threshold", false)));

        Assert.Equal([2, 1], answer.Candidates().Select(candidate => (int)candidate["index"]!));
        Assert.Equal(2, (int)answer["totals"]!["compared"]!);
    }

    [Fact]
    public async Task A_limit_leaves_the_best()
    {
        JsonNode answer = await _server.AskAsync("/v1/compare", V1Client.Body(
            DataUri(Salley), ["", DataUri(Savage), DataUri(SalleyAgain)], ("limit", 2)));

        Assert.Equal([2, 1], answer.Candidates().Select(candidate => (int)candidate["index"]!));
        Assert.Equal(3, (int)answer["totals"]!["candidates"]!);
    }

    [Fact]
    public async Task All_faces_are_compared_where_that_is_asked_for()
    {
        // Two people side by side, of whom the one that is sought is the smaller.
        string pair = DataUri(TwoPeople());

        JsonNode largest = await _server.AskAsync("/v1/compare", V1Client.Body(DataUri(Salley), [pair]));
        JsonNode all = await _server.AskAsync("/v1/compare", V1Client.Body(DataUri(Salley), [pair], ("faces", "all")));
        JsonNode inTarget = await _server.AskAsync("/v1/compare", V1Client.Body(pair, [DataUri(Salley)], ("faces", "all")));

        Assert.Equal("no_match", (string)largest.Candidates()[0]["decision"]!);
        Assert.Equal("match", (string)all.Candidates()[0]["decision"]!);
        Assert.Equal(2, (int)all.Candidates()[0]["faces_seen"]!);
        Assert.Equal(2, (int)all["totals"]!["comparisons"]!);
        Assert.Equal(2, inTarget["target"]!["faces"]!.AsArray().Count);
        Assert.Equal(1, (int)inTarget.Candidates()[0]["target_face"]!);
    }

    [Fact]
    public async Task Faces_that_are_too_small_are_seen_and_not_compared()
    {
        JsonNode answer = await _server.AskAsync("/v1/compare", V1Client.Body(DataUri(Salley), [DataUri(SalleyAgain)], ("min_face_size", 125)));

        Assert.Equal("no_face", answer["target"]!.Outcome());
        Assert.Equal(1, (int)answer["target"]!["faces_seen"]!);
        Assert.Equal("not_compared", answer.Candidates()[0].Outcome());
    }

    [Theory]
    [InlineData("application/x-ndjson")]
    [InlineData("text/event-stream")]
    public async Task A_stream_has_no_limit(string accept)
    {
        using StringContent content = V1Client.Json(V1Client.Body("", [], ("limit", 1)).ToJsonString());

        Assert.Equal(("invalid-option", "limit"), await _server.RefusedAsync(422, "/v1/compare", content, accept));
    }

    private static byte[] TwoPeople()
    {
        using SKBitmap savage = PictureFiles.Decode(Pictures.Read(Savage));
        using SKBitmap salley = PictureFiles.Decode(Pictures.Read(SalleyAgain));
        using SKBitmap both = Canvas.Blank(500, 320, SKColors.Gray);
        Canvas.Paste(savage, both, new(10, 10, 310, 310));
        Canvas.Paste(salley, both, new(330, 80, 480, 230));
        return PictureFiles.Jpeg(both);
    }

    private static string Text(string json) => json.StartsWith('"') ? (string)JsonNode.Parse(json)! : json;
}
