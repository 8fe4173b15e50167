using System.Security.Cryptography;
using Iris.Cli.Packs;
using Iris.Models;

namespace Iris.Cli.Tests;

/// <summary>Installs made-up packs: of the networks that come with Iris, and of the real YuNet where there is one.</summary>
public sealed class PackInstallationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PackRecipe _recipe = Of(ModelPack.Open(ModelPack.DefaultFolder).Manifest);

    private string Target => _folder.File("pack");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_added_pack_is_what_the_recipe_says_and_passes_its_check()
    {
        await InstallAsync(_recipe, ModelPack.DefaultFolder);

        Assert.Equal([Target], Directory.GetFileSystemEntries(_folder.Path));
        Assert.Equal(
            [.. _recipe.Manifest.Models.Select(static model => model.File).Append("manifest.json").Order(StringComparer.Ordinal)],
            Directory.GetFiles(Target).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equivalent(_recipe.Manifest, ModelPack.Open(Target).Manifest, strict: true);
        Assert.Contains(Check(), IsFound);
    }

    [Fact]
    public async Task A_pack_of_the_real_YuNet_passes_its_check()
    {
        Assert.SkipUnless(PackFolder.RealYuNet is not null, PackFolder.NoYuNet);
        ModelDescription yunet = OpenCvZoo.Recipe.Manifest.Models[0];
        ModelDescription embedder = _recipe.Manifest.Models[^1];
        PackRecipe recipe = Of(_recipe.Manifest with { Detector = DetectorKind.YuNet, Models = [yunet, embedder], Calibration = [], Threshold = 0.363f });
        _folder.Write($"downloads/{yunet.File}", File.ReadAllBytes(PackFolder.RealYuNet));
        _folder.Write($"downloads/{embedder.File}", File.ReadAllBytes(Path.Combine(ModelPack.DefaultFolder, embedder.File)));

        await InstallAsync(recipe, _folder.File("downloads"));

        IReadOnlyList<PackFinding> findings = Check();
        Assert.Contains(findings, IsFound);
        Assert.Contains(new PackFinding("Accuracy", "warning: not measured: a match is a similarity above 0.363"), findings);
    }

    [Fact]
    public void The_manifest_that_the_documentation_shows_is_the_one_that_is_written()
    {
        string text = File.ReadAllText(Path.Combine(RepositoryRoot.Folder, "docs", "models.md"));
        int start = text.IndexOf("```json\n", StringComparison.Ordinal) + "```json\n".Length;
        _folder.Write("pack/manifest.json", text[start..text.IndexOf("```", start, StringComparison.Ordinal)]);

        Assert.Equivalent(OpenCvZoo.Recipe.Manifest, ModelPack.Open(Target).Manifest, strict: true);
    }

    public static TheoryData<string> Recipes => [.. PackRecipe.All.Select(static recipe => recipe.Name)];

    // Its networks are not at hand.
    [Theory]
    [MemberData(nameof(Recipes))]
    public async Task The_manifest_of_a_recipe_is_one_that_can_be_used(string name)
    {
        PackRecipe recipe = PackRecipe.All.Single(recipe => recipe.Name == name);
        string published = Convert.ToHexStringLower(SHA256.HashData("another"u8));
        ModelManifest manifest = recipe.Manifest with { Models = [.. recipe.Manifest.Models.Select(model => model with { Sha256 = published })] };
        foreach (ModelDescription model in manifest.Models)
        {
            _folder.Write($"downloads/{model.File}", "another");
        }

        await InstallAsync(recipe with { Manifest = manifest }, _folder.File("downloads"));

        Assert.Equivalent(manifest, ModelPack.Open(Target).Manifest, strict: true);
    }

    [Fact]
    public async Task Files_are_found_where_the_collection_has_them()
    {
        foreach (ModelDescription model in _recipe.Manifest.Models)
        {
            _folder.Write($"zoo/some/folder/{model.File}", File.ReadAllBytes(Path.Combine(ModelPack.DefaultFolder, model.File)));
        }

        await InstallAsync(_recipe, _folder.File("zoo"));

        Assert.True(File.Exists(Path.Combine(Target, "manifest.json")));
    }

    [Fact]
    public async Task A_wrong_last_file_leaves_nothing_of_those_before_it()
    {
        ModelManifest manifest = _recipe.Manifest;
        string published = Convert.ToHexStringLower(SHA256.HashData("another"u8));
        PackRecipe recipe = Of(manifest with { Models = [.. manifest.Models.SkipLast(1), manifest.Models[^1] with { Sha256 = published }] });

        CliException exception = await Assert.ThrowsAsync<CliException>(() => InstallAsync(recipe, ModelPack.DefaultFolder));

        Assert.Contains(
            $"{manifest.Models[^1].File} is incomplete or another version: its sha256 is {manifest.Models[^1].Sha256[..12]}…, the published one is {published[..12]}….",
            exception.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task What_is_interrupted_leaves_nothing()
    {
        var installation = new PackInstallation(_recipe, ModelPack.DefaultFolder);

        // By then the first file has been begun.
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => installation.InstallAsync(Target, new CancellationToken(canceled: true)));

        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task A_target_that_is_there_stays_as_it_is()
    {
        _folder.Write("pack", "mine");

        CliException exception = await Assert.ThrowsAsync<CliException>(() => InstallAsync(_recipe, ModelPack.DefaultFolder));

        Assert.Equal($"{Target} is there already: remove it, or choose another folder with --to.", exception.Message);
        Assert.Equal("mine", await File.ReadAllTextAsync(Target, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_target_in_no_folder_is_reported()
    {
        var installation = new PackInstallation(_recipe, ModelPack.DefaultFolder);

        CliException exception = await Assert.ThrowsAsync<CliException>(() =>
            installation.InstallAsync(Path.Combine(Target, "pack"), TestContext.Current.CancellationToken));

        Assert.Equal($"There is no folder {Target} to make the pack in: make it first.", exception.Message);
    }

    [Fact]
    public async Task A_target_that_cannot_be_written_is_reported()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Not even root writes into /proc, which other systems have not.");
        var installation = new PackInstallation(_recipe, ModelPack.DefaultFolder);

        CliException exception = await Assert.ThrowsAsync<CliException>(() => installation.InstallAsync("/proc/pack", TestContext.Current.CancellationToken));

        Assert.StartsWith("/proc/pack cannot be made: ", exception.Message, StringComparison.Ordinal);
    }

    private Task InstallAsync(PackRecipe recipe, string source) =>
        new PackInstallation(recipe, source).InstallAsync(Target, TestContext.Current.CancellationToken);

    private IReadOnlyList<PackFinding> Check() => PackCheck.Run(Target, TestContext.Current.CancellationToken);

    private static bool IsFound(PackFinding finding) =>
        finding.Step == "Drawn face" && finding.Finding.StartsWith("found with a score of ", StringComparison.Ordinal);

    private static PackRecipe Of(ModelManifest manifest) =>
        new("made-up", "Made up", manifest, manifest.Models.ToDictionary(static model => model.File, static _ => "some/folder"));
}
