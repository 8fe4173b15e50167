using Iris.Models;
using static Iris.Browser.Tests.People;

namespace Iris.Browser.Tests;

/// <summary>That the slider decides by what was measured, and offers nothing else.</summary>
public sealed class ThresholdTests(SharedBrowser shared) : BrowserTests(shared)
{
    [Fact]
    public async Task With_a_model_that_nobody_has_measured_no_rate_is_made_up()
    {
        using PackFolder pack = PackFolder.OfDefault().WithThreshold(0.451);
        await using IrisServer server = await IrisServer.StartAsync($"Iris:Models:Path={pack.Folder}");
        CompareView compare = (await OpenAsync(server)).Compare;
        await compare.ChooseTargetAsync(Salley);
        await compare.AddAsync(SalleyAgain, Savage);
        await compare.CompareAsync();

        await compare.Card(0).ExpectStateAsync("match");
        await compare.Card(1).ExpectStateAsync("no_match");
        await Expect(compare.Card(0).Rate).ToHaveTextAsync("How many strangers would score this high was not measured.");
        await Expect(compare.Threshold).ToBeDisabledAsync();
        await Expect(compare.ThresholdText).ToContainTextAsync("was not measured");
        await Expect(compare.Chance).ToBeEmptyAsync();
    }

    [Fact]
    public async Task With_a_calibration_of_one_s_own_only_its_rates_are_offered()
    {
        await using IrisServer server = await IrisServer.StartAsync($"Iris:Matching:Calibration={WriteCalibration()}", "Iris:Comparison:FalseMatchRate=0.05");
        CompareView compare = (await OpenAsync(server)).Compare;
        await compare.ChooseTargetAsync(Salley);
        await compare.AddAsync(SalleyAgain, Savage);
        await Expect(compare.Threshold).ToBeHiddenAsync();
        await compare.CompareAsync();
        await Expect(compare.ThresholdText).ToHaveTextAsync("A stranger passes about once in 20 (this server's setting)");

        await ExpectAsync("Home", "A stranger passes about once in 10");
        await ExpectAsync("End", "A stranger passes about once in 100");

        async Task ExpectAsync(string key, string said)
        {
            await compare.MoveThresholdAsync(key);
            await Expect(compare.ThresholdText).ToHaveTextAsync(said);

            // More alike than anything that was measured, and less.
            await compare.Card(0).ExpectStateAsync("match");
            await compare.Card(1).ExpectStateAsync("no_match");
        }
    }

    private string WriteCalibration()
    {
        ModelManifest model = Engine.Pack.Manifest;
        string path = Path.Combine(Folder.FullName, "calibration.json");
        var calibration = new Calibration(
            model.Name, model.Version, Engine.Pack.RecognitionSha256, [new(0.1, 0.2265f, 1), new(0.01, 0.31f, 0.99)], 5, 275, 1210, "Five people.");
        using var writer = new StreamWriter(path);
        writer.Write(calibration.ToJson());
        return path;
    }
}
