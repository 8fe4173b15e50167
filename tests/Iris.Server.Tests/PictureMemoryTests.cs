using Iris.Server.Admission;
using Microsoft.Extensions.Options;

namespace Iris.Server.Tests;

public sealed class PictureMemoryTests
{
    private const int Megabyte = 1024 * 1024;

    private static CancellationToken Never => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_finds_too_little_waits_for_what_others_give_back()
    {
        using PictureMemory memory = Create();
        IDisposable first = await memory.ReserveAsync(6 * Megabyte, Never);
        IDisposable second = await memory.ReserveAsync(2 * Megabyte, Never);
        Task<IDisposable> third = memory.ReserveAsync(1, Never).AsTask();

        Assert.False(third.IsCompleted);
        second.Dispose();
        (await third).Dispose();
        first.Dispose();
        (await memory.ReserveAsync(8 * Megabyte, Never)).Dispose();
    }

    [Fact]
    public async Task A_large_picture_is_not_passed_by_small_ones()
    {
        using PictureMemory memory = Create();
        IDisposable first = await memory.ReserveAsync(1, Never);
        Task<IDisposable> large = memory.ReserveAsync(8 * Megabyte, Never).AsTask();
        Task<IDisposable> small = memory.ReserveAsync(1, Never).AsTask();

        Assert.False(small.IsCompleted);
        first.Dispose();
        (await large).Dispose();
        (await small).Dispose();
    }

    [Fact]
    public async Task Who_gives_up_waiting_leaves_nothing_reserved()
    {
        using PictureMemory memory = Create();
        IDisposable first = await memory.ReserveAsync(8 * Megabyte, Never);
        using var patience = new CancellationTokenSource();
        Task<IDisposable> second = memory.ReserveAsync(8 * Megabyte, patience.Token).AsTask();
        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        first.Dispose();
        (await memory.ReserveAsync(8 * Megabyte, Never)).Dispose();
    }

    [Theory]
    [InlineData(8 * Megabyte)]
    [InlineData((8 * Megabyte) + 1)]
    public async Task A_picture_may_take_all_that_there_is(long bytes)
    {
        using var memory = new PictureMemory(Options.Create(new CapacityOptions { MemoryBudget = 2 * bytes }));

        (await memory.ReserveAsync(bytes, Never)).Dispose();
    }

    // One half is for pictures.
    private static PictureMemory Create() => new(Options.Create(new CapacityOptions { MemoryBudget = 16 * Megabyte }));
}
