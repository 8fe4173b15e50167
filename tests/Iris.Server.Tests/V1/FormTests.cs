using System.Buffers;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Iris.Memory;
using Iris.Server.Comparison;
using Iris.Server.Problems;
using Iris.Server.Reading;
using Iris.Server.V1;
using static Iris.Server.Tests.CompareClient;

namespace Iris.Server.Tests.V1;

public sealed class FormTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private const string Target = "--b\r\nContent-Disposition: form-data; name=\"target\"\r\n\r\n\r\n";

    private const string Candidate = "--b\r\nContent-Disposition: form-data; name=\"candidates\"\r\n\r\n\r\n";
    private const string Person = "{\"name\":\"\\n\",\"image_url\":\"\\n\"}";
    private const string LongBoundary = "----------------------------------------------------------------------";

    /// <summary>A boundary, null for JSON, how the body is refused, how it begins, what is repeated until it is as large as it may be, how it ends.</summary>
    public static TheoryData<string?, string, string, string, string> WorstBodies => new()
    {
        { LongBoundary, "malformed-multipart", "--" + LongBoundary + "\r\n", "\r-", "" },
        { LongBoundary, "malformed-multipart", "", "\r\n------------------------------", "" },
        { "b", "malformed-multipart", "--b", " ", "" },
        { "b", "malformed-multipart", "--b\r\n", "\r\r\r\n\n\n", "\r\n--b--" },
        { "b", "malformed-multipart", "--b\r\n", "a:\r\n", "\r\n\r\n--b--" },
        { "b", "malformed-multipart", "--b\r\nContent-Disposition:form-data", ";a=b", "\r\n\r\n\r\n--b--" },
        { "b", "malformed-multipart", "--b\r\nContent-Disposition:form-data;name=names;filename=\"", "\\\"", "\"\r\n\r\n\r\n--b--" },
        { "b", "malformed-multipart", "--b\r\nContent-Disposition:form-data;name=names;filename*=utf-8''", "%41", "\r\n\r\n\r\n--b--" },
        { "b", "too-many-candidates", "--b", "\r\nContent-Disposition:form-data;name=candidates\r\n\r\n\r\n--b", "--" },
        { "b", "too-many-candidates", "--b", "\r\nContent-Disposition:form-data;name=candidates" + Repeat(";a=b", 4096) + "\r\n\r\n\r\n--b", "--" },
        { "b", "too-many-candidates", "--b", "\r\n" + Repeat("a:\r\n", 4096) + "Content-Disposition:form-data;name=candidates\r\n\r\n\r\n--b", "--" },
        { "b", "unknown-option", "--b", "\r\nContent-Disposition:form-data;name=a\r\n\r\n\r\n--b", "--" },
        { "b", "wrong-shape", Target + "--b\r\nContent-Disposition:form-data;name=names\r\n\r\n[0", ",0", "]\r\n--b--" },
        { "b", "name-too-long", Target + Candidate + "--b\r\nContent-Disposition:form-data;name=names\r\n\r\n[\"", "\\u0041", "\"]\r\n--b--" },
        { null, "unknown-option", "{\"x\":[0", ",0", "]}" },
        { null, "wrong-shape", "{\"target_url\":\"", "\\u0041", "\"}" },
        { null, "too-many-candidates", "{\"target_url\":\"\",\"people\":[" + Person, "," + Person, "]}" },
    };

    private readonly IrisServer _server = shared.Server;

    [Fact]
    public async Task A_form_is_answered_as_the_same_pictures_in_json_are()
    {
        using MultipartFormDataContent form = V1Client.Form(
            ("target", "who.jpg", Pictures.Read(Salley)),
            ("candidates", "name 0", Pictures.Read(Savage)),
            ("candidates", "name 1", Pictures.Read(SalleyAgain)),
            ("candidates", "name 2", []));

        JsonNode asForm = await _server.AskAsync("/v1/compare", form);
        JsonNode asJson = await _server.AskAsync(
            "/v1/compare", V1Client.Body(DataUri(Salley), [DataUri(Savage), DataUri(SalleyAgain), "data:;base64,"]));

        Assert.Equal(asJson.ToJsonString(), asForm.ToJsonString());
    }

    [Theory]
    [InlineData("filename=\"Anna.jpg\"", "Anna.jpg")]
    [InlineData("filename=Anna.jpg", "Anna.jpg")]
    [InlineData("filename=\"Zoë 😀 李.jpg\"", "Zoë 😀 李.jpg")]
    [InlineData("filename=\"\"", "")]
    [InlineData("filename=\"a \\\"b\\\" \\\\c\"", "a \"b\" \\c")]
    [InlineData("filename=\"C:\\dir\\a.jpg\"", "C:\\dir\\a.jpg")]
    [InlineData("filename=\"a;b=c\"", "a;b=c")]
    [InlineData("filename=\"a%22b\"", "a%22b")]
    [InlineData("filename=\"x\"; filename*=UTF-8''Zo%C3%AB%20B", "Zoë B")]
    [InlineData("filename*=utf-8'en'a%20b; filename=x", "a b")]
    [InlineData("FileName = x", null)]
    [InlineData("FILENAME=x ; other=\"y\"", "x")]
    [InlineData("filename*=latin1''a", null)]
    [InlineData("filename*=UTF-8''a%2", null)]
    [InlineData("filename*=UTF-8''a%zz", null)]
    [InlineData("filename*=UTF-8''a%ff", null)]
    [InlineData("filename=\"a", null)]
    [InlineData("filename=\"a\" b", null)]
    [InlineData("filename=", null)]
    [InlineData("filename=a; filename=b", null)]
    [InlineData("name=\"again\"", null)]
    [InlineData("x; filename=a", null)]
    [InlineData("x y=z", null)]
    [InlineData("name*=UTF-8''target", null)]
    [InlineData("filename*0=a; filename*1=b", null)]
    [InlineData("filename=a\"b", null)]
    [InlineData("filename=\"a\rb\"", null)]
    [InlineData("filename=\"a\nb\"", null)]
    [InlineData("filename=\"a\0b\"", null)]
    [InlineData("filename*=UTF-8''a%9\0", null)]
    public async Task A_candidate_has_the_name_of_its_file_as_it_was_sent(string parameters, string? name)
    {
        using ByteArrayContent content = Raw($"{Target}--b\r\nContent-Disposition: form-data; name=\"candidates\"; {parameters}\r\n\r\n\r\n--b--\r\n");
        if (name is null)
        {
            Assert.Equal(("malformed-multipart", null), await _server.RefusedAsync(400, "/v1/compare", content));
            return;
        }

        JsonNode candidate = Assert.Single((await _server.AskAsync("/v1/compare", content)).Candidates());
        Assert.Equal(name, (string)candidate["name"]!);
    }

    [Fact]
    public async Task Names_can_stand_in_a_field_of_their_own()
    {
        using MultipartFormDataContent form = V1Client.Form(("target", "", []), ("candidates", "a.jpg", []), ("candidates", "b.jpg", []));
        form.Add(new StringContent("""["Anna \"Nan\" Z\u00f6e", "李"]"""), "names");

        JsonNode answer = await _server.AskAsync("/v1/compare", form);

        Assert.Equal(["Anna \"Nan\" Zöe", "李"], answer.Candidates().Select(candidate => (string)candidate["name"]!));
    }

    [Theory]
    [InlineData("""["a"]""", 422, "wrong-shape")]
    [InlineData("""["a","b","c"]""", 422, "wrong-shape")]
    [InlineData("""["a",1]""", 422, "wrong-shape")]
    [InlineData("""["a",["b"]]""", 400, "malformed-json")]
    [InlineData("""{"a":"b"}""", 422, "wrong-shape")]
    [InlineData("[\"a\",\"b\"", 400, "malformed-json")]
    [InlineData("""["a","b"]x""", 400, "malformed-json")]
    [InlineData("""["a","\ud800"]""", 400, "malformed-json")]
    [InlineData("", 400, "malformed-json")]
    public async Task Names_are_as_many_strings_as_there_are_candidates(string names, int status, string problem)
    {
        using MultipartFormDataContent form = V1Client.Form(("target", "", []), ("candidates", "a", []), ("candidates", "b", []));
        form.Add(new StringContent(names), "names");

        Assert.Equal((problem, null), await _server.RefusedAsync(status, "/v1/compare", form));
    }

    [Theory]
    [InlineData("")]
    [InlineData("--b")]
    [InlineData("--b\r\n")]
    [InlineData("--b-")]
    [InlineData("--bx\r\n\r\n--b--")]
    [InlineData("--c\r\nContent-Disposition: form-data; name=\"target\"\r\n\r\n\r\n--c--")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"target\"\r\n\r\n\r\n--b\r\n")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"target\"\r\n\r\nabc")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"target\"\r\n--b--")]
    [InlineData("--b\r\n\r\n\r\n--b--")]
    [InlineData("--b\r\nContent-Type: image/jpeg\r\n\r\n\r\n--b--")]
    [InlineData("--b\r\nContent-Disposition: attachment; name=\"target\"\r\n\r\n\r\n--b--")]
    [InlineData("--b\r\nContent-Disposition: form-data\r\n\r\n\r\n--b--")]
    [InlineData("--b\r\nContent-Disposition: form-data; name\r\n\r\n\r\n--b--")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"target\"\r\nContent-Disposition: form-data; name=\"target\"\r\n\r\n\r\n--b--")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"target\"\r\nContent-Transfer-Encoding: base64\r\n\r\n\r\n--b--")]
    [InlineData("--b\r\nno header\r\n\r\n\r\n--b--")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"target\"\r\n ; filename=\"a:b\"\r\n\r\n\r\n--b--")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"target\"\r\nContent-Disposition : form-data; name=\"names\"\r\n\r\n\r\n--b--")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"target\"\r\nX: a\nContent-Disposition: form-data; name=\"names\"\r\n\r\n\r\n--b--")]
    [InlineData("--b\r\n--b: c\r\nContent-Disposition: form-data; name=\"target\"\r\n\r\n\r\n--b--")]
    [InlineData(Target + "--b--x")]
    [InlineData(Target + "--b--\n")]
    public async Task What_is_no_form_is_refused(string body)
    {
        using ByteArrayContent content = Raw(body);

        Assert.Equal(("malformed-multipart", null), await _server.RefusedAsync(400, "/v1/compare", content));
    }

    [Theory]
    [InlineData("preamble\r\n" + Target + "--b--")]
    [InlineData(Target + "--b--\r\nepilogue\r\n--b\r\n")]
    [InlineData(Target + "--b-- \t")]
    [InlineData("--b  \t\r\ncontent-disposition:form-data;name=target\r\nContent-Type: image/jpeg\r\nContent-Transfer-Encoding: BINARY\r\n\r\n\r\n--b--")]
    public async Task What_the_format_allows_is_taken(string body)
    {
        using ByteArrayContent content = Raw(body);

        Assert.Empty((await _server.AskAsync("/v1/compare", content)).Candidates());
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(1, "malformed-multipart")]
    public void The_headers_of_a_part_are_as_long_as_they_may_be(int more, string? problem)
    {
        const int MaxNameBytes = 10;
        const string Disposition = "Content-Disposition: form-data; name=target";
        string header = "X:" + new string('x', FormReader.MaxHeaderBytes + (3 * MaxNameBytes) - "X:\r\n".Length - Disposition.Length + more);
        byte[] body = Encoding.ASCII.GetBytes($"--b\r\n{header}\r\n{Disposition}\r\n\r\n\r\n--b--");
        using var buffer = new GrowingBuffer(body.Length, body.Length);
        buffer.TryAppend(new ReadOnlySequence<byte>(body));

        Problem? read = FormReader.Read(buffer, "b", RequestShapes.Compare, new(1, MaxNameBytes), new ChoiceReader(Choice.None), out _);

        Assert.Equal(problem, read?.Name);
    }

    [Fact]
    public async Task A_picture_that_holds_half_a_delimiter_stays_whole()
    {
        byte[] picture = [.. Pictures.Read(Salley), .. "\r\n--b\r\n--bounda\r\n\r\n"u8];
        using var form = new MultipartFormDataContent("boundary") { { new ByteArrayContent(picture), "target", "a" }, { new ByteArrayContent(picture), "candidate", "b" } };

        JsonNode answer = await _server.AskAsync("/v1/verify", form);

        Assert.Equal("match", (string)answer["decision"]!);
    }

    [Theory]
    [InlineData("multipart/form-data; boundary=b", HttpStatusCode.OK)]
    [InlineData("multipart/form-data; boundary=\"b\"", HttpStatusCode.OK)]
    [InlineData("Multipart/Form-Data; Boundary=b; charset=utf-8", HttpStatusCode.OK)]
    [InlineData("multipart/form-data", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("multipart/form-data; boundary=\"\"", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("multipart/form-data; boundary=b; boundary=c", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("multipart/form-data; boundary=\"b\\\\\"", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("multipart/form-data; boundary=\"b\\\"\"", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("multipart/form-data; boundary=\"b \"", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("multipart/mixed; boundary=b", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/x-www-form-urlencoded", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("image/jpeg", HttpStatusCode.UnsupportedMediaType)]
    public async Task A_form_says_what_its_parts_are_separated_by(string contentType, HttpStatusCode expected)
    {
        using ByteArrayContent content = Raw(Target + "--b--\r\n", contentType);
        using HttpResponseMessage response = await _server.SendAsync("/v1/compare", content);

        Assert.Equal(expected, response.StatusCode);
    }

    [Theory]
    [InlineData(70, HttpStatusCode.OK)]
    [InlineData(71, HttpStatusCode.UnsupportedMediaType)]
    public async Task A_boundary_is_as_long_as_the_format_allows(int length, HttpStatusCode expected)
    {
        string boundary = new('b', length);
        using ByteArrayContent content = Raw((Target + "--b--\r\n").Replace("--b", "--" + boundary, StringComparison.Ordinal), $"multipart/form-data; boundary={boundary}");
        using HttpResponseMessage response = await _server.SendAsync("/v1/compare", content);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task The_older_path_takes_no_form()
    {
        using MultipartFormDataContent form = V1Client.Form(("target", "a", []));
        using HttpResponseMessage response = await _server.SendAsync("/compare", form);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Equal("text/plain", response.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("/v1/compare", "candidates")]
    [InlineData("/v1/compare", "target", "target")]
    [InlineData("/v1/compare", "target", "names", "names")]
    [InlineData("/v1/verify", "target")]
    [InlineData("/v1/verify", "candidate")]
    [InlineData("/v1/verify", "target", "candidate", "candidate")]
    [InlineData("/v1/faces", "image", "image")]
    public async Task A_form_has_the_files_that_the_path_takes(string path, params string[] fields)
    {
        using MultipartFormDataContent form = V1Client.Form([.. fields.Select(field => (field, "a", Array.Empty<byte>()))]);

        Assert.Equal(("wrong-shape", null), await _server.RefusedAsync(422, path, form));
    }

    [Theory]
    [InlineData("/v1/compare", "target", "picture")]
    [InlineData("/v1/compare", "target", "Candidates")]
    [InlineData("/v1/verify", "target", "candidates")]
    [InlineData("/v1/faces", "image", "target")]
    public async Task A_field_that_the_path_does_not_know_is_refused(string path, string known, string unknown)
    {
        using MultipartFormDataContent form = V1Client.Form((known, "a", []), (unknown, "b", []));

        Assert.Equal(("unknown-option", null), await _server.RefusedAsync(422, path, form));
    }

    [Fact]
    public async Task Candidates_and_names_have_the_bounds_that_they_have_in_json()
    {
        await using IrisServer server = await IrisServer.StartAsync("Iris:Comparison:MaxCandidates=2", "Iris:Comparison:MaxNameBytes=4");
        await AssertAsync(null, "name", "nam");
        await AssertAsync("too-many-candidates", "a", "b", "c");
        await AssertAsync("name-too-long", "names");
        await AssertAsync("name-too-long", "öös");

        async Task AssertAsync(string? problem, params string[] names)
        {
            using MultipartFormDataContent files = V1Client.Form([("target", "", []), .. names.Select(name => ("candidates", name, Array.Empty<byte>()))]);
            using MultipartFormDataContent field = V1Client.Form([("target", "", []), .. names.Select(_ => ("candidates", "", Array.Empty<byte>()))]);
            field.Add(new StringContent(new JsonArray([.. names.Select(name => JsonValue.Create(name))]).ToJsonString()), "names");
            foreach (MultipartFormDataContent form in new[] { files, field })
            {
                if (problem is null)
                {
                    Assert.Equal(names.Length, (await server.AskAsync("/v1/compare", form)).Candidates().Length);
                }
                else
                {
                    Assert.Equal((problem, null), await server.RefusedAsync(413, "/v1/compare", form));
                }
            }
        }
    }

    // Each is about as expensive as its kind can be, and takes less than a second of a processor: docs/security.md. The limit is for a machine that
    // does other work; what is worse than linear takes hours.
    [Theory]
    [MemberData(nameof(WorstBodies))]
    public void The_worst_body_is_read_in_the_time_that_its_length_allows(string? boundary, string problem, string before, string repeated, string after)
    {
        var limits = new ComparisonOptions();
        byte[] body = new byte[limits.MaxRequestBytes];
        (byte[] first, byte[] again, byte[] last) = (Encoding.ASCII.GetBytes(before), Encoding.ASCII.GetBytes(repeated), Encoding.ASCII.GetBytes(after));
        int length = first.Length;
        first.CopyTo(body, 0);
        for (; length + again.Length + last.Length <= body.Length; length += again.Length)
        {
            again.CopyTo(body, length);
        }

        last.CopyTo(body, length);
        length += last.Length;
        using var buffer = new GrowingBuffer(length, length);
        buffer.TryAppend(new ReadOnlySequence<byte>(body, 0, length));

        long allocated = GC.GetAllocatedBytesForCurrentThread();
        TimeSpan processors = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        RequestBounds bounds = new(limits.MaxCandidates, limits.MaxNameBytes);
        Problem? read = boundary is null
            ? JsonRequestReader.Read(buffer, RequestShapes.Compare, bounds, new ChoiceReader(Choice.Faces), out _)
            : FormReader.Read(buffer, boundary, RequestShapes.Compare, bounds, new ChoiceReader(Choice.Faces), out _);
        TimeSpan time = Stopwatch.GetElapsedTime(start);
        processors = Environment.CpuUsage.TotalTime - processors;
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;

        TestContext.Current.TestOutputHelper!.WriteLine($"{problem}: {time.TotalMilliseconds:F0} ms, {processors.TotalMilliseconds:F0} ms of all processors");
        Assert.Equal(problem, read?.Name);
        Assert.True(time < TimeSpan.FromSeconds(10), $"{time}");
        Assert.True(allocated < 1 << 20, $"{allocated} bytes");
    }

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    private static ByteArrayContent Raw(string body, string contentType = "multipart/form-data; boundary=b")
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        return content;
    }
}
