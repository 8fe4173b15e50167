using Iris.Server.Admission;
using Iris.Server.Answering;
using Iris.Server.Comparison;
using Iris.Server.Problems;
using Iris.Server.Reading;

namespace Iris.Server.V1;

/// <summary><c>POST /v1/verify</c>: whether two pictures show the same person.</summary>
internal sealed class VerifyEndpoint(RequestIntake intake, PictureReader reader, FaceComparer comparer, Thresholds thresholds)
{
    public Task HandleAsync(HttpContext context) => intake.HandleAsync(context, RequestShapes.Verify, AnswerAsync);

    private async Task AnswerAsync(HttpContext context, CompareRequest request, Capacity.Visit visit)
    {
        if (thresholds.Choose(request.Choices) is not { } threshold)
        {
            await context.RefuseAsync(Thresholds.UnsupportedRate);
            return;
        }

        using var run = new ComparisonRun(request, reader, maxParallel: 1);
        await run.RunAsync(visit, context.RequestAborted);
        visit.EndWork();

        context.Response.ContentType = "application/json";
        var json = new JsonOutput(context.Response.BodyWriter);
        Write(json, run, threshold);
        await json.FlushAsync(context.RequestAborted);
    }

    private void Write(JsonOutput json, ComparisonRun run, in Threshold threshold)
    {
        ref readonly CandidateResult candidate = ref run.Results[0];
        json.BeginObject();
        ComparisonAnswer.WriteModel(json, comparer.Models);
        ComparisonAnswer.WriteThreshold(json, threshold);
        if (candidate.Outcome == ImageOutcome.FaceFound)
        {
            ComparisonAnswer.WriteVerdict(json, candidate, threshold);
        }

        ComparisonAnswer.WriteTarget(json, run.Target);
        json.Property("candidate"u8);
        json.BeginObject();
        json.String("outcome"u8, ComparisonAnswer.Name(candidate.Outcome));
        ComparisonAnswer.WriteCandidate(json, candidate);
        json.EndObject();
        json.EndObject();
    }
}
