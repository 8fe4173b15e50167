using System.Text.Json.Nodes;

namespace Iris.Benchmarks.Tests;

/// <summary>The dry run of the benchmarks, as the program that a developer runs: nothing else may allocate in its process.</summary>
public sealed class BudgetTests
{
    private static readonly string Budgets = Path.Combine(AppContext.BaseDirectory, "budgets.json");

    [Fact]
    public async Task Every_stage_stays_within_its_budget_of_managed_memory()
    {
        (int exitCode, string output) = await RunAsync("--test");

        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public async Task A_budget_that_is_exceeded_missing_or_of_nothing_is_told()
    {
        var budgets = (JsonObject)JsonNode.Parse(await File.ReadAllBytesAsync(Budgets, TestContext.Current.CancellationToken))!;
        budgets["request 1:1"] = 1;
        budgets.Remove("network: mesh");
        budgets["nothing"] = 1000;
        DirectoryInfo folder = Directory.CreateTempSubdirectory("iris-budgets-");
        try
        {
            string file = Path.Combine(folder.FullName, "budgets.json");
            await File.WriteAllTextAsync(file, budgets.ToJsonString(), TestContext.Current.CancellationToken);
            (int exitCode, string output) = await RunAsync("--test", "--budgets", file);

            Assert.True(exitCode == 1, output);
            Assert.Matches("(?m)^request 1:1 .* over its budget$", output);
            Assert.Matches("(?m)^network: mesh .* has no budget$", output);
            Assert.Matches("(?m)^nothing .* has no benchmark$", output);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(params string[] args)
    {
        ProgramRun run = await ProgramRun.OfAsync("Iris.Benchmarks.dll", args);
        return (run.ExitCode, run.Output + run.Error);
    }
}
