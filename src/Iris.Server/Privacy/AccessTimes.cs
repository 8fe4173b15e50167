namespace Iris.Server.Privacy;

/// <summary>
/// Linux notes when a file was read, by default (<c>relatime</c>) at the first reading after a change and then once a day, and that is a
/// write of 4 KB which the kernel puts down to the reader. The runtime opens libraries when code first needs them, which may be in the
/// midst of a request: reading all of them before the first client comes leaves nothing to note then.
/// </summary>
internal static class AccessTimes
{
    // Where the C library looks when it is asked for the address of a name.
    private static string[] NameServices => ["/etc/hosts", "/etc/resolv.conf", "/etc/nsswitch.conf", "/etc/host.conf", "/etc/gai.conf"];

    /// <summary>Reads a byte of each file that the process may open later.</summary>
    public static void Renew()
    {
        string[] assemblies = ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES"))?.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries) ?? [];
        foreach (string assembly in assemblies)
        {
            Read(assembly);

            // For the lines in the trace of an exception.
            Read(Path.ChangeExtension(assembly, ".pdb"));
        }

        foreach (string file in NameServices)
        {
            Read(file);
        }
    }

    private static void Read(string path)
    {
        if (!File.Exists(path))
        {
            return;
        }

        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            _ = file.ReadByte();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What may not be read here may not be read later either.
        }
    }
}
