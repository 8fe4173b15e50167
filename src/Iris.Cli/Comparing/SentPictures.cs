using System.Runtime.CompilerServices;
using Iris.Cli.Pictures;
using Iris.Client;

namespace Iris.Cli.Comparing;

/// <summary>Candidates for one request, those among them that cannot be read included. Read whole: what fails half-way would take the others with it.</summary>
internal sealed class SentPictures : IDisposable
{
    // Below what a server takes of one request unless it is told otherwise: 1,000 candidates and 56 MiB, of which base64 takes a third more.
    private const int MostPictures = 500;
    private const long MostBytes = 32 * 1024 * 1024;

    private readonly List<SentPicture> _all = [];
    private long _bytes;

    /// <summary>The candidates, in the order in which they were given.</summary>
    public IReadOnlyList<SentPicture> All => _all;

    /// <summary>Reads candidates and splits them so that each part fits into a request, one part in memory at a time.</summary>
    /// <param name="candidates">The candidates.</param>
    /// <param name="targetBytes">How much the target takes of each request.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The parts, at least one. Each is released when the next is asked for.</returns>
    public static async IAsyncEnumerable<SentPictures> SplitAsync(
        IReadOnlyList<NamedPicture> candidates, int targetBytes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var part = new SentPictures();
        try
        {
            foreach ((int i, NamedPicture candidate) in candidates.Index())
            {
                PictureContent? content = candidate.Url is null ? await candidate.ReadAsync(cancellationToken) : null;
                int length = content?.Bytes.Length ?? 0;
                if (part._all.Count == MostPictures || (part._all.Count > 0 && targetBytes + part._bytes + length > MostBytes))
                {
                    yield return part;
                    part.Dispose();
                    part = new SentPictures();
                }

                part._all.Add(new(i, candidate, content));
                part._bytes += length;
            }

            yield return part;
        }
        finally
        {
            part.Dispose();
        }
    }

    public void Dispose() => _all.ForEach(static picture => picture.Content?.Dispose());
}

/// <summary>A candidate for a request.</summary>
/// <param name="Index">Which of all candidates.</param>
/// <param name="Picture">The candidate.</param>
/// <param name="Content">Its bytes; null where the server fetches it.</param>
internal sealed record SentPicture(int Index, NamedPicture Picture, PictureContent? Content)
{
    /// <summary>Why it is not sent; null when it is.</summary>
    public Outcome? Failure => Content?.Failure;

    public PictureSource ToSource() => SourceOf(Picture, Content);

    /// <summary>How a server gets a picture: it fetches URLs itself.</summary>
    public static PictureSource SourceOf(NamedPicture picture, PictureContent? content) =>
        picture.Url is { } url ? PictureSource.FromUrl(url) : PictureSource.FromBytes(content!.Bytes);
}
