using System.Globalization;
using System.Text.RegularExpressions;

namespace Iris.Load.Speed;

/// <summary>What the server's own metrics say of the stages of the work on pictures, in milliseconds in all.</summary>
internal readonly partial record struct StageTimes(double Decode, double Detect, double Embed)
{
    /// <summary>Has the server serve its metrics.</summary>
    public const string Setting = "Iris:Metrics:Port=0";

    // The server makes its metrics anew when they are so old.
    private static readonly TimeSpan Age = TimeSpan.FromMilliseconds(350);

    /// <summary>Reads them from a server that was started with <see cref="Setting"/>.</summary>
    public static async Task<StageTimes> ReadAsync(ServerUnderLoad server)
    {
        await Task.Delay(Age);
        int port = int.Parse(Port().Match(server.Printed).Groups[1].Value, CultureInfo.InvariantCulture);
        string metrics = await server.Client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/metrics"));
        var sums = Sums().Matches(metrics).ToDictionary(
            static match => match.Groups[1].Value, static match => double.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture) * 1000);
        return new(sums.GetValueOrDefault("decode"), sums.GetValueOrDefault("detect"), sums.GetValueOrDefault("embed"));
    }

    public static StageTimes operator -(StageTimes later, StageTimes earlier) =>
        new(later.Decode - earlier.Decode, later.Detect - earlier.Detect, later.Embed - earlier.Embed);

    public static StageTimes operator /(StageTimes times, int pictures) => new(times.Decode / pictures, times.Detect / pictures, times.Embed / pictures);

    [GeneratedRegex(@"Metrics are served on port (\d+)")]
    private static partial Regex Port();

    [GeneratedRegex(@"iris_stage_duration_seconds_sum\{.*?stage=""(\w+)"".*?\} (\S+)")]
    private static partial Regex Sums();
}
