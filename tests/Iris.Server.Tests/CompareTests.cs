using System.Globalization;
using System.Net.Http.Headers;
using static Iris.Server.Tests.CompareClient;

namespace Iris.Server.Tests;

public sealed class CompareTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Shimkus = "johns/John_Shimkus/000394_02340150.jpg";

    private readonly IrisServer _server = shared.Server;

    [Fact]
    public async Task The_person_in_the_target_is_named_and_a_stranger_is_not()
    {
        (string Name, int Probability) match = Assert.Single(await _server.CompareAsync(
            DataUri(Salley), ("Salley", DataUri(SalleyAgain)), ("Savage", DataUri(Savage))));

        Assert.Equal("Salley", match.Name);
        Assert.Equal(MatchListProbability(Salley, SalleyAgain), match.Probability);
    }

    [Fact]
    public async Task The_best_match_comes_first_and_equal_ones_come_in_input_order()
    {
        (string Name, int Probability)[] matches = await _server.CompareAsync(
            DataUri(Salley),
            ("c", DataUri(SalleyAgain)),
            ("stranger", DataUri(Savage)),
            ("same", DataUri(Salley)),
            ("a", DataUri(SalleyAgain)),
            ("b", DataUri(SalleyAgain)));

        Assert.Equal(["same", "c", "a", "b"], matches.Select(match => match.Name));
        Assert.Equal(100, matches[0].Probability);
        Assert.Single(matches[1..].Select(match => match.Probability).Distinct());
    }

    [Fact]
    public async Task A_photograph_of_20_megapixels_matches_another_of_the_same_person_only()
    {
        const string A = "compreface/002_A.jpg";
        Assert.SkipUnless(Pictures.Has(A), Pictures.NotHeld);

        (string Name, int Probability)[] matches = await _server.CompareAsync(
            DataUri(A), ("A", DataUri("compreface/003_A.jpg")), ("B", DataUri("compreface/007_B.jpg")), ("C", DataUri("compreface/009_C.jpg")));

        Assert.Equal(["A"], matches.Select(match => match.Name));
    }

    [Theory]
    [InlineData("data:image/jpeg;base64,")]
    [InlineData("data:image/jpeg;base64,AAAA")]
    [InlineData("data:image/jpeg;base64,not base64!")]
    [InlineData("data:image/jpeg,AAAA")]
    [InlineData("data:")]
    [InlineData("")]
    [InlineData("ftp://127.0.0.1/a.jpg")]
    [InlineData("file:///etc/hostname")]
    [InlineData("/etc/hostname")]
    [InlineData("http://")]
    [InlineData("http://xn--\uffff/")]
    [InlineData("http://[::1")]
    [InlineData("http://127.0.0.1:1/nobody-listens")]
    public async Task A_picture_that_cannot_be_had_is_left_out_as_candidate_and_matches_nothing_as_target(string picture)
    {
        Assert.Equal(["Salley"], Names(await _server.CompareAsync(DataUri(Salley), ("bad", picture), ("Salley", DataUri(SalleyAgain)))));
        Assert.Empty(await _server.CompareAsync(picture, ("Salley", DataUri(SalleyAgain))));
    }

    [Fact]
    public async Task A_picture_without_a_face_is_left_out_as_candidate_and_matches_nothing_as_target()
    {
        Assert.Equal(["Salley"], Names(await _server.CompareAsync(DataUri(Salley), ("dog", DataUri(Dogs)), ("Salley", DataUri(Salley)))));
        Assert.Empty(await _server.CompareAsync(DataUri(Dogs), ("dog", DataUri(Dogs))));
    }

    [Fact]
    public async Task A_url_of_any_length_is_left_out_when_it_leads_nowhere() => Assert.Equal(
        ["Salley"],
        Names(await _server.CompareAsync(
            DataUri(Salley), ("long", "http://127.0.0.1:1/" + new string('a', 10_000_000)), ("Salley", DataUri(SalleyAgain)))));

    [Fact]
    public async Task No_people_no_matches() => Assert.Empty(await _server.CompareAsync(DataUri(Salley)));

    [Theory]
    [InlineData("""plain""")]
    [InlineData("""Zoë "Zo" \ / O'Neill <b> 漢字 🙂""")]
    [InlineData("\0\b\n\u007f\u2028")]
    [InlineData("")]
    public async Task A_name_is_given_back_as_it_came(string name) =>
        Assert.Equal([name], Names(await _server.CompareAsync(DataUri(Salley), (name, DataUri(SalleyAgain)))));

    [Fact]
    public async Task A_body_may_escape_any_character_and_have_other_properties()
    {
        string escaped = DataUri(SalleyAgain).Replace("/", "\\/", StringComparison.Ordinal).Replace("+", "\\u002B", StringComparison.Ordinal);
        string body = $$"""
            { "people" : [ {"x":[{}], "\u006eame":"\u0041\ud83d\ude42", "image_url":"{{escaped}}", "y":null} ],
              "other": {"target_url": 1}, "target_url":"{{DataUri(Salley)}}" }
            """;

        using HttpResponseMessage response = await _server.PostAsync(body, "application/json; charset=utf-8");

        Assert.Equal(["A🙂"], Names(await MatchesAsync(response)));
    }

    [Fact]
    public async Task A_data_uri_is_read_whatever_its_media_type_and_case()
    {
        string base64 = Convert.ToBase64String(Pictures.Read(SalleyAgain));
        (string, string)[] people =
        [
            ("none", $"data:;base64,{base64}"),
            ("other", $"data:text/plain;charset=x;base64,{base64}"),
            ("case", $"DATA:IMAGE/JPEG;BASE64,{base64}"),
            ("white space", $"data:image/jpeg;base64,{base64.Insert(100, "\r\n  ")}"),
        ];

        Assert.Equal(people.Select(person => person.Item1), Names(await _server.CompareAsync(DataUri(Salley), people)));
    }

    [Fact]
    public async Task A_body_of_unknown_length_is_read_to_its_end()
    {
        using var content = new StreamContent(new UnknownLengthStream(Body(DataUri(Salley), ("Salley", DataUri(SalleyAgain)))));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        using HttpResponseMessage response = await _server.PostAsync(content);

        Assert.Equal(["Salley"], Names(await MatchesAsync(response)));
    }

    [Fact]
    public async Task Pictures_of_40_MB_in_all_fit_into_a_request()
    {
        // What follows a JPEG's end is no part of the picture.
        byte[] large = new byte[20 * 1024 * 1024];
        Pictures.Read(SalleyAgain).CopyTo(large, 0);

        Assert.Equal(["Salley"], Names(await _server.CompareAsync(DataUri(large), ("Salley", DataUri(large)))));
    }

    [Fact]
    public async Task Only_a_similarity_strictly_above_the_threshold_is_a_match()
    {
        float similarity = Similarity(Salley, SalleyAgain);
        await using IrisServer at = await StartWithThresholdAsync(similarity);
        await using IrisServer justBelow = await StartWithThresholdAsync(MathF.BitDecrement(similarity));

        Assert.Empty(await at.CompareAsync(DataUri(Salley), ("Salley", DataUri(SalleyAgain))));
        Assert.Single(await justBelow.CompareAsync(DataUri(Salley), ("Salley", DataUri(SalleyAgain))));
    }

    [Fact]
    public async Task A_negative_similarity_has_the_probability_0()
    {
        (string a, string b) = (from x in Pictures.Johns.Take(11) from y in Pictures.Johns.Skip(11) select (x, y))
            .First(pair => Similarity(pair.x, pair.y) < -0.01f);
        await using IrisServer server = await StartWithThresholdAsync(-1);

        Assert.Equal(0, Assert.Single(await server.CompareAsync(DataUri(a), ("stranger", DataUri(b)))).Probability);
    }

    [Fact]
    public async Task A_stricter_false_match_rate_has_fewer_matches()
    {
        await using IrisServer server = await IrisServer.StartAsync("Iris:Comparison:FalseMatchRate=0.000001");
        using PictureFaces target = Engine.Find(Shimkus);
        (string Name, float Similarity)[] expected = [.. Pictures.Johns.Select(name =>
        {
            using PictureFaces candidate = Engine.Find(name);
            return (name, target.SimilarityTo(candidate)!.Value);
        })];
        (string Name, string Image)[] people = [.. Pictures.Johns.Select(name => (name, DataUri(name)))];

        string[] strict = Names(await server.CompareAsync(DataUri(Shimkus), people));
        string[] usual = Names(await _server.CompareAsync(DataUri(Shimkus), people));

        Assert.Equal(expected.Where(person => person.Similarity > 0.678f).Select(person => person.Name), strict.Order(StringComparer.Ordinal));
        Assert.Equal(expected.Where(person => person.Similarity > 0.451f).Select(person => person.Name), usual.Order(StringComparer.Ordinal));
        Assert.True(strict.Length < usual.Length, "The rates should differ on these pictures.");
    }

    private static string[] Names((string Name, int Probability)[] matches) => [.. matches.Select(match => match.Name)];

    private static float Similarity(string a, string b)
    {
        using PictureFaces probe = Engine.Find(a);
        using PictureFaces candidate = Engine.Find(b);
        return probe.SimilarityTo(candidate)!.Value;
    }

    private static int MatchListProbability(string a, string b) => (int)Math.Round(Similarity(a, b) * 100, MidpointRounding.AwayFromZero);

    private static Task<IrisServer> StartWithThresholdAsync(float threshold) =>
        IrisServer.StartAsync(string.Create(CultureInfo.InvariantCulture, $"Iris:Comparison:Threshold={threshold:R}"));
}
