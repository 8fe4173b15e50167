using System.Globalization;
using Iris.Fuzz;
using SharpFuzz;

switch (args)
{
    // Under afl-fuzz. Before SharpFuzz has taken over, no instrumented code may run: it would write to memory that is not there.
    case ["target", string name] when FuzzTarget.Find(name) is { } target:
        Fuzzer.OutOfProcess.Run(input =>
        {
            using var bytes = new MemoryStream();
            input.CopyTo(bytes);
            target.Check(bytes.ToArray());
        });
        return 0;

    case ["replay", string name, .. string[] files] when FuzzTarget.Find(name) is { } target:
        foreach (string file in files)
        {
            target.Check(File.ReadAllBytes(file));
        }

        return 0;

    case ["measure"]:
        DecodeMeasurement.Run(Console.OpenStandardInput(), Console.Out);
        return 0;

    case ["run", string seconds, .. string[] names] when names.All(name => FuzzTarget.Find(name) is not null):
        var time = TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture));
        return await FuzzRun.RunAsync(time, names.Length == 0 ? FuzzTarget.All : [.. names.Select(name => FuzzTarget.Find(name)!)]);

    default:
        Console.Error.WriteLine($"""
            Usage: Iris.Fuzz run SECONDS [TARGET…]     fuzzes with afl-fuzz
                   Iris.Fuzz replay TARGET FILE…       runs a target on files: an exception says what does not hold
                   Iris.Fuzz measure                   says what decodes are counted at and what they take, of files on standard input
            Targets: {string.Join(", ", FuzzTarget.All.Select(target => target.Name))}
            """);
        return 2;
}
