using Iris.Server.Admission;

namespace Iris.Server.Tests;

public sealed class FairGateTests
{
    private static CancellationToken Never => TestContext.Current.CancellationToken;

    [Fact]
    public async Task As_many_enter_at_a_time_as_there_are_places()
    {
        var gate = new FairGate(2);
        FairGate.RequestLine line = new(new());
        FairGate.Place first = await gate.EnterAsync(line, Never);
        await gate.EnterAsync(line, Never);
        Task<FairGate.Place> third = gate.EnterAsync(line, Never).AsTask();

        Assert.False(third.IsCompleted);
        first.Dispose();
        (await third).Dispose();
    }

    [Fact]
    public async Task A_request_with_one_picture_waits_for_one_of_a_request_with_many()
    {
        FairGate.ClientLine client = new();
        Assert.Equal(
            ["many", "one", "many", "many"],
            await OrderAsync(("many", new(client), 3), ("one", new(client), 1)));
    }

    [Fact]
    public async Task Clients_take_turns_however_many_requests_they_have()
    {
        FairGate.ClientLine greedy = new(), modest = new();
        Assert.Equal(
            ["greedy 1", "modest", "greedy 2", "modest", "greedy 3", "greedy 1"],
            await OrderAsync(("greedy 1", new(greedy), 2), ("greedy 2", new(greedy), 1), ("greedy 3", new(greedy), 1), ("modest", new(modest), 2)));
    }

    [Fact]
    public async Task Who_has_gone_is_passed_over()
    {
        var gate = new FairGate(1);
        FairGate.RequestLine line = new(new());
        FairGate.Place place = await gate.EnterAsync(line, Never);
        using var patience = new CancellationTokenSource();
        Task<FairGate.Place> gone = gate.EnterAsync(line, patience.Token).AsTask();
        Task<FairGate.Place> next = gate.EnterAsync(line, Never).AsTask();

        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        Assert.False(next.IsCompleted);
        place.Dispose();

        (await next).Dispose();
        (await gate.EnterAsync(line, Never)).Dispose();
    }

    [Fact]
    public async Task Nobody_is_lost_where_many_come_and_go()
    {
        const int Places = 3;
        var gate = new FairGate(Places);
        int inside = 0;
        await Parallel.ForAsync(0, 3000, new ParallelOptions { MaxDegreeOfParallelism = 50, CancellationToken = Never }, async (i, _) =>
        {
            using var patience = new CancellationTokenSource();
            Task<FairGate.Place> entering = gate.EnterAsync(new(new()), patience.Token).AsTask();
            if (i % 3 == 0)
            {
                await patience.CancelAsync();
            }

            try
            {
                using FairGate.Place place = await entering;
                Assert.InRange(Interlocked.Increment(ref inside), 1, Places);
                await Task.Yield();
                Interlocked.Decrement(ref inside);
            }
            catch (OperationCanceledException) when (patience.IsCancellationRequested)
            {
            }
        });

        // Every place has come back.
        for (int i = 0; i < Places; i++)
        {
            Assert.True(gate.EnterAsync(new(new()), Never).AsTask().IsCompletedSuccessfully);
        }
    }

    // The order in which those who wait in lines are let in through a gate with one place.
    private static async Task<List<string>> OrderAsync(params (string Name, FairGate.RequestLine Line, int Pictures)[] requests)
    {
        var gate = new FairGate(1);
        FairGate.Place place = await gate.EnterAsync(new(new()), Never);
        var order = new List<string>();
        List<Task> all = [];
        foreach ((string name, FairGate.RequestLine line, int pictures) in requests)
        {
            all.AddRange(Enumerable.Range(0, pictures).Select(async _ =>
            {
                using FairGate.Place mine = await gate.EnterAsync(line, Never);
                order.Add(name);
            }));
        }

        place.Dispose();
        await Task.WhenAll(all);
        return order;
    }
}
