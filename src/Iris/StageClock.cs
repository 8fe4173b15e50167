using System.Diagnostics;

namespace Iris;

/// <summary>Tells whoever has asked how long each stage has taken. Costs nothing where nobody has.</summary>
/// <param name="ended">Who has asked, or null.</param>
internal readonly struct StageClock(Action<EngineStage, TimeSpan>? ended)
{
    /// <summary>Begins a stage; disposing the result ends it.</summary>
    public Running Begin(EngineStage stage) => new(ended, stage);

    internal readonly struct Running(Action<EngineStage, TimeSpan>? ended, EngineStage stage) : IDisposable
    {
        private readonly long _start = ended is null ? 0 : Stopwatch.GetTimestamp();

        public void Dispose() => ended?.Invoke(stage, Stopwatch.GetElapsedTime(_start));
    }
}
