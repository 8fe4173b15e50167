namespace Iris.ModelConversion.Tests;

/// <summary>What the documents and the build script say of the packages.</summary>
public sealed class DocumentTests
{
    [Fact]
    public void The_digests_in_the_readme_are_those_that_the_packages_are_held_to()
    {
        string readme = Read("tools/model-conversion/README.md");

        Assert.All(DefaultPack.Packages, package =>
        {
            Assert.Contains($"{package.Name}@{package.Version}", readme, StringComparison.Ordinal);
            Assert.Contains(package.Integrity, readme, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void The_build_script_fetches_the_packages_that_are_read()
    {
        string script = Read("build.sh");

        Assert.All(DefaultPack.Packages, package =>
        {
            Assert.Contains($"{package.Name}@{package.Version}", script, StringComparison.Ordinal);
            Assert.Contains(package.TarballName, script, StringComparison.Ordinal);
        });
    }

    private static string Read(string file) => File.ReadAllText(Path.Combine(RepositoryRoot.Folder, file));
}
