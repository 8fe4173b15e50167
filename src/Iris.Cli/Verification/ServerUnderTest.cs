using Iris.Models;

namespace Iris.Cli.Verification;

/// <summary>The process that is looked at.</summary>
/// <param name="ProcessId">Its number.</param>
/// <param name="Http">Where it listens.</param>
/// <param name="Https">Where it listens for HTTPS as well; null when it does not or nobody knows.</param>
/// <param name="MaxRequestBytes">The largest body that it takes.</param>
/// <param name="MayStandStill">Whether it may be stopped while its memory is read: not if others wait for its answers.</param>
/// <param name="Pack">The model pack that it compares with.</param>
internal sealed record ServerUnderTest(int ProcessId, Uri Http, Uri? Https, int MaxRequestBytes, bool MayStandStill, ModelPack Pack);
