using Iris.Testing.Kinds;

namespace Iris.Fuzz.Tests;

/// <summary>Every target over every seed, and over whatever fuzzing has found before. One after the other: they count memory.</summary>
[Collection(nameof(OneAtATime))]
public sealed class ReplayTests
{
    public static TheoryData<string> Targets => [.. FuzzTarget.All.Select(target => target.Name)];

    public static TheoryData<string> Kinds => [.. PictureKind.All.Select(kind => kind.ToString())];

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

    // Written by hand or by other programs, the seeds are where a fuzzer starts: what is not among them it has to find by chance. IRIS_WRITE_DOCS=1 writes
    // those that are missing.
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_of_picture_is_among_the_seeds(string kind)
    {
        string file = Path.Combine(RepositoryRoot.Folder, "fuzz/seeds/picture", SeedName(kind));
        if (!File.Exists(file) && Environment.GetEnvironmentVariable("IRIS_WRITE_DOCS") == "1")
        {
            using FileStream seed = new(file, FileMode.CreateNew);
            seed.Write(PictureKind.Find(kind).Make(GreyPicture.Sloping(24, 18)));
        }

        Assert.True(File.Exists(file), SeedName(kind));
    }

    private static string SeedName(string kind) =>
        "kind-" + string.Concat(kind.Split(' ', ':', ',', '(', ')').Where(word => word.Length > 0).Select(word => word.ToLowerInvariant() + "-")).TrimEnd('-').Replace('/', '-');

    private static string[] Inputs(FuzzTarget target) =>
        [.. ((string[])["seeds", "findings"]).Select(kind => Path.Combine(RepositoryRoot.Folder, "fuzz", kind, target.Input))
            .Where(Directory.Exists).SelectMany(Directory.GetFiles)];
}
