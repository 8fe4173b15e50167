namespace Iris.Browser.Tests.Pages;

/// <summary>What stood in the way of an answer, and what to do about it.</summary>
internal sealed class ProblemBox(ILocator root)
{
    public ILocator Root => root;

    public ILocator Title => root.Locator(".problem-title");

    public ILocator Advice => root.Locator(".problem-advice");
}
