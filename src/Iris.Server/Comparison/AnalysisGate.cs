namespace Iris.Server.Comparison;

/// <summary>Lets as many pictures be analysed at a time as there are cores: more would only slow each other down.</summary>
internal sealed class AnalysisGate : IDisposable
{
    private readonly SemaphoreSlim _places = new(Environment.ProcessorCount);

    /// <summary>Waits for a place; disposing the result gives it back.</summary>
    public async ValueTask<Place> EnterAsync(CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        return new Place(_places);
    }

    public void Dispose() => _places.Dispose();

    internal readonly struct Place(SemaphoreSlim places) : IDisposable
    {
        public void Dispose() => places.Release();
    }
}
