using Iris.Memory;
using Iris.Models;
using Iris.Server.Answering;
using Iris.Server.Comparison;
using Iris.Server.Reading;
using Iris.Server.V1;

namespace Iris.Benchmarks.Stages;

/// <summary>From results to the bytes of an answer.</summary>
[MemoryDiagnoser]
public class Answering : IDisposable
{
    private const int Candidates = 10;

    private readonly GrowingBuffer _body;
    private readonly CompareRequest _request;
    private readonly ReadPicture _target = new(ImageOutcome.FaceFound, Engine.Find(Samples.Small));
    private readonly CandidateResult[] _results;
    private readonly Threshold _threshold;
    private readonly Nowhere _nowhere = new();

    public Answering()
    {
        byte[] body = Bodies.Json([], [], Candidates);
        _body = new GrowingBuffer(body.Length, body.Length);
        _body.TryAppend(new(body));
        JsonRequestReader.Read(_body, RequestShapes.Compare, new(Candidates, MaxNameBytes: 100), new ChoiceReader(default), out CompareRequest? request);
        _request = request!;

        FalseMatchCurve curve = Engine.Pack.FalseMatches;
        _threshold = new(Engine.Threshold, curve.RateAt(Engine.Threshold), curve);
        CandidateResult result = new()
        {
            Outcome = ImageOutcome.FaceFound,
            Similarity = 0.7f,
            Pairs = 1,
            Face = _target.Faces![0],
            FacesSeen = 1,
            Width = 250,
            Height = 250,
        };
        _results = [.. Enumerable.Repeat(result, Candidates)];
    }

    [Benchmark(Description = "write the answer of 1:1")]
    public void One() => Write(_results.AsSpan(0, 1));

    [Benchmark(Description = "write the answer of 1:10")]
    public void Ten() => Write(_results);

    [GlobalCleanup]
    public void Dispose()
    {
        _body.Dispose();
        _target.Dispose();
    }

    private void Write(ReadOnlySpan<CandidateResult> results)
    {
        var json = new JsonOutput(_nowhere);
        json.BeginObject();
        ComparisonAnswer.WriteModel(json, Engine.Pack.Manifest);
        ComparisonAnswer.WriteThreshold(json, _threshold);
        ComparisonAnswer.WriteTarget(json, _target);
        json.Property("candidates"u8);
        json.BeginArray();
        for (int i = 0; i < results.Length; i++)
        {
            json.BeginObject();
            ComparisonAnswer.WriteListed(json, _request, i, results[i], _threshold);
            json.EndObject();
        }

        json.EndArray();
        ComparisonAnswer.WriteTotals(json, results, _threshold);
        json.EndObject();
    }
}
