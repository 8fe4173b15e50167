using System.Text.Json.Nodes;
using SkiaSharp;
using static Iris.Server.Tests.CompareClient;

namespace Iris.Server.Tests.V1;

/// <summary>A file that was cut short is used as far as it goes, and the answer says so.</summary>
public sealed class IncompletePictureTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private readonly IrisServer _server = shared.Server;

    // A part of the chin is missing.
    private static byte[] WithFace => Cut(Pictures.Read(SalleyAgain), percent: 85);

    // Eyes and forehead are all that is left.
    private static byte[] WithoutFace => Cut(Pictures.Read(SalleyAgain), percent: 60);

    [Fact]
    public async Task Every_candidate_that_was_cut_short_is_marked_and_no_other_is()
    {
        JsonNode answer = await _server.AskAsync("/v1/compare", V1Client.Body(
            DataUri(Salley), [DataUri(SalleyAgain), DataUri(WithFace), DataUri(WithoutFace), DataUri(Dogs), DataUri(Cut(Pictures.Read(Dogs), 50))]));

        JsonNode[] candidates = [.. answer.Candidates().OrderBy(candidate => (int)candidate["index"]!)];
        Assert.Equal(["compared", "compared", "no_face", "no_face", "no_face"], candidates.Select(V1Client.Outcome));
        Assert.Equal([null, true, true, null, true], candidates.Select(IsIncomplete));
        Assert.Equal("match", (string)candidates[1]["decision"]!);
        Assert.Equal(
            ["index", "name", "outcome", "width", "height", "faces_seen", "incomplete"], candidates[2].AsObject().Select(member => member.Key));
        Assert.False(answer["target"]!.AsObject().ContainsKey("incomplete"));
    }

    [Theory]
    [InlineData(85, "compared")]
    [InlineData(60, "no_face")]
    public async Task A_target_that_was_cut_short_is_marked(int percent, string outcome)
    {
        JsonNode answer = await _server.AskAsync("/v1/compare", V1Client.Body(DataUri(Cut(Pictures.Read(SalleyAgain), percent)), [DataUri(Salley)]));

        Assert.Equal((outcome, true), (answer["target"]!.Outcome(), IsIncomplete(answer["target"]!)));
        Assert.Equal(["outcome", "width", "height", "faces_seen", "incomplete", "faces"], answer["target"]!.AsObject().Select(member => member.Key));
        Assert.False(answer.Candidates()[0].AsObject().ContainsKey("incomplete"));
    }

    [Theory]
    [InlineData("application/x-ndjson")]
    [InlineData("text/event-stream")]
    public async Task Streams_tell_it_too(string format)
    {
        using StringContent content = V1Client.Json(V1Client.Body(DataUri(WithFace), [DataUri(Salley), DataUri(WithFace)]).ToJsonString());

        using HttpResponseMessage response = await _server.SendAsync("/v1/compare", content, format);
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        JsonNode[] parts = [.. text.Split('\n').Where(line => line.Contains('{')).Select(line => JsonNode.Parse(line[line.IndexOf('{')..])!)];
        Assert.Equal([null, true], parts[..2].OrderBy(part => (int)part["index"]!).Select(IsIncomplete));
        Assert.True(IsIncomplete(parts[2]["target"]!));
    }

    [Fact]
    public async Task A_verification_tells_it_of_either_picture()
    {
        JsonNode candidate = await VerifyAsync(Pictures.Read(Salley), WithFace);
        JsonNode target = await VerifyAsync(WithFace, Pictures.Read(Salley));

        Assert.Equal(("match", null, true), ((string)candidate["decision"]!, IsIncomplete(candidate["target"]!), IsIncomplete(candidate["candidate"]!)));
        Assert.Equal(("match", true, null), ((string)target["decision"]!, IsIncomplete(target["target"]!), IsIncomplete(target["candidate"]!)));
    }

    [Fact]
    public async Task Faces_of_a_picture_that_was_cut_short_are_told_with_it()
    {
        JsonNode whole = await FacesAsync(Pictures.Read(SalleyAgain)), found = await FacesAsync(WithFace), none = await FacesAsync(WithoutFace);

        Assert.Equal([("found", null), ("found", true), ("no_face", true)], ((JsonNode[])[whole, found, none]).Select(one => (one.Outcome(), IsIncomplete(one))));
        Assert.Equal(["model", "outcome", "width", "height", "faces_seen", "incomplete", "faces"], found.AsObject().Select(member => member.Key));
    }

    public static TheoryData<string> Formats => ["jpeg", "png", "webp", "lossless webp", "bmp"];

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task It_is_noticed_in_every_format(string format)
    {
        using SKBitmap pixels = PictureFiles.Decode(Pictures.Read(SalleyAgain));
        using SKData lossy = pixels.Encode(SKEncodedImageFormat.Webp, 80);
        byte[] file = format switch
        {
            "jpeg" => PictureFiles.Jpeg(pixels, quality: 90),
            "png" => PictureFiles.Png(pixels),
            "webp" => lossy.ToArray(),
            "lossless webp" => PictureFiles.WebP(pixels),
            _ => PictureFiles.Bmp(pixels),
        };

        JsonNode whole = await FacesAsync(file), half = await FacesAsync(Cut(file, percent: 50));

        Assert.Equal(("found", null), (whole.Outcome(), IsIncomplete(whole)));
        Assert.Equal(("no_face", true), (half.Outcome(), IsIncomplete(half)));
    }

    [Fact]
    public async Task A_file_that_ends_before_its_first_pixel_is_unreadable_and_has_no_mark()
    {
        JsonNode answer = await FacesAsync(Pictures.Read(SalleyAgain)[..200]);

        Assert.Equal("unreadable", answer.Outcome());
        Assert.False(answer.AsObject().ContainsKey("incomplete"));
    }

    // The decoder goes on after it, and the file has its end.
    [Fact]
    public async Task Damage_in_the_middle_of_a_JPEG_is_not_noticed()
    {
        byte[] file = Pictures.Read(SalleyAgain);
        file.AsSpan(file.Length * 9 / 10, 100).Clear();

        JsonNode answer = await FacesAsync(file);

        Assert.Equal(("found", null), (answer.Outcome(), IsIncomplete(answer)));
    }

    [Fact]
    public async Task The_kept_contract_says_nothing_of_it()
    {
        (string Name, int Probability)[] matches = await _server.CompareAsync(DataUri(WithFace), ("cut", DataUri(WithFace)), ("whole", DataUri(SalleyAgain)));

        Assert.Equal(["cut", "whole"], matches.Select(match => match.Name));
    }

    private static byte[] Cut(byte[] file, int percent) => file[..(file.Length * percent / 100)];

    private static bool? IsIncomplete(JsonNode picture) => (bool?)picture["incomplete"];

    private async Task<JsonNode> VerifyAsync(byte[] target, byte[] candidate)
    {
        using MultipartFormDataContent form = V1Client.Form(("target", "a", target), ("candidate", "b", candidate));
        return await _server.AskAsync("/v1/verify", form);
    }

    private async Task<JsonNode> FacesAsync(byte[] picture)
    {
        using MultipartFormDataContent form = V1Client.Form(("image", "a", picture));
        return await _server.AskAsync("/v1/faces", form);
    }
}
