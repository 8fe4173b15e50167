using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Iris.Server.Privacy.Confinement;

/// <summary>
/// Has the kernel keep the process to its promises, in two steps. <see cref="Enter"/>, the first thing the program does, puts the calling
/// thread under <see cref="Landlock"/> and executes the program anew: a confinement reaches no thread that exists already, .NET has
/// several before any of our code runs, and a new execution leaves only the one, from which all others then come. <see cref="Seal"/>,
/// once the models are loaded, takes the rest. See docs/decisions/0008-confined-by-the-kernel.md.
/// </summary>
internal static unsafe class ProcessConfinement
{
    // The process's number, which an execution keeps: what a child inherits, or somebody set by hand, is not its own.
    private const string EnteredVariable = "IRIS_CONFINED";

    private const string AllocatorVariable = "GLIBC_TUNABLES";

    // Freed blocks are overwritten, small ones too, which the cache of each thread would otherwise keep as they are.
    private const string AllocatorSettings = "glibc.malloc.tcache_count=0";

    private static readonly (string Name, string Value)[] Settings =
    [
        // No debugger, profiler or trace attaches, no socket for them is opened, nothing is dumped, traced or mapped to a file.
        ("DOTNET_EnableDiagnostics", "0"),
        ("DOTNET_EnableEventPipe", "0"),
        ("DOTNET_DbgEnableMiniDump", "0"),
        ("DOTNET_PerfMapEnabled", "0"),
    ];

    /// <summary>Whether Landlock held when the process sealed itself: it stays for good, but the filter answers before it.</summary>
    public static bool HasLandlock { get; private set; }

    /// <summary>Whether the system-call filter was put on all threads: those that came later have it from them.</summary>
    public static bool HasFilter { get; private set; }

    /// <summary>Whether the program was executed anew under confinement.</summary>
    public static bool IsEntered =>
        Environment.GetEnvironmentVariable(EnteredVariable) == Environment.ProcessId.ToString(CultureInfo.InvariantCulture);

    /// <summary>Whether the C library keeps no freed blocks for a thread, which it would not overwrite.</summary>
    public static bool HasNoCachedBlocks =>
        IsEntered && Environment.GetEnvironmentVariable(AllocatorVariable)?.EndsWith(AllocatorSettings, StringComparison.Ordinal) == true;

    /// <summary>Whether .NET opens no socket for a debugger, profiler or trace.</summary>
    public static bool HasDiagnosticsOff => Environment.GetEnvironmentVariable("DOTNET_EnableDiagnostics") == "0";

    /// <summary>
    /// Executes the program anew with the same command line, confined; then it does nothing. Nor does it on other systems than Linux or
    /// under a debugger that started the program. Where the kernel refuses, the program goes on: the privacy report tells.
    /// </summary>
    /// <param name="findDevices">Finds the files of devices that may still be opened for writing.</param>
    public static void Enter(Func<string[]> findDevices)
    {
        if (!OperatingSystem.IsLinux() || IsEntered || Debugger.IsAttached || Environment.ProcessPath is not { } program)
        {
            return;
        }

        try
        {
            RemoveDiagnosticsSocket();
            if (Libc.ProcessControl(Libc.SetNoNewPrivileges, 1, 0, 0, 0) == 0)
            {
                Landlock.Restrict([program, .. Loader()], findDevices(), out string[] shut);
                foreach (string device in shut)
                {
                    Console.Error.WriteLine($"Iris: {device} stays shut: it cannot be opened or named to the kernel. What is computed with it will fail.");
                }

                Execute(program);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Without a /proc to read there is no second execution.
        }
    }

    /// <summary>Takes from all threads what serving requests does not need: core dumps, debuggers, programs, changes to files.</summary>
    /// <param name="allowInspection">Leaves the process readable for a debugger of its own user.</param>
    /// <param name="leavesDevicesOpen">
    /// Leaves it to Landlock, if it holds, which files are opened for writing: the filter cannot tell the files of devices from others.
    /// </param>
    public static void Seal(bool allowInspection, bool leavesDevicesOpen)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        HasLandlock = IsEntered && Libc.TryOpenToWrite() == Libc.Eacces;
        Libc.SetLimit(Libc.CoreSize, 0);
        if (!allowInspection)
        {
            _ = Libc.ProcessControl(Libc.SetDumpable, 0, 0, 0, 0);
        }

        HasFilter = SystemCallFilter.Apply(mayOpenToWrite: leavesDevicesOpen && HasLandlock);
    }

    // The runtime opened them before any of our code ran, and the new execution would leave them behind: files in a folder that others
    // write to as well, named by the process's number and when it started.
    private static void RemoveDiagnosticsSocket()
    {
        string folder = Environment.GetEnvironmentVariable("TMPDIR") is { Length: > 0 } set ? set : "/tmp";

        // After the name in brackets, which may hold anything, the start is the 20th field.
        string status = File.ReadAllText("/proc/self/stat");
        string start = status[(status.LastIndexOf(')') + 2)..].Split(' ')[19];
        string process = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{start}");
        foreach (string name in (string[])[$"dotnet-diagnostic-{process}-socket", $"clr-debug-pipe-{process}-in", $"clr-debug-pipe-{process}-out"])
        {
            try
            {
                File.Delete(Path.Combine(folder, name));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // No such folder, or somebody else's file.
            }
        }
    }

    // The kernel runs a program through the loader that it names: ld-linux-x86-64.so.2, ld-musl-x86_64.so.1.
    private static IEnumerable<string> Loader() =>
        from line in File.ReadLines("/proc/self/maps")
        let path = line[(line.IndexOf('/', StringComparison.Ordinal) + 1)..]
        where Path.GetFileName(path).StartsWith("ld-", StringComparison.Ordinal)
        select "/" + path;

    private static void Execute(string program)
    {
        byte[][] arguments = [.. Split(File.ReadAllBytes("/proc/self/cmdline"))];
        byte[][] environment =
        [
            .. Split(File.ReadAllBytes("/proc/self/environ")).Where(variable => !IsOurs(variable)),
            .. NewVariables().Select(variable => Encoding.UTF8.GetBytes($"{variable.Name}={variable.Value}\0")),
        ];
        _ = Libc.Execute(program, Pointers(arguments), Pointers(environment));
    }

    private static IEnumerable<(string Name, string Value)> NewVariables() =>
    [
        .. Settings,
        (EnteredVariable, Environment.ProcessId.ToString(CultureInfo.InvariantCulture)),
        (AllocatorVariable, Environment.GetEnvironmentVariable(AllocatorVariable) is { Length: > 0 } theirs
            ? $"{theirs}:{AllocatorSettings}"
            : AllocatorSettings),
    ];

    // All others stay byte for byte as they are, in whatever encoding.
    private static bool IsOurs(byte[] variable) =>
        NewVariables().Any(ours => variable.AsSpan().StartsWith(Encoding.UTF8.GetBytes($"{ours.Name}=")));

    private static IEnumerable<byte[]> Split(byte[] lines)
    {
        for (int start = 0, end; start < lines.Length; start = end)
        {
            end = Array.IndexOf(lines, (byte)0, start) + 1;
            if (end == 0)
            {
                yield break;
            }

            yield return lines[start..end];
        }
    }

    // Never freed: they go with the old execution.
    private static byte** Pointers(byte[][] texts)
    {
        var pointers = (byte**)NativeMemory.AllocZeroed((nuint)texts.Length + 1, (nuint)sizeof(byte*));
        for (int i = 0; i < texts.Length; i++)
        {
            pointers[i] = (byte*)NativeMemory.Alloc((nuint)texts[i].Length);
            texts[i].CopyTo(new Span<byte>(pointers[i], texts[i].Length));
        }

        return pointers;
    }
}
