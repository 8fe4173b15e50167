using System.Text.Json;

namespace Iris.Cli.Verification.Checks;

/// <summary>P6: what is left of a load.</summary>
internal static class StateCheck
{
    /// <summary>What resident memory may grow by from one load to the next: heaps are given back in pieces.</summary>
    public const long MaxGrowthBytes = 32 * 1024 * 1024;

    public static InvariantResult Check(Observations seen) => new("P6", "Only counts survive a request",
    [
        MemoryCheck.Scans(
            $"2 s after {seen.LoadRequests} mixed requests, {MixedLoad.Concurrency} at a time",
            seen.AfterLoad,
            static hit => !AddressCheck.IsAddress(hit)),
        Growth(seen.Resident.First, seen.Resident.Second),
        Statistics(seen.OtherRoutes["/stats"]),
        .. PrivacyClaims.About(seen.Claims, "P6", isNeeded: false),
    ]);

    private static Evidence Growth(long first, long second) => Evidence.Of(
        second - first <= MaxGrowthBytes,
        $"resident after one load {MemoryCheck.Bytes(first)}, after the same again {MemoryCheck.Bytes(second)} (at most {MemoryCheck.Bytes(MaxGrowthBytes)} more)");

    private static Evidence Statistics((int Status, string Text) answer)
    {
        int counts = 0;
        bool onlyCounts = answer.Status == 200 && AnswerCheck.TryParse(answer.Text, out JsonElement json)
            && json.ValueKind == JsonValueKind.Object && json.EnumerateObject().All(property => property.Value.TryGetInt64(out _) && ++counts > 0);
        return Evidence.Of(onlyCounts, onlyCounts ? $"/stats holds {counts} counts and nothing else" : "/stats holds more than counts");
    }
}
