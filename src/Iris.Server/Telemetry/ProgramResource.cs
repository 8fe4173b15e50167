using OpenTelemetry.Resources;

namespace Iris.Server.Telemetry;

/// <summary>What metrics and traces say of the program that they are of: its name and version, nothing of the machine.</summary>
internal static class ProgramResource
{
    public static ResourceBuilder Describe() => ResourceBuilder.CreateEmpty().AddService(
        "iris", serviceVersion: typeof(ProgramResource).Assembly.GetName().Version!.ToString(fieldCount: 3), autoGenerateServiceInstanceId: false);
}
