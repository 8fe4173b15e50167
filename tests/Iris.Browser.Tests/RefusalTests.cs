using Iris.Client;
using Iris.Testing.Access;
using static Iris.Browser.Tests.People;

namespace Iris.Browser.Tests;

/// <summary>A server that refuses, is busy or is away: the page says so and what to do, and goes on when that is done.</summary>
public sealed class RefusalTests(SharedBrowser shared) : BrowserTests(shared)
{
    private readonly AccessFiles _files = new();

    public override async ValueTask DisposeAsync()
    {
        _files.Dispose();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Whoever_is_asked_for_a_key_can_enter_it_and_it_is_kept_nowhere()
    {
        (string key, string entry) = AccessFiles.CreateKey("a");
        _files.WriteKeys(entry);
        await using IrisServer server = await IrisServer.StartAsync(_files.KeySetting);
        ConsolePage page = await OpenAsync(server);
        page.Visit.Expect("status of 401");
        CompareView compare = page.Compare;
        await compare.ChooseTargetAsync(Salley);
        await compare.AddAsync(SalleyAgain);
        await Expect(page.Key.Root).ToBeHiddenAsync();

        await compare.Start.ClickAsync();
        await Expect(compare.Problem.Title).ToHaveTextAsync("This server asks who you are.");
        await Expect(compare.Problem.Advice).ToContainTextAsync("API key");
        await Expect(page.Key.Root).ToBeVisibleAsync();
        await page.Key.UseAsync(key);
        await compare.Again.ClickAsync();
        await compare.Card(0).ExpectStateAsync("match");
        await Expect(compare.Problem.Title).ToHaveCountAsync(0);

        Assert.DoesNotContain(key, await page.Page.EvaluateAsync<string>(
            "document.documentElement.outerHTML + [...document.querySelectorAll('input')].map(field => field.value).join() + document.cookie + location.href"),
            StringComparison.Ordinal);
        Assert.Equal(0, await page.Page.EvaluateAsync<int>("localStorage.length + sessionStorage.length"));
        await page.Page.ReloadAsync();
        await page.ShowAsync("Privacy");
        await Expect(page.Privacy.Problem.Title).ToHaveTextAsync("This server asks who you are.");
    }

    [Fact]
    public async Task A_key_that_is_forgotten_is_not_sent_any_more()
    {
        (string key, string entry) = AccessFiles.CreateKey("a");
        _files.WriteKeys(entry);
        await using IrisServer server = await IrisServer.StartAsync(_files.KeySetting);
        ConsolePage page = await OpenAsync(server);
        page.Visit.Expect("status of 401");
        await page.Key.ToggleAsync();
        await page.Key.UseAsync(key);
        await page.ShowAsync("Privacy");
        await Expect(page.Privacy.Row("P1")).ToBeVisibleAsync();

        await page.Key.ForgetAsync();

        await Expect(page.Privacy.Problem.Title).ToHaveTextAsync("This server asks who you are.");
    }

    [Fact]
    public async Task Too_many_requests_are_explained_with_the_time_to_wait()
    {
        await using IrisServer server = await IrisServer.StartAsync(
            "Iris:RateLimit:Enabled=true", "Iris:RateLimit:PerSecond=1", "Iris:RateLimit:Burst=1");
        ConsolePage page = await OpenAsync(server);
        page.Visit.Expect("status of 429");
        await page.ShowAsync("Faces");
        await page.Faces.File.SetInputFilesAsync(Pictures.PathOf(Salley));

        // Somebody else at this address takes every request that the limit lets through, until the page has been refused.
        using var refused = new CancellationTokenSource();
        Task others = AskOnAsync(server, refused.Token);
        do
        {
            await page.Faces.Find.ClickAsync();
            await Expect(page.Faces.Problem.Title.Or(page.Faces.Faces).First).ToBeVisibleAsync();
        }
        while (!await page.Faces.Problem.Title.IsVisibleAsync());
        await refused.CancelAsync();
        await others;

        await Expect(page.Faces.Problem.Title).ToHaveTextAsync("Too many requests from here.");
        await Expect(page.Faces.Problem.Advice).ToHaveTextAsync("Wait 1 second, then try again.");
    }

    [Fact]
    public async Task A_busy_server_says_so_and_answers_when_it_has_time_again()
    {
        var release = new TaskCompletionSource();
        await using PictureServer slow = await PictureServer.StartAsync(async context =>
        {
            await release.Task.WaitAsync(context.RequestAborted);
            await context.Response.Body.WriteAsync(Pictures.Read(Savage), context.RequestAborted);
        });
        await using IrisServer server = await IrisServer.StartAsync(
            "Iris:Capacity:MaxRequests=1", "Iris:Fetch:HeaderTimeout=00:05:00", "Iris:Fetch:Timeout=00:05:00");
        using IrisClient other = server.Connect();
        Task<CompareAnswer> before = other.CompareAsync(
            PictureSource.FromFile(Pictures.PathOf(Salley)), [new Candidate("a", PictureSource.FromUrl(new Uri(slow.Url("a.jpg"))))],
            cancellationToken: TestContext.Current.CancellationToken);
        await slow.Asked.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        ConsolePage page = await OpenAsync(server);
        page.Visit.Expect("status of 503");
        await page.Compare.ChooseTargetAsync(Salley);
        await page.Compare.AddAsync(SalleyAgain);

        await page.Compare.Start.ClickAsync();
        await Expect(page.Compare.Problem.Title).ToHaveTextAsync("The server has as much to do as it can.");
        await Expect(page.Compare.Problem.Advice).ToHaveTextAsync("Wait 1 second, then try again.");
        release.SetResult();
        await before;
        await page.Compare.Again.ClickAsync();

        await page.Compare.Card(0).ExpectStateAsync("match");
    }

    [Fact]
    public async Task A_refusal_is_seen_where_somebody_looks_and_trying_again_keeps_the_focus()
    {
        ConsolePage page = await OpenAsync(options: new() { ViewportSize = new() { Width = 390, Height = 844 } });
        CompareView compare = page.Compare;
        await compare.ChooseTargetAsync(Salley);
        await compare.AddAsync([.. Pictures.Johns]);
        await page.Visit.GoOfflineAsync();

        await compare.Start.ClickAsync();
        await Expect(compare.Problem.Title).ToBeInViewportAsync();
        await Expect(compare.Status).ToHaveTextAsync("Nothing was compared: see below.");
        await compare.Again.FocusAsync();
        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(compare.Again).ToBeVisibleAsync();

        await Expect(compare.Start).ToBeFocusedAsync();
    }

    // As a proxy has that asks for a login, or one that breaks off.
    [Theory]
    [InlineData("text/html", "<!doctype html><title>Log in</title>")]
    [InlineData("application/json", "{\"outcome\": ")]
    public async Task An_answer_that_is_none_of_the_server_s_is_told_of(string type, string body)
    {
        ConsolePage page = await OpenAsync();
        await page.Page.RouteAsync("**/v1/*", route => route.FulfillAsync(new() { ContentType = type, Body = body }));
        await page.Compare.ChooseTargetAsync(Salley);
        await page.Compare.AddAsync(SalleyAgain);
        await page.Compare.Start.ClickAsync();
        await Expect(page.Compare.Problem.Title).ToHaveTextAsync("The answer broke off.");
        await page.ShowAsync("Faces");
        await page.Faces.FindAsync(Salley);
        await Expect(page.Faces.Problem.Title).ToHaveTextAsync("The answer broke off.");
        await page.ShowAsync("Privacy");
        await Expect(page.Privacy.Problem.Title).ToHaveTextAsync("The answer broke off.");
        await page.ShowAsync("Status");
        await Expect(page.Status.Problem.Title).ToHaveTextAsync("The answer broke off.");
    }

    // A bookmark may have a login for a proxy in it.
    [Fact]
    public async Task A_password_in_the_page_s_address_is_in_no_command()
    {
        ConsolePage page = await OpenAsync(new UriBuilder(Server.Client.BaseAddress!) { UserName = "nurse", Password = "secret" }.Uri);

        await page.ShowAsync("Privacy");

        await Expect(page.Privacy.Row("P1")).ToBeVisibleAsync();
        await page.ShowAsync("API");
        await Expect(page.Api.Root).ToContainTextAsync("curl -sN http://127.0.0.1");
        Assert.DoesNotContain("secret", await page.Page.ContentAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_away_is_told_of_and_asked_again_when_somebody_says_so()
    {
        ConsolePage page = await OpenAsync();
        CompareView compare = page.Compare;
        await compare.ChooseTargetAsync(Salley);
        await compare.AddAsync(SalleyAgain);
        await page.Visit.GoOfflineAsync();

        await compare.Start.ClickAsync();
        await Expect(compare.Problem.Title).ToHaveTextAsync("The server cannot be reached.");
        await page.Visit.GoOnlineAsync();
        await compare.Again.ClickAsync();

        await compare.Card(0).ExpectStateAsync("match");
        await Expect(compare.Problem.Title).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_picture_that_the_server_does_not_take_for_its_size_is_told_of()
    {
        await using IrisServer server = await IrisServer.StartAsync("Iris:Comparison:MaxRequestBytes=20000");
        ConsolePage page = await OpenAsync(server);
        page.Visit.Expect("status of 413");
        page.Visit.Expect("ERR_CONNECTION");
        await page.Compare.ChooseTargetAsync(ThreeFaces);
        await page.Compare.AddAsync(SalleyAgain);

        await page.Compare.Start.ClickAsync();

        await Expect(page.Compare.Problem.Title).ToHaveTextAsync("The picture of the person in question is larger than this server takes.");
        await Expect(page.Compare.Problem.Advice).Not.ToBeEmptyAsync();
    }

    [Fact]
    public async Task More_candidates_than_a_request_may_have_are_sent_in_more_than_one()
    {
        await using IrisServer server = await IrisServer.StartAsync("Iris:Comparison:MaxCandidates=2");
        ConsolePage page = await OpenAsync(server);
        page.Visit.Expect("status of 413");
        await page.Compare.ChooseTargetAsync(Salley);
        await page.Compare.AddAsync(SalleyAgain, Savage, Schneider, Simm, Shimkus);

        await page.Compare.CompareAsync();

        await Expect(page.Compare.Matches).ToHaveCountAsync(1);
        await Expect(page.Compare.Others).ToHaveCountAsync(4);
    }

    private static async Task AskOnAsync(IrisServer server, CancellationToken until)
    {
        while (!until.IsCancellationRequested)
        {
            using HttpResponseMessage response = await server.Client.GetAsync(new Uri("/stats", UriKind.Relative), CancellationToken.None);
        }
    }
}
