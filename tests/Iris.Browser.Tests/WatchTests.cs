namespace Iris.Browser.Tests;

/// <summary>That a test fails when something goes wrong on a page that it visits: each of these is seen.</summary>
public sealed class WatchTests(SharedBrowser shared) : BrowserTests(shared)
{
    [Theory]
    [InlineData("console.error('Oh.')", "In the console: Oh.")]
    [InlineData("console.warn('Oh.')", "In the console: Oh.")]
    [InlineData("setTimeout(() => { throw new Error('Oh.'); })", "Not caught: Error: Oh.")]
    [InlineData("Promise.reject(new Error('Oh.')), 0", "Not caught: Error: Oh.")]
    [InlineData("fetch('/v1/nowhere'), 0", "status of 404")]
    [InlineData("new Image().src = 'http://example.org/a.png'", "broke its content security policy: img-src http://example.org/a.png")]
    [InlineData("fetch('http://example.org/').catch(() => 0)", "broke its content security policy: connect-src")]
    [InlineData("document.body.append(Object.assign(document.createElement('style'), { textContent: 'p { color: red }' }))", "policy: style-src-elem inline")]
    [InlineData("document.body.setAttribute('style', 'color: red')", "policy: style-src-attr inline")]
    [InlineData("try { document.body.setAttribute('onclick', '0') } catch { }", "policy: require-trusted-types-for")]
    [InlineData("try { document.body.innerHTML = '<p>' } catch { }", "policy: require-trusted-types-for")]
    [InlineData("localStorage.setItem('a', 'b')", "used storage")]
    [InlineData("sessionStorage.setItem('a', 'b')", "used storage")]
    [InlineData("indexedDB.open('a'), 0", "used a database")]
    [InlineData("caches.open('a').then(() => 0)", "used a cache")]
    [InlineData("history.replaceState(null, '', '#a')", "used the history")]
    public async Task What_goes_wrong_on_the_page_is_seen(string script, string complaint)
    {
        ConsolePage page = await OpenAsync();
        Assert.Empty(page.Visit.Complaints);

        await page.Page.EvaluateAsync(script);

        await page.Visit.AwaitComplaintAsync(complaint);
        page.Visit.Expect("");
    }

    [Fact]
    public async Task A_request_to_another_server_is_seen()
    {
        await using PictureServer other = await PictureServer.StartAsync(static _ => Task.CompletedTask);
        Visit visit = await VisitAsync();
        visit.Expect("Failed to load resource");

        await visit.Page.GotoAsync(other.Url("elsewhere"));

        await visit.AwaitComplaintAsync($"Asked another host: {other.Url("elsewhere")}");
    }

    // On an empty page, which no policy keeps from asking.
    [Fact]
    public async Task No_name_leads_anywhere()
    {
        Visit visit = await VisitAsync();
        visit.Expect("Asked another host: http://example.org/");

        await visit.Page.EvaluateAsync("fetch('http://example.org/').catch(() => 0)");

        await visit.AwaitComplaintAsync("ERR_NAME_NOT_RESOLVED");
    }

    [Fact]
    public async Task Axe_finds_what_is_wrong()
    {
        ConsolePage page = await OpenAsync();
        await page.Page.EvaluateAsync("document.querySelector('main').append(document.createElement('img'))");

        Assert.Contains(await Accessibility.ViolationsAsync(page.Page), violation => violation.StartsWith("image-alt:", StringComparison.Ordinal));
    }
}
