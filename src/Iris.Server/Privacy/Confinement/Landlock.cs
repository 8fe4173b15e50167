using System.Runtime.InteropServices;

namespace Iris.Server.Privacy.Confinement;

/// <summary>
/// Linux's Landlock (landlock(7)): a thread gives up rights on files for good, for itself and whatever it starts. It does not reach
/// threads that exist already.
/// </summary>
internal static unsafe class Landlock
{
    // The same numbers on every architecture.
    private const nint CreateRuleset = 444;
    private const nint AddRule = 445;
    private const nint RestrictSelf = 446;
    private const nint AskVersion = 1;
    private const nint RuleForPath = 1;

    private const ulong Execute = 1 << 0;
    private const ulong WriteFile = 1 << 1;

    // Write to a file; remove a folder, a file; make a device, folder, file, socket, pipe, block device, symbolic link.
    private const ulong Write = WriteFile | (1 << 4) | (1 << 5) | (1 << 6) | (1 << 7) | (1 << 8) | (1 << 9) | (1 << 10) | (1 << 11) | (1 << 12);

    // Move or link a file to another folder, since version 2; truncate one, since version 3.
    private const ulong Refer = 1 << 13;
    private const ulong Truncate = 1 << 14;

    // Reach sockets without a file, and send signals to processes, outside the confinement, since version 6.
    private const ulong Outside = 0b11;

    /// <summary>The version that the kernel has, or 0 if it has none.</summary>
    public static int Version => (int)Math.Max(0, Libc.SystemCall(CreateRuleset, 0, 0, AskVersion, 0));

    /// <summary>
    /// Takes every right to write, create, rename, link or remove a file from the calling thread, and to execute one that is not named.
    /// It needs <c>no_new_privs</c>.
    /// </summary>
    /// <param name="executables">The files that may still be executed.</param>
    /// <param name="devices">The files of devices that may still be opened for writing.</param>
    /// <param name="shut">Those among them that may not, since they cannot be named to the kernel.</param>
    /// <returns>False where the kernel has no Landlock or refuses.</returns>
    public static bool Restrict(IEnumerable<string> executables, IEnumerable<string> devices, out string[] shut)
    {
        shut = [];
        int version = Version;
        if (version == 0)
        {
            return false;
        }

        var handled = new Ruleset
        {
            Files = Execute | Write | (version >= 2 ? Refer : 0) | (version >= 3 ? Truncate : 0),
            Scopes = version >= 6 ? Outside : 0,
        };
        nint size = version >= 6 ? sizeof(Ruleset) : version >= 4 ? 2 * sizeof(ulong) : sizeof(ulong);
        int ruleset = (int)Libc.SystemCall(CreateRuleset, (nint)(&handled), size, 0, 0);
        if (ruleset < 0)
        {
            return false;
        }

        // Without the executables there would be no second execution. Without a device there is one device less.
        bool isAllowed = executables.All(path => Allow(ruleset, path, Execute));
        shut = [.. devices.Where(path => !Allow(ruleset, path, WriteFile))];
        bool isRestricted = isAllowed && Libc.SystemCall(RestrictSelf, ruleset, 0, 0, 0) == 0;
        _ = Libc.Close(ruleset);
        shut = isRestricted ? shut : [];
        return isRestricted;
    }

    private static bool Allow(int ruleset, string path, ulong right)
    {
        int file = Libc.OpenToName(path);
        var rule = new PathRule { Allowed = right, File = file };
        bool isAdded = file >= 0 && Libc.SystemCall(AddRule, ruleset, RuleForPath, (nint)(&rule), 0) == 0;
        if (file >= 0)
        {
            _ = Libc.Close(file);
        }

        return isAdded;
    }

    // struct landlock_ruleset_attr
    [StructLayout(LayoutKind.Sequential)]
    private struct Ruleset
    {
        public ulong Files;
        public ulong Network;
        public ulong Scopes;
    }

    // struct landlock_path_beneath_attr, packed
    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private struct PathRule
    {
        public ulong Allowed;
        public int File;
    }
}
