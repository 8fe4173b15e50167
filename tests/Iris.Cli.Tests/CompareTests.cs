using System.Diagnostics;
using System.Text.Json.Nodes;
using Iris.Cli.Verification;
using Iris.Models;
using Iris.Testing.Networks;
using SkiaSharp;
using static Iris.Cli.Tests.PictureFolder;

namespace Iris.Cli.Tests;

/// <summary><c>iris compare</c> in this process's own words: who of them is it?</summary>
public sealed class CompareTests : IDisposable
{
    private readonly PictureFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_person_is_found_in_a_folder_and_told_in_a_table_without_colours_where_nobody_looks()
    {
        _folder.Add("staff/salley.jpg", SalleyAgain);
        _folder.Add("staff/below/savage.jpg", Savage);

        (int exitCode, string output, string error) = await IrisCommand.RunAsync("compare", TestPictures.PathOf(Salley), _folder.PathOf("staff"));

        Assert.Equal(0, exitCode);
        Assert.Equal("", error);
        string[] lines = output.TrimEnd().Split('\n');
        Assert.Matches(@"^Candidate +Similarity +Decision +Strangers as similar", lines[0]);
        Assert.Matches(@"staff/salley\.jpg +0\.940 +match +under 1 in 1,000,000", lines[1]);
        Assert.Matches(@"staff/below/savage\.jpg +-?0\.\d+ +no match +over 1 in 1,000", lines[2]);
        Assert.Equal("1 of 2 candidates matches above 0.451. The chance that a stranger among them matches is 0.2 %. A match is a hint for a person to check.", lines[3]);
        Assert.DoesNotContain('\e', output);
    }

    [Fact]
    public async Task Candidates_that_were_cut_short_are_told_in_the_table_and_what_that_means_below_it()
    {
        _folder.AddCutShort("staff/cut.jpg", SalleyAgain, 85);
        _folder.AddCutShort("staff/half.jpg", SalleyAgain, 60);
        _folder.Add("staff/whole.jpg", Savage);

        (int exitCode, string output, string error) = await IrisCommand.RunAsync("compare", TestPictures.PathOf(Salley), _folder.PathOf("staff"));

        Assert.Equal((0, ""), (exitCode, error));
        string[] lines = output.TrimEnd().Split('\n');
        Assert.Matches(@"staff/cut\.jpg +0\.9\d\d +match, cut short +under 1 in 1,000,000", lines[1]);
        Assert.Matches(@"staff/whole\.jpg +-?0\.\d+ +no match +over 1 in 1,000", lines[2]);
        Assert.Matches(@"staff/half\.jpg +no face found, cut short$", lines[3].TrimEnd());
        Assert.Equal("The files of 2 candidates are cut short: a part of each picture is missing.", lines[4]);
        Assert.StartsWith("1 of 2 candidates matches", lines[5], StringComparison.Ordinal);
        Assert.Equal(6, lines.Length);
    }

    [Fact]
    public async Task A_target_that_was_cut_short_is_told()
    {
        string cut = _folder.AddCutShort("cut.jpg", SalleyAgain, 85), half = _folder.AddCutShort("half.jpg", SalleyAgain, 60);

        ProgramRun compared = await IrisCommand.RunAsync("compare", cut, TestPictures.PathOf(Salley));
        ProgramRun noFace = await IrisCommand.RunAsync("compare", half, TestPictures.PathOf(Salley));

        Assert.Equal((0, ""), (compared.ExitCode, compared.Error));
        Assert.Equal("The file of the target is cut short: a part of the picture is missing.", compared.Output.Split('\n')[2]);
        Assert.Equal(new(3, "", $"{half}: no face found: the file is cut short and a part of the picture is missing, so use a whole copy.\n"), noFace);
    }

    [Fact]
    public async Task Json_tells_what_was_cut_short_and_nothing_of_what_was_whole()
    {
        string cut = _folder.AddCutShort("cut.jpg", SalleyAgain, 85);

        JsonNode answer = JsonNode.Parse((await IrisCommand.RunAsync("compare", "--json", cut, cut, TestPictures.PathOf(Salley))).Output)!;
        string[] lines = (await IrisCommand.RunAsync("compare", "--ndjson", TestPictures.PathOf(Salley), cut)).Output.TrimEnd().Split('\n');

        Assert.True((bool?)answer["target"]!["incomplete"]);
        Assert.Equal([true, null], answer["candidates"]!.AsArray().Select(static one => (bool?)one!["incomplete"]));
        Assert.Contains("\"incomplete\":true,\"face\"", lines[0], StringComparison.Ordinal);
        Assert.DoesNotContain("incomplete", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_embedder_that_fails_with_a_candidate_alone_is_an_error_of_the_pack()
    {
        using PackFolder pack = PackFolder.OfDefault().Replace(ModelRole.Embedder, file: "faulty.onnx", network: FaultyEmbedders.NoNumberForFaces());
        using SKBitmap picture = PictureFiles.Decode(TestPictures.Read(Salley));
        using SKBitmap dark = Canvas.Grey(picture.Width, [.. Canvas.GreyLevels(picture).Select(level => (byte)(level / 2))]);
        string target = _folder.Add("dark.png", PictureFiles.Png(dark));
        Assert.Equal(0, (await IrisCommand.RunAsync("compare", "--models", pack.Folder, target, target)).ExitCode);

        ProgramRun run = await IrisCommand.RunAsync("compare", "--models", pack.Folder, target, TestPictures.PathOf(SalleyAgain));

        Assert.Equal(
            new(3, "", $"Model pack: {pack.In("faulty.onnx")}: it answers a face with what is no number: see the embedder's mean and scale.\n"), run);
    }

    [Fact]
    public async Task Json_is_whole_in_a_locale_of_another_encoding()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "It has no such locales.");
        string anna = _folder.Add("Ännä ☺.jpg", SalleyAgain);

        foreach (string form in (string[])["--json", "--ndjson"])
        {
            ProgramRun run = await IrisCommand.RunAsync(("LC_ALL", "en_US.ISO-8859-1"), "compare", form, TestPictures.PathOf(Salley), anna);
            JsonNode first = JsonNode.Parse(run.Output.Split('\n')[0])!;

            Assert.Equal(anna, (string?)(first["candidates"]?[0] ?? first)["name"]);
        }
    }

    [Fact]
    public async Task Nobody_who_matches_is_an_exit_code_of_its_own()
    {
        (int exitCode, string output, string error) = await IrisCommand.RunAsync("compare", TestPictures.PathOf(Salley), TestPictures.PathOf(Savage));

        Assert.Equal(1, exitCode);
        Assert.StartsWith("0 of 1 candidate match above", output.Split('\n')[^2], StringComparison.Ordinal);
        Assert.Equal("", error);
    }

    [Fact]
    public async Task Files_folders_patterns_urls_and_standard_input_are_candidates_under_the_names_that_the_user_gave()
    {
        await using PictureServer web = await PictureServer.StartAsync(context => context.Response.Body.WriteAsync(TestPictures.Read(SalleyAgain)).AsTask());
        _folder.Add("@unknown.jpg", Salley);
        _folder.Add("-file", SalleyAgain);
        _folder.Add("folder/b.JPG", SalleyAgain);
        _folder.Add("folder/deeper/a.jpeg", SalleyAgain);
        _folder.Add("folder/.hidden/x.jpg", SalleyAgain);
        _folder.Add("folder/notes.txt", "no picture"u8.ToArray());
        Directory.CreateSymbolicLink(_folder.PathOf("folder/circle"), "..");
        _folder.Add("pattern/one/front-1.jpg", SalleyAgain);
        _folder.Add("pattern/one/two/front-2.jpg", SalleyAgain);
        _folder.Add("pattern/one/back-1.jpg", SalleyAgain);

        (int exitCode, string output, string error) = await IrisCommand.RunInAsync(
            _folder.Path, TestPictures.Read(SalleyAgain), "compare", "--json", "@unknown.jpg", "-", web.Url("x.jpg"), "folder", "pattern/**/front-?.jpg", "--", "-file");

        Assert.Equal("", error);
        Assert.Equal(0, exitCode);
        JsonArray candidates = JsonNode.Parse(output)!["candidates"]!.AsArray();
        Assert.Equal(
            ["standard input", web.Url("x.jpg"), "folder/b.JPG", "folder/deeper/a.jpeg", "pattern/one/front-1.jpg", "pattern/one/two/front-2.jpg", "-file"],
            candidates.OrderBy(static candidate => (int)candidate!["index"]!).Select(static candidate => (string?)candidate!["name"]));
        Assert.All(candidates, static candidate => Assert.Equal("match", (string?)candidate!["decision"]));
    }

    [Fact]
    public async Task What_cannot_be_read_is_what_became_of_that_candidate_and_the_others_are_compared()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "It has no /dev.");
        string[] candidates =
        [
            _folder.Add("empty.jpg", []), _folder.Add("text.jpg", "no picture"u8.ToArray()), _folder.Add("dogs.jpg", Dogs), "/dev/zero", "/dev/null",
            "http://127.0.0.1:1/x.jpg",
        ];
        File.CreateSymbolicLink(_folder.Add("staff/salley.jpg", SalleyAgain) + ".gone.jpg", "nowhere");

        (int exitCode, string output, _) = await IrisCommand.RunAsync(["compare", "--json", TestPictures.PathOf(Salley), .. candidates, _folder.PathOf("staff")]);

        Assert.Equal(0, exitCode);
        Assert.Equal(
            ["unreadable", "unsupported", "no_face", "too_large", "unreadable", "fetch_failed", "compared", "unreadable"],
            JsonNode.Parse(output)!["candidates"]!.AsArray().OrderBy(static one => (int)one!["index"]!).Select(static one => (string?)one!["outcome"]));
    }

    [Fact]
    public async Task What_the_user_may_not_open_is_not_passed_over_in_silence()
    {
        _folder.Add("staff/salley.jpg", SalleyAgain);
        string[] locked = [_folder.Add("staff/a.jpg", SalleyAgain), Directory.CreateDirectory(_folder.PathOf("staff/below")).FullName];
        Assert.SkipWhen(OperatingSystem.IsWindows(), "It has other permissions.");
        foreach (string path in locked)
        {
            Lock(path);
        }

        ProcessStartInfo start = RunningProgram.Describe("Iris.Cli.dll", "compare", TestPictures.PathOf(Salley), _folder.PathOf("staff"));
        if (Environment.IsPrivilegedProcess)
        {
            // Root without its right to open everything.
            Assert.SkipUnless(File.Exists("/usr/bin/setpriv"), "Root may open everything.");
            start = new("/usr/bin/setpriv", ["--bounding-set=-dac_override,-dac_read_search", "--", "dotnet", .. start.ArgumentList]);
        }

        await using RunningProgram iris = RunningProgram.Start(start);
        (int exitCode, string output, string error) = await iris.EndAsync();

        Assert.Equal((0, ""), (exitCode, error));
        Assert.All(locked, path => Assert.Matches($"{path} +cannot be read", output));
        Assert.Contains("1 of 1 candidate matches", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_cannot_tell_the_terminal_what_to_do()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Such a name cannot be there.");
        _folder.Add("staff/[red]\e[31m\n\u009b1mevil\u202egpj.jpg", SalleyAgain);

        ProgramRun table = await IrisCommand.RunAsync("compare", TestPictures.PathOf(Salley), _folder.PathOf("staff"));
        ProgramRun complaint = await IrisCommand.RunAsync("faces", "[red]\e[31m\n\u009b1mevil\u202egpj.jpg");

        Assert.Contains("[red]\uFFFD[31m\uFFFD\uFFFD1mevil\uFFFDgpj.jpg", table.Output, StringComparison.Ordinal);
        Assert.Contains("[red]\uFFFD[31m \uFFFD1mevil\uFFFDgpj.jpg", complaint.Error, StringComparison.Ordinal);
        Assert.All((string[])[table.Output, complaint.Error], static text => Assert.DoesNotContain(text, static c => char.IsControl(c) && c != '\n'));
    }

    [Theory]
    [InlineData("no face found: use a picture that shows one", Dogs)]
    [InlineData("not a picture: convert it to JPEG, PNG, WebP, GIF or BMP", "golden.json")]
    public async Task A_target_that_cannot_be_compared_is_told_in_a_line_and_the_answer_says_it_too(string expected, string target)
    {
        (int exitCode, string output, string error) = await IrisCommand.RunAsync("compare", "--json", TestPictures.PathOf(target), TestPictures.PathOf(Salley));

        Assert.Equal(3, exitCode);
        Assert.Equal($"{TestPictures.PathOf(target)}: {expected}.\n", error);
        Assert.Equal("not_compared", (string?)JsonNode.Parse(output)!["candidates"]![0]!["outcome"]);
    }

    [Fact]
    public async Task Candidates_none_of_which_can_be_compared_are_told_and_no_similarity_is()
    {
        (int exitCode, string output, string error) = await IrisCommand.RunAsync("compare", TestPictures.PathOf(Salley), TestPictures.PathOf(Dogs));

        Assert.Equal(3, exitCode);
        Assert.Matches(@"dogs\.jpg +no face found", output);
        Assert.DoesNotContain("above", output, StringComparison.Ordinal);
        Assert.Equal("None of the candidates can be compared: see what became of each.\n", error);
    }

    [Fact]
    public async Task A_line_of_json_is_printed_for_each_candidate_and_the_summary_comes_last()
    {
        (int exitCode, string output, string error) = await IrisCommand.RunAsync(
            "compare", "--ndjson", "--threshold", "-1", TestPictures.PathOf(Salley), TestPictures.PathOf("johns/John_Savage"));

        Assert.Equal(0, exitCode);
        Assert.Equal("", error);
        JsonNode[] lines = [.. output.TrimEnd().Split('\n').Select(static line => JsonNode.Parse(line)!)];
        Assert.Equal([.. Enumerable.Repeat("candidate", 11), "summary"], lines.Select(static line => (string?)line["type"]));
        Assert.Equal(Enumerable.Range(0, 11), lines[..^1].Select(static line => (int)line["index"]!).Order());
        Assert.Equal(11, (int)lines[^1]["totals"]!["matches"]!);
    }

    [Fact]
    public async Task An_error_that_nobody_foresaw_is_a_line_and_an_exit_code_of_its_own()
    {
        // Beside this program, the native libraries are missing.
        foreach (string file in Directory.EnumerateFiles(AppContext.BaseDirectory).Where(static file => Path.GetExtension(file) is ".dll" or ".json"))
        {
            File.Copy(file, _folder.PathOf(Path.GetFileName(file)));
        }

        await using RunningProgram program = RunningProgram.Start(
            new ProcessStartInfo("dotnet", ["exec", _folder.PathOf("Iris.Cli.dll"), "faces", TestPictures.PathOf(Salley), "--models", Path.Combine(AppContext.BaseDirectory, "models")]));
        (int exitCode, string output, string error) = await program.EndAsync();

        Assert.Equal(4, exitCode);
        Assert.Equal("", output);
        Assert.Matches("^This is a bug of iris: .+ Please report it with the command.\n$", error);
        Assert.Equal(1, error.Count(static c => c == '\n'));
    }

    private static void Lock(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.None);
        }
    }
}
