using System.Globalization;

namespace Iris.Browser.Tests.Pages;

/// <summary>What is shown of a candidate.</summary>
internal sealed class Card(ILocator root)
{
    public ILocator Root => root;

    public ILocator Picture => root.Locator(".picture img");

    public ILocator Box => root.Locator("svg.marks rect.box");

    public ILocator Landmarks => root.Locator("svg.marks circle.mark");

    public ILocator Name => root.Locator("input.name");

    public ILocator Decision => root.Locator(".decision");

    public ILocator Similarity => root.Locator(".similarity");

    public ILocator Rate => root.Locator(".rate");

    public ILocator Reason => root.Locator(".reason");

    public ILocator Advice => root.Locator(".advice");

    public ILocator Look => root.Locator("button.look");

    public ILocator Remove => root.Locator("button.remove");

    /// <summary>What became of it: waiting, match, no_match or failed.</summary>
    public Task ExpectStateAsync(string state) => Expect(root).ToHaveAttributeAsync("data-state", state);

    /// <summary>Where an element lies on the picture, as parts of the picture's width and height.</summary>
    public async Task<(double X, double Y, double Width, double Height)> PlaceAsync(ILocator element)
    {
        LocatorBoundingBoxResult picture = (await Picture.BoundingBoxAsync())!;
        LocatorBoundingBoxResult part = (await element.BoundingBoxAsync())!;
        return (
            (part.X - picture.X) / picture.Width,
            (part.Y - picture.Y) / picture.Height,
            part.Width / picture.Width,
            part.Height / picture.Height);
    }

    /// <summary>The similarities of cards, in their order on the page.</summary>
    public static async Task<double[]> SimilaritiesAsync(ILocator cards) =>
        [.. (await cards.Locator(".similarity").AllInnerTextsAsync()).Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
}
