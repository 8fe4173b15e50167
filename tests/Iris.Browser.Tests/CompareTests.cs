using System.Text.RegularExpressions;
using Iris.Client;
using static Iris.Browser.Tests.People;

namespace Iris.Browser.Tests;

/// <summary>Who of many is in a picture: asked and answered on the page, with what the server says of the same pictures.</summary>
public sealed class CompareTests(SharedBrowser shared) : BrowserTests(shared)
{
    [Fact]
    public async Task The_one_who_is_in_the_picture_is_found_among_others()
    {
        CompareView compare = (await OpenAsync()).Compare;
        await Expect(compare.Start).ToBeDisabledAsync();

        await compare.ChooseTargetAsync(Salley);
        await compare.AddAsync(Savage, SalleyAgain, Schneider, Simm);
        await compare.CompareAsync();

        await Expect(compare.Matches).ToHaveCountAsync(1);
        await Expect(compare.Others).ToHaveCountAsync(3);
        Card match = compare.Card(1);
        await match.ExpectStateAsync("match");
        await Expect(match.Similarity).ToHaveTextAsync("0.94");
        await Expect(match.Rate).ToHaveTextAsync("Fewer than 1 in 1,000,000 strangers would score this high.");
        await Expect(compare.Status).ToHaveTextAsync("All 4 done: 1 possible match.");
        foreach (int other in (int[])[0, 2, 3])
        {
            await compare.Card(other).ExpectStateAsync("no_match");
        }
    }

    [Fact]
    public async Task Whoever_is_most_alike_comes_first_however_many_there_are()
    {
        using IrisClient iris = Server.Connect();
        CompareAnswer answer = await iris.CompareAsync(
            PictureSource.FromFile(Pictures.PathOf(Salley)),
            Pictures.Johns.Select(john => new Candidate(john, PictureSource.FromFile(Pictures.PathOf(john)))),
            cancellationToken: TestContext.Current.CancellationToken);
        double[] expected = [.. answer.Candidates.Select(candidate => Math.Round(candidate.Similarity!.Value, 2))];

        CompareView compare = (await OpenAsync()).Compare;
        await compare.ChooseTargetAsync(Salley);
        await compare.AddAsync([.. Pictures.Johns]);
        await compare.CompareAsync();

        await Expect(compare.Matches).ToHaveCountAsync(11);
        await Expect(compare.Others).ToHaveCountAsync(44);
        double[] shown = [.. await Card.SimilaritiesAsync(compare.Matches), .. await Card.SimilaritiesAsync(compare.Others)];
        Assert.Equal(expected, shown);
    }

    [Fact]
    public async Task The_box_and_the_landmarks_lie_on_the_face()
    {
        using IrisClient iris = Server.Connect();
        FacesAnswer answer = await iris.FindFacesAsync(
            PictureSource.FromFile(Pictures.PathOf(SalleyAgain)), cancellationToken: TestContext.Current.CancellationToken);
        Face face = Assert.Single(answer.Faces);

        CompareView compare = (await OpenAsync()).Compare;
        await compare.ChooseTargetAsync(Salley);
        await compare.AddAsync(SalleyAgain);
        await compare.CompareAsync();
        await Expect(compare.Card(0).Box).ToBeVisibleAsync();

        // What the page computes with fewer digits than the test.
        const double Tolerance = 0.002;
        Card card = compare.Card(0);
        double side = answer.Width!.Value;
        Place box = Assert.Single(await Card.PlacesAsync(card.Box));
        Assert.Equal(face.Box.X / side, box.X, Tolerance);
        Assert.Equal(face.Box.Y / side, box.Y, Tolerance);
        Assert.Equal(face.Box.Width / side, box.Width, Tolerance);
        Assert.Equal(face.Box.Height / side, box.Height, Tolerance);

        Place[] marks = await Card.PlacesAsync(card.Landmarks);
        Client.FaceLandmarks points = face.Landmarks;
        PicturePoint[] expected = [points.LeftEye, points.RightEye, points.Nose, points.LeftMouth, points.RightMouth];
        Assert.Equal(expected.Length, marks.Length);
        Assert.All(expected, point => Assert.Contains(marks, mark =>
            Math.Abs(mark.X + (mark.Width / 2) - (point.X / side)) < Tolerance && Math.Abs(mark.Y + (mark.Height / 2) - (point.Y / side)) < Tolerance));
    }

    [Fact]
    public async Task A_name_is_that_of_the_file_until_somebody_knows_better()
    {
        CompareView compare = (await OpenAsync()).Compare;
        await compare.ChooseTargetAsync(Salley);
        await compare.AddAsync(Savage, SalleyAgain);
        await Expect(compare.Card(1).Name).ToHaveValueAsync(new Regex("^000183.02159543$"));

        await compare.Card(1).Name.FillAsync("Jane Roe");
        await compare.CompareAsync();
        await Expect(compare.Card(1).Name).ToHaveValueAsync("Jane Roe");
        await compare.Card(0).Name.FillAsync("John Doe");

        await Expect(compare.Card(0).Name).ToHaveValueAsync("John Doe");
        await Expect(compare.Matches).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_name_is_text_and_nothing_else()
    {
        string[] names =
        [
            "<img src=x onerror=document.title='broken'>", "\"><script>document.title='broken'</script>",
            "' onfocus='document.title=1' autofocus='", "${document.title='broken'}&lt;b&gt;",
        ];
        ConsolePage page = await OpenAsync();
        string title = await page.Page.TitleAsync();
        CompareView compare = page.Compare;
        await compare.ChooseTargetAsync(Salley);
        foreach (string name in names)
        {
            await compare.AddAsync(name + ".jpg", Pictures.Read(SalleyAgain));
        }

        await compare.CompareAsync();

        await Expect(compare.Matches).ToHaveCountAsync(names.Length);
        for (int i = 0; i < names.Length; i++)
        {
            await Expect(compare.Card(i).Name).ToHaveValueAsync(names[i]);
            await compare.Card(i).Look.ClickAsync();
            await Expect(compare.Look).ToContainTextAsync(names[i]);
            await page.Page.Keyboard.PressAsync("Escape");
        }

        Assert.Equal(title, await page.Page.TitleAsync());
    }

    [Fact]
    public async Task Another_threshold_decides_anew_without_asking_again()
    {
        ConsolePage page = await OpenAsync();
        CompareView compare = page.Compare;
        await compare.ChooseTargetAsync(Shimkus);
        await compare.AddAsync(ShimkusUnlike, Savage);
        await compare.CompareAsync();
        await compare.Card(0).ExpectStateAsync("match");
        await ExpectThresholdAsync("about once in 1,000 (this server's setting)");
        await Expect(compare.Chance).ToContainTextAsync("With 2 comparisons");
        await Expect(compare.Chance).ToContainTextAsync("about 0.2%");
        int asked = 0;
        page.Page.Request += (_, _) => asked++;

        await compare.MoveThresholdAsync("End");
        await ExpectThresholdAsync("about once in 1,000,000");
        await compare.Card(0).ExpectStateAsync("no_match");
        await Expect(compare.Others).ToHaveCountAsync(2);
        await Expect(compare.Status).ToHaveTextAsync("All 2 done: no possible match.");
        await compare.MoveThresholdAsync("ArrowLeft");
        await ExpectThresholdAsync("about once in 500,000");
        await compare.Card(0).ExpectStateAsync("match");
        await Expect(compare.Matches).ToHaveCountAsync(1);

        Assert.Equal(0, asked);

        Task ExpectThresholdAsync(string rate) =>
            Expect(compare.Threshold).ToHaveAttributeAsync("aria-valuetext", $"A stranger passes {rate}");
    }

    [Fact]
    public async Task Of_a_picture_of_several_people_it_is_said_that_one_was_compared()
    {
        CompareView compare = (await OpenAsync()).Compare;
        await compare.ChooseTargetAsync(Salley);
        await compare.AddAsync(ThreeFaces, SalleyAgain);
        await compare.CompareAsync();

        await Expect(compare.Card(0).Others).ToHaveTextAsync("3 faces are in this picture. Only the largest, shown here, was compared.");
        await Expect(compare.Card(1).Others).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task What_is_said_of_a_comparison_stays_true_when_candidates_are_added_and_taken_out()
    {
        CompareView compare = (await OpenAsync()).Compare;
        await compare.ChooseTargetAsync(Salley);
        await compare.AddAsync(Savage, SalleyAgain);
        await compare.CompareAsync();

        await compare.AddAsync(Simm);
        await compare.MoveThresholdAsync("End");
        await Expect(compare.Status).ToHaveTextAsync("2 of 3 done, 1 possible match");
        await compare.Card(1).Remove.ClickAsync();
        await Expect(compare.Status).ToHaveTextAsync("1 of 2 done, no possible match");
        await compare.Card(1).Remove.ClickAsync();
        await Expect(compare.Status).ToHaveTextAsync("All 1 done: no possible match.");
    }

    [Fact]
    public async Task What_was_to_be_said_of_a_comparison_is_not_said_once_another_person_is_in_question()
    {
        Visit visit = await VisitAsync();
        await visit.Page.Clock.InstallAsync();
        CompareView compare = (await ConsolePage.OpenAsync(visit)).Compare;
        await compare.ChooseTargetAsync(Salley);
        await compare.AddAsync(Savage, SalleyAgain);
        await compare.CompareAsync();
        await compare.MoveThresholdAsync("End");
        await compare.MoveThresholdAsync("ArrowLeft");

        await visit.Page.Locator("#target-remove").ClickAsync();
        await visit.Page.Clock.RunForAsync(5_000);

        await Expect(compare.Status).ToBeEmptyAsync();
    }

    [Fact]
    public async Task Candidates_can_be_addresses_and_files_side_by_side()
    {
        await using PictureServer pictures = await PictureServer.StartAsync(static context =>
            context.Response.Body.WriteAsync(Pictures.Read(SalleyAgain), context.RequestAborted).AsTask());
        CompareView compare = (await OpenAsync()).Compare;

        await compare.ChooseTargetAsync(Salley);
        await compare.AddAsync(Savage);
        await compare.AddAddressesAsync(pictures.Url("one.jpg"), pictures.Url("two.jpg"));
        await Expect(compare.Cards).ToHaveCountAsync(3);
        await compare.CompareAsync();

        await Expect(compare.Matches).ToHaveCountAsync(2);
        await Expect(compare.Others).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_candidate_can_be_taken_out_and_looked_at_closely()
    {
        CompareView compare = (await OpenAsync()).Compare;
        await compare.ChooseTargetAsync(Salley);
        await compare.AddAsync(Savage, SalleyAgain);
        await compare.Card(0).Remove.ClickAsync();
        await Expect(compare.Cards).ToHaveCountAsync(1);
        await compare.CompareAsync();
        await Expect(compare.Matches).ToHaveCountAsync(1);

        await compare.Matches.Locator("button.look").ClickAsync();

        ILocator look = compare.Look;
        await Expect(look).ToBeVisibleAsync();
        await Expect(look.Locator("img")).ToHaveCountAsync(2);
        await look.Locator("#look-close").ClickAsync();
        await Expect(look).ToBeHiddenAsync();
    }
}
