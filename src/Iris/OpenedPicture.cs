using System.Buffers;
using Iris.Imaging;

namespace Iris;

/// <summary>
/// A picture whose header has been read, so that the memory for its decode can be waited for before it is made. Not thread-safe: one thread
/// at a time.
/// </summary>
public sealed class OpenedPicture : IDisposable
{
    private readonly FaceComparer _comparer;
    private readonly EncodedPicture? _encoded;
    private readonly PictureOutcome _refusal;
    private readonly CancellationToken _cancellationToken;

    // Keeps the bytes' owner alive, which a pin of native memory does not.
    private readonly ReadOnlyMemory<byte> _bytes;
    private MemoryHandle _pin;
    private bool _isDisposed;

    internal OpenedPicture(
        FaceComparer comparer, ReadOnlyMemory<byte> bytes, MemoryHandle pin, EncodedPicture? encoded, PictureOutcome refusal, CancellationToken cancellationToken)
    {
        _comparer = comparer;
        _bytes = bytes;
        _pin = pin;
        _encoded = encoded;
        _refusal = refusal;
        _cancellationToken = cancellationToken;
    }

    /// <summary>What <see cref="FaceComparer.MeasureDecode"/> says of it.</summary>
    public long DecodeBytes => _encoded?.MemoryBytes ?? 0;

    /// <summary>Finds the faces and computes embeddings, as <see cref="FaceComparer.FindFaces(ReadOnlySpan{byte}, FaceSearch, CancellationToken)"/> does.</summary>
    /// <param name="search">How it is searched.</param>
    /// <returns>The outcome and the faces. The caller releases it.</returns>
    /// <exception cref="OperationCanceledException">The token that the picture was opened with was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">It was released.</exception>
    public PictureFaces FindFaces(FaceSearch search = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _cancellationToken.ThrowIfCancellationRequested();
        PictureFaces faces = _encoded is null ? new PictureFaces(_refusal) : _comparer.FindFaces(_encoded, search, _cancellationToken);
        GC.KeepAlive(_bytes);
        return faces;
    }

    /// <summary>Ends its use. Its bytes may be released after.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _pin.Dispose();
    }
}
