using System.Diagnostics;
using Iris.Testing;

namespace Iris.Tests;

/// <summary>Whoever loads the engine can be told how long its stages take.</summary>
public sealed class StageTests
{
    private readonly List<(EngineStage Stage, TimeSpan Duration)> _told = [];

    [Fact]
    public void Each_stage_that_a_picture_comes_to_is_told_with_its_time()
    {
        using FaceComparer comparer = FaceComparer.Load(Engine.Pack, stageEnded: (stage, duration) => _told.Add((stage, duration)));
        long start = Stopwatch.GetTimestamp();

        comparer.FindFaces(Pictures.Read("johns/John_Salley/000179_02159509.jpg"), cancellationToken: TestContext.Current.CancellationToken).Dispose();

        TimeSpan all = Stopwatch.GetElapsedTime(start);
        Assert.Equal([EngineStage.Decode, EngineStage.Detect, EngineStage.Embed], Stages());
        Assert.All(_told, told => Assert.InRange(told.Duration, TimeSpan.FromTicks(1), all));
        Assert.InRange(_told.Aggregate(TimeSpan.Zero, (sum, told) => sum + told.Duration), TimeSpan.Zero, all);

        _told.Clear();
        comparer.FindFaces(Pictures.Read("groups/dogs.jpg"), cancellationToken: TestContext.Current.CancellationToken).Dispose();
        Assert.Equal([EngineStage.Decode, EngineStage.Detect], Stages());

        _told.Clear();
        comparer.FindFaces("no picture"u8, cancellationToken: TestContext.Current.CancellationToken).Dispose();
        Assert.Empty(_told);
    }

    [Fact]
    public void A_stage_that_is_cancelled_is_told_too()
    {
        using var cancellation = new CancellationTokenSource();
        using FaceComparer comparer = FaceComparer.Load(Engine.Pack, stageEnded: (stage, duration) =>
        {
            _told.Add((stage, duration));
            cancellation.Cancel();
        });

        Assert.ThrowsAny<OperationCanceledException>(
            () => comparer.FindFaces(Pictures.Read("groups/dogs.jpg"), cancellationToken: cancellation.Token));

        Assert.Equal([EngineStage.Decode, EngineStage.Detect], Stages());
    }

    private EngineStage[] Stages() => [.. _told.Select(told => told.Stage)];
}
