using Iris.Client;

namespace Iris.Cli.Pictures;

/// <summary>A picture that the command line names: a file, a URL, or what comes in on standard input.</summary>
internal sealed record NamedPicture
{
    private NamedPicture(string name) => Name = name;

    /// <summary>What comes in on standard input. It can be read once.</summary>
    public static NamedPicture StandardInput { get; } = new("standard input");

    /// <summary>What it is called in answers: as the user named it.</summary>
    public string Name { get; }

    /// <summary>Where it is on the web; null when it is here.</summary>
    public Uri? Url { get; private init; }

    public static NamedPicture OfFile(string path) => new(path);

    public static NamedPicture OfUrl(Uri url) => new(url.OriginalString) { Url = url };

    /// <summary>Reads it.</summary>
    /// <returns>The bytes, which the caller releases, or why there are none: that it cannot be read is what became of it.</returns>
    public Task<PictureContent> ReadAsync(CancellationToken cancellationToken) => Url is { } url
        ? PictureDownload.ReadAsync(url, cancellationToken)

        // To open or read a pipe or a terminal can take for ever, and cannot be called off: who is interrupted leaves it behind, buffer and all.
        : Task.Run(ReadHereAsync, cancellationToken).WaitAsync(cancellationToken);

    private async Task<PictureContent> ReadHereAsync()
    {
        try
        {
            await using Stream stream = ReferenceEquals(this, StandardInput)
                ? Console.OpenStandardInput()
                : new FileStream(Name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            return await PictureContent.ReadAsync(stream, stream.CanSeek ? stream.Length : 0, CancellationToken.None);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return PictureContent.None(Outcome.Unreadable);
        }
    }
}
