using static Iris.Client.Tests.Faces;

namespace Iris.Client.Tests;

public sealed class CompareTests(SharedServer shared) : IClassFixture<SharedServer>
{
    // What JSON, forms and headers each write in a way of their own.
    private static readonly string[] Names =
    [
        "Salley", "", "\"quoted\"; filename=x", @"back\slash", "two\r\nlines", "Jürgen 👩🏽‍🚀 李", "a/b.jpg", "%41", "=?utf-8?B?QQ==?=", new('n', 1_024),
    ];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_person_is_found_among_bytes_files_and_streams()
    {
        using FileStream file = new(Pictures.PathOf(SalleyAgain), FileMode.Open, FileAccess.Read);
        using OneWayStream oneWay = new(Pictures.Read(Savage));

        CompareAnswer answer = await shared.Iris.CompareAsync(
            File(Salley),
            [
                new("savage", File(Savage)),
                new("bytes", Bytes(SalleyAgain)),
                new("file", File(SalleyAgain)),
                new("stream", PictureSource.FromStream(file)),
                new("one way", PictureSource.FromStream(oneWay)),
                new("dogs", File(Dogs)),
            ],
            cancellationToken: Cancelled);

        Assert.Equal(["bytes", "file", "stream", "savage", "one way", "dogs"], answer.Candidates.Select(candidate => candidate.Name));
        Assert.Equal([1, 2, 3, 0, 4, 5], answer.Candidates.Select(candidate => candidate.Index));
        Assert.Equal(
            [Decision.Match, Decision.Match, Decision.Match, Decision.NoMatch, Decision.NoMatch, null],
            answer.Candidates.Select(candidate => candidate.Decision));
        Assert.Equal(Outcome.NoFace, answer.Candidates[5].Outcome);
        Assert.Null(answer.Candidates[5].Similarity);
        Assert.Equal((6, 5, 3, 5), (answer.Totals.Candidates, answer.Totals.Compared, answer.Totals.Matches, answer.Totals.Comparisons));
        Assert.Equal("iris-default", answer.Model.Name);
    }

    [Fact]
    public async Task An_answer_says_what_was_seen_and_what_it_means()
    {
        CompareAnswer answer = await shared.Iris.CompareAsync(Bytes(Salley), [Candidate("again", SalleyAgain)], cancellationToken: Cancelled);

        Assert.Equal((Outcome.Compared, 150, 150), (answer.Target.Outcome, answer.Target.Width, answer.Target.Height));
        Face target = Assert.Single(answer.Target.Faces);
        CandidateResult candidate = Assert.Single(answer.Candidates);
        Assert.Equal((Outcome.Compared, 150, 150, 0), (candidate.Outcome, candidate.Width, candidate.Height, candidate.TargetFace));
        Assert.InRange(candidate.Similarity!.Value, answer.Threshold.Similarity, 1);
        Assert.InRange(candidate.FalseMatchRate!.Value, 0, answer.Threshold.FalseMatchRate!.Value);
        Assert.Contains(candidate.FalseMatchRateBound!.Value, (RateBound[])[RateBound.None, RateBound.Upper]);
        Assert.Equal(RateBound.None, answer.Threshold.FalseMatchRateBound);
        Assert.Equal(new SupportedRates { Lowest = 1e-6, Highest = 1e-3 }, answer.Threshold.SupportedRates);
        Assert.InRange(answer.Totals.ChanceOfFalseMatch!.Value, answer.Threshold.FalseMatchRate.Value * 0.99, answer.Threshold.FalseMatchRate.Value * 1.01);
        Assert.All((Face[])[target, candidate.Face!], static face =>
        {
            Assert.InRange(face.Landmarks.Nose.X, face.Box.X, face.Box.X + face.Box.Width);
            Assert.InRange(face.Landmarks.Nose.Y, face.Box.Y, face.Box.Y + face.Box.Height);
            Assert.True(face.Landmarks.LeftEye.X < face.Landmarks.RightEye.X);
            Assert.True(face.Landmarks.LeftMouth.X < face.Landmarks.RightMouth.X);
            Assert.Equal(Math.Min(face.Box.Width, face.Box.Height), face.Quality.Size!.Value, tolerance: 0.02);
            Assert.InRange(face.Quality.Sharpness!.Value, 0, 1);
            Assert.InRange(face.Quality.Brightness!.Value, 0.01, 0.99);
            Assert.InRange(face.Quality.FaceFlag!.Value, 0.5, 1);
            Assert.InRange(face.Quality.DetectionScore!.Value, 0.1, 1);
            Assert.InRange(face.Quality.Roll!.Value, -45, 45);
            Assert.InRange(face.Quality.Yaw!.Value, -60, 60);
            Assert.InRange(face.Quality.Pitch!.Value, -60, 60);
        });
    }

    [Fact]
    public async Task Pictures_that_the_server_fetches_go_together_with_ones_that_are_sent()
    {
        await using PictureServer pictures = await PictureServer.StartAsync(
            static context => context.Response.Body.WriteAsync(Pictures.Read(SalleyAgain), context.RequestAborted).AsTask());
        using OneWayStream oneWay = new(Pictures.Read(Savage));

        CompareAnswer answer = await shared.Iris.CompareAsync(
            File(Salley),
            [
                new("fetched", PictureSource.FromUrl(new Uri(pictures.Url("a?b=\"c\"&d=ü")))),
                new("bytes", Bytes(SalleyAgain)),
                new("one way", PictureSource.FromStream(oneWay)),
                new("empty", PictureSource.FromBytes(default)),
                new("refused", PictureSource.FromUrl(new Uri("http://10.0.0.1/a.jpg"))),
            ],
            cancellationToken: Cancelled);

        Assert.Equal(["fetched", "bytes", "one way", "empty", "refused"], answer.Candidates.Select(candidate => candidate.Name));
        Assert.Equal(answer.Candidates[0].Similarity, answer.Candidates[1].Similarity);
        Assert.Equal([Outcome.Unreadable, Outcome.RefusedAddress], answer.Candidates.Skip(3).Select(candidate => candidate.Outcome));
    }

    [Fact]
    public async Task Names_come_back_as_they_were_in_a_form() => Assert.Equal(Names, await NamesBackAsync(Bytes(SalleyAgain)));

    [Fact]
    public async Task Names_come_back_as_they_were_in_json()
    {
        await using PictureServer pictures = await PictureServer.StartAsync(
            static context => context.Response.Body.WriteAsync(Pictures.Read(SalleyAgain), context.RequestAborted).AsTask());

        Assert.Equal(Names, await NamesBackAsync(PictureSource.FromUrl(new Uri(pictures.Url("a")))));
    }

    [Fact]
    public async Task With_nobody_to_compare_there_are_no_results()
    {
        CompareAnswer answer = await shared.Iris.CompareAsync(Bytes(Salley), [], cancellationToken: Cancelled);
        CompareAnswer fetched = await shared.Iris.CompareAsync(PictureSource.FromUrl(new Uri("http://10.0.0.1/a.jpg")), [], cancellationToken: Cancelled);

        Assert.Empty(answer.Candidates);
        Assert.Equal(0, answer.Totals.Candidates);
        Assert.Empty(fetched.Candidates);
        Assert.Equal(Outcome.RefusedAddress, fetched.Target.Outcome);
        Assert.Empty(fetched.Target.Faces);
    }

    [Fact]
    public async Task A_target_without_a_face_is_compared_with_nobody()
    {
        CompareAnswer answer = await shared.Iris.CompareAsync(File(Dogs), [Candidate("a", Salley)], cancellationToken: Cancelled);

        Assert.Equal(Outcome.NoFace, answer.Target.Outcome);
        Assert.Equal(Outcome.NotCompared, Assert.Single(answer.Candidates).Outcome);
    }

    [Fact]
    public async Task Every_option_reaches_the_server()
    {
        Candidate[] candidates = [Candidate("again", SalleyAgain), Candidate("savage", Savage), Candidate("group", Group)];

        CompareAnswer strict = await CompareAsync(new() { Threshold = 0.999 });
        Assert.Equal(0.999, strict.Threshold.Similarity, tolerance: 1e-6);
        Assert.Equal(0, strict.Totals.Matches);

        CompareAnswer rate = await CompareAsync(new() { TargetFalseMatchRate = 0.00001 });
        Assert.Equal(0.00001, rate.Threshold.FalseMatchRate!.Value, tolerance: 1e-9);

        CompareAnswer limited = await CompareAsync(new() { Limit = 1 });
        Assert.Equal("again", Assert.Single(limited.Candidates).Name);
        Assert.Equal(3, limited.Totals.Candidates);

        CompareAnswer matches = await CompareAsync(new() { IncludeBelowThreshold = false });
        Assert.Equal("again", Assert.Single(matches.Candidates).Name);

        CompareAnswer large = await CompareAsync(new() { MinFaceSize = 65_535 });
        Assert.Equal(Outcome.NoFace, large.Target.Outcome);

        CompareAnswer all = await CompareAsync(new() { Faces = FaceChoice.All });
        CompareAnswer largest = await CompareAsync(new() { Faces = FaceChoice.Largest });
        Assert.True(all.Totals.Comparisons > largest.Totals.Comparisons);
        Assert.Equal(3, largest.Totals.Comparisons);

        Task<CompareAnswer> CompareAsync(CompareOptions options) => shared.Iris.CompareAsync(Bytes(Salley), candidates, options, Cancelled);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_told_as_such()
    {
        await Assert.ThrowsAsync<FileNotFoundException>(
            () => shared.Iris.CompareAsync(Bytes(Salley), [new("a", PictureSource.FromFile("/nowhere/a.jpg"))], cancellationToken: Cancelled));
    }

    [Fact]
    public async Task A_stream_that_has_been_read_is_not_sent_again()
    {
        using OneWayStream oneWay = new(Pictures.Read(Salley));
        var target = PictureSource.FromStream(oneWay);
        await shared.Iris.CompareAsync(target, [], cancellationToken: Cancelled);

        await Assert.ThrowsAsync<InvalidOperationException>(() => shared.Iris.CompareAsync(target, [], cancellationToken: Cancelled));
    }

    [Fact]
    public Task A_name_that_is_no_unicode_is_refused_at_once() => Assert.ThrowsAsync<ArgumentException>(
        () => shared.Iris.CompareAsync(Bytes(Salley), [Candidate("half a pair: \ud83d", Savage)], cancellationToken: Cancelled));

    [Theory]
    [InlineData("data:image/jpeg;base64,AA==")]
    [InlineData("file:///etc/hostname")]
    public void A_url_that_no_server_fetches_is_refused_at_once(string url) =>
        Assert.Throws<ArgumentException>(() => PictureSource.FromUrl(new Uri(url)));

    private async Task<string[]> NamesBackAsync(PictureSource picture)
    {
        CompareAnswer answer = await shared.Iris.CompareAsync(
            Bytes(Salley), Names.Select(name => new Candidate(name, picture)), cancellationToken: Cancelled);
        return [.. answer.Candidates.OrderBy(candidate => candidate.Index).Select(candidate => candidate.Name)];
    }
}
