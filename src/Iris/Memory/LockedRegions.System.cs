using System.Runtime.InteropServices;

namespace Iris.Memory;

internal sealed unsafe partial class LockedRegions
{
    // From Linux's headers, alike on all processors that .NET runs on.
    private const int NoAccess = 0;
    private const int ReadAndWrite = 1 | 2;
    private const int PrivateAndAnonymous = 0x2 | 0x20;
    private const nint MapFailed = -1;
    private const int DontFork = 10;
    private const int DontDump = 16;
    private const uint OnFault = 1;
    private const int LockedMemory = 8;
    private const int NotPermitted = 1;
    private const int NoSuchCall = 38;

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial void* MapMemory(void* address, nuint bytes, int access, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int UnmapMemory(void* start, nuint bytes);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int ProtectMemory(void* start, nuint bytes, int access);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* start, nuint bytes, int advice);

    [LibraryImport("libc", EntryPoint = "mlock2", SetLastError = true)]
    private static partial int LockMemoryOnFault(void* start, nuint bytes, uint flags);

    [LibraryImport("libc", EntryPoint = "mlock", SetLastError = true)]
    private static partial int LockMemory(void* start, nuint bytes);

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, out Limit limit);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, in Limit limit);

    private readonly record struct Limit(nuint Soft, nuint Hard);
}
