using System.Text;
using Iris.Memory;
using Iris.Server.Fetching;
using Iris.Server.Reading;
using Iris.Server.V1;

namespace Iris.Benchmarks.Stages;

/// <summary>From the bytes of a body to a request and to the bytes of its pictures.</summary>
[MemoryDiagnoser]
public class Reading : IDisposable
{
    private static readonly RequestBounds Bounds = new(MaxCandidates: 1000, MaxNameBytes: 1000);

    private readonly GrowingBuffer _one = Fill(Bodies.Json(Samples.Medium, Samples.Medium, candidates: 1));
    private readonly GrowingBuffer _ten = Fill(Bodies.Json(Samples.Medium, Samples.Medium, candidates: 10));
    private readonly GrowingBuffer _form = Fill(Bodies.Form(Samples.Medium, Samples.Medium));
    private readonly byte[] _uri = Encoding.UTF8.GetBytes(Samples.DataUri(Samples.Medium));
    private readonly byte[] _decoded = Encoding.UTF8.GetBytes(Samples.DataUri(Samples.Medium));

    [Benchmark(Description = "read JSON of 1:1, 640×480")]
    public void One() => ReadJson(_one);

    [Benchmark(Description = "read JSON of 1:10, 640×480")]
    public void Ten() => ReadJson(_ten);

    [Benchmark(Description = "read a form of 1:1, 640×480")]
    public void Form() =>
        Check(FormReader.Read(_form, Bodies.Boundary, RequestShapes.Verify, Bounds, new ChoiceReader(RequestShapes.Verify.Choices!.Value), out _) is null);

    // With a copy: it is decoded over itself.
    [Benchmark(Description = "base64 of 640×480")]
    public void Decode()
    {
        _uri.CopyTo(_decoded, 0);
        Check(DataUri.TryDecodeInPlace(_decoded, out _));
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _one.Dispose();
        _ten.Dispose();
        _form.Dispose();
    }

    private static void ReadJson(GrowingBuffer body) =>
        Check(JsonRequestReader.Read(body, RequestShapes.Compare, Bounds, new ChoiceReader(RequestShapes.Compare.Choices!.Value), out _) is null);

    private static void Check(bool isRead)
    {
        if (!isRead)
        {
            throw new InvalidOperationException("The body was not read.");
        }
    }

    private static GrowingBuffer Fill(byte[] body)
    {
        var buffer = new GrowingBuffer(body.Length, body.Length);
        buffer.TryAppend(new(body));
        return buffer;
    }
}
