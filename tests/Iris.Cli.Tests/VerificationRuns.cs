namespace Iris.Cli.Tests;

/// <summary>The tests that run a verification: one at a time and beside no other, since it reads memory just after answers.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class VerificationRuns
{
    public const string Name = "Verification runs";
}
