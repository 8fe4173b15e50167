using System.Buffers;
using Iris.Memory;
using Iris.Server.Problems;
using Iris.Server.Reading;

namespace Iris.Fuzz.Targets;

/// <summary>
/// The reader of bodies, beside one that reads the whole document first and looks at it afterwards: both take and refuse the same bodies,
/// for the same reason, and read the same strings and options in them. Each body is read for every path.
/// </summary>
internal static class JsonTarget
{
    public static void Check(byte[] input)
    {
        foreach (SlowPath path in (SlowPath[])[SlowPath.Match, .. SlowPath.V1])
        {
            using var body = new GrowingBuffer(input.Length, input.Length);
            body.TryAppend(new ReadOnlySequence<byte>(input));
            Problem? error = JsonRequestReader.Read(body, path.Shape, SlowPath.Bounds, path.NewChoices(), out CompareRequest? request);
            ViolationException.Unless(body.Written.Length == input.Length, "The body stays as long as it is.");
            Verify(input, path, error, request);
        }

        MemoryBalance.Check();
    }

    /// <summary>Checks what the reader made of a body.</summary>
    /// <param name="body">The body as it came.</param>
    /// <param name="path">What the path takes.</param>
    /// <param name="error">Why it was refused.</param>
    /// <param name="request">What was read.</param>
    public static void Verify(byte[] body, SlowPath path, Problem? error, CompareRequest? request)
    {
        SlowJson slow = SlowJson.Read(body, path);
        ViolationException.Unless(
            Refusal.From(error) == slow.Refusal || (slow.HasUnclearName && error == Problem.MalformedJson),
            $"The slow reader says {slow.Refusal}, the reader {Refusal.From(error)}.");
        ViolationException.Unless(request is null == (error is not null), "There is a request exactly where there is no error.");
        if (request is not null)
        {
            ReadStrings.Verify(body.Length, request, areFiles: false, slow.Strings, slow.Choices);
        }
    }
}
