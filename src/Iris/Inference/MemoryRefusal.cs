using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Iris.Inference;

/// <summary>
/// Ends the process when a network is refused memory. ONNX Runtime takes the address that an allocator gives it for memory without a look: with none
/// it writes to address 0, the process crashes without a word, and the system may keep a dump of what networks have computed. An exception cannot
/// pass its frames either. So one line is said, and elsewhere than on Windows the process ends in an orderly way; there it is failed, with an exit code and
/// perhaps a dump as the system has them. Immutable and thread-safe.
/// </summary>
/// <param name="network">What is refused memory, for the line.</param>
internal sealed unsafe class MemoryRefusal(string network)
{
    // EX_OSERR of sysexits.h; not on Windows.
    private const int ExitCode = 71;

    private const int StandardError = 2;

    // Found while there is memory to find them with. Windows has none of this name.
    private static readonly delegate* unmanaged<int, byte*, nuint, nint> Write = (delegate* unmanaged<int, byte*, nuint, nint>)Find("write");
    private static readonly delegate* unmanaged<int, void> ExitNow = (delegate* unmanaged<int, void>)Find("_exit");

    // Made for the same reason before they are needed.
    private readonly byte[] _tooMuch = Encoding.UTF8.GetBytes($"Iris ends: {network} asks for more than 1 GiB of memory in one piece. See docs/operations.md.\n");
    private readonly byte[] _noneLeft = Encoding.UTF8.GetBytes($"Iris ends: the system has no memory left to give to {network}. See docs/operations.md.\n");

    /// <summary>Says the line and ends the process: other threads do nothing more, nothing is finalized, and elsewhere than on Windows nothing is dumped.</summary>
    /// <param name="isTooMuch">Whether it was refused for asking for too much, and not by the system.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void End(bool isTooMuch)
    {
        byte[] line = isTooMuch ? _tooMuch : _noneLeft;
        if (ExitNow is null)
        {
            Environment.FailFast(Encoding.UTF8.GetString(line));
        }

        fixed (byte* text = line)
        {
            _ = Write(StandardError, text, (nuint)line.Length);
        }

        ExitNow(ExitCode);
    }

    private static nint Find(string function) =>
        OperatingSystem.IsWindows() ? 0 : NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), function);
}
