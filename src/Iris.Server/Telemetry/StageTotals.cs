namespace Iris.Server.Telemetry;

/// <summary>How often each stage of the work on a picture has ended, and how long that took in all: two numbers a stage. Thread-safe.</summary>
internal sealed class StageTotals
{
    private static readonly int Stages = Enum.GetValues<Stage>().Length;

    private readonly Lock _lock = new();
    private readonly long[] _counts = new long[Stages];
    private readonly TimeSpan[] _durations = new TimeSpan[Stages];

    /// <summary>Counts a stage.</summary>
    public void Add(Stage stage, TimeSpan duration)
    {
        lock (_lock)
        {
            _counts[(int)stage]++;
            _durations[(int)stage] += duration;
        }
    }

    /// <summary>How often a stage has ended, and how long that took in all.</summary>
    public (long Count, TimeSpan Duration) Read(Stage stage)
    {
        lock (_lock)
        {
            return (_counts[(int)stage], _durations[(int)stage]);
        }
    }

    /// <summary>Begins anew: what warms the engine up is no picture of anybody's.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            Array.Clear(_counts);
            Array.Clear(_durations);
        }
    }
}
