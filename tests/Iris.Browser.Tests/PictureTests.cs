using static Iris.Browser.Tests.People;

namespace Iris.Browser.Tests;

/// <summary>The ways in which pictures come into the page.</summary>
[Collection(nameof(Clipboard))]
public sealed class PictureTests(SharedBrowser shared) : BrowserTests(shared)
{
    [Fact]
    public async Task Pictures_can_be_dropped()
    {
        CompareView compare = (await OpenAsync()).Compare;
        await compare.TargetZone.DropAsync(Salley);
        await Expect(compare.TargetPicture.Locator("img")).ToBeVisibleAsync();

        await compare.CandidatesZone.DropAsync(Savage, SalleyAgain);
        await Expect(compare.Cards).ToHaveCountAsync(2);
        await compare.CompareAsync();

        await compare.Card(1).ExpectStateAsync("match");
    }

    [Fact]
    public async Task What_is_dropped_beside_a_zone_does_not_take_the_place_of_the_page()
    {
        ConsolePage page = await OpenAsync();
        await page.Page.Locator("body").DropAsync(Salley);

        Assert.True(await page.Page.EvaluateAsync<bool>(
            "['dragover', 'drop'].every(type => !document.body.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true })))"));
    }

    [Fact]
    public async Task Pictures_can_be_pasted_first_the_person_then_the_others()
    {
        ConsolePage page = await OpenAsync(options: Clipboard.Allowed);
        await Clipboard.CopyPictureAsync(page.Page, Salley);
        await page.Page.Keyboard.PressAsync("Control+V");
        await Expect(page.Compare.TargetPicture.Locator("img")).ToBeVisibleAsync();

        await Clipboard.CopyPictureAsync(page.Page, SalleyAgain);
        await page.Page.Keyboard.PressAsync("Control+V");
        await Expect(page.Compare.Cards).ToHaveCountAsync(1);
        await page.Compare.CompareAsync();

        await page.Compare.Card(0).ExpectStateAsync("match");
    }

    [Fact]
    public async Task Text_can_still_be_pasted_into_fields()
    {
        ConsolePage page = await OpenAsync(options: Clipboard.Allowed);
        await Clipboard.CopyTextAsync(page.Page, "Jane Roe");
        await page.Compare.AddAsync(Salley);

        await page.Compare.Card(0).Name.FillAsync("");
        await page.Compare.Card(0).Name.PressAsync("Control+V");

        await Expect(page.Compare.Card(0).Name).ToHaveValueAsync("Jane Roe");
    }

    [Fact]
    public async Task A_folder_of_pictures_can_be_chosen_and_what_is_no_picture_is_passed_over()
    {
        foreach (string picture in (string[])[Savage, SalleyAgain])
        {
            File.Copy(Pictures.PathOf(picture), Path.Combine(Folder.FullName, Path.GetFileName(picture)));
        }

        File.Copy(Path.Combine(RepositoryRoot.Folder, "README.md"), Path.Combine(Folder.FullName, "README.md"));
        CompareView compare = (await OpenAsync()).Compare;

        await compare.CandidateFolder.SetInputFilesAsync(Folder.FullName);

        await Expect(compare.Cards).ToHaveCountAsync(2);
        await Expect(compare.CandidatesZone).ToContainTextAsync("1 file is no picture");
    }

    [Fact]
    public async Task A_photograph_can_be_taken_and_the_camera_is_let_go()
    {
        ConsolePage page = await OpenAsync(options: new() { Permissions = ["camera"] });

        await page.Compare.TakePhoto.ClickAsync();
        await page.Camera.Shoot.ClickAsync();

        await Expect(page.Camera.Root).ToBeHiddenAsync();
        await Expect(page.Compare.TargetPicture.Locator("img")).ToBeVisibleAsync();
        Assert.True(await page.Compare.TargetPicture.Locator("img").EvaluateAsync<bool>("image => image.decode().then(() => image.naturalWidth > 0)"));
        await page.Visit.ExpectCameraOffAsync();
    }

    [Fact]
    public async Task A_camera_that_is_not_wanted_after_all_is_let_go()
    {
        ConsolePage page = await OpenAsync(options: new() { Permissions = ["camera"] });

        await page.Compare.TakePhoto.ClickAsync();
        await Expect(page.Camera.Shoot).ToBeEnabledAsync();
        await page.Page.Keyboard.PressAsync("Escape");

        await Expect(page.Camera.Root).ToBeHiddenAsync();
        await page.Visit.ExpectCameraOffAsync();
    }

    [Fact]
    public async Task A_camera_that_comes_when_it_is_no_longer_wanted_is_let_go_and_the_next_is_not_disturbed()
    {
        ConsolePage page = await OpenAsync(options: new() { Permissions = ["camera"] });
        await page.Page.EvaluateAsync(
            """
            const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
            const asked = [];
            navigator.mediaDevices.getUserMedia = wanted => new Promise(resolve => asked.push(resolve)).then(() => real(wanted));
            globalThis.allow = () => asked.splice(0).forEach(resolve => resolve());
            """);
        await page.Compare.TakePhoto.ClickAsync();
        await Expect(page.Camera.Root).ToBeVisibleAsync();
        await page.Page.Keyboard.PressAsync("Escape");
        await Expect(page.Camera.Root).ToBeHiddenAsync();
        await page.Compare.TakePhoto.ClickAsync();

        await page.Page.EvaluateAsync("allow()");
        await Expect(page.Camera.Shoot).ToBeEnabledAsync();
        await page.Camera.Shoot.ClickAsync();

        await Expect(page.Compare.TargetPicture.Locator("img")).ToBeVisibleAsync();
        await page.Page.WaitForFunctionAsync("watched.cameras.length === 2 && watched.cameras.every(track => track.readyState === 'ended')");
    }

    [Theory]
    [InlineData("NotReadableError", "Another program uses the camera.")]
    [InlineData("NotFoundError", "No camera was found.")]
    [InlineData("AbortError", "The camera gives no picture.")]
    public async Task A_camera_that_cannot_be_used_says_why(string error, string said)
    {
        ConsolePage page = await OpenAsync();
        await page.Page.EvaluateAsync("error => { navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', error)); }", error);

        await page.Compare.TakePhoto.ClickAsync();

        await Expect(page.Camera.Problem).ToContainTextAsync(said);
        await Expect(page.Camera.Shoot).ToBeDisabledAsync();
    }

    [Fact]
    public async Task Of_many_pictures_for_the_person_in_question_the_first_is_taken_and_the_page_says_so()
    {
        CompareView compare = (await OpenAsync()).Compare;

        await compare.TargetZone.DropAsync(Salley, Savage);

        await Expect(compare.TargetPicture.Locator("img")).ToBeVisibleAsync();
        await Expect(compare.TargetWrong).ToHaveTextAsync("Only the first of 2 pictures was taken: one person is looked for at a time.");
    }

    [Fact]
    public async Task Without_leave_to_use_the_camera_the_page_says_what_to_do()
    {
        ConsolePage page = await OpenAsync();

        await page.Compare.TakePhoto.ClickAsync();

        await Expect(page.Camera.Problem).ToContainTextAsync("choose a file");
        await page.Camera.Close.ClickAsync();
        await Expect(page.Camera.Root).ToBeHiddenAsync();
    }
}
