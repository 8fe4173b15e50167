using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace Iris.Inference;

/// <summary>
/// ONNX Runtime's packages report to their maker: as soon as the library is set up they write an identifier of the device and a database
/// of events into the user's cache folder and look up a host to send them to. Seen with 1.31.1 on Linux.
/// </summary>
internal static partial class RuntimeTelemetry
{
    // Read once, when the library is set up. With it there is no identifier, no database and no connection.
    private const string Variable = "ORT_DISABLE_TELEMETRY";

    /// <summary>Turns it off. Before anything else of ONNX Runtime is used.</summary>
    public static void TurnOff()
    {
        // .NET keeps variables of its own on Unix, which native code does not see.
        if (OperatingSystem.IsWindows())
        {
            Environment.SetEnvironmentVariable(Variable, "1");
        }
        else
        {
            _ = SetVariable(Variable, "1", overwrite: 1);
        }

        // On Windows the events go to the system's tracing instead.
        OrtEnv.Instance().DisableTelemetryEvents();
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
