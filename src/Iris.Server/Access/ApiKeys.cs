using System.Security.Cryptography;
using Iris.Server.Admission;
using Microsoft.Extensions.Options;
using Microsoft.Win32.SafeHandles;

namespace Iris.Server.Access;

/// <summary>An API key, by its hash.</summary>
/// <param name="Hash">The SHA-256 hash of its text.</param>
/// <param name="NotAfter">Until when it is valid.</param>
/// <param name="Bucket">What its requests are counted against.</param>
internal sealed record ApiKey(byte[] Hash, DateTimeOffset NotAfter, Bucket Bucket);

/// <summary>
/// The API keys that are in force. Every few seconds their file is looked at, and read when it has changed. It is not watched: that takes a
/// buffer that is pinned for good, and it would not see a file behind a link that is changed, as clusters do. Thread-safe.
/// </summary>
internal sealed class ApiKeys : IDisposable
{
    /// <summary>How often the file is looked at.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly string _path;
    private readonly Buckets _buckets;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private FileVersion? _version;
    private volatile ApiKey[] _keys;

    /// <exception cref="InvalidDataException">The file cannot be read.</exception>
    public ApiKeys(IOptions<AccessOptions> options, Buckets buckets, ILoggerFactory loggers, TimeProvider time)
    {
        _path = options.Value.KeyFile!;
        _buckets = buckets;
        _time = time;
        _logger = loggers.CreateLogger(Log.Category);
        try
        {
            using SafeFileHandle file = Open();
            _version = VersionOf(file);
            _keys = Read(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new InvalidDataException($"{AccessOptions.Section}:{nameof(AccessOptions.KeyFile)}: {exception.Message}", exception);
        }

        Log.KeysInForce(_logger, _keys.Length);
        _timer = time.CreateTimer(static keys => ((ApiKeys)keys!).Look(), this, Interval, Interval);
    }

    /// <summary>
    /// Finds the key that a client has sent. Its hash is compared with all of them in the same time whichever it is. A plain hash is right: a
    /// slow one is for what people choose, of which there are few; here a guess has to find one of 2^256.
    /// </summary>
    /// <returns>Null when there is none, or it is no longer valid.</returns>
    public ApiKey? Find(ReadOnlySpan<char> text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        if (!ApiKeyText.TryHash(text, hash))
        {
            return null;
        }

        ApiKey? found = null;
        foreach (ApiKey key in _keys)
        {
            if (CryptographicOperations.FixedTimeEquals(hash, key.Hash))
            {
                found = key;
            }
        }

        CryptographicOperations.ZeroMemory(hash);
        return found?.NotAfter >= _time.GetUtcNow() ? found : null;
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        lock (_lock)
        {
            FileVersion? before = _version;
            try
            {
                using SafeFileHandle file = Open();
                _version = VersionOf(file);
                if (_version != before)
                {
                    _keys = Read(file);
                    Log.KeysInForce(_logger, _keys.Length);
                }
            }
            catch (InvalidDataException exception)
            {
                Log.KeyFileRefused(_logger, exception.GetType().Name);
            }
            catch (Exception exception)
            {
                // Gone for a moment while it is replaced, or for good. Told once.
                _version = null;
                if (before is not null)
                {
                    Log.KeyFileRefused(_logger, exception.GetType().Name);
                }
            }
        }
    }

    // To open a file is not to read it: nothing is noted in it. Others may replace and remove it meanwhile.
    private SafeFileHandle Open() => File.OpenHandle(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    private ApiKey[] Read(SafeFileHandle file)
    {
        using var stream = new FileStream(file, FileAccess.Read);
        return KeyFile.Read(stream).ToKeys(_buckets);
    }

    private static FileVersion VersionOf(SafeFileHandle file) => new(File.GetLastWriteTimeUtc(file), RandomAccess.GetLength(file));

    private readonly record struct FileVersion(DateTime Written, long Bytes);
}
