using System.Collections.Concurrent;

namespace Iris.Load.Soak;

/// <summary>What came of what was sent. Thread-safe.</summary>
internal sealed class SoakTally
{
    // Ordinal, so that the report is in order.
    private readonly ConcurrentDictionary<(string Kind, string Outcome, bool IsRight), long> _counts = [];
    private long _busy;

    /// <summary>How many requests ended.</summary>
    public long Total => _counts.Values.Sum();

    /// <summary>How many did not end as they should.</summary>
    public long Wrong => _counts.Where(count => !count.Key.IsRight).Sum(count => count.Value);

    /// <summary>How often the server asked for patience, with how much; the request was sent again.</summary>
    public long Busy => Interlocked.Read(ref _busy);

    public void Add(string kind, SoakOutcome outcome) => _counts.AddOrUpdate((kind, outcome.Text, outcome.IsRight), 1, static (_, count) => count + 1);

    public void AddBusy() => Interlocked.Increment(ref _busy);

    /// <summary>A row of a table for each kind and outcome.</summary>
    public IEnumerable<string> Rows() => _counts
        .OrderBy(count => count.Key.Kind, StringComparer.Ordinal).ThenBy(count => count.Key.Outcome, StringComparer.Ordinal)
        .Select(count => $"| {count.Key.Kind} | {count.Key.Outcome} | {(count.Key.IsRight ? "as it should" : "WRONG")} | {count.Value} |");
}

/// <summary>What came of one request.</summary>
/// <param name="Text">A few words.</param>
/// <param name="IsRight">Whether it is what should come of it.</param>
internal readonly record struct SoakOutcome(string Text, bool IsRight);
