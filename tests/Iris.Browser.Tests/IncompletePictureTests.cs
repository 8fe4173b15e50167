using static Iris.Browser.Tests.People;

namespace Iris.Browser.Tests;

/// <summary>A file that was cut short is compared as far as it goes. Whoever reads the result is told, by words.</summary>
public sealed class IncompletePictureTests(SharedBrowser shared) : BrowserTests(shared)
{
    private const string Remark = "This picture is cut short. A part of it is missing.";

    // A part of the chin is missing; eyes and forehead are all that is left.
    private static readonly byte[] WithFace = Cut(percent: 85);
    private static readonly byte[] WithoutFace = Cut(percent: 60);

    [Fact]
    public async Task Cards_of_candidates_say_it_whether_they_were_compared_or_not()
    {
        ConsolePage page = await OpenAsync();
        CompareView compare = page.Compare;
        await compare.ChooseTargetAsync(Salley);
        await compare.AddAsync("cut.jpg", WithFace);
        await compare.AddAsync("half.jpg", WithoutFace);
        await compare.AddAsync(Savage, Dogs);
        await compare.CompareAsync();

        await compare.Card(0).ExpectStateAsync("match");
        await Expect(compare.Card(0).Incomplete).ToHaveTextAsync(Remark);
        await compare.Card(1).ExpectStateAsync("failed");
        await Expect(compare.Card(1).Reason).ToHaveTextAsync("No face was found.");
        await Expect(compare.Card(1).Incomplete).ToHaveTextAsync(Remark);
        await Expect(compare.Card(2).Incomplete).ToHaveCountAsync(0);
        await Expect(compare.Card(3).Incomplete).ToHaveCountAsync(0);
        await Expect(compare.TargetNote).ToHaveTextAsync("One face was found, and compared.");

        // A live region: what is said aloud.
        await Expect(compare.Status).ToHaveTextAsync("All 4 done: 1 possible match, 2 could not be compared, 2 pictures are cut short.");
        Assert.Empty(await Accessibility.ViolationsAsync(page.Page));
    }

    [Fact]
    public async Task The_note_below_the_person_in_question_says_it_until_there_is_another_picture()
    {
        ConsolePage page = await OpenAsync();
        CompareView compare = page.Compare;
        await compare.ChooseTargetAsync("cut.jpg", WithFace);
        await compare.AddAsync(Salley);
        await compare.CompareAsync();

        await Expect(compare.TargetNote).ToHaveTextAsync($"{Remark} One face was found, and compared.");
        await Expect(compare.Status).ToHaveTextAsync("All 1 done: 1 possible match, 1 picture is cut short.");
        Assert.Empty(await Accessibility.ViolationsAsync(page.Page));

        await compare.ChooseTargetAsync(SalleyAgain);
        await compare.CompareAsync();

        await Expect(compare.TargetNote).ToHaveTextAsync("One face was found, and compared.");
        await Expect(compare.Status).ToHaveTextAsync("All 1 done: 1 possible match.");
    }

    [Fact]
    public async Task The_person_in_question_may_have_no_face_for_that_reason()
    {
        CompareView compare = (await OpenAsync()).Compare;
        await compare.ChooseTargetAsync("half.jpg", WithoutFace);
        await compare.AddAsync(Salley);
        await compare.CompareAsync();

        await Expect(compare.TargetNote).ToHaveTextAsync(
            $"{Remark} No face was found. Use a picture that shows one, larger, brighter or more from the front.");
        await Expect(compare.Status).ToHaveTextAsync("All 1 done: nothing could be compared, 1 picture is cut short.");
    }

    [Fact]
    public async Task The_faces_of_a_picture_that_was_cut_short_are_shown_with_it()
    {
        ConsolePage page = await OpenAsync();
        await page.ShowAsync("Faces");

        await page.Faces.FindAsync("cut.jpg", WithFace);
        await Expect(page.Faces.Status).ToHaveTextAsync($"1 face found. {Remark}");

        await page.Faces.FindAsync("half.jpg", WithoutFace);
        await Expect(page.Faces.Status).ToHaveTextAsync(
            $"No face was found. {Remark} Use a picture that shows one, larger, brighter or more from the front.");
    }

    private static byte[] Cut(int percent)
    {
        byte[] file = Pictures.Read(SalleyAgain);
        return file[..(file.Length * percent / 100)];
    }
}
