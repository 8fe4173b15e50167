namespace Iris.Server.Telemetry;

/// <summary>
/// How long each stage of the work on a picture takes on average: since the process started, and lately. Three numbers a stage. Nothing is told of
/// a stage before it has ended <see cref="Fewest"/> times, lest an average is the time of one picture. Thread-safe.
/// </summary>
internal sealed class StageTimes
{
    /// <summary>How often a stage has to have ended before its averages are told.</summary>
    public const int Fewest = 16;

    // The last sixteen make up two thirds of what is told of lately: 1 − (1 − 1/16)^16.
    private const double ShareOfLast = 1.0 / 16;

    private static readonly int Stages = Enum.GetValues<Stage>().Length;

    private readonly Lock _lock = new();
    private readonly long[] _counts = new long[Stages];
    private readonly TimeSpan[] _durations = new TimeSpan[Stages];
    private readonly TimeSpan[] _lately = new TimeSpan[Stages];

    /// <summary>Takes note of a stage that has ended.</summary>
    public void Add(Stage stage, TimeSpan duration)
    {
        int i = (int)stage;
        lock (_lock)
        {
            _counts[i]++;
            _durations[i] += duration;
            _lately[i] = _counts[i] <= Fewest ? _durations[i] / _counts[i] : _lately[i] + ((duration - _lately[i]) * ShareOfLast);
        }
    }

    /// <summary>What a stage takes on average; null while too few have ended.</summary>
    public (TimeSpan Average, TimeSpan Lately)? Read(Stage stage)
    {
        int i = (int)stage;
        lock (_lock)
        {
            return _counts[i] < Fewest ? null : (_durations[i] / _counts[i], _lately[i]);
        }
    }

    /// <summary>Begins anew: what warms the engine up is no picture of anybody's.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            Array.Clear(_counts);
            Array.Clear(_durations);
            Array.Clear(_lately);
        }
    }
}
