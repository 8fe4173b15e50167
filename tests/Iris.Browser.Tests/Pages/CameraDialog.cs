namespace Iris.Browser.Tests.Pages;

/// <summary>Where a photograph is taken.</summary>
internal sealed class CameraDialog(IPage page)
{
    public ILocator Root => page.Locator("dialog#camera");

    public ILocator Shoot => page.Locator("#camera-shoot");

    public ILocator Close => page.Locator("#camera-close");

    public ILocator Problem => page.Locator("#camera-problem");
}
