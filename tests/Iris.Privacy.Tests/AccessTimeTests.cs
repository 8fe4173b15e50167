namespace Iris.Privacy.Tests;

/// <summary>Invariant P1, to the last page: not even the time at which a library was first read is noted once clients are let in.</summary>
public sealed class AccessTimeTests
{
    private static readonly DateTime LongAgo = new(2020, 2, 2, 2, 2, 2, DateTimeKind.Utc);

    // Symbols are read when the trace of an exception is written, and by nothing else.
    private static readonly string[] Files = [Path.Combine(AppContext.BaseDirectory, "Iris.pdb"), Path.Combine(AppContext.BaseDirectory, "Iris.Server.pdb")];

    [Fact]
    public async Task Files_that_may_be_opened_during_a_request_have_been_read_before()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "What is counted as a write is Linux's.");
        Assert.All(Files, Forget);
        await File.ReadAllBytesAsync(Files[0], TestContext.Current.CancellationToken);
        Assert.SkipWhen(File.GetLastAccessTimeUtc(Files[0]) == LongAgo, "This file system notes no times of access.");
        Assert.All(Files, Forget);

        await using IrisProcess iris = await IrisProcess.StartAsync();

        Assert.All(Files, static file => Assert.NotEqual(LongAgo, File.GetLastAccessTimeUtc(file)));
    }

    private static void Forget(string file) => File.SetLastAccessTimeUtc(file, LongAgo);
}
