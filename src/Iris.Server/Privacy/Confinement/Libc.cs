using System.Runtime.InteropServices;

namespace Iris.Server.Privacy.Confinement;

/// <summary>The functions of Linux's C library by which a process gives up rights of its own. Numbers are from the kernel's headers.</summary>
internal static unsafe partial class Libc
{
    public const int Eperm = 1;
    public const int Eacces = 13;
    public const int Enosys = 38;

    public const int SetNoNewPrivileges = 38;
    public const int GetDumpable = 3;
    public const int SetDumpable = 4;

    public const int CoreSize = 4;

    /// <summary>A file that everybody may write to, so that only a confinement can refuse it.</summary>
    private const string Null = "/dev/null";

    private const int NameOnly = 0x200000;
    private const int WriteOnly = 1;
    private const int CloseOnExec = 0x80000;

    /// <summary>Opens a file to say which is meant, neither to read nor to write; a device does not notice. Its descriptor, or -1.</summary>
    public static int OpenToName(string path) => Open(path, NameOnly | CloseOnExec);

    /// <summary>Tries to open a file for writing. 0 if the kernel allowed it, else the error that it gave.</summary>
    public static int TryOpenToWrite()
    {
        int descriptor = Open(Null, WriteOnly | CloseOnExec);
        if (descriptor < 0)
        {
            return Marshal.GetLastPInvokeError();
        }

        _ = Close(descriptor);
        return 0;
    }

    /// <summary>Sets both limits of a resource.</summary>
    public static bool SetLimit(int resource, ulong limit)
    {
        ulong* limits = stackalloc ulong[] { limit, limit };
        return SetLimits(resource, limits) == 0;
    }

    /// <summary>The soft limit of a resource, or null.</summary>
    public static ulong? Limit(int resource)
    {
        ulong* limits = stackalloc ulong[2];
        return GetLimits(resource, limits) == 0 ? limits[0] : null;
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    public static partial nint SystemCall(nint number, nint first, nint second, nint third, nint fourth);

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    public static partial int ProcessControl(int option, nuint second, nuint third, nuint fourth, nuint fifth);

    [LibraryImport("libc", EntryPoint = "execve", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Execute(string path, byte** arguments, byte** environment);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    private static partial int SetLimits(int resource, ulong* limits);

    [LibraryImport("libc", EntryPoint = "getrlimit", SetLastError = true)]
    private static partial int GetLimits(int resource, ulong* limits);
}
