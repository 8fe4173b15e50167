namespace Iris.Fuzz.Tests;

/// <summary>Tests that look at how much sensitive memory the process uses.</summary>
[CollectionDefinition(nameof(OneAtATime), DisableParallelization = true)]
public sealed class OneAtATime;
