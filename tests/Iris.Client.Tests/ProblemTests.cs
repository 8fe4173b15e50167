using System.Reflection;
using Microsoft.AspNetCore.Http;
using static Iris.Client.Tests.Faces;

namespace Iris.Client.Tests;

/// <summary>Refusals, and answers that are none of Iris's.</summary>
public sealed class ProblemTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_problem_of_the_server_has_its_type_here()
    {
        IEnumerable<string> server = typeof(Iris.Server.Problems.Problem).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(static field => field.GetValue(null)).OfType<Iris.Server.Problems.Problem>().Select(static problem => problem.Type);
        IEnumerable<string> client = typeof(ProblemTypes).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(static field => (string)field.GetRawConstantValue()!);

        Assert.NotEmpty(server);
        Assert.Empty(server.Except(client));
    }

    [Fact]
    public Task A_threshold_that_no_similarity_has_is_an_invalid_option() =>
        AssertRefusedAsync(ProblemTypes.InvalidOption, 422, "threshold", new() { Threshold = 1.5 });

    [Fact]
    public Task A_threshold_and_a_rate_together_are_an_invalid_option() =>
        AssertRefusedAsync(ProblemTypes.InvalidOption, 422, "target_false_match_rate", new() { Threshold = 0.5, TargetFalseMatchRate = 0.001 });

    [Fact]
    public Task A_rate_that_was_not_measured_is_told() =>
        AssertRefusedAsync(ProblemTypes.UnsupportedRate, 422, "target_false_match_rate", new() { TargetFalseMatchRate = 0.5 });

    [Fact]
    public Task A_face_size_below_nothing_is_an_invalid_option() =>
        AssertRefusedAsync(ProblemTypes.InvalidOption, 422, "min_face_size", new() { MinFaceSize = -1 });

    [Fact]
    public Task No_candidate_at_all_is_no_limit() => AssertRefusedAsync(ProblemTypes.InvalidOption, 422, "limit", new() { Limit = 0 });

    [Fact]
    public async Task A_stream_has_no_limit()
    {
        IrisException exception = await Assert.ThrowsAsync<IrisException>(
            async () => await shared.Iris.CompareStreamAsync(Bytes(Salley), [], new() { Limit = 1 }, Cancelled).ToListAsync(Cancelled));

        Assert.Equal((ProblemTypes.InvalidOption, "limit"), (exception.Problem.Type, exception.Problem.Option));
        Assert.NotNull(exception.Problem.Detail);
        Assert.Contains("limit", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_candidates_longer_names_and_larger_bodies_than_the_server_takes_are_told()
    {
        await using IrisServer server = await IrisServer.StartAsync(
            "Iris:Comparison:MaxCandidates=2", "Iris:Comparison:MaxNameBytes=8", "Iris:Comparison:MaxRequestBytes=100000");
        using IrisClient iris = server.Connect();

        Assert.Equal((ProblemTypes.TooManyCandidates, 413), await RefusalAsync([Candidate("a", Savage), Candidate("b", Savage), Candidate("c", Savage)]));
        Assert.Equal((ProblemTypes.NameTooLong, 413), await RefusalAsync([Candidate("nine bytes", Savage)]));
        Assert.Equal((ProblemTypes.BodyTooLarge, 413), await RefusalAsync([new("a", PictureSource.FromBytes(new byte[200_000]))]));
        Assert.Equal((ProblemTypes.BodyTooLarge, 413), await RefusalAsync([new("a", PictureSource.FromStream(new OneWayStream(new byte[200_000])))]));

        async Task<(string, int)> RefusalAsync(Candidate[] candidates)
        {
            IrisException exception = await Assert.ThrowsAsync<IrisException>(() => iris.CompareAsync(Bytes(Salley), candidates, cancellationToken: Cancelled));
            return (exception.Problem.Type, exception.Problem.Status);
        }
    }

    [Fact]
    public async Task A_refusal_is_not_lost_in_a_body_that_takes_long_to_send()
    {
        await using IrisServer server = await IrisServer.StartAsync("Iris:Comparison:MaxRequestBytes=100000");
        using HttpClient patient = PatientConnections.To(server);
        using var iris = new IrisClient(patient);
        using var slow = new SlowStream(200_000);

        IrisException exception = await Assert.ThrowsAsync<IrisException>(
            () => iris.FindFacesAsync(PictureSource.FromStream(slow), cancellationToken: Cancelled));

        Assert.Equal(ProblemTypes.BodyTooLarge, exception.Problem.Type);
        Assert.Equal(0, slow.Position);
    }

    [Fact]
    public async Task What_is_refused_without_a_document_has_no_type_but_its_status()
    {
        await using PictureServer other = await PictureServer.StartAsync(static context =>
        {
            context.Response.StatusCode = StatusCodes.Status502BadGateway;
            return context.Response.WriteAsync("<html>Bad gateway</html>", context.RequestAborted);
        });
        using var iris = new IrisClient(new Uri(other.Url("")));

        IrisException exception = await Assert.ThrowsAsync<IrisException>(() => iris.GetPrivacyAsync(Cancelled));

        Assert.Equal(("about:blank", 502), (exception.Problem.Type, exception.Problem.Status));
        Assert.DoesNotContain("html", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Welcome!")]
    [InlineData("{}")]
    [InlineData("null")]
    public async Task Another_server_is_told_as_such(string says)
    {
        await using PictureServer other = await PictureServer.StartAsync(context => context.Response.WriteAsync(says, context.RequestAborted));
        using var iris = new IrisClient(new Uri(other.Url("")));

        HttpRequestException answer = await Assert.ThrowsAsync<HttpRequestException>(() => iris.GetPrivacyAsync(Cancelled));
        HttpRequestException stream = await Assert.ThrowsAsync<HttpRequestException>(
            async () => await iris.CompareStreamAsync(Bytes(Salley), [], cancellationToken: Cancelled).ToListAsync(Cancelled));

        Assert.Equal(HttpRequestError.InvalidResponse, answer.HttpRequestError);
        Assert.Equal(HttpRequestError.InvalidResponse, stream.HttpRequestError);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using PictureServer other = await PictureServer.StartAsync(context =>
        {
            context.Response.Redirect(shared.Server.Client.BaseAddress + "v1/privacy", permanent: false, preserveMethod: true);
            return Task.CompletedTask;
        });
        using var iris = new IrisClient(new Uri(other.Url("")));

        IrisException exception = await Assert.ThrowsAsync<IrisException>(() => iris.GetPrivacyAsync(Cancelled));

        Assert.Equal(307, exception.Problem.Status);
    }

    [Fact]
    public async Task Nobody_who_answers_is_a_failed_connection()
    {
        using var iris = new IrisClient(new Uri("http://127.0.0.1:1"));

        HttpRequestException exception = await Assert.ThrowsAsync<HttpRequestException>(() => iris.IsReadyAsync(Cancelled));

        Assert.Equal(HttpRequestError.ConnectionError, exception.HttpRequestError);
    }

    [Fact]
    public async Task Keys_and_tokens_are_sent_and_a_path_before_the_interface_is_kept()
    {
        var sent = new TaskCompletionSource<(string Path, string Key, string Token)>();
        await using PictureServer other = await PictureServer.StartAsync(context =>
        {
            IHeaderDictionary headers = context.Request.Headers;
            sent.SetResult((context.Request.Path, headers["X-Api-Key"].ToString(), headers.Authorization.ToString()));
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        });
        using var iris = new IrisClient(new Uri(other.Url("behind/a/proxy")), new() { ApiKey = "a key", BearerToken = "a.token" });

        IrisException exception = await Assert.ThrowsAsync<IrisException>(() => iris.GetPrivacyAsync(Cancelled));

        Assert.Equal(401, exception.Problem.Status);
        Assert.Equal(("/behind/a/proxy/v1/privacy", "a key", "Bearer a.token"), await sent.Task);
    }

    private async Task AssertRefusedAsync(string type, int status, string option, CompareOptions options)
    {
        IrisException exception = await Assert.ThrowsAsync<IrisException>(
            () => shared.Iris.CompareAsync(Bytes(Salley), [Candidate("a", Savage)], options, Cancelled));

        Assert.Equal((type, status, option), (exception.Problem.Type, exception.Problem.Status, exception.Problem.Option));
        Assert.Null(exception.RetryAfter);
        Assert.Contains(exception.Problem.Title, exception.Message, StringComparison.Ordinal);
    }

    /// <summary>A stream that takes longer than the server goes on reading what it has refused.</summary>
    private sealed class SlowStream(int bytes) : MemoryStream(new byte[bytes], 0, bytes, writable: false, publiclyVisible: true)
    {
        public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
        {
            const int Piece = 2_000;
            for (; Position < Length; Position += Piece)
            {
                await destination.WriteAsync(GetBuffer().AsMemory((int)Position, Piece), cancellationToken);
                await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
            }
        }
    }
}
