namespace Iris.Cli.Verification.Checks;

/// <summary>P5: where clients connected from.</summary>
internal static class AddressCheck
{
    public static InvariantResult Check(Observations seen) => new("P5", "Client addresses are not kept",
    [
        seen.Addresses == 0
            ? Evidence.NotChecked("the server is not reached by an address in 127.0.0.0/8")
            : MemoryCheck.Scans($"{seen.Addresses} addresses, 2 s after the last request", [.. seen.Scrubbed, .. seen.AfterLoad], IsAddress),
        .. PrivacyClaims.About(seen.Claims, "P5", isNeeded: false),
    ]);

    /// <summary>Whether a hit is a client's address.</summary>
    public static bool IsAddress(MemoryHit hit) => hit.Canary.StartsWith("address ", StringComparison.Ordinal);
}
