using System.Buffers.Binary;

namespace Iris.Browser.Tests;

/// <summary>
/// The pictures of the console in README, which <c>./build.sh docs</c> makes anew. The server runs as the program that it is, so that what it says
/// it enforces it does. Of the people in tests/faces only those whom its README allows here may be seen.
/// </summary>
public sealed class ReadmePictureTests(SharedBrowser shared) : BrowserTests(shared)
{
    private const int MaxBytes = 250_000;
    private static readonly bool AreMadeAnew = Environment.GetEnvironmentVariable("IRIS_WRITE_DOCS") == "1";

    // One who is asked for, whom the third shows too, and others.
    private static readonly string Target = People.Salley;
    private static readonly string[] Candidates =
    [
        People.Savage, People.Schneider, People.SalleyAgain, People.Simm, People.Shimkus, "johns/John_Savage/000274_01099061.jpg",
    ];

    [Fact]
    public Task A_comparison() => MakeAsync("compare", new() { ViewportSize = new() { Width = 1200, Height = 1000 } }, static async page =>
    {
        await CompareAsync(page);
        await page.Page.EvaluateAsync("scrollTo(0, 0)");
    });

    [Fact]
    public Task What_is_enforced() => MakeAsync("privacy", new() { ViewportSize = new() { Width = 1200, Height = 1150 } }, static async page =>
    {
        await page.ShowAsync("Privacy");
        await Expect(page.Privacy.Row("P7")).ToBeVisibleAsync();
        if (AreMadeAnew)
        {
            await Expect(page.Privacy.Verdict).ToContainTextAsync("All promises are enforced");
        }
    });

    [Fact]
    public Task A_comparison_on_a_phone_in_the_dark() => MakeAsync(
        "phone",
        new() { ViewportSize = new() { Width = 390, Height = 844 }, DeviceScaleFactor = 1.5f, IsMobile = true, HasTouch = true, ColorScheme = ColorScheme.Dark },
        static async page =>
        {
            await CompareAsync(page);
            await page.Compare.Matches.First.EvaluateAsync("card => scrollTo(0, card.getBoundingClientRect().top + scrollY - 150)");
        });

    private static async Task CompareAsync(ConsolePage page)
    {
        await page.Compare.ChooseTargetAsync(Target);
        await page.Compare.AddAsync(Candidates);
        for (int i = 0; i < Candidates.Length; i++)
        {
            await page.Compare.Card(i).Name.FillAsync($"Person {i + 1}");
        }

        await page.Compare.CompareAsync();
        await Expect(page.Compare.Matches).ToHaveCountAsync(1);
        await page.Page.EvaluateAsync("document.activeElement.blur()");
        await page.Page.EvaluateAsync("Promise.all([...document.images].map(image => image.decode()))");
    }

    private async Task MakeAsync(string name, BrowserNewContextOptions options, Func<ConsolePage, Task> set)
    {
        await using IrisProcess iris = await IrisProcess.StartAsync();
        ConsolePage page = await OpenAsync(iris.Addresses[0], options);
        await set(page);
        byte[] picture = await page.Page.ScreenshotAsync();

        string path = Path.Combine(RepositoryRoot.Folder, "docs", "images", name + ".png");
        if (AreMadeAnew)
        {
            await using FileStream file = new(path, FileMode.Create);
            await file.WriteAsync(picture, TestContext.Current.CancellationToken);
        }

        byte[] kept = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(SizeOf(picture), SizeOf(kept));
        Assert.InRange(kept.Length, 10_000, MaxBytes);
    }

    // From the header of a PNG file.
    private static (int Width, int Height) SizeOf(byte[] png) =>
        (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)));
}
