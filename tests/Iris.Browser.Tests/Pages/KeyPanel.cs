namespace Iris.Browser.Tests.Pages;

/// <summary>Where a key is entered, for servers that ask for one.</summary>
internal sealed class KeyPanel(IPage page)
{
    public ILocator Root => page.Locator("#key-panel");

    public ILocator Field => page.Locator("#key");

    public Task ToggleAsync() => page.Locator("#key-toggle").ClickAsync();

    public async Task UseAsync(string key)
    {
        await Field.FillAsync(key);
        await page.Locator("#key-use").ClickAsync();
    }

    public Task ForgetAsync() => page.Locator("#key-forget").ClickAsync();
}
