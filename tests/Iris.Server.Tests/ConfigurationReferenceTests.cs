namespace Iris.Server.Tests;

public sealed class ConfigurationReferenceTests
{
    [Fact]
    public async Task The_page_of_settings_says_what_the_options_classes_say()
    {
        string page = Path.Combine(RepositoryRoot.Folder, "docs", "configuration.md");
        string made = ConfigurationReference.Make();
        if (MadeDocuments.AreMadeAnew)
        {
            await using var writer = new StreamWriter(page, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write });
            await writer.WriteAsync(made);
        }

        string written = await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken);

        Assert.True(made == written.ReplaceLineEndings("\n"), "docs/configuration.md is stale: run ./build.sh docs.");
    }
}
