using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace Iris.Benchmarks;

/// <summary>Runs the operation of each benchmark a few times and says what it allocates on the managed heap, on whichever thread.</summary>
internal static class DryRun
{
    // Of what takes long there are fewer.
    private const int MostOperations = 40;
    private const int FewestOperations = 12;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Checks the benchmarks against budgets, and prints a table.</summary>
    /// <param name="file">The file with the budgets.</param>
    /// <returns>0, or 1 when one takes more than its budget, has none, or a budget has no benchmark.</returns>
    public static async Task<int> CheckAsync(string file)
    {
        IReadOnlyDictionary<string, long> budgets = Budgets.Read(file);
        var names = new HashSet<string>();
        bool isWithin = true;
        Console.WriteLine($"{"bytes of managed heap an operation",-44} {"measured",12} {"budget",12}");
        await foreach ((string name, long bytes) in MeasureAsync())
        {
            names.Add(name);
            long? budget = budgets.TryGetValue(name, out long known) ? known : null;
            string verdict = budget is null ? "has no budget" : bytes > budget ? "over its budget" : "";
            isWithin &= verdict.Length == 0;
            Console.WriteLine($"{name,-44} {Number(bytes),12} {(budget is { } number ? Number(number) : "-"),12}  {verdict}".TrimEnd());
        }

        foreach (string name in budgets.Keys.Where(name => !names.Contains(name)))
        {
            isWithin = false;
            Console.WriteLine($"{name,-44} {"-",12} {Number(budgets[name]),12}  has no benchmark");
        }

        Console.WriteLine(isWithin ? "All are within their budgets." : "Not all are within their budgets: see CONTRIBUTING.md.");
        return isWithin ? 0 : 1;
    }

    /// <summary>Measures the benchmarks and makes budgets of that.</summary>
    /// <param name="file">The file that they are written to.</param>
    public static async Task RecordAsync(string file)
    {
        var measured = new List<(string, long)>();
        await foreach ((string name, long bytes) in MeasureAsync())
        {
            Console.WriteLine($"{name,-44} {Number(bytes),12}");
            measured.Add((name, bytes));
        }

        await Budgets.WriteAsync(file, measured);
    }

    private static async IAsyncEnumerable<(string Name, long Bytes)> MeasureAsync()
    {
        foreach (Type type in typeof(DryRun).Assembly.GetTypes().OrderBy(type => type.Name, StringComparer.Ordinal))
        {
            (MethodInfo Method, string Name)[] benchmarks = [.. from method in type.GetMethods()
                                                                let benchmark = method.GetCustomAttribute<BenchmarkAttribute>()
                                                                where benchmark is not null
                                                                select (method, benchmark.Description!)];
            if (benchmarks.Length == 0)
            {
                continue;
            }

            object stage = Activator.CreateInstance(type)!;
            await CallAsync<GlobalSetupAttribute>(stage);
            foreach ((MethodInfo method, string name) in benchmarks)
            {
                yield return (name, Measure(method.CreateDelegate<Action>(stage)));
            }

            await CallAsync<GlobalCleanupAttribute>(stage);
        }
    }

    // The least of all operations: the first ones pay for compilation and for pools that fill, and now and then the server erases its heap, for which
    // it allocates much, on a busy machine more often than not.
    private static long Measure(Action operation)
    {
        long least = long.MaxValue;
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < MostOperations && (i < FewestOperations || Stopwatch.GetElapsedTime(start) < Patience); i++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            operation();
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        return least;
    }

    private static async Task CallAsync<TAttribute>(object stage)
        where TAttribute : Attribute
    {
        MethodInfo? method = stage.GetType().GetMethods().SingleOrDefault(method => method.GetCustomAttribute<TAttribute>() is not null);
        switch (method?.Invoke(stage, null))
        {
            case Task task:
                await task;
                break;
            case ValueTask task:
                await task;
                break;
        }
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
