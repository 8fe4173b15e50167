using System.Runtime.InteropServices;

namespace Iris.Fuzz;

/// <summary>
/// A copy of an input that ends where the next page may not be read: the codec is native and not instrumented, but if it reads a byte too
/// many, the process crashes. Linux only.
/// </summary>
internal sealed unsafe partial class GuardedBytes : IDisposable
{
    private const int NoAccess = 0;
    private const int ReadAndWrite = 3;
    private const int PrivateAndAnonymous = 0x22;

    private readonly byte* _start;
    private readonly nuint _mapped;

    public GuardedBytes(byte[] bytes)
    {
        nuint page = (nuint)Environment.SystemPageSize;
        nuint pages = ((nuint)bytes.Length + page - 1) / page * page;
        _mapped = pages + page;
        _start = MapMemory(null, _mapped, ReadAndWrite, PrivateAndAnonymous, -1, 0);
        if ((nint)_start == -1 || Protect(_start + pages, page, NoAccess) != 0)
        {
            throw new InsufficientMemoryException("The system has no memory to give.");
        }

        Address = _start + pages - bytes.Length;
        Length = bytes.Length;
        bytes.CopyTo(new Span<byte>(Address, Length));
    }

    /// <summary>Where the copy is.</summary>
    public byte* Address { get; }

    /// <summary>How long it is.</summary>
    public int Length { get; }

    public void Dispose() => _ = Unmap(_start, _mapped);

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial byte* MapMemory(void* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(void* address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(void* address, nuint length);
}
