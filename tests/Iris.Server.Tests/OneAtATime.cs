namespace Iris.Server.Tests;

/// <summary>Tests that look at what the whole process holds: beside no other, whose bodies and pictures would be counted.</summary>
[CollectionDefinition(nameof(OneAtATime), DisableParallelization = true)]
public sealed class OneAtATime;
