namespace Iris.Browser.Tests;

/// <summary>That a test fails when something goes wrong on a page that it visits: each of these is seen.</summary>
public sealed class WatchTests(SharedBrowser shared) : BrowserTests(shared)
{
    private static readonly (string Script, string Complaint)[] Wrong =
    [
        ("console.error('An error.')", "In the console: An error."),
        ("console.warn('A warning.')", "In the console: A warning."),
        ("setTimeout(() => { throw new Error('Thrown.'); })", "Not caught: Error: Thrown."),
        ("Promise.reject(new Error('Rejected.')), 0", "Not caught: Error: Rejected."),
        ("fetch('/v1/nowhere'), 0", "status of 404"),
        ("new Image().src = 'http://example.org/a.png'", "broke its content security policy: img-src http://example.org/a.png"),
        ("fetch('http://example.org/').catch(() => 0)", "broke its content security policy: connect-src"),
        ("document.body.append(Object.assign(document.createElement('style'), { textContent: 'p { color: red }' }))", "policy: style-src-elem inline"),
        ("document.body.setAttribute('style', 'color: red')", "policy: style-src-attr inline"),
        ("try { document.body.setAttribute('onclick', '0') } catch { }", "policy: require-trusted-types-for"),
        ("try { document.body.innerHTML = '<p>' } catch { }", "policy: require-trusted-types-for"),
        ("localStorage.setItem('a', 'b')", "used storage"),
        ("sessionStorage.setItem('a', 'b')", "used storage"),
        ("indexedDB.open('a'), 0", "used a database"),
        ("caches.open('a').then(() => 0)", "used a cache"),
        ("history.replaceState(null, '', '#a')", "used the history"),
    ];

    [Fact]
    public async Task What_goes_wrong_on_the_page_is_seen()
    {
        ConsolePage page = await OpenAsync();
        Assert.Empty(page.Visit.Complaints);

        foreach ((string script, string complaint) in Wrong)
        {
            await page.Page.EvaluateAsync(script);
            await page.Visit.AwaitComplaintAsync(complaint);
        }

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
