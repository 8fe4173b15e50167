namespace Iris.Browser.Tests.Pages;

/// <summary>What the page asks, as a command.</summary>
/// <param name="page">The page.</param>
/// <param name="id">The command's id.</param>
internal sealed class CommandBox(IPage page, string id)
{
    public ILocator Text => page.Locator($"#{id}");

    public ILocator Copy => page.Locator($"#{id}-copy");

    public ILocator Said => page.Locator($".command:has(#{id}) [role=status]");

    /// <summary>Opens it where it is folded away.</summary>
    public async Task ShowAsync()
    {
        if (!await Text.IsVisibleAsync())
        {
            await page.Locator($"details:has(#{id}) > summary").ClickAsync();
        }

        await Expect(Text).ToBeVisibleAsync();
    }
}
