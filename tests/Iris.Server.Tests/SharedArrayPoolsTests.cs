using System.Buffers;
using System.Runtime.CompilerServices;
using Iris.Server.Privacy;

namespace Iris.Server.Tests;

[Collection(nameof(OneAtATime))]
public sealed class SharedArrayPoolsTests
{
    // A size that nothing else in the process is likely to rent.
    private const int Length = 1 << 22;

    // More arrays than a thread keeps to itself: the others are where all threads share them.
    private const int Arrays = 4;

    [Fact]
    public void What_was_given_back_is_let_go_of()
    {
        List<WeakReference> ofAnotherThread = [];
        using var turns = new Barrier(participantCount: 2);
        var thread = new Thread(() =>
        {
            ofAnotherThread = RentAndReturn<byte>();
            turns.SignalAndWait(TestContext.Current.CancellationToken);
            turns.SignalAndWait(TestContext.Current.CancellationToken);
        });
        thread.Start();
        turns.SignalAndWait(TestContext.Current.CancellationToken);
        List<WeakReference> bytes = RentAndReturn<byte>();
        List<WeakReference> chars = RentAndReturn<char>();

        new SharedArrayPools().Empty();
        GC.Collect();
        turns.SignalAndWait(TestContext.Current.CancellationToken);

        Assert.All([.. ofAnotherThread, .. bytes, .. chars], array => Assert.False(array.IsAlive));
    }

    [Fact]
    public void What_is_rented_stays_as_it_is()
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(Length);
        rented[0] = 1;

        new SharedArrayPools().Empty();
        byte[] another = ArrayPool<byte>.Shared.Rent(Length);

        Assert.NotSame(rented, another);
        Assert.Equal(1, rented[0]);
    }

    // A method of its own, so that no reference is left on the test's stack.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static List<WeakReference> RentAndReturn<T>()
    {
        List<T[]> arrays = [.. Enumerable.Range(0, Arrays).Select(_ => ArrayPool<T>.Shared.Rent(Length))];
        arrays.ForEach(array => ArrayPool<T>.Shared.Return(array));
        return [.. arrays.Select(array => new WeakReference(array))];
    }
}
