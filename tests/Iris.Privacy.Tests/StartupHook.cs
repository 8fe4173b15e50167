using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

// The name, and that it has no namespace, is .NET's.
#pragma warning disable CA1050, IDE0130

/// <summary>
/// Code inside the server that means ill. .NET runs it before the program when <c>DOTNET_STARTUP_HOOKS</c> names this assembly. It tries
/// to change files and to start programs, at once, where only the first step of the confinement can refuse, and from several threads
/// when the server has sealed itself. It prints a line for each attempt: when, where, what, and the error, or that it was done.
/// </summary>
internal static partial class StartupHook
{
    /// <summary>Begins the lines.</summary>
    public const string Prefix = "attempt ";

    /// <summary>Ends them.</summary>
    public const string End = "attempts ended";

    /// <summary>The variable that names a folder with the files <c>old</c> and <c>older</c> for the attempts.</summary>
    public const string FolderVariable = "IRIS_TEST_FOLDER";

    /// <summary>The variable that holds the message of an exception that nobody catches, in place of the attempts.</summary>
    public const string CrashVariable = "IRIS_TEST_CRASH";

    private const int WriteOnly = 1;
    private const int CreateNew = 0x40 | 0x80 | WriteOnly;
    private const int Truncate = 0x200;
    private const int CurrentFolder = -100;

    private static readonly ManualResetEventSlim Finalized = new();

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable("IRIS_CONFINED") != Environment.ProcessId.ToString(CultureInfo.InvariantCulture))
        {
            // The first execution, which only leads to the second.
            return;
        }

        if (Environment.GetEnvironmentVariable(CrashVariable) is { } message)
        {
            WhenSealed(() => throw new InvalidOperationException(message));
            return;
        }

        string folder = Environment.GetEnvironmentVariable(FolderVariable)!;
        Attempt("entered", "main thread", folder);
        WhenSealed(() => AttemptEverywhere(folder));
    }

    private static void WhenSealed(Action action)
    {
        // A container has filters of its own.
        string[] before = Filters();
        new Thread(() =>
        {
            while (Filters().SequenceEqual(before))
            {
                Thread.Sleep(10);
            }

            action();
        })
        {
            IsBackground = true,
        }.Start();
    }

    // The kind of filter, and since Linux 5.9 how many there are.
    private static string[] Filters() =>
        [.. File.ReadLines("/proc/self/status").Where(line => line.StartsWith("Seccomp", StringComparison.Ordinal))];

    private static void AttemptEverywhere(string folder)
    {
        Attempt("sealed", "thread from before", folder);
        var started = new Thread(() => Attempt("sealed", "new thread", folder));
        started.Start();
        started.Join();
        using (var pooled = new ManualResetEventSlim())
        {
            ThreadPool.UnsafeQueueUserWorkItem(_ =>
            {
                Attempt("sealed", "pool thread", folder);
                pooled.Set();
            }, null);
            pooled.Wait();
        }

        Abandon(folder);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Finalized.Wait();
        Console.WriteLine(End);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void Abandon(string folder) => _ = new Abandoned(folder);

    private static void Attempt(string when, string where, string folder)
    {
        string old = Path.Combine(folder, "old");
        string made = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"made-{Guid.NewGuid():n}"));
        Say("write", Close(Open(old, WriteOnly, 0)));
        Say("truncate by opening", Close(Open(old, Truncate, 0)));
        Say("truncate", SetLength(old, 0));
        Say("create", Close(Open(made, CreateNew, 0x180)));
        Say("create in shared memory", Close(Open("/dev/shm/" + Path.GetFileName(made), CreateNew, 0x180)));
        Say("make a folder", MakeFolder(made + "-folder", 0x1C0));
        Say("make a pipe", MakeNode(made + "-pipe", 0x1180, 0));
        Say("link", Link(old, made + "-link"));
        Say("link by a symbol", LinkBySymbol(old, made + "-symbol"));
        Say("rename", Rename(old, made + "-renamed"));
        Say("remove", Remove(CurrentFolder, Path.Combine(folder, "older"), 0));
        Say("execute", Run("/bin/true"));
        if (when == "entered")
        {
            return;
        }

        // The first step has to allow to execute the runtime, for the second execution, and has no rights for the others.
        Say("execute the runtime", Run(Environment.ProcessPath!));
        Say("change the mode", ChangeMode(old, 0x1FF));
        Say("change the time", ChangeTime(old, 0));
        Say("share memory", ShareMemory(0x49524953, 4096, 0x380));
        Say("trace another process", (int)Trace(16, Environment.ProcessId - 1, 0, 0));
        Say("leave for another namespace", Unshare(0x10000000));

        void Say(string what, int result) => Console.WriteLine(
            $"{Prefix}{when}|{where}|{what}|{(result >= 0 ? "done" : Marshal.GetLastPInvokeErrorMessage())}");
    }

    private static int Run(string path)
    {
        try
        {
            using var process = Process.Start(path);
            return 0;
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            Marshal.SetLastPInvokeError(exception.NativeErrorCode);
            return -1;
        }
    }

    private static int Close(int descriptor) => descriptor < 0 ? descriptor : CloseDescriptor(descriptor);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseDescriptor(int descriptor);

    [LibraryImport("libc", EntryPoint = "truncate", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetLength(string path, nint length);

    [LibraryImport("libc", EntryPoint = "chmod", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeMode(string path, int mode);

    [LibraryImport("libc", EntryPoint = "utimes", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeTime(string path, nint now);

    [LibraryImport("libc", EntryPoint = "shmget", SetLastError = true)]
    private static partial int ShareMemory(int key, nint bytes, int flags);

    [LibraryImport("libc", EntryPoint = "ptrace", SetLastError = true)]
    private static partial nint Trace(int request, int process, nint address, nint data);

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static partial int Unshare(int flags);

    [LibraryImport("libc", EntryPoint = "mkdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeFolder(string path, int mode);

    [LibraryImport("libc", EntryPoint = "mknod", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeNode(string path, int mode, nint device);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string from, string to);

    [LibraryImport("libc", EntryPoint = "symlink", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int LinkBySymbol(string from, string to);

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Rename(string from, string to);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Remove(int folder, string path, int flags);

    private sealed class Abandoned(string folder)
    {
        ~Abandoned()
        {
            Attempt("sealed", "finalizer thread", folder);
            Finalized.Set();
        }
    }
}
