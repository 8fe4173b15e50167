using System.Runtime.InteropServices;

namespace Iris.Load.Speed;

/// <summary>What figures were measured on.</summary>
internal static class Machine
{
    public static string Description
    {
        get
        {
            string model = File.ReadLines("/proc/cpuinfo").FirstOrDefault(static line => line.StartsWith("model name", StringComparison.Ordinal)) ?? ":";
            return $"{model[(model.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()}, {Environment.ProcessorCount} cores; {RuntimeInformation.OSDescription.Trim()}; {RuntimeInformation.FrameworkDescription}";
        }
    }
}
