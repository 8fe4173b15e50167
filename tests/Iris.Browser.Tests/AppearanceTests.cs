using System.Text.RegularExpressions;

namespace Iris.Browser.Tests;

/// <summary>For eyes and ears of every kind, and screens of every size.</summary>
public sealed partial class AppearanceTests(SharedBrowser shared) : BrowserTests(shared)
{
    public static TheoryData<Scene> Scenes => new(Enum.GetValues<Scene>());

    // Phones bring a camera of their own.
    public static TheoryData<Scene> ScenesOnPhones => new(Enum.GetValues<Scene>().Where(scene => scene != Scene.Camera));

    [Theory]
    [MemberData(nameof(Scenes))]
    public async Task Axe_finds_nothing_wrong_in_light_and_in_dark(Scene scene)
    {
        ConsolePage page = await OpenAsync();
        await page.SetAsync(scene);

        foreach (ColorScheme colours in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            await page.Page.EmulateMediaAsync(new() { ColorScheme = colours });
            Assert.Empty(await Accessibility.ViolationsAsync(page.Page));
        }
    }

    // 320 pixels are those of a larger screen at 400 percent, for whoever needs letters of that size.
    [Theory]
    [MemberData(nameof(ScenesOnPhones))]
    public async Task Nothing_is_out_of_sight_on_a_phone(Scene scene)
    {
        ConsolePage page = await OpenAsync(options: Phone);
        await page.SetAsync(scene);

        foreach (int width in (int[])[390, 320])
        {
            await page.Page.SetViewportSizeAsync(width, 844);
            Assert.Equal(0, await page.WidthOutOfSightAsync());
        }
    }

    [Fact]
    public async Task On_a_phone_its_own_camera_takes_the_picture()
    {
        ConsolePage page = await OpenAsync(options: Phone);

        IFileChooser camera = await page.Page.RunAndWaitForFileChooserAsync(() => page.Compare.TakePhoto.TapAsync());
        Assert.Equal("environment", await camera.Element.GetAttributeAsync("capture"));
        await camera.SetFilesAsync(Pictures.PathOf(People.Salley));

        await Expect(page.Compare.TargetPicture.Locator("img")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task The_page_is_as_dark_as_the_browser_asks(ColorScheme colours)
    {
        ConsolePage page = await OpenAsync(options: new() { ColorScheme = colours });

        double background = await BrightnessAsync("background-color");
        double letters = await BrightnessAsync("color");

        bool isDark = colours == ColorScheme.Dark;
        Assert.InRange(background, isDark ? 0 : 200, isDark ? 60 : 255);
        Assert.InRange(letters, isDark ? 180 : 0, isDark ? 255 : 80);

        async Task<double> BrightnessAsync(string property)
        {
            string colour = await page.Page.Locator("body").EvaluateAsync<string>($"body => getComputedStyle(body)['{property}']");
            return Number().Matches(colour).Take(3).Average(part => double.Parse(part.Value, System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    private static BrowserNewContextOptions Phone => new()
    {
        ViewportSize = new() { Width = 390, Height = 844 },
        DeviceScaleFactor = 2,
        IsMobile = true,
        HasTouch = true,
    };

    [GeneratedRegex("[0-9.]+")]
    private static partial Regex Number();
}
