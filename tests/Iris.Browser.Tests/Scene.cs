using System.Text.RegularExpressions;
using static Iris.Browser.Tests.People;

namespace Iris.Browser.Tests;

/// <summary>What there is to see of the console: each view, with something in it, and what opens above them.</summary>
public enum Scene
{
    Empty,
    Compared,
    LookedAt,
    Camera,
    Faces,
    Privacy,
    Status,
    Api,
    Key,
    Problem,
}

internal static class Scenes
{
    /// <summary>Brings a scene about.</summary>
    public static async Task SetAsync(this ConsolePage page, Scene scene)
    {
        switch (scene)
        {
            case Scene.Compared or Scene.LookedAt:
                await CompareAsync(page.Compare, look: scene == Scene.LookedAt);
                break;
            case Scene.Camera:
                await page.Compare.TakePhoto.ClickAsync();
                await Expect(page.Camera.Root).ToBeVisibleAsync();
                break;
            case Scene.Faces:
                await page.ShowAsync("Faces");
                await page.Faces.FindAsync(ThreeFaces);
                await Expect(page.Faces.Faces).ToHaveCountAsync(3);
                break;
            case Scene.Privacy:
                await page.ShowAsync("Privacy");
                await Expect(page.Privacy.Row("P7")).ToBeVisibleAsync();
                break;
            case Scene.Status:
                await page.ShowAsync("Status");
                await Expect(page.Status.Total).ToHaveTextAsync(new Regex("[0-9]"));
                break;
            case Scene.Api:
                await page.ShowAsync("API");
                break;
            case Scene.Key:
                await page.Key.ToggleAsync();
                await Expect(page.Key.Field).ToBeVisibleAsync();
                break;
            case Scene.Problem:
                await page.Visit.GoOfflineAsync();
                await page.ShowAsync("Faces");
                await page.Faces.FindAsync(ThreeFaces);
                await Expect(page.Faces.Problem.Title).ToBeVisibleAsync();
                break;
        }
    }

    private static async Task CompareAsync(CompareView compare, bool look)
    {
        await compare.ChooseTargetAsync(Salley);
        await compare.AddAsync(SalleyAgain, Savage, Dogs);
        await compare.CompareAsync();
        await Expect(compare.Matches).ToHaveCountAsync(1);
        if (look)
        {
            await compare.Card(0).Look.ClickAsync();
            await Expect(compare.Look).ToBeVisibleAsync();
        }
    }
}
