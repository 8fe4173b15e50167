namespace Iris.Server.Telemetry;

/// <summary>
/// How long each stage of the work on a picture takes on average: since the process started, and lately. Both change only when a block of 16 to 31 has
/// ended, how many being random: an average is never that of one picture, and whoever sends pictures of their own cannot tell by when it changes whether
/// a single other one came to a stage, which would tell whether it has a face. Thread-safe.
/// </summary>
/// <param name="random">How long blocks are.</param>
internal sealed class StageTimes(Random random)
{
    /// <summary>The fewest in a block.</summary>
    public const int Fewest = 16;

    private static readonly int Stages = Enum.GetValues<Stage>().Length;

    private readonly Lock _lock = new();
    private readonly long[] _counts = new long[Stages];
    private readonly TimeSpan[] _durations = new TimeSpan[Stages];
    private readonly int[] _countsOfBlocks = new int[Stages];
    private readonly int[] _lengthsOfBlocks = Lengths(random);
    private readonly TimeSpan[] _durationsOfBlocks = new TimeSpan[Stages];
    private readonly (TimeSpan Average, TimeSpan Lately)?[] _told = new (TimeSpan, TimeSpan)?[Stages];

    /// <summary>Takes note of a stage that has ended.</summary>
    public void Add(Stage stage, TimeSpan duration)
    {
        int i = (int)stage;
        lock (_lock)
        {
            _counts[i]++;
            _durations[i] += duration;
            _countsOfBlocks[i]++;
            _durationsOfBlocks[i] += duration;
            if (_countsOfBlocks[i] == _lengthsOfBlocks[i])
            {
                _told[i] = (_durations[i] / _counts[i], _durationsOfBlocks[i] / _countsOfBlocks[i]);
                (_countsOfBlocks[i], _durationsOfBlocks[i], _lengthsOfBlocks[i]) = (0, default, Length(random));
            }
        }
    }

    /// <summary>What a stage takes on average; null before its first block has ended.</summary>
    public (TimeSpan Average, TimeSpan Lately)? Read(Stage stage)
    {
        lock (_lock)
        {
            return _told[(int)stage];
        }
    }

    /// <summary>Begins anew: what warms the engine up is no picture of anybody's.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            Array.Clear(_counts);
            Array.Clear(_durations);
            Array.Clear(_countsOfBlocks);
            Array.Clear(_durationsOfBlocks);
            Array.Clear(_told);
        }
    }

    private static int[] Lengths(Random random) => [.. Enumerable.Range(0, Stages).Select(_ => Length(random))];

    private static int Length(Random random) => random.Next(Fewest, 2 * Fewest);
}
