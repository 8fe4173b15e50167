using System.Diagnostics;
using System.Text.Json.Nodes;
using static Iris.Browser.Tests.People;

namespace Iris.Browser.Tests;

/// <summary>That the commands shown do what the page does: they are copied off it and run.</summary>
[Collection(nameof(Clipboard))]
public sealed class CommandTests(SharedBrowser shared) : BrowserTests(shared)
{
    [Fact]
    public async Task The_command_of_a_comparison_compares()
    {
        ConsolePage page = await OpenAsync(options: Clipboard.Allowed);
        await page.Compare.ChooseTargetAsync(Salley);
        await page.Compare.AddAsync(SalleyAgain, Savage);

        string command = await CopyAsync(page, page.Compare.Command);

        Assert.DoesNotContain("000179", command, StringComparison.Ordinal);
        Place(("target.jpg", Salley), ("person-1.jpg", SalleyAgain), ("person-2.jpg", Savage));
        string[] events = [.. (await RunAsync(command)).Split('\n').Where(line => line.StartsWith("data: ", StringComparison.Ordinal))];
        Assert.Equal(3, events.Length);
        Assert.Single(events, line => line.Contains("\"decision\":\"match\"", StringComparison.Ordinal));
        Assert.Single(events, line => line.Contains("\"totals\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_command_of_a_comparison_has_the_threshold_that_was_chosen()
    {
        ConsolePage page = await OpenAsync(options: Clipboard.Allowed);
        await page.Compare.ChooseTargetAsync(Shimkus);
        await page.Compare.AddAsync(ShimkusUnlike);
        await page.Compare.CompareAsync();
        await page.Compare.MoveThresholdAsync("End");
        await page.Compare.Card(0).ExpectStateAsync("no_match");

        string command = await CopyAsync(page, page.Compare.Command);

        Place(("target.jpg", Shimkus), ("person-1.jpg", ShimkusUnlike));
        Assert.Contains("\"decision\":\"no_match\"", await RunAsync(command), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_that_finds_faces_finds_them()
    {
        ConsolePage page = await OpenAsync(options: Clipboard.Allowed);
        await page.ShowAsync("Faces");
        await page.Faces.Thorough.CheckAsync();

        string command = await CopyAsync(page, page.Faces.Command);

        Assert.Contains("thorough=true", command, StringComparison.Ordinal);
        Place(("picture.jpg", ThreeFaces));
        Assert.Equal(3, JsonNode.Parse(await RunAsync(command))!["faces"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("api-privacy-command", "invariants")]
    [InlineData("api-status-command", "requests")]
    public async Task The_commands_of_the_other_views_ask_what_they_ask(string id, string member)
    {
        ConsolePage page = await OpenAsync(options: Clipboard.Allowed);
        await page.ShowAsync("API");

        string command = await CopyAsync(page, page.Api.Command(id));

        Assert.NotNull(JsonNode.Parse(await RunAsync(command))![member]);
    }

    // Pasted where anybody would see it: into a field of the page.
    private static async Task<string> CopyAsync(ConsolePage page, CommandBox command)
    {
        await command.ShowAsync();
        await command.Copy.ClickAsync();
        await Expect(command.Said).ToHaveTextAsync("Copied.");
        string pasted = await Clipboard.PasteAsync(page.Page);
        Assert.Equal(await command.Text.TextContentAsync(), pasted);
        return pasted;
    }

    private void Place(params (string Name, string Picture)[] files)
    {
        foreach ((string name, string picture) in files)
        {
            File.Copy(Pictures.PathOf(picture), Path.Combine(Folder.FullName, name));
        }
    }

    private async Task<string> RunAsync(string command)
    {
        using Process shell = Process.Start(new ProcessStartInfo("sh", ["-c", command])
        {
            WorkingDirectory = Folder.FullName,
            RedirectStandardOutput = true,
        })!;
        string output = await shell.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, shell.ExitCode);
        return output;
    }
}
