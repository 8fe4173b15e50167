using System.Globalization;

namespace Iris.Browser.Tests.Pages;

/// <summary>What is shown of a candidate.</summary>
internal sealed class Card(ILocator root)
{
    public ILocator Root => root;

    public ILocator Picture => root.Locator(".picture img");

    public ILocator Box => root.Locator("svg.marks rect.box");

    public ILocator Landmarks => root.Locator("svg.marks .mark");

    public ILocator Name => root.Locator("input.name");

    public ILocator Decision => root.Locator(".decision");

    public ILocator Similarity => root.Locator(".similarity");

    public ILocator Rate => root.Locator(".rate");

    /// <summary>That its picture has more faces.</summary>
    public ILocator Others => root.Locator(".others");

    /// <summary>That its picture is cut short.</summary>
    public ILocator Incomplete => root.Locator(".incomplete");

    public ILocator Reason => root.Locator(".reason");

    public ILocator Advice => root.Locator(".advice");

    public ILocator Look => root.Locator("button.look");

    public ILocator Remove => root.Locator("button.remove");

    /// <summary>What became of it: waiting, match, no_match or failed.</summary>
    public Task ExpectStateAsync(string state) => Expect(root).ToHaveAttributeAsync("data-state", state);

    /// <summary>Where elements lie on the picture, as parts of the picture's width and height.</summary>
    public static Task<Place[]> PlacesAsync(ILocator elements) => elements.EvaluateAllAsync<Place[]>(
        """
        elements => elements.map(element => {
          const picture = element.closest('.picture').querySelector('img').getBoundingClientRect();
          const { x, y, width, height } = element.getBoundingClientRect();
          return {
            x: (x - picture.x) / picture.width,
            y: (y - picture.y) / picture.height,
            width: width / picture.width,
            height: height / picture.height,
          };
        })
        """);

    /// <summary>The similarities of cards, in their order on the page.</summary>
    public static async Task<double[]> SimilaritiesAsync(ILocator cards) =>
        [.. (await cards.Locator(".similarity").AllInnerTextsAsync()).Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
}

/// <summary>A box on a picture.</summary>
internal sealed record Place
{
    public double X { get; init; }

    public double Y { get; init; }

    public double Width { get; init; }

    public double Height { get; init; }
}
