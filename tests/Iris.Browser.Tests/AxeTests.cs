using System.Security.Cryptography;

namespace Iris.Browser.Tests;

/// <summary>The one file of somebody else's among the tests.</summary>
public sealed class AxeTests
{
    [Fact]
    public async Task Axe_is_the_file_that_its_description_names()
    {
        string folder = Path.Combine(RepositoryRoot.Folder, "tests", "Iris.Browser.Tests", "axe");
        byte[] file = await File.ReadAllBytesAsync(Path.Combine(folder, "axe.min.js"), TestContext.Current.CancellationToken);
        string description = await File.ReadAllTextAsync(Path.Combine(folder, "README.md"), TestContext.Current.CancellationToken);

        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(file)), description, StringComparison.Ordinal);
    }
}
