using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Iris.Server.Tests.V1;

namespace Iris.Server.Tests.Contract;

/// <summary>How every documented answer is brought about.</summary>
internal static class Drives
{
    private const string OwnTests = "The tests of the check break the engine.";
    private const string OnlyABug = "Only a bug would bring it about, and this path does too little to be given one.";

    /// <summary>Why an answer is not brought about here; null when it is.</summary>
    public static string? WhyNot(DocumentedAnswer answer) => (answer.Method, NameOf(answer)) switch
    {
        (_, "stopping") => OwnTests,
        ("GET", "internal") when answer.Path is not ("/stats" or "/v1/status") => OnlyABug,
        _ => null,
    };

    /// <summary>Brings an answer about.</summary>
    public static Task<Answer> RunAsync(ContractServers servers, ApiDocument document, DocumentedAnswer answer) => NameOf(answer) switch
    {
        "rate-limited" => RepeatAsync(servers, document, answer),
        "unauthenticated" => SendAsync(servers.AskingAsync(), document, answer, withToken: false),
        "forbidden" => SendAsync(servers.AskingAsync(), document, answer, withToken: true),
        "authority-unreachable" => SendAsync(servers.OrphanedAsync(), document, answer, withToken: true),
        "internal" when answer.Method == "GET" => GetAsync(servers.BrokenAsync(), answer.Path),
        _ when answer.Path == "/stats" => GetAsync(servers.AskedOnceAsync(), answer.Path),
        _ when answer.Method == "GET" => GetAsync(servers.UsualAsync(), answer.Path),
        "malformed-json" => PostAsync(servers.UsualAsync(), answer.Path, V1Client.Json("{")),
        "malformed-multipart" => PostAsync(servers.UsualAsync(), answer.Path, Content("--c--", "multipart/form-data; boundary=b")),
        "malformed-http" => RawAsync(servers.UsualAsync(), answer.Path, "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF2\r\n{}\r\n0\r\n\r\n"),
        "bad-request" => RawAsync(servers.UsualAsync(), answer.Path, "Transfer-Encoding: chunked\r\n\r\ng\r\n{}\r\n0\r\n\r\n"),
        "body-too-slow" => RawAsync(servers.ImpatientAsync(), answer.Path, "Content-Length: 5000\r\n\r\n" + new string(' ', 4_000)),
        "body-too-large" => PostAsync(servers.SmallAsync(), answer.Path, V1Client.Json(new string(' ', 70_000))),
        "too-many-candidates" => PostAsync(servers.SmallAsync(), answer.Path, V1Client.Json(CompareClient.Body("x", ("a", "x"), ("b", "x"), ("c", "x")))),
        "name-too-long" => PostAsync(servers.SmallAsync(), answer.Path, WithLongName(answer.Path)),
        "unsupported-media-type" => PostAsync(servers.UsualAsync(), answer.Path, Content("{}", "text/plain")),
        "wrong-shape" => PostAsync(servers.UsualAsync(), answer.Path, V1Client.Json("{}")),
        "unknown-option" => PostAsync(servers.UsualAsync(), answer.Path, V1Client.Json("""{"colour": "blue"}""")),
        "invalid-option" => PostAsync(servers.UsualAsync(), answer.Path, V1Client.Json("""{"min_face_size": -1}""")),
        "unsupported-rate" => PostAsync(
            servers.UsualAsync(), answer.Path, V1Client.Json(With(document, answer.Path, "target_false_match_rate", 0.5))),
        "busy" => PostAsync(servers.BusyAsync(), answer.Path, Request(document, answer.Path)),
        "internal" => PostAsync(servers.BrokenAsync(), answer.Path, Request(document, answer.Path)),
        _ => PostAsync(servers.UsualAsync(), answer.Path, V1Client.Json(document.Request(answer.Path, answer.Example!).ToJsonString()), answer.MediaType),
    };

    /// <summary>The problem, where it is one, or what the example is called.</summary>
    private static string? NameOf(DocumentedAnswer answer) => answer.Example ?? answer.Status switch
    {
        401 => "unauthenticated",
        403 => "forbidden",
        429 => "rate-limited",
        500 => "internal",
        _ => null,
    };

    private static StringContent Request(ApiDocument document, string path) => V1Client.Json(document.FirstRequest(path).ToJsonString());

    private static string With(ApiDocument document, string path, string option, JsonNode value)
    {
        var request = (JsonObject)document.FirstRequest(path).DeepClone();
        request[option] = value;
        return request.ToJsonString();
    }

    private static HttpContent WithLongName(string path) => path == "/v1/verify"
        ? V1Client.Form(("target", "a.jpg", []), ("candidate", "eleven.jpeg", []))
        : V1Client.Json(CompareClient.Body("x", ("eleven byte", "x")));

    private static StringContent Content(string body, string type) => new(body, MediaTypeHeaderValue.Parse(type));

    private static async Task<Answer> GetAsync(Task<IrisServer> server, string path) => await Answer.ReadAsync(
        await (await server).Client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken));

    private static async Task<Answer> PostAsync(Task<IrisServer> server, string path, HttpContent content, string? accept = null)
    {
        using HttpContent sent = content;
        return await Answer.ReadAsync(await (await server).SendAsync(path, sent, accept));
    }

    private static async Task<Answer> RawAsync(Task<IrisServer> server, string path, string rest)
    {
        using RawConnection connection = await RawConnection.OpenAsync(await server);
        await connection.SendAsync($"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{rest}");
        return Answer.Parse(await connection.ReadToEndAsync());
    }

    private static async Task<Answer> SendAsync(
        Task<(IrisServer Server, string Token)> asking, ApiDocument document, DocumentedAnswer answer, bool withToken)
    {
        (IrisServer server, string token) = await asking;
        using HttpRequestMessage message = Message(document, answer);
        message.Headers.Authorization = withToken ? new AuthenticationHeaderValue("Bearer", token) : null;
        return await Answer.ReadAsync(await server.Client.SendAsync(message, TestContext.Current.CancellationToken));
    }

    // Of so many at once some are refused, however slow the machine is: one after the other each may come a second after the last.
    private static async Task<Answer> RepeatAsync(ContractServers servers, ApiDocument document, DocumentedAnswer answer)
    {
        IrisServer server = await servers.LimitedAsync();
        while (true)
        {
            Answer[] given = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => SendAsync()));
            if (given.FirstOrDefault(static one => one.Status == 429) is { } refused)
            {
                return refused;
            }
        }

        async Task<Answer> SendAsync()
        {
            using HttpRequestMessage message = Message(document, answer);
            return await Answer.ReadAsync(await server.Client.SendAsync(message, TestContext.Current.CancellationToken));
        }
    }

    private static HttpRequestMessage Message(ApiDocument document, DocumentedAnswer answer) =>
        new(new HttpMethod(answer.Method), new Uri(answer.Path, UriKind.Relative))
        {
            Content = answer.Method == "POST" ? Request(document, answer.Path) : null,
        };
}
