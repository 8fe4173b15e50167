using static Iris.Browser.Tests.People;

namespace Iris.Browser.Tests;

/// <summary>Results as they come, and what becomes of them when somebody has seen enough.</summary>
public sealed class StreamTests(SharedBrowser shared) : BrowserTests(shared)
{
    [Fact]
    public async Task The_first_result_is_shown_while_the_last_is_being_waited_for()
    {
        var seen = new TaskCompletionSource();
        await using PictureServer slow = await StartSlowAsync(seen.Task);
        await using IrisServer server = await StartPatientAsync();
        CompareView compare = (await OpenAsync(server)).Compare;
        await compare.ChooseTargetAsync(Salley);
        await compare.AddAddressesAsync(slow.Url("slow.jpg"));
        await compare.AddAsync(SalleyAgain);

        await compare.Start.ClickAsync();

        await compare.Card(1).ExpectStateAsync("match");
        await compare.Card(0).ExpectStateAsync("waiting");
        await Expect(compare.Status).ToHaveTextAsync("1 of 2 done, 1 possible match");

        // Where the target's face is comes last.
        await Expect(compare.Card(1).Look).ToBeHiddenAsync();
        await Expect(compare.Threshold).ToBeDisabledAsync();
        Assert.Equal("1 of 2", await compare.Progress.EvaluateAsync<string>("progress => `${progress.value} of ${progress.max}`"));
        seen.SetResult();
        await compare.AwaitEndAsync();
        await compare.Card(0).ExpectStateAsync("no_match");
        await Expect(compare.Status).ToHaveTextAsync("All 2 done: 1 possible match.");
        await Expect(compare.Card(1).Look).ToBeVisibleAsync();
        await Expect(compare.Threshold).ToBeEnabledAsync();
    }

    [Fact]
    public async Task However_fast_results_come_the_last_of_them_is_counted_while_another_is_being_waited_for()
    {
        var seen = new TaskCompletionSource();
        await using PictureServer slow = await StartSlowAsync(seen.Task);
        await using IrisServer server = await StartPatientAsync();
        CompareView compare = (await OpenAsync(server)).Compare;
        await compare.ChooseTargetAsync(Salley);
        await compare.AddAddressesAsync(slow.Url("slow.jpg"));
        await compare.AddAsync(SalleyAgain, SalleyAgain, Savage);

        await compare.Start.ClickAsync();

        await Expect(compare.Status).ToHaveTextAsync("3 of 4 done, 2 possible matches");
        await compare.Card(0).ExpectStateAsync("waiting");
        seen.SetResult();
        await compare.AwaitEndAsync();
        await Expect(compare.Status).ToHaveTextAsync("All 4 done: 2 possible matches.");
    }

    [Fact]
    public async Task What_is_dropped_while_it_compares_is_not_added_and_the_page_says_so()
    {
        var seen = new TaskCompletionSource();
        await using PictureServer slow = await StartSlowAsync(seen.Task);
        await using IrisServer server = await StartPatientAsync();
        CompareView compare = (await OpenAsync(server)).Compare;
        await compare.ChooseTargetAsync(Salley);
        await compare.AddAddressesAsync(slow.Url("slow.jpg"));
        await compare.Start.ClickAsync();
        await slow.Asked.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        await compare.CandidatesZone.DropAsync(SalleyAgain);

        await Expect(compare.CandidatesNote).ToContainTextAsync("not added");
        seen.SetResult();
        await compare.AwaitEndAsync();
        await Expect(compare.Cards).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task To_cancel_ends_the_work_of_the_server_and_keeps_what_is_known()
    {
        var hungUp = new TaskCompletionSource();
        await using PictureServer silent = await StartSilentAsync(hungUp);
        await using IrisServer server = await StartPatientAsync();
        CompareView compare = (await OpenAsync(server)).Compare;
        await compare.ChooseTargetAsync(Salley);
        await compare.AddAddressesAsync(silent.Url("silent.jpg"));
        await compare.AddAsync(SalleyAgain);
        await compare.Start.ClickAsync();
        await compare.Card(1).ExpectStateAsync("match");

        await compare.Cancel.ClickAsync();

        await hungUp.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await Expect(compare.Cancel).ToBeHiddenAsync();
        await Expect(compare.Start).ToBeEnabledAsync();
        await Expect(compare.Status).ToHaveTextAsync("Cancelled after 1 of 2: 1 possible match.");
        await compare.Card(1).ExpectStateAsync("match");
        await Expect(compare.Card(1).Look).ToBeVisibleAsync();
        await compare.Card(0).ExpectStateAsync("waiting");
    }

    [Fact]
    public async Task To_clear_while_it_compares_cancels_too()
    {
        var hungUp = new TaskCompletionSource();
        await using PictureServer silent = await StartSilentAsync(hungUp);
        await using IrisServer server = await StartPatientAsync();
        CompareView compare = (await OpenAsync(server)).Compare;
        await compare.ChooseTargetAsync(Salley);
        await compare.AddAddressesAsync(silent.Url("silent.jpg"));
        await compare.Start.ClickAsync();
        await silent.Asked.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        await compare.Clear.ClickAsync();

        await hungUp.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await Expect(compare.Cards).ToHaveCountAsync(0);
    }

    private static Task<PictureServer> StartSlowAsync(Task until) => PictureServer.StartAsync(async context =>
    {
        await until.WaitAsync(context.RequestAborted);
        await context.Response.Body.WriteAsync(Pictures.Read(Savage), context.RequestAborted);
    });

    // Until the server's fetch ends, which is when the page's request does.
    private static Task<PictureServer> StartSilentAsync(TaskCompletionSource hungUp) => PictureServer.StartAsync(async context =>
    {
        context.RequestAborted.Register(() => hungUp.TrySetResult());
        await PictureServer.KeepWaitingAsync(context);
    });

    // One that waits for pictures as long as a test does.
    private static Task<IrisServer> StartPatientAsync() => IrisServer.StartAsync("Iris:Fetch:HeaderTimeout=00:05:00", "Iris:Fetch:Timeout=00:05:00");
}
