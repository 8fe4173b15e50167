using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Iris.Benchmarks;

/// <summary>How many bytes of the managed heap an operation of each benchmark may take.</summary>
internal static class Budgets
{
    private const string FileName = "budgets.json";

    // What is recorded is a little above what was measured: another machine's threads meet in another order.
    private const double Margin = 1.1;
    private const int Step = 64;

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The file beside the program.</summary>
    public static string DefaultFile { get; } = Path.Combine(AppContext.BaseDirectory, FileName);

    /// <summary>The file in the repository.</summary>
    public static string SourceFile { get; } = Path.Combine(RepositoryRoot.Folder, "bench", "Iris.Benchmarks", FileName);

    /// <summary>Reads a file of budgets: bytes by the name of the benchmark.</summary>
    /// <param name="file">Its path.</param>
    public static IReadOnlyDictionary<string, long> Read(string file) =>
        JsonSerializer.Deserialize<SortedDictionary<string, long>>(File.ReadAllBytes(file))!;

    /// <summary>Writes budgets a little above what was measured.</summary>
    /// <param name="file">The file's path.</param>
    /// <param name="measured">Bytes by the name of the benchmark.</param>
    public static async Task WriteAsync(string file, IEnumerable<(string Name, long Bytes)> measured)
    {
        var budgets = new JsonObject();
        foreach ((string name, long bytes) in measured)
        {
            budgets[name] = (long)Math.Ceiling(bytes * Margin / Step) * Step;
        }

        await File.WriteAllTextAsync(file, budgets.ToJsonString(Readable) + "\n");
    }
}
