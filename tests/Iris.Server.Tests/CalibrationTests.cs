using System.Globalization;
using Iris.Client;
using Iris.Models;
using RateBound = Iris.Client.RateBound;

namespace Iris.Server.Tests;

/// <summary>Thresholds from an operator's own pictures, <c>Iris:Matching:Calibration</c>.</summary>
public sealed class CalibrationTests : IDisposable
{
    private static readonly Calibration Good = new(
        Engine.Pack.Manifest.Name,
        Engine.Pack.Manifest.Version,
        Engine.Pack.RecognitionSha256,
        [new(0.1, 0.2265f, 1), new(0.001, 0.4174f, 0.99)],
        5, 275, 1210, "Five people.");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("iris-calibration-");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Thresholds_and_false_match_rates_go_by_the_operator_s_own_pictures()
    {
        await using IrisServer server = await IrisServer.StartAsync($"Iris:Matching:Calibration={Write(Good)}");
        using IrisClient iris = server.Connect();

        VerifyAnswer usual = await VerifyAsync(iris);
        VerifyAnswer between = await VerifyAsync(iris, new() { TargetFalseMatchRate = 0.01 });
        VerifyAnswer at = await VerifyAsync(iris, new() { Threshold = 0.2265 });

        Assert.Equal((0.4174, 0.001, RateBound.None), (usual.Threshold.Similarity, usual.Threshold.FalseMatchRate, usual.Threshold.FalseMatchRateBound));

        // More similar than all that was calibrated.
        Assert.Equal((0.001, RateBound.Upper), (usual.FalseMatchRate, usual.FalseMatchRateBound));

        // Half of the way from 1e-1 to 1e-3, by logarithms.
        Assert.Equal((0.2265 + 0.4174) / 2, between.Threshold.Similarity, 1e-6);
        Assert.Equal(0.1, at.Threshold.FalseMatchRate!.Value, 1e-9);
    }

    [Fact]
    public async Task A_calibration_without_the_usual_rate_is_used_with_another()
    {
        Calibration few = Good with { Points = [new(0.1, 0.2265f, 1), new(0.01, 0.31f, 0.99)] };
        await using IrisServer server = await IrisServer.StartAsync($"Iris:Matching:Calibration={Write(few)}", "Iris:Comparison:FalseMatchRate=0.01");
        using IrisClient iris = server.Connect();

        VerifyAnswer answer = await VerifyAsync(iris);

        Assert.Equal((0.31, 0.01), (answer.Threshold.Similarity, answer.Threshold.FalseMatchRate));
        Assert.Equal(new SupportedRates { Lowest = 0.01, Highest = 0.1 }, answer.Threshold.SupportedRates);
    }

    [Fact]
    public async Task The_lowest_rate_that_is_told_as_supported_can_be_asked_for()
    {
        Calibration fine = Good with { Points = [new(0.001, 0.4174f, 1), new(0.000000333, 0.7f, 0.5)] };
        await using IrisServer server = await IrisServer.StartAsync($"Iris:Matching:Calibration={Write(fine)}");
        using IrisClient iris = server.Connect();
        SupportedRates told = (await VerifyAsync(iris)).Threshold.SupportedRates!;

        VerifyAnswer answer = await VerifyAsync(iris, new() { TargetFalseMatchRate = told.Lowest });

        Assert.Equal((0.000000333, 0.7), (told.Lowest, answer.Threshold.Similarity));
    }

    [Fact]
    public async Task A_rate_of_the_model_pack_that_was_not_calibrated_is_refused()
    {
        await using IrisServer server = await IrisServer.StartAsync($"Iris:Matching:Calibration={Write(Good)}");
        using IrisClient iris = server.Connect();

        IrisException refused = await Assert.ThrowsAsync<IrisException>(() => VerifyAsync(iris, new() { TargetFalseMatchRate = 1e-6 }));

        Assert.Equal("urn:iris:problem:unsupported-rate", refused.Problem!.Type);
    }

    [Fact]
    public async Task Among_many_candidates_the_chance_of_a_false_match_goes_by_it_too()
    {
        await using IrisServer server = await IrisServer.StartAsync($"Iris:Matching:Calibration={Write(Good)}", "Iris:Comparison:FalseMatchRate=0.1");
        using IrisClient iris = server.Connect();

        CompareAnswer answer = await iris.CompareAsync(
            Picture(0), [new("same", Picture(1)), new("another", Picture(11)), new("third", Picture(22))], cancellationToken: Cancelled);

        Assert.Equal(0.2265, answer.Threshold.Similarity);
        Assert.Equal(1 - Math.Pow(0.9, 3), answer.Totals.ChanceOfFalseMatch!.Value, 1e-6);
    }

    [Fact]
    public async Task The_line_at_the_start_says_the_threshold_of_the_calibration()
    {
        using System.Diagnostics.Process process = IrisProcess.StartProcess("--urls=http://127.0.0.1:0", $"--Iris:Matching:Calibration={Write(Good)}");
        try
        {
            string? line = "";
            while (line is not null && !line.Contains("is ready", StringComparison.Ordinal))
            {
                line = await process.StandardOutput.ReadLineAsync(Cancelled);
            }

            Assert.Contains("matches above a similarity of 0.4174", line, StringComparison.Ordinal);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    [Theory]
    [InlineData(new[] { 0.1, 0.01 }, "a rate from 0.01 to 0.1")]
    [InlineData(new[] { 0.1 }, "it to 0.1")]
    public async Task A_calibration_without_the_usual_rate_keeps_the_server_from_starting_until_another_is_set(double[] rates, string advice)
    {
        Calibration small = Good with { Points = [.. rates.Select((rate, i) => new OperatingPoint(rate, 0.2f + (0.1f * i), 1))] };

        string line = await StartupTests.CannotStartAsync($"--Iris:Matching:Calibration={Write(small)}");

        Assert.Equal(
            $"Iris cannot start. Iris:Comparison:FalseMatchRate: none is set, and the usual 0.001 has not been calibrated: set {advice}, set "
            + "Iris:Comparison:Threshold in its place, or calibrate from more pictures (Iris:Matching:Calibration).",
            line);
    }

    [Fact]
    public async Task A_file_that_cannot_be_used_keeps_it_from_starting_with_a_line_that_says_why()
    {
        string missing = Path.Combine(_folder.FullName, "missing.json");

        Assert.Equal(
            $"Iris cannot start. Calibration: {missing}: it is missing.",
            await StartupTests.CannotStartAsync($"--Iris:Matching:Calibration={missing}"));
    }

    // The same lines, without the server around them.
    [Theory]
    [InlineData("", "it is empty, or no ordinary file")]
    [InlineData("null", "it is empty")]
    [InlineData("{}", "it lacks 'pack'")]
    [InlineData("[]", "it is not JSON as a calibration is (line 1)")]
    [InlineData("{\"name\": \"iris-default\", \"version\": \"1.0.0\", \"models\": []}", "it has a member 'name', and there is none of that name")]
    public void What_is_no_calibration_is_told(string text, string reason) => AssertRefused(Write(text), reason);

    [Theory]
    [InlineData("\"people\": 5", "\"people\": \"five\"", "its 'people' has a value that it cannot have (line 17)")]
    [InlineData("\"people\": 5", "\"people\": 5, \"people\": 500", "its 'people' stands twice")]
    [InlineData("\"people\": 5", "\"persons\": 5", "it has a member 'persons', and there is none of that name")]
    [InlineData("\"people\": 5,", "", "it lacks 'people'")]
    [InlineData("\"similarity\": 0.4174", "\"score\": 0.4174", "it has a member 'calibration[1].score', and there is none of that name")]
    [InlineData("\"similarity\": 0.4174", "\"falseMatchRate\": 0.4174", "its 'calibration[1].falseMatchRate' stands twice")]
    [InlineData("\"calibration\": [", "\"calibration\": [null, ", "its 'calibration[0]' is null")]
    public void What_is_wrong_with_a_calibration_is_told_with_its_member(string from, string to, string reason)
    {
        string text = Good.ToJson();
        Assert.Contains(from, text, StringComparison.Ordinal);

        AssertRefused(Write(text.Replace(from, to, StringComparison.Ordinal)), reason);
    }

    [Fact]
    public void A_calibration_that_is_not_UTF_8_or_has_no_end_is_told()
    {
        string file = Path.Combine(_folder.FullName, "latin1.json");
        using (var stream = new FileStream(file, FileMode.Create))
        {
            stream.Write(System.Text.Encoding.Latin1.GetBytes(Good.ToJson().Replace("people", "pé", StringComparison.Ordinal)));
        }

        AssertRefused(file, "it is not a calibration: its text is not UTF-8");
        Assert.SkipWhen(OperatingSystem.IsWindows(), "It has no devices without an end.");
        AssertRefused("/dev/zero", "it is empty, or no ordinary file");
    }

    [Fact]
    public void A_calibration_of_another_pack_or_of_other_networks_is_told()
    {
        AssertRefused(Write(Good with { Pack = "other" }), "it was measured with the model pack other 1.0.0, and iris-default 1.0.0 is in use");
        AssertRefused(Write(Good with { PackVersion = "0.9.0" }), "it was measured with the model pack iris-default 0.9.0, and iris-default 1.0.0 is in use");
        AssertRefused(Write(Good with { RecognitionSha256 = new string('0', 64) }), "the model pack has another detector, embedder or use of them now than when it was measured");
    }

    [Fact]
    public void A_calibration_of_a_pack_that_was_changed_without_a_new_version_is_told()
    {
        using PackFolder pack = PackFolder.OfDefault().Edit(manifest => manifest["embedder"]!["template"]![2]![1] = 71.5);
        string file = Write(Good);

        CalibrationException refused = Assert.Throws<CalibrationException>(() => Calibration.ReadFor(pack.Open(), file));

        Assert.EndsWith(
            "the model pack has another detector, embedder or use of them now than when it was measured: make it anew with iris evaluate --save-calibration.",
            refused.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Points_that_make_no_curve_are_told()
    {
        AssertRefused(Write(Good with { Points = [] }), "it has no calibration, so no threshold can be chosen");
        AssertRefused(Write(Good with { Points = [new(0.001, 0.4f, 1), new(0.1, 0.2f, 1)] }), "point 2 has no lower false match rate at a higher similarity");
        AssertRefused(Write(Good with { Points = [new(0.1, 0.4f, 1), new(0.01, 0.4f, 1)] }), "point 2 has no lower false match rate at a higher similarity");
        AssertRefused(Write(Good with { Points = [new(0.1, 1.5f, 1)] }), "point 1 has a value out of range");
        AssertRefused(Write(Good with { Points = [new(4e-10, 0.5f, 1)] }), "point 1 has a false match rate of more than 9 decimals");
        AssertRefused(Write(Good with { Points = [new(0, 0.5f, 1)] }), "point 1 has a value out of range");
    }

    [Fact]
    public void A_file_that_is_too_large_or_a_folder_is_told()
    {
        AssertRefused(Write(new string(' ', (1024 * 1024) + 1)), "it is too large to be a calibration");
        AssertRefused(_folder.FullName, "it cannot be read");
    }

    [Fact]
    public void What_was_written_is_read_again()
    {
        FalseMatchCurve curve = Calibration.ReadFor(Engine.Pack, Write(Good));

        Assert.Equal((0.001, 0.1), (curve.LowestRate, curve.HighestRate));
        Assert.Equal(0.4174f, curve.ThresholdFor(0.001));
    }

    private static Task<VerifyAnswer> VerifyAsync(IrisClient iris, VerifyOptions? options = null) =>
        iris.VerifyAsync(Picture(0), Picture(1), options, Cancelled);

    private static PictureSource Picture(int number) => PictureSource.FromBytes(Pictures.Read(Pictures.Johns[number]));

    private static void AssertRefused(string file, string reason)
    {
        CalibrationException refused = Assert.Throws<CalibrationException>(() => Calibration.ReadFor(Engine.Pack, file));

        Assert.Equal(file, refused.File);
        Assert.StartsWith($"Calibration: {file}: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    private string Write(Calibration calibration) => Write(calibration.ToJson());

    private string Write(string text)
    {
        string path = Path.Combine(_folder.FullName, string.Create(CultureInfo.InvariantCulture, $"{_folder.GetFiles().Length}.json"));
        using var writer = new StreamWriter(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write });
        writer.Write(text);
        return path;
    }
}
