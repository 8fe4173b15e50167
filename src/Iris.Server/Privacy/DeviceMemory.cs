namespace Iris.Server.Privacy;

/// <summary>What of the privacy invariants is given up where another than the processor computes the networks.</summary>
internal static class DeviceMemory
{
    /// <summary>
    /// Why nothing is promised of what the networks compute: only the processor has it in memory that is Iris's own. An aligned face and its embedding
    /// leave the process for a device's memory, and may stay there when the request has ended. Null where they do not.
    /// </summary>
    public static string? LackOf(ExecutionProvider provider) => provider == ExecutionProvider.Cpu
        ? null
        : $"what {provider} computes is in memory of its own, on a device or beside it, that Iris neither erases nor locks nor searches";
}
