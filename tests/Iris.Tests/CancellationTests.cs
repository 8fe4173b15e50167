using Iris.Inference;
using Iris.Memory;
using Iris.Models;
using Iris.Testing;

namespace Iris.Tests;

/// <summary>
/// Cancelling ends the work. Work that is repeated until it is cancelled ends in one way only, whenever the timer fires; and since
/// it consists of long pieces, the timer fires in the middle of one.
/// </summary>
public sealed class CancellationTests
{
    private static readonly TimeSpan Midway = TimeSpan.FromMilliseconds(20);

    [Fact]
    public void A_cancelled_token_ends_the_work_before_it_begins()
    {
        byte[] picture = Pictures.Read(Pictures.Johns[0]);
        var cancelled = new CancellationToken(true);

        Assert.Throws<OperationCanceledException>(() => Engine.Shared.FindFaces(picture, default, cancelled));
        Assert.Throws<OperationCanceledException>(() => Engine.Shared.Compare(picture, picture, cancelled));
        Assert.Throws<OperationCanceledException>(() => Engine.Shared.FindFaces([], default, cancelled));
    }

    [Fact]
    public void Cancelling_midway_ends_the_work_on_a_picture()
    {
        byte[] picture = Pictures.Read("groups/bald_guys.jpg");
        using var cancellation = new CancellationTokenSource(Midway);

        AssertEndsMidway(() => Engine.Shared.FindFaces(picture, new FaceSearch { Embed = FaceSelection.All }, cancellation.Token).Dispose(), cancellation.Token);
    }

    [Fact]
    public void Cancelling_midway_ends_a_thorough_search()
    {
        byte[] picture = Pictures.Read("groups/dogs.jpg");
        using var cancellation = new CancellationTokenSource(Midway);

        AssertEndsMidway(() => Engine.Shared.FindFaces(picture, new FaceSearch { Thorough = true }, cancellation.Token).Dispose(), cancellation.Token);
    }

    [Fact]
    public void Cancelling_midway_ends_the_run_of_a_network()
    {
        const int Batch = 64;
        NetworkLayout layout = PackLayouts.Of(ModelRole.Embedder);
        using Network network = Network.Load(Engine.Pack, ModelRole.Embedder, layout);
        using var input = new SensitiveBuffer<float>(layout.Input.Length * Batch);
        using var output = new SensitiveBuffer<float>(layout.Outputs[0].Length * Batch);
        using var cancellation = new CancellationTokenSource(Midway);
        using var run = new InferenceRun(cancellation.Token);

        AssertEndsMidway(() => network.Run(run, input, [output], Batch), cancellation.Token);
    }

    [Fact]
    public void The_engine_works_on_after_a_cancellation()
    {
        byte[] picture = Pictures.Read(Pictures.Johns[0]);
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        Assert.Throws<OperationCanceledException>(() => Engine.Shared.FindFaces(picture, default, cancellation.Token));

        Assert.Equal(PictureOutcome.FaceFound, Engine.OutcomeOf(picture));
    }

    private static void AssertEndsMidway(Action work, CancellationToken token)
    {
        bool cancelledBefore = false;
        var exception = Assert.Throws<OperationCanceledException>(Repeat);

        Assert.Equal(token, exception.CancellationToken);
        Assert.False(cancelledBefore);

        void Repeat()
        {
            while (true)
            {
                cancelledBefore = token.IsCancellationRequested;
                work();
            }
        }
    }
}
