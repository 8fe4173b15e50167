namespace Iris.Load.Speed;

/// <summary>The most memory that a server has resident, looked at a hundred times a second.</summary>
internal static class PeakMemory
{
    /// <summary>Looks until something has ended.</summary>
    /// <returns>The peak in MB.</returns>
    public static async Task<double> DuringAsync(ServerUnderLoad server, Task work)
    {
        double peak = 0;
        do
        {
            peak = Math.Max(peak, server.ResidentMegabytes);
            await Task.WhenAny(work, Task.Delay(10));
        }
        while (!work.IsCompleted);

        return peak;
    }
}
