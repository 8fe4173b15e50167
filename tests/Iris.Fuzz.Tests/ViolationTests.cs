using System.Buffers;
using System.Text;
using Iris.Fuzz.Targets;
using Iris.Memory;
using Iris.Server.Comparison;
using Iris.Server.Problems;
using Iris.Server.Reading;

namespace Iris.Fuzz.Tests;

/// <summary>The targets can fail: what is read from one input is no answer to another.</summary>
[Collection(nameof(OneAtATime))]
public sealed class ViolationTests
{
    private const string AnnsForm =
        "--b\r\nContent-Disposition: form-data; name=target\r\n\r\nT\r\n"
        + "--b\r\nContent-Disposition: form-data; name=candidates; filename=Ann\r\n\r\nC\r\n"
        + "--b\r\nContent-Disposition: form-data; name=limit\r\n\r\n2\r\n--b--\r\n";

    private const string Ann = """{"target_url":"t","people":[{"name":"Ann","image_url":"i"}]}""";

    [Theory]
    [InlineData("""{"target_url":"t","people":[{"name":"Bob","image_url":"i"}]}""")]
    [InlineData("""{"target_url":"t","people":[]}""")]
    [InlineData("""{"target_url":"t","people":[{"name":"Ann"}]}""")]
    [InlineData("""{"target_url":"t","people":[{"name":"Ann","image_url":"i"}]""")]
    [InlineData("""{"target_url":"t","people":[{"name":"Ann","image_url":"i"}],"limit":1}""")]
    [InlineData("""{"target_url":"t","people":[{"name":"Ann","image_url":"i"}],"more":1}""")]
    public void A_request_that_is_not_what_the_body_says_is_a_violation(string other)
    {
        byte[] body = Encoding.UTF8.GetBytes(Ann);
        using GrowingBuffer buffer = Buffer(body);
        SlowPath path = SlowPath.Compare;
        Problem? error = JsonRequestReader.Read(buffer, path.Shape, SlowPath.Bounds, path.NewChoices(), out CompareRequest? request);

        JsonTarget.Verify(body, path, error, request);
        Assert.Throws<ViolationException>(() => JsonTarget.Verify(Encoding.UTF8.GetBytes(other), path, error, request));
    }

    [Fact]
    public void A_refusal_of_a_good_body_is_a_violation() => Assert.All<Problem?>(
        [null, Problem.MalformedJson, MatchEndpoint.Shape.WrongShape, Problem.TooManyCandidates, Problem.NameTooLong],
        error => Assert.Throws<ViolationException>(() => JsonTarget.Verify(Encoding.UTF8.GetBytes(Ann), SlowPath.Match, error, request: null)));

    [Theory]
    [InlineData("filename=Ann", "filename=Bob")]
    [InlineData("filename=Ann", "filename*=utf-8''B")]
    [InlineData("filename=Ann", "title=Ann")]
    [InlineData("name=target\r\n\r\nT", "name=target\r\n\r\nU")]
    [InlineData("name=limit\r\n\r\n2", "name=limit\r\n\r\n3")]
    [InlineData("name=limit\r\n\r\n2", "name=limit\r\n\r\n")]
    [InlineData("name=limit", "name=names")]
    [InlineData("name=limit", "name=candidates")]
    [InlineData("--b--", "--b")]
    public void A_form_that_is_not_what_the_body_says_is_a_violation(string part, string other)
    {
        byte[] body = Encoding.UTF8.GetBytes(AnnsForm);
        using GrowingBuffer buffer = Buffer(body);
        SlowPath path = SlowPath.Compare;
        Problem? error = FormReader.Read(buffer, FormTarget.Boundary, path.Shape, SlowPath.Bounds, path.NewChoices()!, out CompareRequest? request);

        FormTarget.Verify(body, path, error, request);
        byte[] changed = Encoding.UTF8.GetBytes(AnnsForm.Replace(part, other, StringComparison.Ordinal));
        Assert.Throws<ViolationException>(() => FormTarget.Verify(changed, path, error, request));
    }

    [Fact]
    public void A_refusal_of_a_good_form_is_a_violation() => Assert.All<Problem?>(
        [null, Problem.MalformedJson, Problem.MalformedMultipart, Problem.WrongShape, Problem.TooManyCandidates, Problem.UnknownOption],
        error => Assert.Throws<ViolationException>(() => FormTarget.Verify(Encoding.UTF8.GetBytes(AnnsForm), SlowPath.Compare, error, request: null)));

    [Theory]
    [InlineData("limit=3&faces=all")]
    [InlineData("limit=2&faces=al%6D")]
    [InlineData("limit=2&faces=all&thorough=true")]
    [InlineData("limit=2")]
    public void Options_that_are_not_what_the_query_says_are_a_violation(string other)
    {
        ChoiceReader choices = SlowPath.Compare.NewChoices()!;
        Problem? error = choices.TakeQuery("?limit=2&faces=all");

        QueryTarget.Verify("limit=%32&&faces=all"u8.ToArray(), SlowPath.Compare, error, choices.Choices);
        Assert.Throws<ViolationException>(() => QueryTarget.Verify(Encoding.ASCII.GetBytes(other), SlowPath.Compare, error, choices.Choices));
    }

    [Theory]
    [InlineData("data:;base64,QUJD", true, "ABD")]
    [InlineData("data:;base64,QUJD", false, "")]
    [InlineData("data:;base64,QUJ", true, "AB")]
    [InlineData("data:text/plain,QUJD", true, "ABC")]
    public void Data_that_is_not_what_the_uri_says_is_a_violation(string uri, bool isRead, string data)
    {
        DataUriTarget.Verify(Encoding.ASCII.GetBytes("data:;base64,QUJD"), isRead: true, "ABC"u8);
        Assert.Throws<ViolationException>(
            () => DataUriTarget.Verify(Encoding.ASCII.GetBytes(uri), isRead, Encoding.ASCII.GetBytes(data)));
    }

    [Theory]
    [InlineData("truecolour.png", 24, 17)]
    [InlineData("baseline.jpg", 25, 18)]
    [InlineData("lossy.webp", 1, 1)]
    [InlineData("lossless.webp", 24, 24)]
    [InlineData("still.gif", 23, 18)]
    [InlineData("top-down.bmp", 4, 3)]
    [InlineData("os2.bmp", 0, 0)]
    [InlineData("svg", 24, 18)]
    [InlineData("bomb.png", 65535, 65535)]
    public void A_size_that_the_header_does_not_announce_is_a_violation(string picture, int width, int height) =>
        Assert.Throws<ViolationException>(() => HeaderTarget.Verify(Seed(picture), refusal: null, width, height));

    [Theory]
    [InlineData(PictureOutcome.Unsupported)]
    [InlineData(PictureOutcome.NoFace)]
    public void A_refusal_for_the_wrong_reason_is_a_violation(PictureOutcome refusal) =>
        Assert.Throws<ViolationException>(() => HeaderTarget.Verify(Seed("cut.png"), refusal, 0, 0));

    [Fact]
    public void A_decode_of_another_size_is_a_violation()
    {
        DecodeTarget.Verify(25, 17, 2, 13, 9);
        Assert.Throws<ViolationException>(() => DecodeTarget.Verify(25, 17, 2, 12, 7));
        Assert.Throws<ViolationException>(() => DecodeTarget.Verify(4096, 2048, 1, 4096, 2048));
    }

    [Fact]
    public void A_decode_that_takes_more_than_it_was_counted_at_is_a_violation()
    {
        DecodeTarget.VerifyMemory(1_000_000, 1_000_000 + PeakMemory.NoiseBytes);
        Assert.Throws<ViolationException>(() => DecodeTarget.VerifyMemory(1_000_000, 1_000_001 + PeakMemory.NoiseBytes));
    }

    // As the codec's own memory for a GIF was, which nobody counted.
    [Fact]
    public void Memory_for_each_pixel_that_is_not_counted_is_seen()
    {
        // What other tests have left would be given back in the meantime: by finalizers, or by the runtime.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        long taken = Enumerable.Range(0, 5).Max(_ => TakeUncounted((int)HeaderTarget.Limits.MaxPixels * 4));

        Assert.Throws<ViolationException>(() => DecodeTarget.VerifyMemory(0, taken));
    }

    [Fact]
    public void Memory_that_stays_in_use_is_a_violation()
    {
        using (var kept = new SensitiveBuffer<byte>(10))
        {
            Assert.Throws<ViolationException>(() => DecodeTarget.Check(Seed("truecolour.png")));
        }

        DecodeTarget.Check(Seed("truecolour.png"));
    }

    private static GrowingBuffer Buffer(byte[] body)
    {
        var buffer = new GrowingBuffer(body.Length, body.Length);
        buffer.TryAppend(new ReadOnlySequence<byte>(body));
        return buffer;
    }

    private static byte[] Seed(string name) => File.ReadAllBytes(Path.Combine(RepositoryRoot.Folder, "fuzz/seeds/picture", name));

    // Not of the C library's heap: it may hand out a block that an earlier test has freed, and that is resident still.
    private static long TakeUncounted(int bytes)
    {
        var peak = PeakMemory.Begin();
        using (var uncounted = new SensitiveBuffer<byte>(bytes))
        {
            uncounted.Span.Fill(1);
        }

        return peak.Bytes;
    }
}
