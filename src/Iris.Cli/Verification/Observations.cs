using System.Collections.Concurrent;
using Iris.Client;

namespace Iris.Cli.Verification;

/// <summary>What was seen while the server was driven with canaries.</summary>
internal sealed class Observations
{
    /// <summary>The pieces of what comparing the face computes, by name.</summary>
    public required Dictionary<string, byte[]> Face { get; init; }

    /// <summary>The answers to comparisons.</summary>
    public ConcurrentBag<Answer> Answers { get; } = [];

    /// <summary>Scans as soon as an answer had been read: of what must be gone by then.</summary>
    public List<MemoryScan> AtOnce { get; } = [];

    /// <summary>Scans some time after the last request: of everything.</summary>
    public List<MemoryScan> Scrubbed { get; } = [];

    /// <summary>Scans after a mixed load: of everything.</summary>
    public List<MemoryScan> AfterLoad { get; } = [];

    /// <summary>Every canary that was sent, to be looked for in what the server prints and answers.</summary>
    public Dictionary<string, byte[]> Sent { get; } = [];

    /// <summary>How many of the addresses that clients connected from were of our choice.</summary>
    public int Addresses { get; set; }

    /// <summary>How many parts of a request that was still in flight the scanner found: it can find.</summary>
    public int FoundInFlight { get; set; }

    /// <summary>Whether the server fetched pictures by URL: its settings may forbid it to fetch from this machine.</summary>
    public bool FetchedPictures { get; set; }

    /// <summary>How many requests each of the two loads had.</summary>
    public int LoadRequests { get; set; }

    /// <summary>Resident memory after the first and after the second load, in bytes.</summary>
    public (long First, long Second) Resident { get; set; }

    /// <summary>What was sent to storage while the server was driven, in bytes; null where the system does not tell.</summary>
    public long? StorageBytes { get; set; }

    /// <summary><c>NoNewPrivs</c> and <c>Seccomp</c> of each thread, under load.</summary>
    public (IReadOnlyList<string?> NoNewPrivileges, IReadOnlyList<string?> Seccomp) Threads { get; set; } = ([], []);

    /// <summary>What was seen in <c>/proc</c> all the while.</summary>
    public required ProcessWatch Watch { get; init; }

    /// <summary>What the server says of itself.</summary>
    public PrivacyReport? Claims { get; set; }

    /// <summary>The answers of the other routes, by path.</summary>
    public Dictionary<string, (int Status, string Text)> OtherRoutes { get; } = [];
}
