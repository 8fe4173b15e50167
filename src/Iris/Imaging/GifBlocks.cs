namespace Iris.Imaging;

/// <summary>Reads the blocks that a GIF file is made of: each begins with its length, 1 to 255 bytes, and a length of 0 ends them.</summary>
/// <param name="file">From the first block on.</param>
/// <param name="cancellationToken">Looked at with each block.</param>
internal ref struct GifBlocks(ReadOnlySpan<byte> file, CancellationToken cancellationToken)
{
    private bool _hasEnded;

    /// <summary>What has not been read of the current block.</summary>
    public ReadOnlySpan<byte> Current { get; private set; }

    /// <summary>What follows the current block.</summary>
    public ReadOnlySpan<byte> Rest { get; private set; } = file;

    /// <summary>Passes over bytes of the current block.</summary>
    public void Advance(int bytes) => Current = Current[bytes..];

    /// <summary>Reads a byte, of the next block where the current one has no more.</summary>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public bool TryRead(out byte value)
    {
        if (Current.IsEmpty && !MoveNext())
        {
            value = 0;
            return false;
        }

        value = Current[0];
        Current = Current[1..];
        return true;
    }

    /// <summary>Passes over all blocks that are left.</summary>
    /// <returns>Whether their end is in the file.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public bool SkipToEnd()
    {
        while (MoveNext())
        {
        }

        return _hasEnded;
    }

    // Of a block that is cut short there is a part, if it is not empty.
    private bool MoveNext()
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_hasEnded || Rest.IsEmpty)
        {
            return false;
        }

        int length = Math.Min(Rest[0], Rest.Length - 1);
        _hasEnded = Rest[0] == 0;
        Current = Rest.Slice(1, length);
        Rest = Rest[(1 + length)..];
        return length > 0;
    }
}
