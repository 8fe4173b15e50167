using System.Text;
using Iris.Cli.Verification;
using SkiaSharp;

namespace Iris.Load.Soak;

/// <summary>Sends one request after the other.</summary>
/// <param name="Name">What kind of requests.</param>
/// <param name="Pause">How long it waits between two: this is to last, not to be fast.</param>
/// <param name="SendAsync">Sends the request of a number.</param>
internal sealed record SoakClient(string Name, TimeSpan Pause, Func<int, CancellationToken, Task<SoakOutcome>> SendAsync);

/// <summary>All the clients of a soak, and what they send.</summary>
internal static class SoakClients
{
    // One candidate more than the server's default allows, and a body larger than it allows.
    private const int TooManyCandidates = 1001;
    private const int TooManyBytes = 57 * 1024 * 1024;

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(200);

    /// <summary>Makes the clients, and lets the server answer once what they know the answers of.</summary>
    public static async Task<IReadOnlyList<SoakClient>> CreateAsync(
        SoakSender sender, RawClients raw, PictureServer pictures, CancellationToken cancellationToken)
    {
        byte[] probe = Repository.Face("johns/John_Salley/000179_02159509.jpg");
        byte[] same = Repository.Face("johns/John_Salley/000183_02159543.jpg");
        byte[] other = Repository.Face("johns/John_Savage/000264_01099001.jpg");
        string target = Repository.DataUri(probe);
        string candidate = Repository.DataUri(same);

        Task<KnownComparison> Learn(string[] candidates, Func<IReadOnlyList<string>, bool> isRight) =>
            KnownComparison.LearnAsync(sender, target, candidates, isRight, cancellationToken);

        KnownComparison one = await Learn([candidate], static names => names is ["0"]);
        KnownComparison ten = await Learn(
            [.. Enumerable.Range(0, 10).Select(i => i % 2 == 0 ? candidate : Repository.DataUri(other))],
            static names => names.Count == 5 && names.All(name => name is "0" or "2" or "4" or "6" or "8"));
        KnownComparison byUrl = await Learn(
            [pictures.Url(HostilePictures.Good), pictures.Url("missing"), pictures.Url("page")], static names => names is ["0"]);
        KnownComparison large = await Learn([Repository.DataUri([.. same, .. new byte[29_000_000]])], static names => names is ["0"]);
        KnownComparison megapixels = await Learn([candidate, Repository.DataUri(Enlarged(same))], static names => names.Contains("0"));
        KnownComparison thousand = await Learn([.. Enumerable.Repeat(candidate, TooManyCandidates - 1)], static names => names.Count == TooManyCandidates - 1);

        Bad[] bad = [.. BadBodies(target, candidate)];
        string[] tooMany = [.. Enumerable.Repeat("data:,", TooManyCandidates)];
        byte[] oneBody = one.Next().Body, tenBody = ten.Next().Body;
        return
        [
            new("1:1", Moment, (_, gone) => one.SendAsync(sender, gone)),
            new("1:10", Moment, (_, gone) => ten.SendAsync(sender, gone)),
            new("URL", Moment, (_, gone) => byUrl.SendAsync(sender, gone)),
            new("40 MB", 20 * Moment, (_, gone) => large.SendAsync(sender, gone)),
            new("20 megapixels", 10 * Moment, (_, gone) => megapixels.SendAsync(sender, gone)),
            new("1,000 candidates", 100 * Moment, (_, gone) => thousand.SendAsync(sender, gone)),
            new("1,001 candidates", 10 * Moment, (_, gone) => sender.SendAsync(Body(target, tooMany), static (status, _) => status == 413, gone)),
            new("body too large", 50 * Moment, (_, gone) =>
                sender.SendAsync(new byte[TooManyBytes], static (status, _) => status == 413, gone, mayHangUp: true)),
            new("bad", Moment, (i, gone) =>
                sender.SendAsync(bad[i % bad.Length].Content, bad[i % bad.Length].IsRight, gone, bad[i % bad.Length].ContentType)),
            new("hostile picture server", Moment, (i, gone) => sender.SendAsync(
                Body(target, pictures.Url(HostilePictures.Bad[i % HostilePictures.Bad.Count])), SoakSender.HasNoMatches, gone)),
            new("slow body", Moment, (_, gone) => raw.SendSlowlyAsync(one.Next(), gone)),
            new("dripping body", Moment, (_, gone) => raw.DripAsync(inHead: false, gone)),
            new("dripping head", Moment, (_, gone) => raw.DripAsync(inHead: true, gone)),
            new("hangs up", Moment, (i, gone) => raw.HangUpAsync(i % 2 == 0 ? oneBody : tenBody, i, gone)),
        ];
    }

    private static IEnumerable<Bad> BadBodies(string target, string candidate)
    {
        byte[] good = Body(target, candidate);
        yield return new(good[..^1], static (status, _) => status == 400);
        yield return new(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(good).Replace("people", "person", StringComparison.Ordinal)), static (status, _) => status == 422);
        yield return new([.. good[..^1], 0xFF, (byte)'}'], static (status, _) => status == 400);
        yield return new(good, static (status, _) => status == 415, "text/plain");
        yield return new(Body(target, "data:;base64,?"), SoakSender.HasNoMatches);
        yield return new(Body(target, candidate[..(candidate.Length / 2 / 4 * 4)]), static (status, text) => SoakSender.Matches(status, text) is { Count: <= 1 });

        // Bombs, pictures that are cut short, and all sorts.
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "fuzz/seeds/picture")))
        {
            yield return new(Body(target, Repository.DataUri(File.ReadAllBytes(file))), SoakSender.HasNoMatches);
        }
    }

    private static byte[] Body(string target, params string[] images) => Encoding.UTF8.GetBytes(
        $$"""{"target_url":"{{target}}","people":[{{string.Join(',', images.Select((image, i) => $$"""{"name":"{{i}}","image_url":"{{image}}"}"""))}}]}""");

    private static byte[] Enlarged(byte[] picture)
    {
        using var small = SKBitmap.Decode(picture);
        using var large = new SKBitmap(5200, 3900);
        using (var canvas = new SKCanvas(large))
        using (var image = SKImage.FromBitmap(small))
        {
            canvas.Clear(SKColors.Gray);
            canvas.DrawImage(image, new SKRectI(600, 400, 3600, 3400), new SKSamplingOptions(SKCubicResampler.Mitchell));
        }

        using SKData file = large.Encode(SKEncodedImageFormat.Jpeg, 80);
        return file.ToArray();
    }

    private sealed record Bad(byte[] Content, Func<int, string, bool> IsRight, string ContentType = "application/json");
}
