using System.Runtime.InteropServices;

namespace Iris.Cli.Output;

/// <summary>Where results go, as far as .NET does not say.</summary>
internal static partial class StandardOutput
{
    private const int Descriptor = 1;
    private const short Failed = 0x08;
    private const short HungUp = 0x10;

    /// <summary>
    /// Whether whoever read it has gone, as <c>head</c> does when it has its lines. .NET writes on to nobody in silence, where other programs are ended
    /// by a signal. Never on Windows, which cannot tell.
    /// </summary>
    public static bool IsAbandoned()
    {
        if (OperatingSystem.IsWindows())
        {
            return false;
        }

        var descriptor = new PolledDescriptor { Descriptor = Descriptor };
        return Poll(ref descriptor, 1, timeout: 0) > 0 && (descriptor.Returned & (Failed | HungUp)) != 0;
    }

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(ref PolledDescriptor descriptors, nuint count, int timeout);

    // struct pollfd
    private struct PolledDescriptor
    {
        public int Descriptor;
        public short Wanted;
        public short Returned;
    }
}
