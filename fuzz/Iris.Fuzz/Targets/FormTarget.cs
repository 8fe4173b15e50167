using System.Buffers;
using System.Text;
using Iris.Memory;
using Iris.Server.Problems;
using Iris.Server.Reading;

namespace Iris.Fuzz.Targets;

/// <summary>
/// The reader of forms, beside one that splits them at their delimiters and matches the parts with regular expressions: both take and refuse
/// the same bodies, for the same reason, and read the same files, names and options. Each body is read for every path under <c>/v1</c>.
/// </summary>
internal static class FormTarget
{
    /// <summary>What the parts of every body are separated by.</summary>
    public const string Boundary = "b";

    public static void Check(byte[] input)
    {
        foreach (SlowPath path in SlowPath.V1)
        {
            using var body = new GrowingBuffer(input.Length, input.Length);
            body.TryAppend(new ReadOnlySequence<byte>(input));
            Problem? error = FormReader.Read(body, Boundary, path.Shape, SlowPath.Bounds, path.NewChoices()!, out CompareRequest? request);
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
        var slow = SlowForm.Read(Encoding.Latin1.GetString(body), path);
        ViolationException.Unless(
            Refusal.From(error) == slow.Refusal || (slow.HasMalformedNames && error?.Name is "wrong-shape" or "name-too-long"),
            $"The slow reader says {slow.Refusal}, the reader {Refusal.From(error)}.");
        ViolationException.Unless(request is null == (error is not null), "There is a request exactly where there is no error.");
        if (request is not null)
        {
            ReadStrings.Verify(body.Length, request, areFiles: true, [.. slow.Strings.Select(Encoding.Latin1.GetBytes)], slow.Choices);
        }
    }
}
