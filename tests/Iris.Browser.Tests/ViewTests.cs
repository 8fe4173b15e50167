using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Iris.Client;
using static Iris.Browser.Tests.People;

namespace Iris.Browser.Tests;

/// <summary>The views beside the comparison.</summary>
public sealed partial class ViewTests(SharedBrowser shared) : BrowserTests(shared)
{
    [Fact]
    public async Task The_faces_of_a_picture_are_numbered_and_said_in_words_how_good_they_are()
    {
        ConsolePage page = await OpenAsync();
        await page.ShowAsync("Faces");

        await page.Faces.FindAsync(ThreeFaces);

        await Expect(page.Faces.Status).ToContainTextAsync("3 faces found");
        await Expect(page.Faces.Faces).ToHaveCountAsync(3);
        await Expect(page.Faces.Boxes).ToHaveCountAsync(3);
        await Expect(page.Faces.Numbers).ToHaveTextAsync(["1", "2", "3"]);
        await Expect(page.Faces.Faces.First.Locator(".verdict")).Not.ToBeEmptyAsync();
        await Expect(page.Faces.Faces.First).ToContainTextAsync("Sharp enough.");
    }

    [Fact]
    public async Task A_picture_without_a_face_says_what_to_do()
    {
        ConsolePage page = await OpenAsync();
        await page.ShowAsync("Faces");

        await page.Faces.FindAsync(Dogs);

        await Expect(page.Faces.Root).ToContainTextAsync("No face was found.");
        await Expect(page.Faces.Faces).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task What_the_server_enforces_is_shown_as_it_says_it_with_the_command_that_proves_it()
    {
        ConsolePage page = await OpenAsync();

        IResponse answer = await page.Page.RunAndWaitForResponseAsync(() => page.ShowAsync("Privacy"), response => response.Url.EndsWith("/v1/privacy", StringComparison.Ordinal));

        // This process is one of tests, and not confined: some promises are kept and some are not.
        JsonArray invariants = JsonNode.Parse(await answer.TextAsync())!["invariants"]!.AsArray();
        int missing = invariants.Count(invariant => !(bool)invariant!["enforced"]!);
        Assert.InRange(missing, 1, invariants.Count - 1);
        await Expect(page.Privacy.Table.Locator("tbody tr")).ToHaveCountAsync(invariants.Count);
        foreach (JsonNode? invariant in invariants)
        {
            ILocator row = page.Privacy.Row((string)invariant!["id"]!);
            await Expect(row).ToContainTextAsync((string)invariant["invariant"]!);
            await Expect(row.Locator(".mark-state")).ToHaveTextAsync((bool)invariant["enforced"]! ? "Yes" : "No");
            foreach (JsonNode? line in (JsonNode?[])[.. invariant["by"]!.AsArray(), .. invariant["missing"]!.AsArray()])
            {
                await Expect(row).ToContainTextAsync((string)line!);
            }
        }

        await Expect(page.Privacy.Verdict).ToContainTextAsync(missing.ToString(CultureInfo.InvariantCulture));
        await Expect(page.Privacy.Command.Text).ToContainTextAsync("iris verify");
    }

    [Fact]
    public async Task The_counts_go_on_while_somebody_looks_and_rest_while_nobody_does()
    {
        await using IrisServer server = await IrisServer.StartAsync();
        using IrisClient iris = server.Connect();
        Visit visit = await VisitAsync(server.Client.BaseAddress);
        await visit.Page.Clock.InstallAsync();
        ConsolePage page = await ConsolePage.OpenAsync(visit);

        await page.ShowAsync("Status");
        await Expect(page.Status.Total).ToHaveTextAsync("0");
        await iris.CompareAsync(
            PictureSource.FromFile(Pictures.PathOf(Salley)),
            [new Candidate("a", PictureSource.FromFile(Pictures.PathOf(SalleyAgain)))],
            cancellationToken: TestContext.Current.CancellationToken);

        await Expect(page.Status.Total).ToHaveTextAsync("1");
        await Expect(page.Status.Minute).ToHaveTextAsync("1");
        await Expect(page.Status.Charts).ToHaveCountAsync(9);
        await Expect(page.Status.Decode).ToHaveTextAsync("–");

        // Times of stages are told for 31 pictures at the latest.
        await iris.CompareAsync(
            PictureSource.FromFile(Pictures.PathOf(Salley)),
            Enumerable.Range(0, 32).Select(i => new Candidate($"{i}", PictureSource.FromFile(Pictures.PathOf(SalleyAgain)))),
            cancellationToken: TestContext.Current.CancellationToken);
        await Expect(page.Status.Decode).ToHaveTextAsync(Milliseconds());

        await page.ShowAsync("Privacy");
        await Expect(page.Privacy.Row("P7")).ToBeVisibleAsync();
        List<string> asked = [];
        page.Page.Request += (_, request) => asked.Add(request.Url);
        await page.Page.Clock.RunForAsync(60_000);
        await visit.CatchUpAsync();
        Assert.Empty(asked);
    }

    [Fact]
    public async Task The_reference_is_a_click_away()
    {
        ConsolePage page = await OpenAsync();
        await page.ShowAsync("API");

        await Expect(page.Api.Reference).ToHaveAttributeAsync("href", "docs");
        await Expect(page.Api.Reference).ToHaveAttributeAsync("rel", "noopener noreferrer");
        Assert.True((await page.Page.APIRequest.GetAsync("/docs")).Ok);
    }

    [GeneratedRegex("^[0-9.]+ ms$")]
    private static partial Regex Milliseconds();
}
