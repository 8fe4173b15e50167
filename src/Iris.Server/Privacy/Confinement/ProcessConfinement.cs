using System.Collections;
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

    /// <summary>Whether the program was executed anew under confinement.</summary>
    public static bool IsEntered =>
        Environment.GetEnvironmentVariable(EnteredVariable) == Environment.ProcessId.ToString(CultureInfo.InvariantCulture);

    /// <summary>Whether .NET opens no socket for a debugger, profiler or trace.</summary>
    public static bool HasDiagnosticsOff => Environment.GetEnvironmentVariable("DOTNET_EnableDiagnostics") == "0";

    /// <summary>
    /// Executes the program anew with the same command line, confined; then it does nothing. Nor does it on other systems than Linux or
    /// under a debugger that started the program. Where the kernel refuses, the program goes on: the privacy report tells.
    /// </summary>
    public static void Enter()
    {
        if (!OperatingSystem.IsLinux() || IsEntered || Debugger.IsAttached || Environment.ProcessPath is not { } program)
        {
            return;
        }

        RemoveDiagnosticsSocket();
        if (Libc.ProcessControl(Libc.SetNoNewPrivileges, 1, 0, 0, 0) == 0)
        {
            Landlock.Restrict([program, .. Loader()]);
            Execute(program);
        }
    }

    /// <summary>Takes from all threads what serving requests does not need: core dumps, debuggers, programs, changes to files.</summary>
    /// <param name="allowInspection">Leaves the process readable for a debugger of its own user.</param>
    public static void Seal(bool allowInspection)
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

        SystemCallFilter.Apply();
    }

    // The runtime opened it before any of our code ran, and the new execution would leave it behind.
    private static void RemoveDiagnosticsSocket()
    {
        string folder = Environment.GetEnvironmentVariable("TMPDIR") is { Length: > 0 } set ? set : "/tmp";
        if (!Directory.Exists(folder))
        {
            return;
        }

        int id = Environment.ProcessId;
        foreach (string pattern in (string[])[$"dotnet-diagnostic-{id}-*", $"clr-debug-pipe-{id}-*"])
        {
            foreach (string path in Directory.EnumerateFiles(folder, pattern))
            {
                File.Delete(path);
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
        byte[][] arguments = [.. SplitCommandLine(File.ReadAllBytes("/proc/self/cmdline"))];
        byte[][] environment = [.. NewEnvironment().Select(variable => Encoding.UTF8.GetBytes($"{variable.Key}={variable.Value}\0"))];
        _ = Libc.Execute(program, Pointers(arguments), Pointers(environment));
    }

    private static Dictionary<string, string> NewEnvironment()
    {
        var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(
            variable => (string)variable.Key, variable => (string?)variable.Value ?? "", StringComparer.Ordinal);
        environment[EnteredVariable] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        environment[AllocatorVariable] = environment.TryGetValue(AllocatorVariable, out string? theirs)
            ? $"{theirs}:{AllocatorSettings}"
            : AllocatorSettings;
        foreach ((string name, string value) in Settings)
        {
            environment[name] = value;
        }

        return environment;
    }

    private static IEnumerable<byte[]> SplitCommandLine(byte[] line)
    {
        for (int start = 0, end; start < line.Length; start = end)
        {
            end = Array.IndexOf(line, (byte)0, start) + 1;
            yield return line[start..end];
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
