using System.Globalization;

namespace Iris.Cli.Verification.Checks;

/// <summary>P2: scans of memory.</summary>
internal static class MemoryCheck
{
    private const int HitsListed = 5;

    public static InvariantResult Check(Observations seen) => new("P2", "When the answer has been sent, no trace of the request is left in memory",
    [
        Scans("0.1 s after the answer", seen.AtOnce, static _ => true),
        Scans("2 s after the last request", seen.Scrubbed, static hit => !AddressCheck.IsAddress(hit)),
        Evidence.Of(seen.FoundInFlight > 0, Invariant($"the same scanner found {seen.FoundInFlight} parts of a request in flight")),
        .. seen.FetchedPictures ? [] : (Evidence[])[Evidence.NotChecked(
            "pictures fetched by URL: the server fetches none from 127.0.0.1 (Iris:Fetch:AllowedNetworks, Iris:Fetch:Enabled)")],
        .. Unexpected(seen),
        .. PrivacyClaims.About(seen.Claims, "P2", isNeeded: false),
    ]);

    /// <summary>What scans found.</summary>
    /// <param name="when">When they were made.</param>
    /// <param name="scans">The scans.</param>
    /// <param name="counts">Which hits count.</param>
    public static Evidence Scans(string when, IReadOnlyList<MemoryScan> scans, Func<MemoryHit, bool> counts)
    {
        MemoryHit[] hits = [.. scans.SelectMany(static scan => scan.Hits).Where(counts)];
        string text = Invariant($"{when}: {hits.Length} hits in {scans.Count} scans of {Bytes(scans.Sum(static scan => scan.BytesScanned))}");
        if (hits.Length > 0)
        {
            string[] kinds = [.. hits.GroupBy(static hit => hit.Canary)
                .Select(static group => Invariant($"{group.Key} ×{group.Count()} ({group.First().Region})"))];
            text += $": {string.Join("; ", kinds.Take(HitsListed))}";
            text += kinds.Length > HitsListed ? Invariant($"; and {kinds.Length - HitsListed} other kinds") : "";
        }

        return Evidence.Of(hits.Length == 0 && scans.All(static scan => scan.BytesScanned > 0), text);
    }

    /// <summary>An amount of memory.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        >= 1_000_000_000 => Invariant($"{bytes / 1e9:0.0} GB"),
        >= 1_000_000 => Invariant($"{bytes / 1e6:0.0} MB"),
        >= 1_000 => Invariant($"{bytes / 1e3:0} KB"),
        _ => Invariant($"{bytes} bytes"),
    };

    // An answer of another kind than the request was made for: what it should have shown, it has not.
    private static IEnumerable<Evidence> Unexpected(Observations seen) => seen.Answers
        .Where(static answer => answer.Status != answer.ExpectedStatus)
        .GroupBy(static answer => (answer.Request, answer.Status, answer.ExpectedStatus))
        .Select(static group => Evidence.NotChecked(Invariant(
            $"‘{group.Key.Request}’ was answered {group.Key.Status} instead of {group.Key.ExpectedStatus}, {group.Count()} times: it shows less than it should")));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
