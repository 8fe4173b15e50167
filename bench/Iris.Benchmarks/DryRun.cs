using System.Globalization;
using System.Reflection;

namespace Iris.Benchmarks;

/// <summary>Runs the operation of each benchmark a few times and says what it allocates on the managed heap, on whichever thread.</summary>
internal static class DryRun
{
    // After as many the runtime has compiled what it compiles twice, and pools are full.
    private const int WarmUps = 40;

    // The median of the rounds: now and then the server erases its heap, or the runtime does something of its own.
    private const int Rounds = 9;
    private const int OperationsOfARound = 5;

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

    private static long Measure(Action operation)
    {
        Repeat(operation, WarmUps);
        var rounds = new long[Rounds];
        for (int i = 0; i < rounds.Length; i++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            Repeat(operation, OperationsOfARound);
            rounds[i] = (GC.GetTotalAllocatedBytes(precise: true) - before) / OperationsOfARound;
        }

        if (Environment.GetEnvironmentVariable("ROUNDS") is not null)
        {
            Console.WriteLine("   " + string.Join(' ', rounds));
        }

        Array.Sort(rounds);
        return rounds[Rounds / 2];
    }

    private static void Repeat(Action operation, int times)
    {
        for (int i = 0; i < times; i++)
        {
            operation();
        }
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
