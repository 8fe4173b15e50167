namespace Iris.Server.Privacy.Confinement;

/// <summary>How many of the process's threads are under the kernel's filter, by the kernel's own account.</summary>
/// <param name="Threads">All threads.</param>
/// <param name="Confined">Those that can gain no privileges and are under a system-call filter.</param>
internal readonly record struct ThreadConfinement(int Threads, int Confined)
{
    public bool IsComplete => Threads > 0 && Confined == Threads;

    /// <summary>Reads it from Linux's <c>/proc</c>.</summary>
    public static ThreadConfinement Read()
    {
        int threads = 0;
        int confined = 0;
        const string Tasks = "/proc/self/task";
        if (!Directory.Exists(Tasks))
        {
            return default;
        }

        foreach (string thread in Directory.EnumerateDirectories(Tasks))
        {
            try
            {
                // NoNewPrivs:	1 … Seccomp:	2
                string[] status = File.ReadAllLines(Path.Combine(thread, "status"));
                bool isConfined = status.Contains("NoNewPrivs:\t1") && status.Contains("Seccomp:\t2");
                threads++;
                confined += isConfined ? 1 : 0;
            }
            catch (IOException)
            {
                // It has ended since.
            }
        }

        return new(threads, confined);
    }
}
