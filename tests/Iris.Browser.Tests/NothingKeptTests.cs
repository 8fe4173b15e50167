using System.Collections.Concurrent;
using static Iris.Browser.Tests.People;

namespace Iris.Browser.Tests;

/// <summary>That the browser keeps as little as the server.</summary>
public sealed class NothingKeptTests(SharedBrowser shared) : BrowserTests(shared)
{
    private const string Name = "Jane Roe";

    [Fact]
    public async Task Clear_leaves_nothing()
    {
        ConsolePage page = await OpenAsync();
        string before = await HistoryAsync(page.Page);
        await FillAsync(page);
        await TypeAsync(page);
        Assert.NotEqual(0, await page.Page.EvaluateAsync<int>("watched.urls.size"));

        await page.Compare.Clear.ClickAsync();
        await page.ShowAsync("Faces");
        await page.Faces.Clear.ClickAsync();

        await Expect(page.Compare.Cards).ToHaveCountAsync(0);
        await Expect(page.Faces.Faces).ToHaveCountAsync(0);
        Assert.Equal(0, await page.Page.EvaluateAsync<int>("watched.urls.size"));
        Assert.Empty(await PicturesAndFilesAsync(page.Page));
        Assert.DoesNotContain(Name, await TextsAsync(page.Page), StringComparison.Ordinal);
        Assert.DoesNotContain("jane-roe", await TextsAsync(page.Page), StringComparison.Ordinal);
        Assert.Equal(before, await HistoryAsync(page.Page));
        await ExpectNothingStoredAsync(page.Page);
    }

    // A browser may keep a page that somebody has left, whatever it was told.
    [Fact]
    public async Task A_page_that_is_left_has_nothing_any_more()
    {
        ConsolePage page = await OpenAsync();
        await FillAsync(page);
        await TypeAsync(page);
        await page.Key.ToggleAsync();
        await page.Key.UseAsync("a-key");
        await page.Page.Locator("#key").FillAsync("jane-roe-s-key");
        await page.Compare.Card(1).Look.ClickAsync();
        await Expect(page.Compare.Look).ToBeVisibleAsync();
        await page.Tab("Privacy").DispatchEventAsync("click");
        await Expect(page.Privacy.Row("P7")).ToBeVisibleAsync();
        List<IRequest> asked = [];
        page.Page.Request += (_, request) => asked.Add(request);

        string texts = await page.Page.EvaluateAsync<string>($"dispatchEvent(new PageTransitionEvent('pagehide', {{ persisted: true }})), {Texts}");
        await page.Visit.CatchUpAsync();
        Assert.Empty(asked);

        Assert.DoesNotContain(Name, texts, StringComparison.Ordinal);
        Assert.DoesNotContain("jane-roe", texts, StringComparison.Ordinal);
        Assert.Empty(await PicturesAndFilesAsync(page.Page));
        await Expect(page.Compare.Look).ToBeHiddenAsync();

        // Nor does it send the key any more.
        await page.Page.Locator("#privacy-refresh").ClickAsync();
        await page.Visit.CatchUpAsync();
        Assert.Null(await Assert.Single(asked).HeaderValueAsync("X-Api-Key"));
    }

    [Fact]
    public async Task A_page_that_is_loaded_again_knows_nothing()
    {
        ConsolePage page = await OpenAsync();
        await FillAsync(page);

        await page.Page.ReloadAsync();
        await Expect(page.Compare.Root).ToBeVisibleAsync();

        await Expect(page.Compare.Cards).ToHaveCountAsync(0);
        Assert.Empty(await PicturesAndFilesAsync(page.Page));
        Assert.DoesNotContain(Name, await TextsAsync(page.Page), StringComparison.Ordinal);
        await ExpectNothingStoredAsync(page.Page);
    }

    [Fact]
    public async Task Whoever_goes_back_to_the_page_finds_it_empty()
    {
        ConsolePage page = await OpenAsync();
        await FillAsync(page);

        await page.Page.GotoAsync("/health");
        await page.Page.GoBackAsync();

        await Expect(page.Compare.Root).ToBeVisibleAsync();
        await Expect(page.Compare.Cards).ToHaveCountAsync(0);
        Assert.DoesNotContain(Name, await TextsAsync(page.Page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_answer_may_be_kept_by_the_browser_and_no_request_says_where_it_comes_from()
    {
        Visit visit = await VisitAsync();
        ConcurrentQueue<IResponse> responses = [];
        visit.Page.Response += (_, response) => responses.Enqueue(response);
        ConsolePage page = await ConsolePage.OpenAsync(visit);
        await FillAsync(page);
        foreach (string view in (string[])["Privacy", "Status", "API"])
        {
            await page.ShowAsync(view);
        }

        foreach (IResponse response in responses.Where(response => !response.Url.StartsWith("blob:", StringComparison.Ordinal)))
        {
            // The reference is the same for everybody.
            string? kept = await response.HeaderValueAsync("Cache-Control");
            Assert.True(kept == "no-store" || response.Url.EndsWith("/docs", StringComparison.Ordinal), $"{response.Url}: {kept}");
            Assert.Null(await response.HeaderValueAsync("Set-Cookie"));
            Assert.Null(await response.Request.HeaderValueAsync("Cookie"));
            Assert.Null(await response.Request.HeaderValueAsync("Referer"));
        }
    }

    [Fact]
    public async Task Names_do_not_leave_the_page()
    {
        ConsolePage page = await OpenAsync();
        await FillAsync(page);

        string[] sent = await page.Page.EvaluateAsync<string[]>("watched.sent");

        Assert.Contains(sent, request => request.EndsWith("/v1/compare target target candidates 0 candidates 1", StringComparison.Ordinal));
        foreach (string name in (string[])[Name, .. ((string[])[Salley, Savage, SalleyAgain, ThreeFaces]).Select(Path.GetFileNameWithoutExtension)!])
        {
            Assert.DoesNotContain(sent, request => request.Contains(name, StringComparison.Ordinal));
        }
    }

    private static async Task FillAsync(ConsolePage page)
    {
        await page.Compare.ChooseTargetAsync(Salley);
        await page.Compare.AddAsync(Savage, SalleyAgain);
        await page.Compare.Card(1).Name.FillAsync(Name);
        await page.Compare.CompareAsync();
        await page.Compare.Card(1).ExpectStateAsync("match");
        await page.Compare.Card(1).Look.ClickAsync();
        await page.Compare.Look.Locator("#look-close").ClickAsync();
        await page.ShowAsync("Faces");
        await page.Faces.FindAsync(ThreeFaces);
        await Expect(page.Faces.Faces).ToHaveCountAsync(3);
        await page.ShowAsync("Compare");
    }

    // What was typed and not used.
    private static async Task TypeAsync(ConsolePage page)
    {
        foreach (string field in (string[])["target", "candidates", "faces"])
        {
            await page.Page.Locator($"#{field}-url").EvaluateAsync("(field, text) => field.value = text", $"pictures.example/jane-roe-{field}.jpg");
        }
    }

    // The length of the history, where in it the page is, what it has put there, and its address.
    private static Task<string> HistoryAsync(IPage page) => page.EvaluateAsync<string>("JSON.stringify([history.length, history.state, location.href])");

    // Pictures that are shown, and files that fields hold.
    private static Task<string[]> PicturesAndFilesAsync(IPage page) => page.EvaluateAsync<string[]>(
        """
        [
          ...[...document.querySelectorAll('img, image, video')].map(shown => shown.currentSrc || shown.src || shown.href?.baseVal || '').filter(url => url.startsWith('blob:')),
          ...[...document.querySelectorAll('canvas')].filter(canvas => canvas.width > 0).map(canvas => canvas.outerHTML),
          ...[...document.querySelectorAll('input[type=file]')].flatMap(field => [...field.files]).map(file => file.name),
        ]
        """);

    // All that the page says, in fields and attributes too.
    private const string Texts = "document.documentElement.outerHTML + [...document.querySelectorAll('input, textarea')].map(field => field.value).join()";

    private static Task<string> TextsAsync(IPage page) => page.EvaluateAsync<string>(Texts);

    private static async Task ExpectNothingStoredAsync(IPage page)
    {
        Assert.Equal("local 0, session 0, databases 0, caches 0, workers 0, cookies 0, bytes 0", await page.EvaluateAsync<string>(
            """
            async () => [
              `local ${localStorage.length}`,
              `session ${sessionStorage.length}`,
              `databases ${(await indexedDB.databases()).length}`,
              `caches ${(await caches.keys()).length}`,
              `workers ${(await navigator.serviceWorker.getRegistrations()).length}`,
              `cookies ${document.cookie.length}`,
              `bytes ${(await navigator.storage.estimate()).usage}`,
            ].join(', ')
            """));
        Assert.Equal("""{"cookies":[],"origins":[]}""", (await page.Context.StorageStateAsync()).Replace(" ", "", StringComparison.Ordinal));
    }
}
