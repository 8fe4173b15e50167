using static Iris.Browser.Tests.People;

namespace Iris.Browser.Tests;

/// <summary>A comparison from beginning to end without a mouse.</summary>
public sealed class KeyboardTests(SharedBrowser shared) : BrowserTests(shared)
{
    // More keys than there are places to go to.
    private const int Enough = 60;

    [Fact]
    public async Task All_of_a_comparison_can_be_done_by_keyboard()
    {
        ConsolePage page = await OpenAsync();
        CompareView compare = page.Compare;

        await ChooseAsync(page, compare.TargetFile, Salley);
        await ChooseAsync(page, compare.CandidateFiles, Savage, SalleyAgain);
        await TabToAsync(page, compare.Start);
        await page.Page.Keyboard.PressAsync("Enter");
        await compare.AwaitEndAsync();
        await Expect(compare.Matches).ToHaveCountAsync(1);

        await TabToAsync(page, compare.Threshold);
        await page.Page.Keyboard.PressAsync("End");
        await Expect(compare.Threshold).ToHaveAttributeAsync("aria-valuetext", "A stranger passes about once in 1,000,000");

        await TabToAsync(page, compare.Card(1).Name);
        await page.Page.Keyboard.PressAsync("Control+A");
        await page.Page.Keyboard.TypeAsync("Jane Roe");
        await Expect(compare.Card(1).Name).ToHaveValueAsync("Jane Roe");

        await TabToAsync(page, compare.Card(1).Look);
        await page.Page.Keyboard.PressAsync("Space");
        await Expect(compare.Look).ToBeVisibleAsync();
        await page.Page.Keyboard.PressAsync("Escape");
        await Expect(compare.Look).ToBeHiddenAsync();
        Assert.True(await IsFocusedAsync(compare.Card(1).Look), "The focus goes back to where it came from.");

        await TabToAsync(page, compare.Clear);
        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(compare.Cards).ToHaveCountAsync(0);
        Assert.False(await page.Page.EvaluateAsync<bool>("document.activeElement === document.body"), "The focus is not lost.");
    }

    [Theory]
    [InlineData(390, 844)]
    [InlineData(640, 560)]
    [InlineData(640, 450)]
    [InlineData(640, 360)]
    public async Task What_has_the_focus_is_seen(int width, int height)
    {
        ConsolePage page = await OpenAsync(options: new() { ViewportSize = new() { Width = width, Height = height } });
        await page.Compare.ChooseTargetAsync(Salley);
        await page.Compare.AddAsync(Savage, SalleyAgain, Simm);
        await page.Compare.CompareAsync();

        List<string> hidden = [];
        HashSet<string> seen = [];
        for (int i = 0; i < Enough; i++)
        {
            await page.Page.Keyboard.PressAsync("Tab");
            seen.Add(await page.Page.EvaluateAsync<string>("document.activeElement.id || document.activeElement.getAttribute('aria-label') || ''"));
            hidden.AddRange(await page.Page.EvaluateAsync<string[]>(
                """
                new Promise(requestAnimationFrame).then(() => {
                  const focused = document.activeElement;
                  if (focused === document.body) {
                    return [];
                  }

                  // A field for files is seen as its label.
                  const shown = focused.classList.contains('unseen') ? focused.nextElementSibling : focused;
                  const { left, right, top, bottom } = shown.getBoundingClientRect();
                  const there = document.elementFromPoint((left + right) / 2, (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2);
                  return shown === there || shown.contains(there) ? [] : [`${focused.id || focused.className} behind ${there?.id || there?.className}`];
                })
                """));
        }

        Assert.Empty(hidden);
        Assert.InRange(seen.Count, 12, Enough);
    }

    [Fact]
    public async Task Arrow_keys_go_from_view_to_view()
    {
        ConsolePage page = await OpenAsync();
        await TabToAsync(page, page.Tab("Compare"));

        foreach ((string key, string view) in ((string, string)[])
            [("ArrowRight", "Faces"), ("ArrowRight", "Privacy"), ("End", "API"), ("ArrowRight", "Compare"), ("ArrowLeft", "API"), ("Home", "Compare")])
        {
            await page.Page.Keyboard.PressAsync(key);
            await Expect(page.Tab(view)).ToBeFocusedAsync();
            await Expect(page.Tab(view)).ToHaveAttributeAsync("aria-selected", "true");
            await Expect(page.Page.GetByRole(AriaRole.Tabpanel)).ToHaveCountAsync(1);
            await Expect(page.Page.GetByRole(AriaRole.Tabpanel, new() { Name = view })).ToBeVisibleAsync();
        }
    }

    [Fact]
    public async Task Whatever_has_the_focus_shows_it()
    {
        ConsolePage page = await OpenAsync();
        await page.SetAsync(Scene.Compared);
        List<string> unmarked = [];
        int stops = 0;

        await page.Page.EvaluateAsync("document.activeElement.blur()");
        for (; stops < Enough; stops++)
        {
            await page.Page.Keyboard.PressAsync("Tab");
            string stop = await page.Page.EvaluateAsync<string>(
                """
                () => {
                  const focused = document.activeElement;
                  if (focused === document.body) {
                    return 'end';
                  }

                  // A field for files is out of sight; its label shows the focus for it.
                  const shows = [focused, ...(focused.labels ?? [])].some(element => {
                    const { outlineStyle, outlineWidth } = getComputedStyle(element);
                    return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 && element.getBoundingClientRect().width > 1;
                  });
                  return shows ? 'shown' : focused.outerHTML;
                }
                """);
            if (stop == "end")
            {
                break;
            }

            if (stop != "shown")
            {
                unmarked.Add(stop);
            }
        }

        Assert.Empty(unmarked);
        Assert.InRange(stops, 10, Enough - 1);
    }

    private static async Task ChooseAsync(ConsolePage page, ILocator field, params string[] pictures)
    {
        var opened = new TaskCompletionSource<IFileChooser>(TaskCreationOptions.RunContinuationsAsynchronously);
        EventHandler<IFileChooser> open = (_, chooser) => opened.TrySetResult(chooser);

        // Long before the key is pressed: Chromium takes a moment until it hands over what it would open itself.
        page.Page.FileChooser += open;
        await TabToAsync(page, field);
        await page.Page.Keyboard.PressAsync("Enter");
        IFileChooser files = await opened.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        page.Page.FileChooser -= open;
        await files.SetFilesAsync(pictures.Select(Pictures.PathOf));
    }

    private static async Task TabToAsync(ConsolePage page, ILocator element)
    {
        for (int i = 0; i < Enough; i++)
        {
            if (await IsFocusedAsync(element))
            {
                return;
            }

            await page.Page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"The tab key does not lead to {element}.");
    }

    private static Task<bool> IsFocusedAsync(ILocator element) => element.EvaluateAsync<bool>("element => element === document.activeElement");
}
