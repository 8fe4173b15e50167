namespace Iris.ModelConversion.Tests;

/// <summary>Numbers between −1 and 1, the same at every run.</summary>
internal static class Noise
{
    public static float[] Of(int length, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => (random.NextSingle() * 2) - 1)];
    }
}
