namespace Iris.Browser.Tests.Pages;

/// <summary>One picture against many.</summary>
internal sealed class CompareView(IPage page)
{
    public ILocator Root => page.Locator("#view-compare");

    public ILocator TargetZone => page.Locator("#target");

    public ILocator TargetFile => page.Locator("#target-file");

    /// <summary>What was not taken, and why.</summary>
    public ILocator TargetWrong => page.Locator("#target-wrong");

    public ILocator TakePhoto => page.Locator("#target-photo");

    public ILocator TargetPicture => page.Locator("#target-picture");

    public ILocator TargetNote => page.Locator("#target-note");

    public ILocator CandidatesZone => page.Locator("#candidates");

    /// <summary>What was not taken, and why.</summary>
    public ILocator CandidatesNote => page.Locator("#candidates-wrong");

    public ILocator CandidateFiles => page.Locator("#candidates-file");

    public ILocator CandidateFolder => page.Locator("#candidates-folder");

    public ILocator Start => page.Locator("#compare");

    public ILocator Cancel => page.Locator("#compare-cancel");

    public ILocator Clear => page.Locator("#compare-clear");

    public ILocator Progress => page.Locator("#compare-progress");

    public ILocator Status => page.Locator("#compare-status");

    public ProblemBox Problem => new(page.Locator("#compare-problem"));

    public ILocator Again => page.Locator("#compare-again");

    public ILocator Threshold => page.Locator("#threshold");

    /// <summary>What the slider means where it stands.</summary>
    public ILocator ThresholdText => page.Locator("#threshold-text");

    public ILocator Chance => page.Locator("#chance");

    public CommandBox Command => new(page, "compare-command");

    /// <summary>The person and a candidate side by side.</summary>
    public ILocator Look => page.Locator("dialog#look");

    /// <summary>All cards, whatever has become of them.</summary>
    public ILocator Cards => Root.Locator("li.card");

    public ILocator Matches => page.Locator("#group-match li.card");

    public ILocator Others => page.Locator("#group-no-match li.card");

    public ILocator Failed => page.Locator("#group-failed li.card");

    public ILocator Waiting => page.Locator("#group-waiting li.card");

    /// <summary>The card of a candidate, by its place among those that were added, from 0.</summary>
    public Card Card(int index) => new(Root.Locator($"li.card[data-index='{index}']"));

    /// <summary>Chooses the picture of the person in question.</summary>
    public async Task ChooseTargetAsync(string picture)
    {
        await TargetFile.SetInputFilesAsync(Pictures.PathOf(picture));
        await Expect(TargetPicture.Locator("img")).ToBeVisibleAsync();
    }

    /// <summary>Chooses a picture of the person in question that is no file of the tests.</summary>
    public async Task ChooseTargetAsync(string name, byte[] picture)
    {
        await TargetFile.SetInputFilesAsync(Upload.Of(name, picture));
        await Expect(TargetPicture.Locator("img")).ToBeVisibleAsync();
    }

    /// <summary>Adds pictures of the tests.</summary>
    public Task AddAsync(params string[] pictures) => CandidateFiles.SetInputFilesAsync(pictures.Select(Pictures.PathOf));

    /// <summary>Adds a picture that is no file of the tests.</summary>
    public Task AddAsync(string name, byte[] picture) => CandidateFiles.SetInputFilesAsync(Upload.Of(name, picture));

    /// <summary>Adds pictures by where they are.</summary>
    public async Task AddAddressesAsync(params string[] addresses)
    {
        await CandidatesZone.Locator("details").EvaluateAsync("details => details.open = true");
        await page.Locator("#candidates-url").FillAsync(string.Join('\n', addresses));
        await page.Locator("#candidates-url-use").ClickAsync();
    }

    /// <summary>Compares, and waits until it is known what became of each candidate.</summary>
    public async Task CompareAsync()
    {
        await Start.ClickAsync();
        await AwaitEndAsync();
    }

    /// <summary>Waits until a comparison has ended.</summary>
    public async Task AwaitEndAsync()
    {
        await Expect(Waiting).ToHaveCountAsync(0);
        await Expect(Cancel).ToBeHiddenAsync();
    }

    /// <summary>Moves the threshold by a key, such as "End".</summary>
    public Task MoveThresholdAsync(string key) => Threshold.PressAsync(key);
}
