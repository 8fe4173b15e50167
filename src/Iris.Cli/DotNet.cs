using System.Runtime.InteropServices;

namespace Iris.Cli;

/// <summary>The program that runs .NET programs.</summary>
internal static class DotNet
{
    /// <summary>The one that runs this program, whatever PATH says; the one in PATH where it has another place than usual.</summary>
    public static string Path { get; } = Find();

    private static string Find()
    {
        string name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";

        // It is three folders above the runtime, such as …/dotnet/shared/Microsoft.NETCore.App/10.0.0/.
        string beside = System.IO.Path.GetFullPath(System.IO.Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", name));
        return File.Exists(beside) ? beside : name;
    }
}
