using Iris.Client;

namespace Iris.Cli.Pictures;

/// <summary>A picture of the command line: a file, a URL, or what came in on standard input.</summary>
internal sealed class NamedPicture
{
    private readonly Uri? _url;
    private readonly ReadOnlyMemory<byte>? _bytes;

    private NamedPicture(string name, Uri? url = null, ReadOnlyMemory<byte>? bytes = null)
    {
        Name = name;
        _url = url;
        _bytes = bytes;
    }

    /// <summary>What it is called in answers: as the user named it.</summary>
    public string Name { get; }

    public static NamedPicture OfFile(string path) => new(path);

    public static NamedPicture OfUrl(Uri url) => new(url.OriginalString, url: url);

    public static NamedPicture OfBytes(string name, ReadOnlyMemory<byte> bytes) => new(name, bytes: bytes);

    /// <summary>How a server gets it: it fetches URLs itself.</summary>
    public PictureSource ToSource() =>
        _url is not null ? PictureSource.FromUrl(_url) : _bytes is { } bytes ? PictureSource.FromBytes(bytes) : PictureSource.FromFile(Name);

    /// <summary>Reads it here.</summary>
    /// <returns>The bytes, or why there are none.</returns>
    /// <exception cref="IOException">The file is there and cannot be read.</exception>
    public async Task<(ReadOnlyMemory<byte> Bytes, Outcome? Failure)> ReadAsync(PictureDownload download, CancellationToken cancellationToken)
    {
        if (_url is not null)
        {
            return await download.ReadAsync(_url, cancellationToken);
        }

        if (_bytes is { } bytes)
        {
            return (bytes, null);
        }

        return new FileInfo(Name).Length > PictureDownload.MaxBytes
            ? (default, Outcome.TooLarge)
            : (await File.ReadAllBytesAsync(Name, cancellationToken), null);
    }
}
