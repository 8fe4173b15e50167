using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using SharpFuzz;

namespace Iris.Fuzz;

/// <summary>
/// Runs afl-fuzz on each target, one after the other, over an instrumented copy of this program in <c>artifacts/fuzz/TARGET</c>.
/// </summary>
internal static class FuzzRun
{
    // An input takes milliseconds; on a busy machine it may wait for seconds.
    private const string HangAfterMilliseconds = "10000";

    private static readonly string Root = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../.."));

    // Iris is instrumented, and the slow twins: what they tell apart guides afl-fuzz as well. The codec and the framework are not.
    private static readonly (string Assembly, string Types)[] Instrumented = [("Iris.dll", ""), ("Iris.Server.dll", ""), ("Iris.Fuzz.dll", "Iris.Fuzz.Targets.")];

    /// <summary>Runs targets.</summary>
    /// <param name="time">How long each runs.</param>
    /// <param name="targets">The targets.</param>
    /// <returns>The exit code: 1 where something was found.</returns>
    public static async Task<int> RunAsync(TimeSpan time, IReadOnlyList<FuzzTarget> targets)
    {
        var lines = new List<string>();
        bool isClean = true;
        foreach (FuzzTarget target in targets)
        {
            string folder = Path.Combine(Root, "artifacts/fuzz", target.Name);
            Console.WriteLine($"{target.Name}: {time.TotalSeconds} s, in {folder}");
            Prepare(folder);
            string inputs = GatherInputs(target, folder);
            if (FindBroken(target, inputs) is { } broken)
            {
                // afl-fuzz would leave it out with a warning.
                Console.Error.WriteLine($"{target.Name} fails on {broken}, before any fuzzing.");
                return 1;
            }

            string output = Path.Combine(folder, "afl");
            if (!await FuzzAsync(target, inputs, output, time))
            {
                return 1;
            }

            Dictionary<string, string> figures = ReadFigures(Path.Combine(output, "default/fuzzer_stats"));
            isClean &= figures["saved_crashes"] == "0" && figures["saved_hangs"] == "0";
            lines.Add(
                $"| {target.Name} | {figures["run_time"]} s | {figures["execs_done"]} | {figures["execs_per_sec"]} | {figures["edges_found"]} | "
                + $"{figures["bitmap_cvg"]} | {figures["corpus_count"]} | {figures["saved_crashes"]} | {figures["saved_hangs"]} |");
        }

        Console.WriteLine($"""

            | target | time | executions | a second | edges | of the map | inputs kept | crashes | hangs |
            |---|---|---|---|---|---|---|---|---|
            {string.Join('\n', lines)}
            """);
        if (!isClean)
        {
            Console.WriteLine($"Findings are in {Path.Combine(Root, "artifacts/fuzz")}/TARGET/afl/default/crashes and …/hangs.");
        }

        return isClean ? 0 : 1;
    }

    // A copy of its own for each target, lest two runs side by side change each other's.
    private static void Prepare(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        foreach (string file in Directory.EnumerateFiles(AppContext.BaseDirectory, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(folder, "program", Path.GetRelativePath(AppContext.BaseDirectory, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        foreach ((string assembly, string types) in Instrumented)
        {
            Fuzzer.Instrument(
                Path.Combine(folder, "program", assembly), type => type.StartsWith(types, StringComparison.Ordinal), Options.Value);
        }
    }

    private static async Task<bool> FuzzAsync(FuzzTarget target, string inputs, string output, TimeSpan time)
    {
        List<string> arguments =
        [
            "-i", inputs, "-o", output, "-t", HangAfterMilliseconds, "-m", "none",
            "-V", time.TotalSeconds.ToString(CultureInfo.InvariantCulture),
        ];
        string dictionary = Path.Combine(Root, "fuzz/dictionaries", $"{target.Input}.dict");
        if (File.Exists(dictionary))
        {
            arguments.AddRange(["-x", dictionary]);
        }

        var start = new ProcessStartInfo(
            "afl-fuzz", [.. arguments, "--", "dotnet", Path.Combine(Path.GetDirectoryName(output)!, "program/Iris.Fuzz.dll"), "target", target.Name])
        {
            RedirectStandardOutput = true,
            Environment =
            {
                ["AFL_NO_UI"] = "1",

                // The program is dotnet, which is not instrumented; what it loads is.
                ["AFL_SKIP_BIN_CHECK"] = "1",
                ["AFL_MAP_SIZE"] = "65536",
                ["AFL_FORKSRV_INIT_TMOUT"] = "60000",

                // What a container does not let it set.
                ["AFL_SKIP_CPUFREQ"] = "1",
                ["AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES"] = "1",
                ["AFL_NO_AFFINITY"] = "1",

                // One thread less that runs beside the target.
                ["DOTNET_gcConcurrent"] = "0",
            },
        };
        try
        {
            using Process process = Process.Start(start)!;
            string printed = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            if (process.ExitCode != 0)
            {
                Console.Error.WriteLine(printed);
            }

            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            Console.Error.WriteLine("afl-fuzz is missing: install AFL++, on Debian and Ubuntu with apt-get install afl++.");
            return false;
        }
    }

    // Seeds, and what was found before: a change may bring it back.
    private static string GatherInputs(FuzzTarget target, string folder)
    {
        string inputs = Directory.CreateDirectory(Path.Combine(folder, "inputs")).FullName;
        foreach (string source in (string[])["seeds", "findings"])
        {
            string sourceFolder = Path.Combine(Root, "fuzz", source, target.Input);
            foreach (string file in Directory.Exists(sourceFolder) ? Directory.GetFiles(sourceFolder) : [])
            {
                File.Copy(file, Path.Combine(inputs, $"{source}-{Path.GetFileName(file)}"));
            }
        }

        return inputs;
    }

    private static string? FindBroken(FuzzTarget target, string inputs) => Directory.EnumerateFiles(inputs).FirstOrDefault(file =>
    {
        try
        {
            target.Check(File.ReadAllBytes(file));
            return false;
        }
        catch (Exception exception)
        {
            Console.Error.WriteLine(exception);
            return true;
        }
    });

    // execs_done        : 12345
    private static Dictionary<string, string> ReadFigures(string file) => File.ReadLines(file)
        .Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries))
        .ToDictionary(parts => parts[0], parts => parts[1]);
}
