namespace Iris.Browser.Tests.Pages;

/// <summary>How programs ask the same.</summary>
internal sealed class ApiView(IPage page)
{
    public ILocator Root => page.Locator("#view-api");

    public ILocator Reference => page.Locator("#api-reference");

    public CommandBox Command(string id) => new(page, id);
}
