using Microsoft.Extensions.DependencyInjection;
using static Iris.Client.Tests.Faces;

namespace Iris.Client.Tests;

public sealed class OtherMethodsTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_pictures_of_one_person_match_and_of_two_do_not()
    {
        VerifyAnswer same = await shared.Iris.VerifyAsync(File(Salley), File(SalleyAgain), cancellationToken: Cancelled);
        VerifyAnswer others = await shared.Iris.VerifyAsync(Bytes(Salley), Bytes(Savage), cancellationToken: Cancelled);

        Assert.Equal((Decision.Match, Decision.NoMatch), (same.Decision, others.Decision));
        Assert.True(same.Similarity > same.Threshold.Similarity);
        Assert.True(others.Similarity < others.Threshold.Similarity);
        Assert.True(same.FalseMatchRate < others.FalseMatchRate);
        Assert.Equal((Outcome.Compared, 150, 150), (same.Candidate.Outcome, same.Candidate.Width, same.Candidate.Height));
        Assert.NotNull(same.Candidate.Face);
        Assert.Single(same.Target.Faces);
    }

    [Fact]
    public async Task A_picture_that_was_cut_short_is_incomplete_and_no_other_is()
    {
        VerifyAnswer candidate = await shared.Iris.VerifyAsync(File(Salley), CutShort(SalleyAgain), cancellationToken: Cancelled);
        VerifyAnswer target = await shared.Iris.VerifyAsync(CutShort(SalleyAgain), File(Salley), cancellationToken: Cancelled);
        FacesAnswer cut = await shared.Iris.FindFacesAsync(CutShort(SalleyAgain), cancellationToken: Cancelled);
        FacesAnswer whole = await shared.Iris.FindFacesAsync(File(SalleyAgain), cancellationToken: Cancelled);

        Assert.Equal((Decision.Match, false, true), (candidate.Decision, candidate.Target.Incomplete, candidate.Candidate.Incomplete));
        Assert.Equal((Decision.Match, true, false), (target.Decision, target.Target.Incomplete, target.Candidate.Incomplete));
        Assert.Equal((Outcome.Found, true), (cut.Outcome, cut.Incomplete));
        Assert.Equal((Outcome.Found, false), (whole.Outcome, whole.Incomplete));
    }

    [Fact]
    public async Task Without_a_face_there_is_no_decision()
    {
        VerifyAnswer answer = await shared.Iris.VerifyAsync(File(Salley), File(Dogs), cancellationToken: Cancelled);

        Assert.Equal((null, null, Outcome.NoFace), (answer.Decision, answer.Similarity, answer.Candidate.Outcome));
        Assert.Null(answer.Candidate.Face);
    }

    [Fact]
    public async Task Options_of_a_verification_reach_the_server()
    {
        VerifyAnswer strict = await shared.Iris.VerifyAsync(File(Salley), File(SalleyAgain), new() { Threshold = 0.999 }, Cancelled);
        VerifyAnswer rate = await shared.Iris.VerifyAsync(File(Salley), File(SalleyAgain), new() { TargetFalseMatchRate = 0.000001 }, Cancelled);
        VerifyAnswer large = await shared.Iris.VerifyAsync(File(Salley), File(SalleyAgain), new() { MinFaceSize = 151 }, Cancelled);
        VerifyAnswer all = await shared.Iris.VerifyAsync(File(Group), File(Group), new() { Faces = FaceChoice.All }, Cancelled);

        Assert.Equal(Decision.NoMatch, strict.Decision);
        Assert.Equal(0.000001, rate.Threshold.FalseMatchRate!.Value, tolerance: 1e-9);
        Assert.Equal((Outcome.NoFace, null), (large.Target.Outcome, large.Decision));
        Assert.True(all.Target.Faces.Count > 1);
        Assert.Equal(1, all.Similarity!.Value, tolerance: 1e-4);
        Assert.InRange(all.Candidate.TargetFace!.Value, 0, all.Target.Faces.Count - 1);
    }

    [Fact]
    public async Task A_verification_may_fetch_one_picture_and_be_sent_the_other()
    {
        await using PictureServer pictures = await PictureServer.StartAsync(
            static context => context.Response.Body.WriteAsync(Pictures.Read(Salley), context.RequestAborted).AsTask());

        VerifyAnswer answer = await shared.Iris.VerifyAsync(
            PictureSource.FromUrl(new Uri(pictures.Url("a"))), File(SalleyAgain), cancellationToken: Cancelled);

        Assert.Equal(Decision.Match, answer.Decision);
    }

    [Fact]
    public async Task All_faces_of_a_picture_are_found_the_largest_first()
    {
        FacesAnswer answer = await shared.Iris.FindFacesAsync(File(Group), cancellationToken: Cancelled);
        FacesAnswer none = await shared.Iris.FindFacesAsync(Bytes(Dogs), cancellationToken: Cancelled);
        FacesAnswer refused = await shared.Iris.FindFacesAsync(PictureSource.FromUrl(new Uri("http://10.0.0.1/a.jpg")), cancellationToken: Cancelled);

        Assert.Equal(Outcome.Found, answer.Outcome);
        Assert.True(answer.Faces.Count > 1);
        double[] areas = [.. answer.Faces.Select(face => face.Box.Width * face.Box.Height)];
        Assert.Equal(areas.OrderDescending(), areas);
        Assert.Equal("iris-default", answer.Model.Name);
        Assert.Equal(Outcome.NoFace, none.Outcome);
        Assert.Empty(none.Faces);
        Assert.NotNull(none.Width);
        Assert.Equal(Outcome.RefusedAddress, refused.Outcome);
        Assert.Empty(refused.Faces);
        Assert.Null(refused.Width);
    }

    [Fact]
    public async Task Options_of_a_search_reach_the_server()
    {
        FacesAnswer all = await shared.Iris.FindFacesAsync(File(Group), new() { Thorough = true }, Cancelled);
        double largest = all.Faces[0].Quality.Size!.Value;
        FacesAnswer large = await shared.Iris.FindFacesAsync(File(Group), new() { MinFaceSize = (int)largest }, Cancelled);
        FacesAnswer none = await shared.Iris.FindFacesAsync(File(Group), new() { MinFaceSize = (int)largest + 2, Thorough = false }, Cancelled);

        Assert.True(large.Faces.Count < all.Faces.Count);
        Assert.Equal(Outcome.NoFace, none.Outcome);
    }

    [Fact]
    public async Task What_the_server_enforces_is_told()
    {
        PrivacyReport report = await shared.Iris.GetPrivacyAsync(Cancelled);

        Assert.Equal(["P1", "P2", "P3", "P4", "P5", "P6", "P7"], report.Invariants.Select(invariant => invariant.Id));
        Assert.All(report.Invariants, static invariant => Assert.Equal(invariant.Missing.Count == 0, invariant.Enforced));
        Assert.Equal(report.Invariants.All(static invariant => invariant.Enforced), report.AllEnforced);
        Assert.NotEqual("", report.Platform);
    }

    [Fact]
    public async Task Comparisons_are_counted()
    {
        RequestCounts before = await shared.Iris.GetStatsAsync(Cancelled);
        await shared.Iris.CompareAsync(Bytes(Salley), [], cancellationToken: Cancelled);
        RequestCounts after = await shared.Iris.GetStatsAsync(Cancelled);

        Assert.Equal(before.TotalRequests + 1, after.TotalRequests);
        Assert.InRange(after.RequestsLastHour, after.RequestsLastSecond, after.TotalRequests);
    }

    [Fact]
    public async Task It_can_be_had_from_a_factory_of_http_clients()
    {
        var services = new ServiceCollection();
        services.AddHttpClient<IrisClient>(http => http.BaseAddress = shared.Server.Client.BaseAddress);
        await using ServiceProvider provider = services.BuildServiceProvider();

        Assert.NotEmpty((await provider.GetRequiredService<IrisClient>().GetPrivacyAsync(Cancelled)).Invariants);
    }

    [Fact]
    public async Task A_server_that_listens_is_ready() => Assert.True(await shared.Iris.IsReadyAsync(Cancelled));
}
