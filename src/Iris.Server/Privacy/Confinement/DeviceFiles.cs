namespace Iris.Server.Privacy.Confinement;

/// <summary>
/// The files of devices that compute networks. A program speaks to an NVIDIA GPU by opening them to write, which is what the confinement
/// refuses: it leaves them out, and nothing else, where the operator has asked for such a device. See decision 0027.
/// </summary>
internal static class DeviceFiles
{
    private const string Folder = "/dev";

    // nvidiactl, nvidia0, nvidia-uvm, and so on; dxg where Linux runs inside Windows.
    private static readonly string[] Names = ["nvidia*", "dxg"];

    /// <summary>Whether the files of a provider's devices may be written to.</summary>
    public static bool AreLeftOpenFor(ExecutionProvider provider) => provider == ExecutionProvider.Cuda && OperatingSystem.IsLinux();

    /// <summary>The files that have to stay open for writing, by the settings that the server will read.</summary>
    /// <param name="readProvider">Reads what the operator has asked for. It is not called where there is no such file, as on most machines.</param>
    public static string[] Find(Func<ExecutionProvider> readProvider)
    {
        string[] files = Directory.Exists(Folder) ? [.. Names.SelectMany(static name => Directory.EnumerateFiles(Folder, name))] : [];
        return files.Length > 0 && AreLeftOpenFor(readProvider()) ? files : [];
    }
}
