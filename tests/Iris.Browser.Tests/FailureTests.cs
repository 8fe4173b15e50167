using Microsoft.AspNetCore.Http;
using static Iris.Browser.Tests.People;

namespace Iris.Browser.Tests;

/// <summary>What cannot be compared says why, and what can be done about it.</summary>
public sealed class FailureTests(SharedBrowser shared) : BrowserTests(shared)
{
    [Fact]
    public async Task A_picture_that_cannot_be_compared_says_why_and_the_others_are_compared()
    {
        CompareView compare = (await OpenAsync()).Compare;
        await compare.ChooseTargetAsync(Salley);
        await compare.AddAsync(Dogs);
        await compare.AddAsync("cut.jpg", Pictures.Read(SalleyAgain)[..300]);
        await compare.AddAsync("letter.jpg", "Dear doctor,"u8.ToArray());
        await compare.AddAsync("bomb.jpg", PngFile.Announcing(60_000, 60_000));
        await compare.AddAsync(SalleyAgain);
        await compare.CompareAsync();

        await ExpectFailedAsync(compare.Card(0), "No face");
        await ExpectFailedAsync(compare.Card(1), "damaged");
        await ExpectFailedAsync(compare.Card(2), "no JPEG");
        await ExpectFailedAsync(compare.Card(3), "too large");
        await compare.Card(4).ExpectStateAsync("match");
        await Expect(compare.Status).ToHaveTextAsync("All 5 done: 1 possible match, 4 could not be compared.");
    }

    [Fact]
    public async Task An_address_that_may_not_be_fetched_from_says_so()
    {
        CompareView compare = (await OpenAsync()).Compare;
        await compare.ChooseTargetAsync(Salley);
        await compare.AddAddressesAsync("http://10.0.0.1/a.jpg");
        await compare.CompareAsync();

        await ExpectFailedAsync(compare.Card(0), "does not fetch");
    }

    [Fact]
    public async Task A_picture_that_is_not_there_says_so()
    {
        await using PictureServer empty = await PictureServer.StartAsync(static context =>
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
        CompareView compare = (await OpenAsync()).Compare;
        await compare.ChooseTargetAsync(Salley);
        await compare.AddAddressesAsync(empty.Url("a.jpg"));
        await compare.CompareAsync();

        await ExpectFailedAsync(compare.Card(0), "fetched");
    }

    [Fact]
    public async Task A_picture_that_takes_too_long_says_so()
    {
        await using PictureServer silent = await PictureServer.StartSilentAsync();
        await using IrisServer server = await IrisServer.StartAsync("Iris:Fetch:Timeout=00:00:00.3");
        CompareView compare = (await OpenAsync(server)).Compare;
        await compare.ChooseTargetAsync(Salley);
        await compare.AddAddressesAsync(silent.Url("a.jpg"));
        await compare.CompareAsync();

        await ExpectFailedAsync(compare.Card(0), "long");
    }

    [Fact]
    public async Task A_target_without_a_face_says_so_where_it_is()
    {
        CompareView compare = (await OpenAsync()).Compare;
        await compare.ChooseTargetAsync(Dogs);
        await compare.AddAsync(SalleyAgain);
        await compare.CompareAsync();

        await Expect(compare.TargetNote).ToContainTextAsync("face");
        await ExpectFailedAsync(compare.Card(0), "compare");
    }

    [Fact]
    public async Task A_target_of_several_people_says_that_one_was_compared()
    {
        CompareView compare = (await OpenAsync()).Compare;
        await compare.ChooseTargetAsync(ThreeFaces);
        await compare.AddAsync(SalleyAgain);
        await compare.CompareAsync();

        await Expect(compare.TargetNote).ToHaveTextAsync("3 faces were found. Only the largest, the one with a box, was compared.");
    }

    [Fact]
    public async Task Without_a_face_to_compare_them_with_no_more_candidates_are_sent()
    {
        ConsolePage page = await OpenAsync();
        CompareView compare = page.Compare;
        await compare.ChooseTargetAsync(Dogs);
        await compare.AddAsync([.. Enumerable.Repeat(SalleyAgain, 101)]);
        await compare.CompareAsync();

        await Expect(compare.Failed).ToHaveCountAsync(101);
        await ExpectFailedAsync(compare.Card(100), "compare");
        await Expect(compare.Status).ToHaveTextAsync("All 101 done: nothing could be compared.");
        Assert.Single(await page.Page.EvaluateAsync<string[]>("watched.sent.filter(request => request.includes('/v1/compare'))"));
    }

    private static async Task ExpectFailedAsync(Card card, string why)
    {
        await card.ExpectStateAsync("failed");
        await Expect(card.Reason).ToContainTextAsync(why);
        await Expect(card.Advice).Not.ToBeEmptyAsync();
    }
}
