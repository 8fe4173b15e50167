namespace Iris.Client;

/// <summary>
/// Where a picture comes from: JPEG, PNG, WebP, GIF or BMP, whatever it is called. Thread-safe and good for many requests, except for
/// one made with <see cref="FromStream"/>.
/// </summary>
public abstract class PictureSource
{
    private protected PictureSource()
    {
    }

    /// <summary>A picture in memory, which must not change while a request is under way.</summary>
    /// <param name="bytes">The file's bytes.</param>
    public static PictureSource FromBytes(ReadOnlyMemory<byte> bytes) => new BytesSource(bytes);

    /// <summary>A file, read from the disk as it is sent.</summary>
    /// <param name="path">The file's path.</param>
    public static PictureSource FromFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new FileSource(path);
    }

    /// <summary>
    /// A stream, read from where it stands as it is sent; the caller closes it. It is good for one request at a time. One that cannot
    /// seek is good for one request in all, and a refused request is not sent again once such a stream has been read from.
    /// </summary>
    /// <param name="stream">The stream.</param>
    /// <exception cref="ArgumentException">It cannot be read.</exception>
    public static PictureSource FromStream(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return stream.CanRead ? new StreamSource(stream) : throw new ArgumentException("The stream cannot be read.", nameof(stream));
    }

    /// <summary>A picture that the server fetches, if it allows addresses of that kind.</summary>
    /// <param name="url">An absolute <c>http</c> or <c>https</c> URL.</param>
    /// <exception cref="ArgumentException">It is of another kind.</exception>
    public static PictureSource FromUrl(Uri url)
    {
        ArgumentNullException.ThrowIfNull(url);
        return url.IsAbsoluteUri && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
            ? new UrlSource(url)
            : throw new ArgumentException("The server fetches pictures by absolute http or https URLs.", nameof(url));
    }

    /// <summary>Where the server is to fetch it; null when it is sent.</summary>
    internal virtual Uri? Url => null;

    /// <summary>How many bytes it has; null when that is not known before it is read.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    internal abstract long? Length { get; }

    /// <summary>Whether it can be sent, for the first time or again.</summary>
    internal virtual bool CanBeSent => true;

    /// <summary>Writes the picture's bytes.</summary>
    internal abstract Task CopyToAsync(Stream destination, CancellationToken cancellationToken);

    private sealed class BytesSource(ReadOnlyMemory<byte> bytes) : PictureSource
    {
        internal override long? Length => bytes.Length;

        internal override Task CopyToAsync(Stream destination, CancellationToken cancellationToken) =>
            destination.WriteAsync(bytes, cancellationToken).AsTask();
    }

    private sealed class FileSource(string path) : PictureSource
    {
        internal override long? Length => new FileInfo(path).Length;

        internal override async Task CopyToAsync(Stream destination, CancellationToken cancellationToken)
        {
            await using var file = new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
            await file.CopyToAsync(destination, cancellationToken);
        }
    }

    private sealed class StreamSource(Stream stream) : PictureSource
    {
        private readonly long? _start = stream.CanSeek ? stream.Position : null;
        private bool _wasRead;

        internal override long? Length => _start is { } start ? stream.Length - start : null;

        internal override bool CanBeSent => _start is not null || !_wasRead;

        internal override Task CopyToAsync(Stream destination, CancellationToken cancellationToken)
        {
            if (!CanBeSent)
            {
                throw new InvalidOperationException("The stream of a picture has been read already, and cannot seek.");
            }

            _wasRead = true;
            if (_start is { } start)
            {
                stream.Position = start;
            }

            return stream.CopyToAsync(destination, cancellationToken);
        }
    }

    private sealed class UrlSource(Uri url) : PictureSource
    {
        internal override Uri? Url => url;

        internal override long? Length => null;

        internal override Task CopyToAsync(Stream destination, CancellationToken cancellationToken) => throw new NotSupportedException("The server fetches it.");
    }
}
