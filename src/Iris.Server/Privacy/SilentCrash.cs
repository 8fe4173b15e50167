using System.Runtime.InteropServices;

namespace Iris.Server.Privacy;

/// <summary>Keeps the runtime from printing an exception that nobody caught: its message may hold what came with a request.</summary>
internal static partial class SilentCrash
{
    // EX_SOFTWARE of sysexits.h
    private const int ExitCode = 70;

    /// <summary>Has such an exception told by its type alone, and the program ended at once.</summary>
    public static void Arrange() => AppDomain.CurrentDomain.UnhandledException += static (_, crash) =>
    {
        Console.Error.WriteLine($"Iris ends: nobody caught an exception of the type {crash.ExceptionObject.GetType().Name}.");
        if (OperatingSystem.IsLinux())
        {
            // Not by way of the runtime, which would wait for threads that may be the ones that failed.
            ExitNow(ExitCode);
        }

        Environment.Exit(ExitCode);
    };

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void ExitNow(int code);
}
