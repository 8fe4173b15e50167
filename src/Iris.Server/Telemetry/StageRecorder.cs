namespace Iris.Server.Telemetry;

/// <summary>Times the stages of the work on pictures, for the status, the metrics and the traces. Thread-safe.</summary>
internal sealed class StageRecorder(StageTimes times, IrisMetrics metrics, IrisTraces traces, TimeProvider time)
{
    private TimeProvider Time => time;

    /// <summary>Begins a stage; disposing the result ends it.</summary>
    public Running Begin(Stage stage) => new(this, stage, time.GetTimestamp());

    /// <summary>Takes note of a stage of the engine.</summary>
    public void Ended(EngineStage stage, TimeSpan duration) => Ended(
        stage switch
        {
            EngineStage.Decode => Stage.Decode,
            EngineStage.Detect => Stage.Detect,
            _ => Stage.Embed,
        },
        duration);

    private void Ended(Stage stage, TimeSpan duration)
    {
        times.Add(stage, duration);
        metrics.StageEnded(stage, duration);
        traces.StageEnded(stage, duration);
    }

    internal readonly struct Running(StageRecorder recorder, Stage stage, long start) : IDisposable
    {
        public void Dispose() => recorder.Ended(stage, recorder.Time.GetElapsedTime(start));
    }
}
