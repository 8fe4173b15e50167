using System.Diagnostics;
using System.Text.Json;
using Iris.Models;
using Iris.Testing.Networks;

namespace Iris.Cli.Tests.Evaluation;

/// <summary><c>iris evaluate</c> as the program that a user runs, on good input and bad.</summary>
public sealed class EvaluateCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Pictures_that_take_no_part_are_told_with_reasons_and_the_others_are_compared()
    {
        AddPeople(people: 2, pictures: 3);
        _folder.Copy("groups/dogs.jpg", "person1/dogs.jpg");
        _folder.Write("person1/empty.jpg", []);
        _folder.Write("person1/text.jpg", "no picture");
        _folder.Write("person1/cut.png", [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 0]);

        (int exitCode, string output, string error) = await IrisCommand.RunAsync("evaluate", "--people", _folder.Path);
        using JsonDocument json = await EvaluateAsync("--people", _folder.Path);

        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains("6 of 10 pictures have a face, of 2 people. They make 15 pairs: 6 of the same person and 9 of different people.", output, StringComparison.Ordinal);
        Assert.Contains("person1/dogs.jpg: no face found", output, StringComparison.Ordinal);
        Assert.Contains("4 pictures take no part (40 %)", output, StringComparison.Ordinal);
        Assert.Equal(4, json.RootElement.GetProperty("failed_to_detect").GetInt32());
        Assert.Equal(
            ["7: unreadable", "8: no_face", "9: unreadable", "10: unsupported"],
            json.RootElement.GetProperty("excluded").EnumerateArray().Select(static one => $"{one.GetProperty("picture").GetInt32()}: {one.GetProperty("reason").GetString()}"));
    }

    [Fact]
    public async Task Pictures_that_were_cut_short_are_told_by_their_numbers()
    {
        AddPeople(people: 2, pictures: 2);
        byte[] portrait = TestPictures.Read(PictureFolder.SalleyAgain);
        _folder.Write("person1/cut.jpg", portrait[..(portrait.Length * 85 / 100)]);
        _folder.Write("person1/half.jpg", portrait[..(portrait.Length * 60 / 100)]);

        (int exitCode, string output, string error) = await IrisCommand.RunAsync("evaluate", "--people", _folder.Path);
        using JsonDocument json = await EvaluateAsync("--people", _folder.Path);

        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains("! The files of 2 pictures are cut short, so that a part of each is missing (5, 6). Such pictures are harder to recognise: use whole copies.", output, StringComparison.Ordinal);
        Assert.Equal([5, 6], json.RootElement.GetProperty("incomplete").EnumerateArray().Select(static one => one.GetInt32()));
        Assert.Equal(6, json.RootElement.GetProperty("excluded")[0].GetProperty("picture").GetInt32());
    }

    [Fact]
    public async Task One_person_alone_says_how_often_somebody_is_recognised_and_nothing_of_false_matches()
    {
        AddPeople(people: 1, pictures: 3);

        (int exitCode, string output, _) = await IrisCommand.RunAsync("evaluate", "--people", _folder.Path, "--html", _folder.File("report.html"));
        using JsonDocument json = await EvaluateAsync("--people", _folder.Path);

        Assert.Equal(0, exitCode);
        Assert.Contains("There are no pairs of different people, so nothing is said of false matches.", output, StringComparison.Ordinal);
        Assert.Contains("3 of 3 pairs of the same person (100 %) match.", output, StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("auc").ValueKind);
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("accuracy_10fold").ValueKind);
        Assert.All(json.RootElement.GetProperty("tar_at_fmr").EnumerateObject(), static rate => Assert.Equal(JsonValueKind.Null, rate.Value.ValueKind));
        Assert.True(File.Exists(_folder.File("report.html")));
    }

    [Fact]
    public async Task One_picture_of_each_person_says_how_often_people_are_mistaken_and_makes_no_calibration()
    {
        AddPeople(people: 5, pictures: 1);

        (int exitCode, string output, _) = await IrisCommand.RunAsync("evaluate", "--people", _folder.Path, "--html", _folder.File("report.html"));
        ProgramRun saved = await IrisCommand.RunAsync("evaluate", "--people", _folder.Path, "--save-calibration", _folder.File("c.json"));

        Assert.Equal(0, exitCode);
        Assert.Contains("There are no pairs of the same person", output, StringComparison.Ordinal);
        Assert.Contains("0 of 10 pairs of different people (0 %) match.", output, StringComparison.Ordinal);
        Assert.Equal(3, saved.ExitCode);
        Assert.Contains("no calibration was saved", saved.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("c.json")));
    }

    [Fact]
    public async Task Too_few_pairs_make_no_calibration()
    {
        AddPeople(people: 2, pictures: 2);

        ProgramRun run = await IrisCommand.RunAsync("evaluate", "--people", _folder.Path, "--save-calibration", _folder.File("c.json"));

        Assert.Equal(3, run.ExitCode);
        Assert.StartsWith("4 pairs of different people support no false match rate", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("c.json")));

        // What was found is told all the same.
        Assert.StartsWith("4 pictures of 2 people make 6 pairs", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_pairs_of_LFW_are_evaluated_by_its_sets()
    {
        AddLfw();
        string pairs = _folder.Write("pairs.txt", "2\t2\nAda\t1\t2\nBea\t1\t2\nAda\t1\tBea\t1\nAda\t2\tBea\t2\nCya\t1\t2\nDia\t1\t2\nCya\t1\tDia\t1\nCya\t2\tDia\t2\n");

        using JsonDocument json = await EvaluateAsync("--pairs", pairs, "--images", _folder.Path);

        JsonElement root = json.RootElement;
        Assert.Equal(("lfw", 8, 4, 2), (root.GetProperty("input").GetString(), root.GetProperty("pairs").GetInt32(), root.GetProperty("same_pairs").GetInt32(), root.GetProperty("folds").GetInt32()));
        Assert.Equal(1, root.GetProperty("accuracy_10fold").GetDouble());
        Assert.Equal([2, 3, 6, 7], root.GetProperty("hardest_same").EnumerateArray().Select(static pair => pair.GetProperty("line").GetInt32()).Order());
    }

    [Fact]
    public async Task A_csv_with_groups_is_evaluated_by_group_with_a_warning_where_one_is_small()
    {
        AddLfw();
        string pairs = _folder.Write(
            "pairs.csv",
            "a,b,same,group\nAda/Ada_0001.jpg,Ada/Ada_0002.jpg,1,<b>old</b>\nAda/Ada_0001.jpg,Bea/Bea_0001.jpg,0,<b>old</b>\nCya/Cya_0001.jpg,Cya/Cya_0002.jpg,1,young\nCya/Cya_0001.jpg,Nobody/None.jpg,0,young\n");
        string html = _folder.File("report.html"), markdown = _folder.File("report.md");

        using JsonDocument json = await EvaluateAsync("--pairs", pairs, "--images", _folder.Path, "--html", html, "--markdown", markdown);

        JsonElement[] groups = [.. json.RootElement.GetProperty("groups").EnumerateArray()];
        Assert.Equal(["<b>old</b>", "young"], groups.Select(static group => group.GetProperty("group").GetString()));
        Assert.Equal([1, 0], groups.Select(static group => group.GetProperty("different_pairs").GetInt32()));
        Assert.All(groups, static group => Assert.True(group.GetProperty("small").GetBoolean()));
        Assert.Equal("missing", json.RootElement.GetProperty("excluded")[0].GetProperty("reason").GetString());
        Assert.Equal(1, json.RootElement.GetProperty("excluded_pairs").GetInt32());
        string page = await File.ReadAllTextAsync(html, TestContext.Current.CancellationToken);
        Assert.Contains("&lt;b&gt;old&lt;/b&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>old", page + await File.ReadAllTextAsync(markdown, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains("Groups that are marked are small", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_number_of_a_picture_is_turned_into_its_name_on_demand()
    {
        AddPeople(people: 2, pictures: 2);

        (int exitCode, string output, string error) = await IrisCommand.RunAsync("evaluate", "--people", _folder.Path, "--which", "4", "1");
        ProgramRun beyond = await IrisCommand.RunAsync("evaluate", "--people", _folder.Path, "--which", "5");

        Assert.Equal((0, ""), (exitCode, error));
        Assert.Equal($"4  {_folder.File("person1/1.jpg")}\n1  {_folder.File("person0/0.jpg")}\n", output);
        AssertRefused(beyond, "There is no picture 5: numbers go from 1 to 4.");
    }

    [Fact]
    public async Task A_file_is_replaced_only_when_asked_to_and_is_left_as_it_was_otherwise()
    {
        AddPeople(people: 2, pictures: 2);
        string report = _folder.Write("report.md", "an earlier report");
        foreach (string option in (string[])["--html", "--markdown", "--save-calibration"])
        {
            AssertRefused(await IrisCommand.RunAsync("evaluate", "--people", _folder.Path, option, report), "report.md is there already");
        }

        Assert.Equal("an earlier report", await File.ReadAllTextAsync(report, TestContext.Current.CancellationToken));
        Assert.Equal(0, (await IrisCommand.RunAsync("evaluate", "--people", _folder.Path, "--markdown", report, "--force")).ExitCode);
        Assert.StartsWith("4 pictures of 2 people", await File.ReadAllTextAsync(report, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_place_that_cannot_be_written_to_is_told_before_any_work()
    {
        AddPeople(people: 2, pictures: 2);

        AssertRefused(
            await IrisCommand.RunAsync("evaluate", "--people", _folder.Path, "--markdown", _folder.File("a.md"), "--html", "/nowhere/report.html"),
            "/nowhere/report.html cannot be written: choose another place.");
        Assert.False(File.Exists(_folder.File("a.md")));
    }

    [Fact]
    public async Task Names_are_told_without_what_a_terminal_would_obey()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "No file has such a name there.");
        AddPeople(people: 2, pictures: 2);
        _folder.Write("person1/e\u001b[31mvil\u202e.jpg", "no picture");
        string pairs = _folder.Write("pairs.csv", "person0/0.jpg,person0/1.jpg,1,[red]\u202e\nperson0/0.jpg,person1/0.jpg,0,[red]\u202e\n");

        ProgramRun report = await IrisCommand.RunAsync("evaluate", "--people", _folder.Path);
        ProgramRun which = await IrisCommand.RunAsync("evaluate", "--people", _folder.Path, "--which", "5");
        ProgramRun groups = await IrisCommand.RunAsync("evaluate", "--pairs", pairs, "--images", _folder.Path);

        Assert.Contains("  5  " + _folder.File("person1/e\ufffd[31mvil\ufffd.jpg: not a JPEG"), report.Output, StringComparison.Ordinal);
        Assert.Equal($"5  {_folder.File("person1/e\ufffd[31mvil\ufffd.jpg")}\n", which.Output);
        Assert.Contains("\n[red]\ufffd (small) ", groups.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tables_have_room_on_a_terminal_of_80_columns()
    {
        AddPeople(people: 4, pictures: 5);
        string pairs = _folder.Write("pairs.csv", string.Concat(Enumerable.Range(0, 4).Select(static i =>
            FormattableString.Invariant($"person{i}/0.jpg,person{i}/1.jpg,1,group {i}\nperson{i}/0.jpg,person{(i + 1) % 4}/1.jpg,0,group {i}\n"))));

        ProgramRun all = await IrisCommand.RunAsync("evaluate", "--people", _folder.Path);
        ProgramRun listed = await IrisCommand.RunAsync("evaluate", "--pairs", pairs, "--images", _folder.Path);

        string[] rows = [.. $"{all.Output}{listed.Output}".Split('\n').Where(static line => line.StartsWith("1 in ", StringComparison.Ordinal) || line.StartsWith("group ", StringComparison.Ordinal))];
        Assert.Equal(["1 in 10 ", "1 in 100", "1 in 1,0", "1 in 10 ", "1 in 100", "1 in 10 ", "group 0 ", "group 1 ", "group 2 ", "group 3 "], rows.Select(static row => row[..8]));
        Assert.Equal("1 in 1,000 to 1 in 1,000,000: not supported by 150 pairs of different people.", rows[2]);
        Assert.All(rows, static row => Assert.InRange(row.Length, 1, 80));
    }

    [Fact]
    public async Task A_pipe_among_the_pictures_is_not_waited_for()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "It has no such files.");
        AddPeople(people: 2, pictures: 2);
        using (Process make = Process.Start("mkfifo", _folder.File("person1/pipe.jpg")))
        {
            await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        File.CreateSymbolicLink(_folder.File("person1/link.jpg"), _folder.File("person1/pipe.jpg"));

        using JsonDocument json = await EvaluateAsync("--people", _folder.Path);

        Assert.Equal(6, json.RootElement.GetProperty("pictures").GetInt32());
        Assert.Equal(["unreadable", "unreadable"], json.RootElement.GetProperty("excluded").EnumerateArray().Select(one => one.GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task Who_interrupts_it_finds_no_file_by_halves()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "It has no such signal.");
        AddPeople(people: 5, pictures: 11);
        using var reports = new TemporaryFolder();
        using var watcher = new FileSystemWatcher(reports.Path) { EnableRaisingEvents = true };
        var begun = new TaskCompletionSource();
        watcher.Created += (_, _) => begun.TrySetResult();
        await using RunningProgram iris = IrisCommand.Start("evaluate", "--people", _folder.Path, "--html", reports.File("report.html"));

        await begun.Task.WaitAsync(TestContext.Current.CancellationToken);
        iris.Interrupt();
        ProgramRun run = await iris.EndedAsync();

        Assert.Equal((130, "", "Interrupted.\n"), (run.ExitCode, run.Output, run.Error));
        Assert.Empty(Directory.EnumerateFileSystemEntries(reports.Path));
    }

    [Fact]
    public async Task An_embedder_that_fails_with_a_face_is_an_error_of_the_pack()
    {
        AddPeople(people: 2, pictures: 2);
        using PackFolder pack = PackFolder.OfDefault().Replace(ModelRole.Embedder, file: "faulty.onnx", network: FaultyEmbedders.NoNumberForFaces());

        ProgramRun run = await IrisCommand.RunAsync("evaluate", "--models", pack.Folder, "--people", _folder.Path);

        Assert.Equal(
            new(3, "", $"Model pack: {pack.In("faulty.onnx")}: it answers a face with what is no number: see the embedder's mean and scale.\n"), run);
    }

    [Fact]
    public async Task Nothing_is_written_but_what_was_asked_for()
    {
        AddPeople(people: 2, pictures: 2);
        string[] before = [.. Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories).Order()];

        await EvaluateAsync("--people", _folder.Path, "--html", _folder.File("report.html"));

        Assert.Equal([.. before, _folder.File("report.html")], Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories).Order());
    }

    [Fact]
    public async Task Where_there_is_nothing_to_compare_it_is_told_in_a_line()
    {
        AssertRefused(await IrisCommand.RunAsync("evaluate", "--people", _folder.Path), "There is nobody in");
        AssertRefused(await IrisCommand.RunAsync("evaluate", "--people", _folder.File("nowhere")), "There is no folder");
        AssertRefused(await IrisCommand.RunAsync("evaluate", "--pairs", _folder.File("nowhere"), "--images", _folder.Path), "There is no file");
        _folder.Copy("groups/dogs.jpg", "dogs/1.jpg");
        AssertRefused(await IrisCommand.RunAsync("evaluate", "--people", _folder.Path), "There is no pair to compare: of 1 picture 0 have a face.");
        _folder.Copy(Testing.Pictures.Johns[0], "dogs/2.jpg");
        AssertRefused(await IrisCommand.RunAsync("evaluate", "--people", _folder.Path), "There is no pair to compare: of 2 pictures 1 has a face.");
        string pairs = _folder.Write("pairs.csv", "x.jpg,y.jpg,1\n");
        AssertRefused(await IrisCommand.RunAsync("evaluate", "--pairs", pairs, "--images", _folder.Path), "None of the pictures is there");
        AssertRefused(await IrisCommand.RunAsync("evaluate", "--pairs", _folder.Write("bad.csv", "x.jpg,y.jpg,1\nx.jpg\n"), "--images", _folder.Path), "bad.csv, line 2: ");
        AssertRefused(await IrisCommand.RunAsync("evaluate", "--people", _folder.Path, "--calibration", pairs), "it is not JSON as a calibration is (line 1)");
    }

    [Theory]
    [InlineData("Give --people, or --pairs with --images.")]
    [InlineData("Give --people, or --pairs with --images.", "--people", "x", "--pairs", "y", "--images", "z")]
    [InlineData("--pairs and --images go together", "--pairs", "x")]
    [InlineData("--pairs and --images go together", "--people", "x", "--images", "y")]
    [InlineData("--which takes numbers of pictures", "--people", "x", "--which", "1", "first")]
    public async Task Wrong_usage_is_told_in_a_line(string expected, params string[] args)
    {
        (int exitCode, string output, string error) = await IrisCommand.RunAsync(["evaluate", .. args]);

        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Equal(1, error.Count(static character => character == '\n'));
    }

    private static async Task<JsonDocument> EvaluateAsync(params string[] args)
    {
        (int exitCode, string output, string error) = await IrisCommand.RunAsync(["evaluate", "--json", .. args]);

        Assert.Equal((0, ""), (exitCode, error));
        return JsonDocument.Parse(output);
    }

    private static void AssertRefused(ProgramRun run, string reason)
    {
        Assert.Equal(3, run.ExitCode);
        Assert.Equal("", run.Output);
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
        Assert.Equal(1, run.Error.Count(static character => character == '\n'));
    }

    // Each person eleven crops, one after another.
    private static string JohnOf(int person, int picture) => Testing.Pictures.Johns[(person * 11) + picture];

    private void AddPeople(int people, int pictures)
    {
        for (int person = 0; person < people; person++)
        {
            for (int picture = 0; picture < pictures; picture++)
            {
                _folder.Copy(JohnOf(person, picture), FormattableString.Invariant($"person{person}/{picture}.jpg"));
            }
        }
    }

    private void AddLfw()
    {
        foreach ((int person, string name) in ((string[])["Ada", "Bea", "Cya", "Dia"]).Index())
        {
            _folder.Copy(JohnOf(person, 0), $"{name}/{name}_0001.jpg");
            _folder.Copy(JohnOf(person, 1), $"{name}/{name}_0002.jpg");
        }
    }
}
