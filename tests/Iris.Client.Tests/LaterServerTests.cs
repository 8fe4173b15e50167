using System.Net.Http.Headers;
using System.Text.Json;
using Iris.Client.Json;
using Iris.Client.Sending;

namespace Iris.Client.Tests;

/// <summary>Answers of a server that is newer than the client.</summary>
public sealed class LaterServerTests
{
    [Fact]
    public void What_a_later_version_adds_is_passed_over()
    {
        CompareAnswer answer = JsonSerializer.Deserialize(
            """
            {
              "later": {"a": [1, {"b": null}]},
              "model": {"name": "n", "version": "2", "later": 1},
              "threshold": {"similarity": 0.5, "false_match_rate": 0.001, "false_match_rate_bound": "sideways"},
              "target": {"outcome": "abducted", "later": []},
              "candidates": [
                {"index": 0, "name": "a", "outcome": {"now": "an object"}, "decision": "perhaps"},
                {"index": 1, "name": "b", "outcome": "no_face", "decision": 7, "face": null}
              ],
              "totals": {"candidates": 2, "compared": 0, "matches": 0, "comparisons": 5000000000, "later": "x"}
            }
            """,
            IrisJson.Default.CompareAnswer)!;

        Assert.Equal(RateBound.Unknown, answer.Threshold.FalseMatchRateBound);
        Assert.Equal(Outcome.Unknown, answer.Target.Outcome);
        Assert.Empty(answer.Target.Faces);
        Assert.Equal((Outcome.Unknown, Decision.Unknown), (answer.Candidates[0].Outcome, answer.Candidates[0].Decision));
        Assert.Equal((Outcome.NoFace, Decision.Unknown), (answer.Candidates[1].Outcome, answer.Candidates[1].Decision));
        Assert.Equal(5_000_000_000, answer.Totals.Comparisons);
    }

    [Fact]
    public void What_does_not_apply_is_null()
    {
        VerifyAnswer answer = JsonSerializer.Deserialize(
            """{"model": {"name": "n", "version": "1"}, "threshold": {"similarity": 0.5}, "target": {"outcome": "fetch_failed"}, "candidate": {"outcome": "not_compared"}}""",
            IrisJson.Default.VerifyAnswer)!;

        Assert.Equal((null, null, null, null), (answer.Decision, answer.Similarity, answer.FalseMatchRate, answer.FalseMatchRateBound));
        Assert.Equal((Outcome.NotCompared, null, null, null), (answer.Candidate.Outcome, answer.Candidate.Width, answer.Candidate.Face, answer.Candidate.TargetFace));
        Assert.Null(answer.Threshold.FalseMatchRate);
    }

    [Fact]
    public void What_must_be_there_and_is_not_is_noticed() =>
        Assert.Throws<JsonException>(static () => JsonSerializer.Deserialize("""{"outcome": "found", "faces": []}""", IrisJson.Default.FacesAnswer));

    [Theory]
    [InlineData(typeof(Outcome))]
    [InlineData(typeof(Decision))]
    [InlineData(typeof(RateBound))]
    public void Every_name_is_read_as_it_is_written(Type names)
    {
        foreach (object value in Enum.GetValues(names))
        {
            string json = JsonSerializer.Serialize(value, names, IrisJson.Default);

            Assert.Equal($"\"{JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()!)}\"", json);
            Assert.Equal(value, JsonSerializer.Deserialize(json, names, IrisJson.Default));
        }
    }

    [Fact]
    public async Task Lines_of_a_later_version_are_passed_over()
    {
        List<CompareEvent> events = await ReadAsync(
            """
            {"type": "heartbeat"}
            {"later": true}
            {"index": 0, "name": "a", "outcome": "compared", "similarity": 0.25, "decision": "no_match", "type": "candidate"}
            17
            {"type": "summary", "model": {"name": "n", "version": "1"}, "threshold": {"similarity": 0.5}, "target": {"outcome": "compared"}, "totals": {"candidates": 1, "compared": 1, "matches": 0, "comparisons": 1}}
            {"type": "farewell"}

            """);

        Assert.Equal((0, 0.25), (((CandidateResult)events[0]).Index, ((CandidateResult)events[0]).Similarity));
        Assert.Equal(1, Assert.IsType<CompareSummary>(events[1]).Totals.Candidates);
        Assert.Equal(2, events.Count);
    }

    [Fact]
    public async Task A_problem_in_a_stream_is_an_exception()
    {
        IrisException exception = await Assert.ThrowsAsync<IrisException>(() => ReadAsync(
            """{"type": "problem", "problem": {"type": "urn:iris:problem:busy", "title": "Iris is busy.", "status": 503}}"""));

        Assert.Equal((ProblemTypes.Busy, 503), (exception.Problem.Type, exception.Problem.Status));
    }

    [Theory]
    [InlineData("", HttpRequestError.ResponseEnded)]
    [InlineData("""{"type": "candidate", "index": 0, "name": "a", "outcome": "no_face"}""", HttpRequestError.ResponseEnded)]
    [InlineData("""{"type": "candidate", "index": 0}""", HttpRequestError.InvalidResponse)]
    [InlineData("""{"type": "candi""", HttpRequestError.InvalidResponse)]
    public async Task A_stream_without_its_end_is_told(string lines, HttpRequestError expected)
    {
        HttpRequestException exception = await Assert.ThrowsAsync<HttpRequestException>(() => ReadAsync(lines));

        Assert.Equal(expected, exception.HttpRequestError);
    }

    private static async Task<List<CompareEvent>> ReadAsync(string lines)
    {
        using var response = new HttpResponseMessage { Content = new StringContent(lines, new MediaTypeHeaderValue("application/x-ndjson")) };
        return await AnswerReader.ReadEventsAsync(response, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
    }
}
