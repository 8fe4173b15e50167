namespace Iris.Fuzz.Tests;

/// <summary>Every target over every seed, and over whatever fuzzing has found before. One after the other: they count memory.</summary>
[Collection(nameof(OneAtATime))]
public sealed class ReplayTests
{
    public static TheoryData<string> Targets => [.. FuzzTarget.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void What_has_to_hold_holds_for_every_seed_and_finding(string name)
    {
        FuzzTarget target = FuzzTarget.Find(name)!;
        string[] files = Inputs(target);
        Assert.True(files.Length >= 20, $"{files.Length} inputs");
        Assert.All(files, file => target.Check(File.ReadAllBytes(file)));
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void What_has_to_hold_holds_for_every_seed_cut_short_and_with_a_byte_changed(string name)
    {
        FuzzTarget target = FuzzTarget.Find(name)!;
        var random = new Random(name.Length);
        foreach (string file in Inputs(target))
        {
            byte[] input = File.ReadAllBytes(file);
            for (int i = 0; i < 4 && input.Length > 0; i++)
            {
                int at = random.Next(input.Length);
                target.Check(input[..at]);
                target.Check([.. input[..at], (byte)random.Next(256), .. input[(at + 1)..]]);
            }
        }
    }

    private static string[] Inputs(FuzzTarget target) =>
        [.. ((string[])["seeds", "findings"]).Select(kind => Path.Combine(RepositoryRoot.Folder, "fuzz", kind, target.Input))
            .Where(Directory.Exists).SelectMany(Directory.GetFiles)];
}
