using System.Text;

namespace Iris.Cli.Verification.Checks;

/// <summary>P3: what is printed, and what errors tell.</summary>
internal static class OutputCheck
{
    /// <param name="seen">What was seen.</param>
    /// <param name="printed">Everything that the server printed; null when that could not be seen.</param>
    public static InvariantResult Check(Observations seen, string? printed) => new("P3", "Nothing personal is printed, or told in an error",
    [
        printed is null
            ? Evidence.NotChecked("what it prints: the server was running already")
            : Search($"{printed.Split('\n').Length} lines printed at level Trace", seen, [printed]),
        Search("error answers", seen, [.. seen.Answers.Where(static answer => answer.Status != 200).Select(static answer => answer.Text),
            .. seen.OtherRoutes.Values.Where(static route => route.Status != 200).Select(static route => route.Text)]),
        Search("/stats, /health, /v1/privacy and /v1/status", seen, [.. seen.OtherRoutes.Values.Select(static route => route.Text)]),
        .. PrivacyClaims.About(seen.Claims, "P3", isNeeded: false),
    ]);

    private static Evidence Search(string where, Observations seen, string[] texts)
    {
        var canaries = new CanarySet(seen.Sent);
        var hits = new SortedSet<string>(StringComparer.Ordinal);
        foreach (string text in texts)
        {
            canaries.Find(Encoding.UTF8.GetBytes(text), alreadySeen: 0, (canary, _) => hits.Add(canary));
        }

        string found = hits.Count == 0 ? "" : $", the first of them: {hits.Min}";
        return Evidence.Of(hits.Count == 0, $"{where}: {hits.Count} of {seen.Sent.Count} canaries and addresses{found}");
    }
}
