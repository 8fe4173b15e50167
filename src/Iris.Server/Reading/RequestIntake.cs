using System.Net.Http.Headers;
using Iris.Memory;
using Iris.Server.Admission;
using Iris.Server.Comparison;
using Iris.Server.Privacy;
using Iris.Server.Problems;
using Microsoft.Extensions.Options;

namespace Iris.Server.Reading;

/// <summary>
/// Lets requests in, one after the other: whether there is room, what the body says, whether there is a place for the work. The body lives in
/// one native buffer from its first byte until the answer has been written, and is zeroed then. Thread-safe.
/// </summary>
internal sealed class RequestIntake(BodyReader bodies, Capacity capacity, IdleScrub scrub, IOptions<ComparisonOptions> options)
{
    private const string FormType = "multipart/form-data";

    private readonly int _maxRequestBytes = options.Value.MaxRequestBytes;

    /// <summary>How much a request may hold.</summary>
    public RequestBounds Bounds { get; } = new(options.Value.MaxCandidates, options.Value.MaxNameBytes);

    /// <summary>Answers a request that is one, and refuses any other.</summary>
    /// <param name="context">The request.</param>
    /// <param name="shape">What the path takes.</param>
    /// <param name="answer">What answers it; it gives the place back as soon as the work is done.</param>
    public async Task HandleAsync(HttpContext context, RequestShape shape, Func<HttpContext, CompareRequest, Capacity.Visit, Task> answer)
    {
        string? boundary = shape.Files is null ? null : ReadBoundary(context.Request.ContentType);
        if (boundary is null && !context.Request.HasJsonContentType())
        {
            await context.RefuseAsync(Problem.UnsupportedMediaType);
            return;
        }

        long announced = context.Request.ContentLength ?? 0;
        if (announced > _maxRequestBytes)
        {
            await context.RefuseAsync(Problem.BodyTooLarge);
            return;
        }

        using Capacity.Visit visit = capacity.Open(context.Connection.RemoteIpAddress);
        if (!visit.HasRoomFor(announced))
        {
            await context.RefuseAsync(Problem.Busy);
            return;
        }

        try
        {
            using var body = new GrowingBuffer(announced, _maxRequestBytes, visit.Memory);
            await HandleAsync(context, body, boundary, shape, visit, answer);
        }
        catch (MemoryBudgetException) when (!context.Response.HasBegun())
        {
            await context.RefuseAsync(Problem.Busy);
        }
    }

    private async Task HandleAsync(
        HttpContext context,
        GrowingBuffer body,
        string? boundary,
        RequestShape shape,
        Capacity.Visit visit,
        Func<HttpContext, CompareRequest, Capacity.Visit, Task> answer)
    {
        Problem? problem = await bodies.ReadAsync(context, body);
        if (problem == Problem.MalformedHttp || problem == Problem.BodyTooSlow)
        {
            CloseConnection(context);
        }

        CompareRequest? request = null;
        problem ??= Read(body, boundary, shape, context.Request.QueryString.Value, out request);
        if (problem is null && !visit.TryBegin())
        {
            problem = Problem.Busy;
        }

        if (problem is not null)
        {
            await context.RefuseAsync(problem);
            return;
        }

        scrub.Enter();
        try
        {
            await answer(context, request!, visit);
        }
        finally
        {
            scrub.Leave();
        }
    }

    private Problem? Read(GrowingBuffer body, string? boundary, RequestShape shape, string? query, out CompareRequest? request)
    {
        request = null;
        ChoiceReader? choices = shape.Choices is { } known ? new ChoiceReader(known) : null;
        return choices?.TakeQuery(query)
            ?? (boundary is null
                ? JsonRequestReader.Read(body, shape, Bounds, choices, out request)
                : FormReader.Read(body, boundary, shape, Bounds, choices!, out request));
    }

    private static string? ReadBoundary(string? contentType)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out MediaTypeHeaderValue? type)
            || !FormType.Equals(type.MediaType, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        // Of two, other readers may take the other; so may they of one with escapes.
        string? boundary = null;
        foreach (NameValueHeaderValue parameter in type.Parameters)
        {
            if (parameter.Name.Equals("boundary", StringComparison.OrdinalIgnoreCase))
            {
                if (boundary is not null)
                {
                    return null;
                }

                boundary = parameter.Value?.Trim('"') ?? "";
            }
        }

        bool isProper = boundary is { Length: > 0 and <= FormReader.MaxBoundaryLength }
            && boundary[^1] != ' '
            && !boundary.AsSpan().ContainsAnyExceptInRange(' ', '~')
            && !boundary.AsSpan().ContainsAny('"', '\\');
        return isProper ? boundary : null;
    }

    // Over HTTP/2 the rest of the body is refused on its stream, and the connection stays.
    private static void CloseConnection(HttpContext context)
    {
        if (HttpProtocol.IsHttp11(context.Request.Protocol))
        {
            context.Response.Headers.Connection = "close";
        }
    }
}
